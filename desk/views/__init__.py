"""What a person meets first: desk, calendar, overview, inbox, and how they are told."""
