"""The form that adds a paper to a case."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from inkasso.rules.documents import ACCEPTED, MAX_BYTES


class DocumentForm(forms.Form):
    """A file and what it is."""

    title = forms.CharField(
        label="Was ist es?",
        max_length=120,
        help_text="zum Beispiel Lieferschein oder Schreiben des Kunden vom 03.11.2026",
    )
    file = forms.FileField(
        label="Datei",
        help_text=f"PDF, JPEG oder PNG, höchstens {MAX_BYTES // 1_000_000} MB",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": "Wählen Sie die Datei aus.",
            "empty": "Die Datei ist leer. Wählen Sie eine andere aus.",
        },
    )

    def clean_file(self) -> UploadedFile:
        """The file, unless it is larger than a case keeps."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise ValidationError(f"Die Datei ist größer als {MAX_BYTES // 1_000_000} MB.")
        return file
