"""Forms of people, authorities and profiles."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from ..choices import Role
from ..models import Authority, Person


class PersonForm(forms.Form):
    """What somebody is called, and the address they sign in with."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("Used to sign in."))


class InviteForm(PersonForm):
    """A new person; or one known from another State, if the administrator says it is the same."""

    it_is_them = forms.BooleanField(
        label=_("It is the same person: appoint them"),
        required=False,
        help_text=_("They keep their name and password, and choose for whom they act."),
    )

    def __init__(self, *args: Any, ask_whether_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_whether_known:
            del self.fields["it_is_them"]


class AppointmentForm(forms.Form):
    """A role at an authority from a day on."""

    authority = forms.ModelChoiceField(label=_("Authority"), queryset=Authority.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day. Leave empty if it is open."),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authority = self.fields["authority"]
        assert isinstance(authority, forms.ModelChoiceField)
        authority.queryset = Authority.objects.filter(state_id=state)

    def clean(self) -> dict[str, Any]:
        """The last day must not lie before the first."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first day."))
        return given


class AuthorityForm(forms.Form):
    """What a State administrator keeps current about an authority."""

    name = forms.CharField(label=_("Name"), max_length=200)
    ministry = forms.CharField(label=_("Ministry"), max_length=200, required=False)
    place = forms.CharField(
        label=_("Place"),
        max_length=100,
        required=False,
        help_text=_("Stands before the date on letters."),
    )
    address = forms.CharField(
        label=_("Postal address"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Pages show times in it to everybody who acts here.")
    )

    def __init__(self, data: Any = None, *, authority: Authority) -> None:
        kept = {name: getattr(authority, name) for name in self.base_fields}
        super().__init__(data, initial=kept)
        zone = self.fields["zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [(name, name) for name in sorted(available_timezones())]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # it takes one in the stubs only
    """What people may change about themselves."""

    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of the pages, and of the e-mails that tell you something waits for you."),
    )

    class Meta:
        model = Person
        fields = ["language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [
            (code, get_language_info(code)["name_local"].capitalize())
            for code, _name in settings.LANGUAGES
        ]
