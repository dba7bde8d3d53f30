"""The file that anybody may hand in to have it checked."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.uploads import RefusedUpload

MOST_BYTES = 25 * 1024 * 1024
OF_A_PDF = b"%PDF-"
LOOKED_AT = 1024  # readers accept a little before the mark


class CheckForm(forms.Form):
    """One PDF."""

    file = forms.FileField(
        label=gettext_lazy("Letter (PDF)"),
        help_text=gettext_lazy("It is read, and kept nowhere."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> bytes:
        """Its bytes."""
        file: UploadedFile = self.cleaned_data["file"]
        if isinstance(file, RefusedUpload):
            raise forms.ValidationError(str(file.why))
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than any letter of ours (%(most)s MB).")
                % {"most": MOST_BYTES // 1024 // 1024}
            )
        content: bytes = file.read()
        file.close()
        if OF_A_PDF not in content[:LOOKED_AT]:
            raise forms.ValidationError(_("This is not a PDF. Choose the file of the letter."))
        return content
