"""Lists, offered moves, acts and problems, as JSON."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from workflow.choices import Side

from ..choices import Action, Status
from ..forms.exchange import LONG
from ..lists import Filters, Row
from ..orders import Key
from ..services.access.purposes import LONGEST


class AfterField(serializers.CharField):
    """Where a keyset page begins, as the link `next` carries it."""

    default_error_messages = {"key": _("Take this value from the link “next” as it is.")}

    def to_internal_value(self, data: Any) -> Key:  # type: ignore[override]  # a key, not a text
        """The key, or a validation error."""
        key = Key.parse(super().to_internal_value(data))
        if key is None:
            self.fail("key")
        return key


class FilterSerializer(serializers.Serializer[Any]):
    """What the list is narrowed to."""

    words = serializers.CharField(
        required=False,
        max_length=200,
        allow_blank=True,
        help_text="Words of the title, a reference, an identifier or a name.",
    )
    status = serializers.ChoiceField(Status.choices, required=False)
    partner = serializers.CharField(
        required=False, max_length=2, help_text="Code of the State on the other side."
    )
    direction = serializers.ChoiceField(
        Side.choices, required=False, help_text="The side on which one's own State stands."
    )
    turn = serializers.ChoiceField(["ours", "theirs"], required=False)
    after = AfterField(required=False, help_text="From the link `next` of the page before.")

    @property
    def filters(self) -> Filters:
        """The filters of the register."""
        given = {name: value for name, value in self.validated_data.items() if name != "after"}
        return Filters(**given)

    @property
    def key(self) -> Key | None:
        """Where the page begins; None for the first."""
        key: Key | None = self.validated_data.get("after")
        return key


class RowSerializer(serializers.Serializer[Row]):
    """One request of a list."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    side = serializers.ChoiceField(Side.choices)
    status = serializers.CharField()
    status_label = serializers.CharField()
    turn = serializers.CharField(
        allow_blank=True, help_text="`ours`, `theirs`, or empty when the case has ended."
    )
    partner = serializers.CharField()
    partner_code = serializers.CharField()
    by_post = serializers.BooleanField()
    our_reference = serializers.CharField(allow_blank=True)
    their_reference = serializers.CharField(allow_blank=True)
    clock = serializers.CharField(allow_blank=True)
    due_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField()
    confidential = serializers.BooleanField()


class PageSerializer(serializers.Serializer[Any]):
    """A page of requests, newest first, and where the next one is."""

    next = serializers.URLField(allow_null=True)
    results = RowSerializer(many=True)


class OptionSerializer(serializers.Serializer[Any]):
    """A value that a field takes, in words."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member of that name


class NeedSerializer(serializers.Serializer[Any]):
    """A field of a move. A file cannot be given over the API."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member of that name
    required = serializers.BooleanField()  # type: ignore[assignment]  # a member of that name
    is_file = serializers.BooleanField()
    options = OptionSerializer(many=True)


class OfferSerializer(serializers.Serializer[Any]):
    """A move that is open to the caller, with every reason why it cannot be made yet."""

    action = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member of that name
    on_behalf = serializers.BooleanField()
    is_ready = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField())
    basis = serializers.ListField(child=serializers.CharField())
    letter = serializers.CharField(allow_blank=True)
    grave = serializers.BooleanField()
    needs = NeedSerializer(many=True)


class OffersSerializer(serializers.Serializer[Any]):
    """The moves open to the caller, and the version of the case that they belong to."""

    version = serializers.IntegerField()
    offers = OfferSerializer(many=True)


class ActSerializer(serializers.Serializer[Any]):
    """A move to make: what is filled in, and the version of the case that the caller has seen."""

    action = serializers.ChoiceField(Action.choices)
    version = serializers.IntegerField(min_value=0)
    given = serializers.DictField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONG),
        default=dict,
    )
    on_behalf = serializers.BooleanField(default=False)
    purpose = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST,
        help_text="What a sensitive case is opened for; see the header Case-Purpose.",
    )


class ActDoneSerializer(serializers.Serializer[Any]):
    """The move that was made, and how the case stands after it."""

    event = serializers.IntegerField(help_text="Number of the line in the timeline.")
    action = serializers.CharField()
    status = serializers.CharField()
    version = serializers.IntegerField()
    happened_at = serializers.DateTimeField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Why nothing was done (RFC 9457): every reason, and those of each field by its name."""

    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    fields = serializers.DictField(  # type: ignore[assignment]  # a member of that name
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
