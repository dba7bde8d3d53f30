"""The record's tables: events, the head of each chain, and sealed texts.

Events and heads are not managed by Django and have no foreign key in or out: Django would rebuild
the tables on SQLite (losing the triggers) and would try to empty them between tests.
"""

from django.db import models

HASH_LENGTH = 64


class Event(models.Model):
    """One act, as it was recorded. Rows are only ever added.

    `payload` holds the exact text that was hashed; the other columns repeat parts of it so that
    people can filter, and `verify_audit` compares them with it.
    """

    id = models.BigAutoField(primary_key=True)
    chain = models.CharField(max_length=60)
    seq = models.BigIntegerField()
    case_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    person_id = models.BigIntegerField(null=True)
    person_name = models.TextField()
    role = models.CharField(max_length=60)
    authority_id = models.BigIntegerField(null=True)
    authority = models.TextField()
    state = models.CharField(max_length=2)
    shared = models.BooleanField()
    payload = models.TextField()
    prev = models.CharField(max_length=HASH_LENGTH)
    hash = models.CharField(max_length=HASH_LENGTH, unique=True)

    class Meta:
        managed = False
        db_table = "audit_event"
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="audit_event_chain_seq")
        ]
        indexes = [
            models.Index(fields=["case_id", "seq"], name="audit_event_case"),
            models.Index(fields=["state", "-at", "-id"], name="audit_event_state"),
            models.Index(fields=["verb", "-at", "-id"], name="audit_event_verb"),
            models.Index(fields=["-at", "-id"], name="audit_event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.verb}"


class Head(models.Model):
    """Where a chain ends. Locked while an event is added; moved by the trigger that adds it.

    Without the triggers the head would stand still and the next event be refused: losing the
    guards stops the record instead of leaving it unguarded.
    """

    chain = models.CharField(max_length=60, primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=HASH_LENGTH, blank=True, default="")

    class Meta:
        managed = False
        db_table = "audit_head"

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}"


class SealedText(models.Model):
    """A personal or sealed text that events name only by its salted digest.

    It can be erased or withheld and the record stays whole; shown, it proves itself.
    """

    digest = models.CharField(max_length=HASH_LENGTH, primary_key=True)
    salt = models.CharField(max_length=32)
    text = models.TextField()

    def __str__(self) -> str:
        return self.digest
