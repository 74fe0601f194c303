"""The form that uploads a shop's file."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from orders.models import SalesAccount

AUTO_LABEL = "automatisch erkennen"


class ImportForm(forms.Form):
    """File, sales account and format; the formats are handed over as (name, label)."""

    file = forms.FileField(
        label="Datei",
        help_text="der Export der Bestellungen aus dem Shop als CSV-Datei",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": "Wählen Sie die Datei aus.",
            "empty": (
                "Die Datei ist leer. Exportieren Sie die Bestellungen im Shop neu und "
                "wählen Sie die neue Datei aus."
            ),
        },
    )
    sales_account = forms.ModelChoiceField(
        label="Verkaufsaccount",
        queryset=SalesAccount.objects.all(),
        empty_label=None,
        help_text="zu ihm gehören die Aufträge der Datei",
    )
    format = forms.ChoiceField(label="Format")

    def __init__(self, *args, formats: list[tuple[str, str]], max_bytes: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.max_bytes = max_bytes
        self.fields["format"].choices = formats
        if self.fields["sales_account"].queryset.count() > 1:
            self.fields["sales_account"].empty_label = "Bitte wählen"

    def clean_file(self) -> UploadedFile:
        """The file, unless it is larger than can be read."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > self.max_bytes:
            raise ValidationError(
                f"Die Datei ist größer als {self.max_bytes // 1_000_000} MB. Exportieren Sie einen "
                "kürzeren Zeitraum und importieren Sie die Dateien nacheinander."
            )
        return file
