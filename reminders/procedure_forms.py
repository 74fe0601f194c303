"""The form that makes a procedure from a shipped profile."""

from django import forms

from orders.models import PaymentMethod, SalesAccount
from reminders.profiles import PROFILES

ALL_OTHERS = "alle ohne eigenes Mahnverfahren"


class ProfileForm(forms.Form):
    """Which profile, for which account and payment method."""

    profile = forms.ChoiceField(
        label="Vorlage", choices=[(one.key, one.name) for one in PROFILES], widget=forms.RadioSelect
    )
    sales_account = forms.ModelChoiceField(
        label="Verkaufsaccount",
        queryset=SalesAccount.objects.order_by("name"),
        empty_label="Bitte wählen",
    )
    payment_method = forms.ModelChoiceField(
        label="Zahlungsart",
        queryset=PaymentMethod.objects.order_by("name"),
        required=False,
        empty_label=ALL_OTHERS,
    )
    is_chosen_only = forms.BooleanField(
        label="Nur, wo es gewählt ist",
        required=False,
        help_text="gilt dann nur für Aufträge und Kunden, bei denen Sie es einstellen",
    )
