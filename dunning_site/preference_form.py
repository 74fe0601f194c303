"""The form for what holds against the rule: another procedure, never by the schedule."""

from typing import Any

from django import forms

from orders.models import Customer, Order
from reminders.models import DunningPreference, DunningProcedure
from reminders.services.preferences import preference_of


class PreferenceForm(forms.Form):
    """Procedure and automatic of one order or one customer."""

    procedure = forms.ModelChoiceField(
        label="Mahnverfahren",
        queryset=DunningProcedure.objects.none(),
        required=False,
        empty_label="wie üblich",
    )
    is_manual_only = forms.BooleanField(
        label="Nie automatisch mahnen",
        required=False,
        help_text="Der tägliche Mahnlauf lässt ihn aus; von Hand geht es weiter.",
    )
    note = forms.CharField(label="Bemerkung", max_length=300, required=False)

    def __init__(self, owner: Order | Customer, data: Any = None) -> None:
        preference = preference_of(owner)
        prefix = "order" if isinstance(owner, Order) else "customer"
        super().__init__(data, initial=_initial(preference), prefix=prefix)
        of_account = DunningProcedure.objects.filter(sales_account=owner.sales_account_id)
        field = self.fields["procedure"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = of_account.order_by("name", "pk")
        field.label_from_instance = _choice_words  # type: ignore[method-assign,assignment]
        if prefix == "customer":
            self.fields["is_manual_only"].help_text = "Gilt für alle Aufträge des Kunden."

    @property
    def wish(self) -> dict[str, Any]:
        """What was asked for, as the services take it."""
        chosen = self.cleaned_data["procedure"]
        return {
            "procedure_id": chosen.pk if chosen else None,
            "is_manual_only": self.cleaned_data["is_manual_only"],
            "note": self.cleaned_data["note"],
        }


def _initial(preference: DunningPreference | None) -> dict[str, Any]:
    if preference is None:
        return {}
    return {
        "procedure": preference.procedure_id,
        "is_manual_only": preference.is_manual_only,
        "note": preference.note,
    }


def _choice_words(procedure: DunningProcedure) -> str:
    """The name, and that it is switched off."""
    return procedure.name if procedure.is_active else f"{procedure.name} (ausgeschaltet)"
