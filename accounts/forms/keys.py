"""Forms of the key ceremony: register a key, read its fingerprint, revoke it; trust an issuer."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..actors import Actor
from ..keyring import officers_of
from ..models import Authority, Person
from ..services.keys import LONGEST_DAYS

USUAL_DAYS = 2 * 365
# Far more than any chain; a list of revoked certificates may be longer.
LONGEST_FILE, LONGEST_LIST = 256 * 1024, 16 * 1024 * 1024


class PemField(forms.FileField):
    """A small file, read whole; its clean value is its content."""

    def __init__(self, *, longest: int = LONGEST_FILE, **options: Any) -> None:
        super().__init__(**options)
        self.longest = longest

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The content; refused where the file is far too large for what it should be."""
        file = super().clean(data, initial)
        if not file:
            return b""
        assert isinstance(file, UploadedFile)
        if (file.size or 0) > self.longest:
            raise forms.ValidationError(
                _("This file is too large for that. Is it the right one?"), code="too_large"
            )
        content = file.read()
        if not content:  # cut off on its way in
            raise forms.ValidationError(_("This file did not arrive. Choose it again."))
        return content


class HolderForm(forms.Form):
    """Whose key it is: the seal of an authority, or an officer's own."""

    holder = forms.ChoiceField(
        label=_("Whose key it is"),
        help_text=_(
            "The seal is on every letter of the authority. An officer's own key signs beside it"
            " what this officer releases."
        ),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authorities = Authority.objects.filter(state_id=actor.state, connected=True)
        # The seal of each authority, then the officers who may sign for it.
        self.holders: dict[str, list[tuple[Authority, Person | None]]] = {
            one.name: [(one, None), *((one, officer) for officer in officers_of(one))]
            for one in authorities
        }
        holder = self.fields["holder"]
        assert isinstance(holder, forms.ChoiceField)
        holder.choices = [
            (name, [(_value(*pair), _label(*pair)) for pair in pairs])
            for name, pairs in self.holders.items()
        ]

    def whose(self) -> dict[str, Any]:
        """Authority and person of the valid form, as the services take them."""
        found = {_value(*pair): pair for pairs in self.holders.values() for pair in pairs}
        authority, person = found[self.cleaned_data["holder"]]
        return {"authority": authority, "person": person}


class CertificateForm(HolderForm):
    """A certificate that somebody issued, with those above it."""

    certificate = PemField(label=_("Certificate"), help_text=_("PEM."))
    chain = PemField(
        label=_("Certificates of the issuers"),
        help_text=_(
            "PEM, one file: from the issuer of the certificate up to the root. Leave it out where"
            " the certificate vouches for itself."
        ),
        required=False,
    )

    def certificates(self) -> dict[str, Any]:
        """Certificate and chain of the valid form, as the services take them."""
        given = self.cleaned_data
        return {"certificate_pem": given["certificate"], "chain_pem": given["chain"]}


class BringForm(CertificateForm):
    """A key that was made elsewhere."""

    key = PemField(
        label=_("Private key"),
        help_text=_("PEM. It is kept encrypted anew; the file is not needed here any more."),
    )
    passphrase = forms.CharField(
        label=_("Passphrase of the key file"),
        help_text=_(
            "Leave it empty where the file is not encrypted. It is not kept: type it again if this"
            " page comes back."
        ),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("holder", "key", "passphrase", "certificate", "chain")


class MakeForm(HolderForm):
    """A key that is made here."""

    days = forms.IntegerField(
        label=_("Valid for how many days"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=USUAL_DAYS,
        help_text=_("At most five years."),
    )


class DeviceForm(CertificateForm):
    """A key that stays in a device (PKCS#11)."""

    token_label = forms.CharField(label=_("Label of the device"), max_length=100)
    key_label = forms.CharField(
        label=_("Label of the key in it"),
        max_length=100,
        help_text=_("The device has to be connected to the server: it signs a trial at once."),
    )
    field_order = ("holder", "token_label", "key_label", "certificate", "chain")


class ReadForm(forms.Form):
    """The end of a fingerprint, typed as it was heard."""

    digits = forms.CharField(
        label=_("The last eight digits, as you heard them"),
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "dir": "ltr",
            }
        ),
        help_text=_("Digits from 0 to 9 and letters from a to f; blanks do not count."),
    )


class RevokeForm(forms.Form):
    """Why a key is to sign nothing any more."""

    why = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: the device was lost. Kept with the key."),
    )
    sure = forms.BooleanField(
        label=_("It is to sign nothing from this moment on"),
        error_messages={"required": _("Confirm it. This cannot be taken back.")},
    )


class TrustForm(forms.Form):
    """An issuer to be trusted, perhaps with its list."""

    certificate = PemField(label=_("Certificate of the issuer"), help_text=_("PEM."))
    revoked = PemField(
        label=_("Its list of revoked certificates"),
        longest=LONGEST_LIST,
        help_text=_("CRL, PEM or DER. It may follow later."),
        required=False,
    )


class ListForm(forms.Form):
    """A newer list of revoked certificates."""

    revoked = PemField(
        label=_("List of revoked certificates"),
        longest=LONGEST_LIST,
        help_text=_("CRL, PEM or DER, newer than the one kept here."),
    )


class EndForm(forms.Form):
    """The last word before an issuer is trusted no longer."""

    sure = forms.BooleanField(
        label=_("It is not to be trusted from this moment on"),
        error_messages={"required": _("Confirm it.")},
    )


def _value(authority: Authority, person: Person | None) -> str:
    return f"{authority.pk}-{person.pk}" if person else str(authority.pk)


def _label(authority: Authority, person: Person | None) -> str:
    if person:
        return person.name
    return gettext("Seal of %(authority)s") % {"authority": authority.name}
