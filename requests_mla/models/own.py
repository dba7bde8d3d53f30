"""What belongs to one side or one person; never shown to anybody else."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from audit import moment
from workflow.choices import Side
from workflow.models import Case, MadeOnce


class Note(MadeOnce):
    """A note of one side; the other side never sees it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    side = models.CharField(max_length=10, choices=Side.choices)
    text = models.TextField(_("note"))
    author_id = models.BigIntegerField()
    author_name = models.CharField(max_length=150)
    written_at = models.DateTimeField(default=moment.now)

    class Meta:
        ordering = ["-written_at"]
        indexes = [models.Index(F("case"), F("side"), name="note_of_side")]


class SavedView(models.Model):
    """A search of the register that a person keeps under a name.

    `query` is filters and order as they stand in the address of the register.
    """

    person_id = models.BigIntegerField(db_index=True)
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["person_id", "name"], name="saved_view_once"),
        ]
