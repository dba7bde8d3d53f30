"""What was loaded last."""

from django.db import models


class LoadedCatalogue(models.Model):
    """Digest of the data files that were loaded last, so that loading again costs one look."""

    name = models.CharField(primary_key=True, max_length=20)
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"
