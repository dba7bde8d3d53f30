"""Moments and days as they stand in the data of a letter."""

from datetime import date, datetime


def utc(at: datetime) -> str:
    """A moment in UTC, with Z."""
    return at.isoformat().replace("+00:00", "Z")


def day_of(day: date | None) -> str | None:
    """A day by its ISO date."""
    return day.isoformat() if day else None
