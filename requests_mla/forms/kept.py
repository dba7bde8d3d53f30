"""A file that was chosen on a page which came back: kept, so that it need not be chosen again."""

from dataclasses import dataclass

from django.core import signing

from evidence.models import StoredFile

SALT = "requests_mla.kept_file"
FOR_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class KeptFile:
    """A file of the vault, and what it was called where it was chosen."""

    file: StoredFile
    name: str

    def token(self, person_id: int) -> str:
        """What the page carries for it; good for that person and one day."""
        return signing.dumps([self.file.sha256, self.name, person_id], salt=SALT)


def kept_file(token: str, person_id: int) -> KeptFile | None:
    """The file that a token stands for; None if it is old, another's, or none."""
    try:
        sha256, name, owner = signing.loads(token, salt=SALT, max_age=FOR_SECONDS)
    except signing.BadSignature:
        return None
    found = StoredFile.objects.filter(sha256=sha256).first() if owner == person_id else None
    return KeptFile(found, name) if found else None
