"""The forms of a customer's page."""

from django import forms

from common.fields import GermanDayField
from reminders.models import DunningBlock


class NoteForm(forms.Form):
    """What was talked about."""

    text = forms.CharField(
        label="Notiz",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nur für Sie und Ihre Kollegen; eine Notiz lässt sich nicht ändern.",
    )


class CustomerBlockForm(forms.Form):
    """Why and how long a customer must not be dunned."""

    reason = forms.ChoiceField(
        label="Grund", choices=[("", "Bitte wählen"), *DunningBlock.Reason.choices]
    )
    until_on = GermanDayField(
        label="Bis einschließlich",
        required=False,
        help_text="Leer: ohne Ende.",
        widget=forms.TextInput(attrs={"class": "day"}),
    )
    note = forms.CharField(label="Bemerkung", max_length=300, required=False)
