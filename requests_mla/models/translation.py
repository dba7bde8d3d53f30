"""A translation of the texts of a request, written beside them by the side that asks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .request import Request


class WrittenTranslation(models.Model):
    """Into which language the texts of a request are translated, and who answers for it: 40(13).

    The letter prints it beside the original. `note` stays on one's own side.
    """

    request = models.OneToOneField(Request, on_delete=models.CASCADE, related_name="translation")
    language = models.CharField(_("language of the translation"), max_length=10)
    by = models.CharField(_("translated by"), max_length=200, blank=True)
    certified = models.BooleanField(_("certified translation"), default=False)
    note = models.TextField(_("note"), blank=True)


class TranslatedText(models.Model):
    """The translation of one text.

    `place` names the text, a row by its key ("facts", "measures.17.description"): measures are
    numbered anew when one is taken out. `original_sha256` is the original that it was made from.
    """

    translation = models.ForeignKey(
        WrittenTranslation, on_delete=models.CASCADE, related_name="texts"
    )
    place = models.CharField(max_length=60)
    text = models.TextField()
    original_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["translation", "place"], name="translated_text_of_a_place_once"
            ),
        ]
