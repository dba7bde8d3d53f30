"""The rows that hang on a request, as JSON. None of them says more than its readers may know."""

from typing import Any

from rest_framework import serializers

from accounts.models import Authority
from convention.models import State
from evidence.models import Exhibit
from workflow.models import Clock, ClockStep, Event, Letter

from ..models import (
    Assignment,
    Attachment,
    CasePerson,
    Decision,
    Delivery,
    Identifier,
    Measure,
    Note,
    Offence,
    Question,
    Section,
    Talk,
    TalkItem,
    Undertaking,
    UseRequest,
)


class StateSerializer(serializers.ModelSerializer[State]):
    """A State."""

    class Meta:
        model = State
        fields = ["code", "name"]

    name = serializers.CharField()


class AuthoritySerializer(serializers.ModelSerializer[Authority]):
    """The authority that leads a side; `connected` is false for one reached by post."""

    state = StateSerializer()

    class Meta:
        model = Authority
        fields = ["id", "name", "place", "zone", "connected", "state"]


class ReferencesSerializer(serializers.Serializer[dict[str, str]]):
    """The reference of each side; empty until it has given one."""

    requesting = serializers.CharField(allow_blank=True)
    requested = serializers.CharField(allow_blank=True)


class OffenceSerializer(serializers.ModelSerializer[Offence]):
    """An offence; `article` is that of the Convention."""

    article = serializers.CharField(source="article_id", allow_null=True)

    class Meta:
        model = Offence
        fields = ["offence_class", "article", "title", "provision", "maximum_penalty_months"]


class NamedPersonSerializer(serializers.ModelSerializer[CasePerson]):
    """A person as the letter names them; people who are not to be named never come here."""

    names = serializers.ListField(child=serializers.CharField(), source="all_names")

    class Meta:
        model = CasePerson
        fields = ["role", "names", "nationality", "born", "location"]


class OwnPersonSerializer(serializers.ModelSerializer[CasePerson]):
    """A person as the side that wrote the request knows them."""

    names = serializers.ListField(child=serializers.CharField(), source="all_names")

    class Meta:
        model = CasePerson
        fields = ["role", "names", "nationality", "born", "location", "unnamed", "note"]


class IdentifierSerializer(serializers.ModelSerializer[Identifier]):
    """An account, device or address; `added_at` of what a supplementary request added."""

    added_at = serializers.DateTimeField(source="added_by.happened_at", default=None)

    class Meta:
        model = Identifier
        fields = ["kind", "value", "port", "seen_at", "zone", "service", "note", "added_at"]


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    """A measure asked for, without what its execution brought; `added_at` as of addresses."""

    added_at = serializers.DateTimeField(source="added_by.happened_at", default=None)
    type = serializers.CharField(source="type_id")
    name = serializers.CharField(source="type.name")
    reference = serializers.CharField(source="type.reference")

    class Meta:
        model = Measure
        fields = [
            "number",
            "type",
            "name",
            "reference",
            "category",
            "description",
            "target",
            "custodian",
            "period_from",
            "period_until",
            "zone",
            "necessity",
            "special_procedure",
            "needed_by",
            "needed_reason",
            "added_at",
        ]


class SentDecisionSerializer(serializers.ModelSerializer[Decision]):
    """A decision as the letter says it."""

    measure = serializers.IntegerField(source="measure.number")
    ground = serializers.CharField(source="ground_id", allow_null=True)

    class Meta:
        model = Decision
        fields = [
            "measure",
            "outcome",
            "ground",
            "reasons",
            "conditions",
            "cut",
            "review_on",
            "sent_at",
        ]


class OwnDecisionSerializer(serializers.ModelSerializer[Decision]):
    """A decision as the side knows it that decides, sent or not."""

    measure = serializers.IntegerField(source="measure.number")
    ground = serializers.CharField(source="ground_id", allow_null=True)

    class Meta:
        model = Decision
        fields = [
            "measure",
            "outcome",
            "ground",
            "reasons",
            "internal_reasons",
            "conditions",
            "cut",
            "review_on",
            "sent_at",
        ]


class ResultSerializer(serializers.Serializer[dict[str, Any]]):
    """What the execution of one measure brought."""

    measure = serializers.IntegerField()
    name = serializers.CharField()
    result = serializers.CharField()
    text = serializers.CharField(allow_blank=True)


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """A document of the request, named by its hash."""

    role = serializers.CharField(help_text="translation, provision, authorisation, annex or letter")
    sha256 = serializers.CharField(source="file.sha256")
    size = serializers.IntegerField(source="file.size")

    class Meta:
        model = Attachment
        fields = ["name", "role", "language", "certified", "sha256", "size", "added_at"]


class TranslatedTextSerializer(serializers.Serializer[dict[str, str]]):
    """One text; `path` is where it stands in the data of the letter: measures.3.description."""

    path = serializers.CharField()
    text = serializers.CharField()


class TranslationSerializer(serializers.Serializer[dict[str, Any]]):
    """The translation that the letter prints beside the texts; `by` answers for it."""

    language = serializers.CharField()
    certified = serializers.BooleanField()
    by = serializers.CharField(allow_blank=True)
    texts = TranslatedTextSerializer(many=True)


class QuestionSerializer(serializers.ModelSerializer[Question]):
    """A question and its answer, 40(16)."""

    class Meta:
        model = Question
        fields = ["number", "text", "asked_at", "answer", "unanswerable", "answered_at"]


class TalkItemSerializer(serializers.ModelSerializer[TalkItem]):
    """One condition that was proposed, and what was said to it."""

    measure = serializers.SlugRelatedField[Any](slug_field="number", read_only=True)

    class Meta:
        model = TalkItem
        fields = ["number", "measure", "text", "answer", "counter"]


class UndertakingSerializer(serializers.ModelSerializer[Undertaking]):
    """One line of the ledger of conditions and limits of use; `measures` are their numbers."""

    measures = serializers.SlugRelatedField[Any](slug_field="number", many=True, read_only=True)

    class Meta:
        model = Undertaking
        fields = [
            "number",
            "kind",
            "text",
            "reference",
            "binds",
            "measures",
            "made_at",
            "accepted_for",
            "accepted_at",
            "until",
        ]


class UseRequestSerializer(serializers.ModelSerializer[UseRequest]):
    """A wish for another use of evidence, 40(19) or 36(3), and its answer."""

    class Meta:
        model = UseRequest
        fields = [
            "number",
            "kind",
            "recipient",
            "text",
            "asked_at",
            "answer",
            "answer_text",
            "answered_at",
        ]


class TalkSerializer(serializers.ModelSerializer[Talk]):
    """Talks about conditions, 40(28); `accepted` is null while they last."""

    items = TalkItemSerializer(many=True)

    class Meta:
        model = Talk
        fields = ["proposal", "items", "opened_at", "accepted", "answer", "answered_at"]


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """Results handed over; `exhibits` are their numbers."""

    exhibits = serializers.SlugRelatedField(slug_field="number", many=True, read_only=True)  # type: ignore[var-annotated]  # the stubs leave the related model open

    class Meta:
        model = Delivery
        fields = ["number", "note", "confirmed_at", "exhibits"]


class ExhibitSerializer(serializers.ModelSerializer[Exhibit]):
    """A piece of evidence, named by its hash."""

    sha256 = serializers.CharField(source="file.sha256")
    size = serializers.IntegerField(source="file.size")

    class Meta:
        model = Exhibit
        fields = [
            "number",
            "name",
            "media_type",
            "description",
            "measure_number",
            "sha256",
            "size",
            "added_at",
            "sealed_at",
            "delivered_at",
        ]


class EventSerializer(serializers.ModelSerializer[Event]):
    """A line of the timeline. `recorded`: entered on behalf of a side that is reached by post."""

    class Meta:
        model = Event
        fields = [
            "number",
            "action",
            "source",
            "target",
            "side",
            "shared",
            "authority_name",
            "recorded",
            "happened_at",
            "text",
        ]


class LetterSerializer(serializers.ModelSerializer[Letter]):
    """A letter. `document_sha256` is the file as it stands: signed, or ready to be read."""

    document_sha256 = serializers.SerializerMethodField()

    class Meta:
        model = Letter
        fields = [
            "number",
            "kind",
            "side",
            "shared",
            "state",
            "language",
            "media_type",
            "ordered_at",
            "signed_at",
            "document_sha256",
            "previous_sha256",
        ]

    def get_document_sha256(self, letter: Letter) -> str:
        """SHA-256 of the signed file, else of the rendered one, else empty."""
        return letter.sha256 or letter.rendered_sha256


class ClockStepSerializer(serializers.ModelSerializer[ClockStep]):
    """What moved the end of a clock on its way, and from when to when."""

    class Meta:
        model = ClockStep
        fields = ["kind", "began_at", "ended_at", "until", "due_before", "due_after"]


class ClockSerializer(serializers.ModelSerializer[Clock]):
    """A period that runs; `paused_at` is set while it stands still."""

    steps = ClockStepSerializer(many=True)
    owed_by = serializers.CharField(help_text="The side that owes the act.")

    class Meta:
        model = Clock
        fields = [
            "name",
            "owed_by",
            "source",
            "basis",
            "amount",
            "unit",
            "whose",
            "calendar",
            "zone",
            "until",
            "started_at",
            "due_at",
            "paused_at",
            "paused_seconds",
            "steps",
        ]


class NoteSerializer(serializers.ModelSerializer[Note]):
    """A note of one's own side."""

    class Meta:
        model = Note
        fields = ["text", "author_name", "written_at"]


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    """Who executes, with the instructions given."""

    authority = serializers.CharField(source="authority.name")

    class Meta:
        model = Assignment
        fields = ["authority", "instructions", "assigned_at"]


class SectionSerializer(serializers.ModelSerializer[Section]):
    """A step of the draft: its version, who saved it last and when."""

    class Meta:
        model = Section
        fields = ["step", "version", "saved_by_name", "saved_at"]


class GapSerializer(serializers.Serializer[Any]):
    """Something that the draft lacks, with the rule that asks for it."""

    step = serializers.CharField()
    text = serializers.CharField()
    reference = serializers.CharField()
    origin = serializers.CharField()
    asked_by = serializers.CharField(help_text="Who asks for it, in words.")
    verified = serializers.BooleanField()
    blocks = serializers.BooleanField()
    measure = serializers.IntegerField(allow_null=True)
