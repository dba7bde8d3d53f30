"""Display names of files: what a person typed or a machine sent, made safe to show and to save."""

import re
import unicodedata

LONGEST = 150
LONGEST_EXTENSION = 20
# Joiners that Persian, Indic scripts and emoji need; every other invisible mark goes.
KEPT_INVISIBLE = frozenset("\u200c\u200d")
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})
RESERVED = re.compile(r"con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³]", re.IGNORECASE)
NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


def clean_name(name: str) -> str:
    """A name of at most 150 characters without path, control or direction marks; never empty.

    The vault never uses it as a path: this is what pages show and downloads are called. Device
    names of Windows get an underscore in front; the extension survives the cut.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(
        mark
        for mark in last
        if mark in KEPT_INVISIBLE or unicodedata.category(mark) not in INVISIBLE
    )
    plain = re.sub(r"\s+", " ", NOT_IN_NAMES.sub("_", visible)).strip(" .")
    if not any(mark.isprintable() and mark not in KEPT_INVISIBLE for mark in plain):
        plain = "file"
    if RESERVED.fullmatch(plain.partition(".")[0].strip()):
        plain = f"_{plain}"
    return _shortened(plain)


def extension_of(name: str) -> str:
    """The last extension, lower case, with its dot; empty if there is none."""
    stem, dot, last = name.rpartition(".")
    return f".{last.lower()}" if dot and stem and len(last) <= LONGEST_EXTENSION else ""


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    extension = name[len(name) - len(extension_of(name)) :]
    return name[: LONGEST - len(extension)].rstrip(" .") + extension
