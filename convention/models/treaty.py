"""The Convention itself, in our words: chapters, articles, paragraphs, terms, offences."""

from django.db import models

from .. import choices
from .sourced import Sourced


class Chapter(Sourced):
    """A chapter of the Convention."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    numeral = models.CharField(max_length=6)
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.numeral} {self.title}"


class Article(Sourced):
    """An article: its title, and in our words what it is about."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="article_set")
    title = models.CharField(max_length=200)
    title_verified = models.BooleanField(default=False)
    summary = models.TextField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Paragraph(Sourced):
    """What one paragraph or letter asks, in our words, and what follows for casework.

    `software` is a list of `{"type", "detail"}` with a `choices.Consequence` as type.
    """

    ref = models.CharField(max_length=20, primary_key=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="paragraphs")
    order = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=120)
    paraphrase = models.TextField()
    software = models.JSONField(default=list, blank=True)
    number_verified = models.BooleanField(default=False)
    substance_verified = models.BooleanField(default=False)
    compared_with = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.ref

    @property
    def consequences(self) -> list[tuple[str, str]]:
        """What follows for casework: a word for the kind, and the words of the row."""
        return [
            (str(choices.Consequence(one["type"]).label), one["detail"]) for one in self.software
        ]


class Definition(Sourced):
    """A term of Article 2, in our words."""

    ref = models.CharField(max_length=10, primary_key=True)
    order = models.PositiveSmallIntegerField()
    term = models.CharField(max_length=80)
    paraphrase = models.TextField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.term


class OffenceType(Sourced):
    """An offence of Articles 7 to 17; its elements are rows of their own."""

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="offence"
    )
    name = models.CharField(max_length=120)
    compare_with = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["article"]

    def __str__(self) -> str:
        return f"{self.article_id} {self.name}"
