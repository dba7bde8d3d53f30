"""What is kept beside the record."""

from collections.abc import Collection

from .models import SealedText


def texts_of(digests: Collection[str]) -> dict[str, str]:
    """The sealed texts that are still kept, by the digest that stands for each in the record."""
    kept = SealedText.objects.filter(digest__in=digests)
    return dict(kept.values_list("digest", "text")) if digests else {}
