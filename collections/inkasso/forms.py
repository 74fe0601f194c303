"""The forms of the pages of a case."""

from typing import Any

from django import forms

from inkasso.models import CollectionCase


class CaseForm(forms.Form):
    """Something to do on a case."""

    def __init__(self, data: Any = None, *, case: CollectionCase) -> None:
        super().__init__(data)
        self.case = case


class ReasonForm(CaseForm):
    """Why."""

    reason = forms.CharField(
        label="Grund",
        max_length=130,
        help_text="Steht im Verlauf des Falls und des Auftrags.",
    )


class RecallForm(CaseForm):
    """Why, as the agency reads it too."""

    reason = forms.CharField(
        label="Grund",
        max_length=130,
        help_text="Geht auch an das Inkassobüro. Steht im Verlauf des Falls und des Auftrags.",
    )


class NoteForm(CaseForm):
    """A note."""

    text = forms.CharField(
        label="Notiz", max_length=500, widget=forms.Textarea(attrs={"rows": 3, "cols": 60})
    )


class ReferenceForm(CaseForm):
    """The agency's own file number."""

    reference = forms.CharField(
        label="Aktenzeichen des Inkassobüros",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "short"}),
        help_text="Daran werden seine Rückmeldungen erkannt.",
    )

    def __init__(self, data: Any = None, *, case: CollectionCase) -> None:
        super().__init__(data, case=case)
        self.initial["reference"] = case.agency_reference
