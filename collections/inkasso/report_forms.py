"""The forms of reports, their lines, and remittances."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from inkasso.models import CollectionAgency, CollectionCase, ReportEntry
from inkasso.rules.report_formats import MAX_BYTES
from inkasso.rules.reports import AgencyStatus
from inkasso.services.report_references import agency_cases, own_number

PROPOSED = 3


class ReportForm(forms.Form):
    """A report as a file, and whose it is."""

    agency = forms.ModelChoiceField(
        label="Inkassopartner",
        queryset=CollectionAgency.objects.all(),
        empty_label="Bitte wählen",
        error_messages={"required": "Wählen Sie, von wem die Rückmeldung ist."},
    )
    file = forms.FileField(
        label="Datei",
        help_text="Rückmeldung im neutralen Format: CSV oder JSON",
        widget=forms.FileInput(attrs={"accept": ".csv,.json,text/csv,application/json"}),
        error_messages={
            "required": "Wählen Sie die Datei aus.",
            "empty": "Die Datei ist leer. Fragen Sie das Inkassobüro nach einer neuen.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = self.fields["agency"].queryset
        if agencies.count() == 1:
            self.fields["agency"].empty_label = None

    def clean_file(self) -> UploadedFile:
        """The file, unless it is larger than can be read."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_BYTES:
            raise ValidationError(
                f"Die Datei ist größer als {MAX_BYTES // 1_000_000} MB. Eine Rückmeldung ist so "
                "groß nicht; lassen Sie sich vom Inkassobüro mehrere kleinere geben."
            )
        return file


class CaseForm(forms.Form):
    """Which case a line means, named so that no other one can be meant."""

    case = forms.CharField(
        label="Fall",
        max_length=60,
        help_text="Aktenzeichen (IK-000017) oder Auftragsnummer",
        widget=forms.TextInput(attrs={"class": "short"}),
        error_messages={"required": "Geben Sie das Aktenzeichen des Falls ein."},
    )

    is_further = forms.BooleanField(
        label="Eine weitere Zahlung, keine doppelt gemeldete", required=False
    )

    def __init__(self, *args: Any, entry: ReportEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
        if entry.kind != ReportEntry.Kind.PAYMENT:
            del self.fields["is_further"]

    def clean_case(self) -> CollectionCase:
        """The case of the entry's agency; a name is answered with the cases that it may mean."""
        text = self.cleaned_data["case"].strip()
        cases = agency_cases(self.entry.agency_id).select_related("order__customer")
        number = own_number(text)
        exact = cases.filter(pk=number) if number else cases.filter(order__number=text)
        if len(found := list(exact[:2])) == 1:
            return found[0]
        proposed = "; ".join(_words(case) for case in cases.search(text)[:PROPOSED])
        raise ValidationError(
            f"Geben Sie das Aktenzeichen ein: {proposed}."
            if proposed
            else "Bei diesem Inkassobüro gibt es keinen solchen Fall."
        )


class WordForm(forms.Form):
    """What a word of the agency means."""

    status = forms.ChoiceField(
        label="bedeutet",
        choices=[("", "Bitte wählen"), *((one.value, one.label) for one in AgencyStatus)],
        error_messages={"required": "Wählen Sie, was das Wort bedeutet."},
    )


class AsideForm(forms.Form):
    """Why nothing is done with a line."""

    reason = forms.CharField(
        label="Grund",
        max_length=200,
        error_messages={"required": "Geben Sie an, warum die Zeile beiseitegelegt wird."},
    )


class SettlementForm(forms.Form):
    """How a difference was explained."""

    reason = forms.CharField(
        label="Klärung",
        max_length=300,
        help_text="zum Beispiel: Auslagen laut Schreiben vom 20.11.2026",
        error_messages={"required": "Geben Sie an, wie der Unterschied geklärt ist."},
    )


def _words(case: CollectionCase) -> str:
    return f"{case.reference} (Auftrag {case.order.number}, {case.order.customer.display_name})"
