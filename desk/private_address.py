"""The private address of a person's calendar of dates."""

from accounts.private_address import Addresses, digest_of

from .models import CalendarFeed

ADDRESSES = Addresses(CalendarFeed, "calendar_address")

make_address = ADDRESSES.make
revoke_address = ADDRESSES.revoke
address_in_force = ADDRESSES.in_force
reader_of = ADDRESSES.reader_of

__all__ = ["address_in_force", "digest_of", "make_address", "reader_of", "revoke_address"]
