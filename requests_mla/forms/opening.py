"""Forms that open a case, and small ones on its page."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import AuthorityKind
from accounts.models import Authority
from convention.choices import CONVENTION
from convention.models import Instrument, State
from convention.queries import instruments_between, instruments_of_requests
from workflow import recorded

from ..models import Measure
from .drafts import LANGUAGES, MOST_CHARACTERS
from .moments import has_come
from .once import OneTimeKey
from .paper import PaperRows


def _central(state: str, *, connected: bool | None = None) -> Any:
    found = (
        Authority.objects.filter(kind=AuthorityKind.CENTRAL)
        .exclude(state_id=state)
        .select_related("state")
    )
    return found if connected is None else found.filter(connected=connected)


def _label(authority: Authority) -> str:
    name = f"{authority.state.name} · {authority.name}"
    return name if authority.connected else str(_("%(name)s (by post)") % {"name": name})


class NewRequestForm(forms.Form):
    """To whom, and about what; everything else can wait."""

    to = forms.ModelChoiceField(label=_("To"), queryset=Authority.objects.none())
    title = forms.CharField(
        label=_("Subject"),
        max_length=200,
        help_text=_("A few words that both sides recognise, without names of persons."),
    )
    once = OneTimeKey()

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = _central(state)
        field.label_from_instance = _label  # type: ignore[method-assign, assignment]  # Django's hook


class PaperRequestForm(PaperRows):
    """A request that came by post: what must be typed to have it on the register.

    Its files are looked after by the page: one that was chosen before is kept.
    """

    sender = forms.ModelChoiceField(label=_("From"), queryset=Authority.objects.none())
    title = forms.CharField(
        label=_("Subject"), max_length=200, help_text=_("A few words, without names of persons.")
    )
    their_reference = forms.CharField(label=_("Their reference"), max_length=60)
    came_orally = forms.BooleanField(
        label=_("Asked orally, because it is urgent"),
        help_text=_("By agreement, 40(13). The written confirmation is awaited at once."),
        required=False,
    )
    read_back = forms.CharField(
        label=_("What was said"),
        help_text=_("By whom, to whom, in the words that you read back. Only if it came orally."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        required=False,
        max_length=MOST_CHARACTERS,
    )
    letter_date = forms.DateField(
        label=_("Date on the letter, or of the call"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    letter_scan = forms.FileField(
        label=_("The letter"),
        help_text=_("Scanned: PDF, PNG, JPEG or TIFF."),
        allow_empty_file=True,  # the vault says what is wrong with it
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"),
        choices=[("", _("the first language of that State")), *LANGUAGES],
        required=False,
    )
    translation = forms.FileField(
        label=_("Translation that came with it"),
        required=False,
        help_text=_("Scanned: PDF, PNG, JPEG or TIFF."),
        allow_empty_file=True,
    )
    translation_language = forms.ChoiceField(
        label=_("Language of the translation"), choices=LANGUAGES, required=False
    )
    basis = forms.ModelChoiceField(
        label=_("Legal basis named"),
        queryset=Instrument.objects.none(),
        required=False,
        initial=CONVENTION,
        empty_label=_("the letter names none"),
    )
    conducting_authority = forms.CharField(
        label=_("Authority in charge there"), max_length=200, required=False
    )
    facts = forms.CharField(
        label=_("Facts, if you have them"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        required=False,
        max_length=MOST_CHARACTERS,
    )
    once = OneTimeKey()

    def __init__(
        self, *args: Any, state: str, zone: str, kept: Collection[str] = (), **kwargs: Any
    ) -> None:
        """`zone`: where the letter is registered. `kept`: the fields whose files are there."""
        super().__init__(*args, **kwargs)
        self.state, self.zone = state, zone
        self.kept = kept
        sender, basis = self.fields["sender"], self.fields["basis"]
        assert isinstance(sender, forms.ModelChoiceField)
        assert isinstance(basis, forms.ModelChoiceField)
        sender.queryset = _central(state, connected=False)
        sender.label_from_instance = _label  # type: ignore[method-assign, assignment]  # Django's hook
        basis.queryset = instruments_of_requests(state)
        own = State.objects.filter(pk=state).values_list("languages", flat=True).first()
        self.fields["translation_language"].initial = (own or ["en"])[0]

    def clean(self) -> dict[str, Any]:
        """The basis binds both; the language is noted, be it as the State's own."""
        given = super().clean()
        self._complain_of_how_it_came(given)
        sender, basis = given.get("sender"), given.get("basis")
        if sender and basis:
            between = instruments_between(sender.state_id, self.state)
            if not between.filter(pk=basis.pk).exists():
                self.add_error("basis", _("This treaty is not one between the two States."))
        if sender and not given.get("language"):
            given["language"] = (sender.state.languages or ["en"])[0]
        return given

    def _complain_of_how_it_came(self, given: dict[str, Any]) -> None:
        """A letter, or what was said: one of the two."""
        if given.get("came_orally"):
            if not given.get("read_back", "").strip():
                self.add_error("read_back", _("Write down what was said, as you read it back."))
        elif not given.get("letter_scan") and "letter_scan" not in self.kept:
            self.add_error("letter_scan", _("Choose the scan of the letter."))

    def clean_letter_date(self) -> date:
        """A letter that came cannot be from tomorrow."""
        return has_come(self.cleaned_data["letter_date"], self.zone)

    @property
    def dated(self) -> datetime:
        """When the letter counts as written."""
        return recorded.moment_of(self.cleaned_data["letter_date"], zone=self.zone)


class ExhibitForm(forms.Form):
    """A piece of evidence."""

    file = forms.FileField(label=_("File"))
    description = forms.CharField(label=_("What it is"), max_length=1000)
    measure = forms.TypedChoiceField(label=_("For measure"), coerce=int, empty_value=None)
    once = OneTimeKey()

    def __init__(self, *args: Any, measures: list[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["measure"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(row.number, str(row)) for row in measures]


class NoteForm(forms.Form):
    """A note for one's own side."""

    text = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), max_length=20_000
    )
    once = OneTimeKey()
