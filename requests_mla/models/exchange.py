"""What the two sides say to each other between arrival and decision, and what is not sent yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit import moment
from workflow.choices import Side

from .request import Request


class Question(models.Model):
    """A question of the requested State, 40(16), and its answer.

    `gap` is the key of what was missing when the request arrived, if the question came from there.
    Of a question that cannot be answered, `answer` says why.
    """

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    asked_at = models.DateTimeField(default=moment.now)
    answer = models.TextField(blank=True)
    unanswerable = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    gap = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="question_number_once"),
        ]


class DraftQuestion(models.Model):
    """A question on the list that `side` has not sent yet; the other side never sees it."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="draft_questions")
    side = models.CharField(max_length=10, choices=Side.choices)
    text = models.TextField(_("question"))
    gap = models.CharField(max_length=120, blank=True)
    written_by_name = models.CharField(max_length=150)
    written_at = models.DateTimeField(default=moment.now)

    class Meta:
        ordering = ["pk"]


class DraftAnswer(models.Model):
    """An answer as far as `side` has written it; the other side never sees it."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="drafts")
    side = models.CharField(max_length=10, choices=Side.choices)
    text = models.TextField(_("answer"), blank=True)
    unanswerable = models.BooleanField(default=False)
    written_by_name = models.CharField(max_length=150)
    written_at = models.DateTimeField(default=moment.now)

    class Meta:
        ordering = ["question__number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "side"], name="draft_answer_once"),
        ]
