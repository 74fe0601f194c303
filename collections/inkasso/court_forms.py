"""What the pages of the court read from a request."""

from typing import Any

from django import forms

from common.fields import GermanAmountField, GermanDayField
from common.rules.money import ZERO
from inkasso.rules.court_application import CATALOGUE, CounterPerformance
from inkasso.rules.court_steps import CourtStep

_WITH_NUMBER = (CourtStep.REQUEST, CourtStep.SERVICE)
_WITH_LAWYER = (CourtStep.REQUEST, CourtStep.ENFORCEMENT_REQUEST)


class PrepareForm(forms.Form):
    """What only a person can tell for an application."""

    claim_number = forms.TypedChoiceField(
        label="Katalogart",
        coerce=int,
        choices=[(number, f"{words} ({number})") for number, words in CATALOGUE.items()],
        help_text="vorgeschlagen nach den Positionen des Auftrags",
    )
    counter_performance = forms.ChoiceField(
        label="Gegenleistung",
        choices=[
            (one.value, one.label)
            for one in CounterPerformance
            if one != CounterPerformance.UNDECLARED
        ],
        widget=forms.RadioSelect,
        help_text=(
            "Pflichtangabe (§ 688 Abs. 2 Nr. 2 ZPO). Prüfen Sie, ob die Ware geliefert oder die "
            "Leistung erbracht ist: Steht sie noch aus, ist der Antrag unzulässig."
        ),
    )
    is_contested_wanted = forms.BooleanField(
        label="Bei einem Widerspruch soll das streitige Verfahren durchgeführt werden",
        required=False,
    )


class StepForm(forms.Form):
    """A step of the court procedure: the day, and what belongs to that step."""

    on = GermanDayField(label="Am", widget=forms.TextInput(attrs={"class": "day"}))
    file_number = forms.CharField(
        label="Geschäftsnummer des Gerichts", max_length=40, required=False
    )
    court_cost = GermanAmountField(
        label="Gerichtskosten",
        min_value=ZERO,
        required=False,
        help_text="wird dem Auftrag als Kosten belastet; leer oder 0,00: nichts buchen",
    )
    lawyer_cost = GermanAmountField(
        label="Anwaltskosten",
        min_value=ZERO,
        required=False,
        help_text="nur wenn ein Anwalt den Antrag stellt",
    )
    note = forms.CharField(label="Notiz", max_length=300, required=False)

    def __init__(self, *args: Any, step: CourtStep, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("court_cost", "lawyer_cost"):
            self.fields[name].unit = "€"  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["class"] = "amount"
        if step not in _WITH_NUMBER:
            del self.fields["file_number"]
        if step != CourtStep.REQUEST:
            del self.fields["court_cost"]
        if step not in _WITH_LAWYER:
            del self.fields["lawyer_cost"]
        if step == CourtStep.QUERY:
            self.fields["note"].required = True
            self.fields["note"].label = "Was das Gericht beanstandet"

    def told(self) -> dict[str, Any]:
        """The cleaned values as a step takes them."""
        data = self.cleaned_data
        return {
            "on": data["on"],
            "file_number": data.get("file_number") or "",
            "note": data.get("note") or "",
            "court_cost": data.get("court_cost") or ZERO,
            "lawyer_cost": data.get("lawyer_cost") or ZERO,
        }


class DeadlineFilterForm(forms.Form):
    """Which deadlines the calendar shows."""

    ALL, WARNINGS, MISSED = "", "warnungen", "versaeumt"

    suche = forms.CharField(
        label="Suche",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Auftrag oder Kunde"}),
    )
    frist = forms.ChoiceField(
        label="Fristen",
        required=False,
        choices=[
            (ALL, "Alle"),
            (WARNINGS, "eigene in höchstens 3 Wochen"),
            (MISSED, "versäumte"),
        ],
    )
