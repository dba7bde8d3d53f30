"""A whole request as JSON, one class per reader: the requesting side, the requested side, neither.

What a class does not name, its reader never gets; `pictures` gathers no more than that.
"""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers

from workflow.choices import Side

from . import parts
from .pictures import Picture, requested_picture, requesting_picture, shared_picture


class SharedRequestSerializer(serializers.Serializer[Picture]):
    """What crosses the border: all that somebody sees whose State takes no part."""

    id = serializers.UUIDField()
    side = serializers.CharField(help_text="The reader's side: requesting, requested or none.")
    title = serializers.CharField()
    status = serializers.CharField()
    status_label = serializers.CharField()
    turn = serializers.CharField(
        allow_blank=True, help_text="Who moves next: requesting or requested; empty at an end."
    )
    version = serializers.IntegerField(help_text="Has to be given with an act.")
    opened_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    requesting = parts.AuthoritySerializer()
    requested = parts.AuthoritySerializer()
    references = parts.ReferencesSerializer()
    received_on_paper = serializers.BooleanField()
    earlier_reference = serializers.CharField(allow_blank=True)
    conducting_authority = serializers.CharField(allow_blank=True)
    conducting_functions = serializers.CharField(allow_blank=True)
    case_number = serializers.CharField(allow_blank=True)
    stage = serializers.CharField()
    nature = serializers.CharField(allow_blank=True)
    purpose = serializers.CharField(allow_blank=True)
    basis = serializers.CharField(allow_null=True)
    facts = serializers.CharField(allow_blank=True)
    urgency = serializers.CharField()
    urgency_reason = serializers.CharField(allow_blank=True)
    confidential = serializers.BooleanField()
    confidential_until = serializers.DateField(allow_null=True)
    confidential_reason = serializers.CharField(allow_blank=True)
    safeguards = serializers.CharField(allow_blank=True)
    privilege = serializers.CharField(allow_blank=True)
    use_limits = serializers.CharField(allow_blank=True)
    language = serializers.CharField()
    translation = parts.TranslationSerializer(allow_null=True)
    offences = parts.OffenceSerializer(many=True)
    identifiers = parts.IdentifierSerializer(many=True)
    measures = parts.MeasureSerializer(many=True)
    attachments = parts.AttachmentSerializer(many=True)
    unnamed_persons = serializers.ListField(
        child=serializers.CharField(), help_text="Roles of the people whom letters do not name."
    )
    questions = parts.QuestionSerializer(many=True)
    talks = parts.TalkSerializer(many=True)
    undertakings = parts.UndertakingSerializer(many=True)
    use_requests = parts.UseRequestSerializer(many=True)
    deliveries = parts.DeliverySerializer(many=True)
    exhibits = parts.ExhibitSerializer(many=True)
    events = parts.EventSerializer(many=True)
    letters = parts.LetterSerializer(many=True)
    clocks = parts.ClockSerializer(many=True)
    results = parts.ResultSerializer(many=True)


class OutsideRequestSerializer(SharedRequestSerializer):
    """For a person to whom the case was opened by name."""

    persons = parts.NamedPersonSerializer(many=True)
    decisions = parts.SentDecisionSerializer(many=True)


class RequestingSideSerializer(SharedRequestSerializer):
    """For the side that asks: with its draft and its notes, and decisions once they are sent."""

    persons = parts.OwnPersonSerializer(many=True)
    decisions = parts.SentDecisionSerializer(many=True)
    basis_reason = serializers.CharField(allow_blank=True)
    notes = parts.NoteSerializer(many=True)
    draft = parts.SectionSerializer(many=True)
    gaps = parts.GapSerializer(many=True)


class RequestedSideSerializer(SharedRequestSerializer):
    """For the side that is asked: with its decisions, internal reasons, assignments and notes."""

    persons = parts.NamedPersonSerializer(many=True)
    decisions = parts.OwnDecisionSerializer(many=True)
    no_talks_reason = serializers.CharField(allow_blank=True)
    assignments = parts.AssignmentSerializer(many=True)
    notes = parts.NoteSerializer(many=True)


ANY_SIDE = PolymorphicProxySerializer(
    component_name="OneRequest",
    serializers={
        "requesting": RequestingSideSerializer,
        "requested": RequestedSideSerializer,
        "none": OutsideRequestSerializer,
    },
    resource_type_field_name="side",
)


def request_as_json(case: Any, side: Side | None) -> dict[str, Any]:
    """The case for a reader of that side; None for one whose State takes no part."""
    if side == Side.REQUESTING:
        return dict(RequestingSideSerializer(requesting_picture(case)).data)
    if side == Side.REQUESTED:
        return dict(RequestedSideSerializer(requested_picture(case)).data)
    return dict(OutsideRequestSerializer(shared_picture(case, None)).data)
