"""The form for a new token."""

from django import forms

from orders.models import ApiToken, SalesAccount


class TokenForm(forms.Form):
    """For which account, what it is called, what it may do."""

    sales_account = forms.ModelChoiceField(
        SalesAccount.objects.order_by("name"), label="Verkaufsaccount", empty_label="Bitte wählen"
    )
    name = forms.CharField(
        label="Name",
        max_length=80,
        help_text="Welches Programm ihn benutzt, zum Beispiel „Shop-Anbindung“.",
    )
    scopes = forms.MultipleChoiceField(
        label="Rechte",
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Wählen Sie mindestens ein Recht."},
    )
