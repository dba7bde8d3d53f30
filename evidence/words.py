"""How the record of files and exhibits reads."""

from django.utils.translation import gettext as _

from audit.words import Details


def file_in_words(act: str, details: Details) -> str:
    """What happened to a file; its name is sealed."""
    said = {
        "keep": _("File put into the vault"),
        "no_room": _("No room for a file in the vault"),
        "damaged": _("File found missing or damaged"),
    }
    return said.get(act, "")


def exhibit_in_words(act: str, details: Details) -> str:
    """What happened to an exhibit, by its number in the case."""
    said = {
        "add": _("Exhibit %(number)s added"),
        "withdraw": _("Exhibit %(number)s taken back"),
        "seal": _("Exhibit %(number)s sealed"),
        "deliver": _("Exhibit %(number)s delivered"),
        "read": _("Exhibit %(number)s opened"),
    }
    return said[act] % {"number": details.get("number", "?")} if act in said else ""
