"""A request that was read from the letter of another installation."""

from django.db import models

from audit import moment

from .request import Request


class ImportedLetter(models.Model):
    """How the letter of a request was found when it was taken in; the requested side's own.

    The letter itself and its data as they were attached are the first `Letter` of the case.
    `problems` are sentences on its signatures, `because` is why somebody went on in spite of them.
    `not_known` lists what the letter says and the catalogue here does not know: `what` (see
    `choices.Unknown`), `number` of the row where there is one, and the `text`. `enclosed` lists the
    other files inside the letter, each with `name`, `size` in bytes and `sha256`.
    """

    request = models.OneToOneField(
        Request, on_delete=models.CASCADE, primary_key=True, related_name="imported"
    )
    signer_name = models.CharField(max_length=200, blank=True)
    person = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    is_trusted = models.BooleanField()
    problems = models.JSONField(default=list)
    because = models.TextField(blank=True)
    not_known = models.JSONField(default=list)
    enclosed = models.JSONField(default=list)
    imported_by_name = models.CharField(max_length=150)
    imported_at = models.DateTimeField(default=moment.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_trusted=True) | ~models.Q(because=""),
                name="imported_letter_says_why",
            ),
        ]
