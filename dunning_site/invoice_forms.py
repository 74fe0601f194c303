"""The form for an invoice's PDF."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from orders.services.invoice_files import MAX_BYTES


class InvoiceFileForm(forms.Form):
    """A PDF and the number of the invoice that it is."""

    number = forms.CharField(
        label="Rechnungsnummer",
        max_length=64,
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    file = forms.FileField(
        label="PDF",
        help_text=f"höchstens {MAX_BYTES // 1_000_000} MB, ohne Kennwort",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={
            "required": "Wählen Sie die Datei aus.",
            "empty": "Die Datei ist leer. Wählen Sie eine andere aus.",
        },
    )

    def clean_file(self) -> UploadedFile:
        """The file, unless it is larger than a mail should be."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise ValidationError(f"Die Datei ist größer als {MAX_BYTES // 1_000_000} MB.")
        return file
