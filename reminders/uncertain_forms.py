"""What a person decides of uncertain reminders, and what each choice brings about in words."""

from dataclasses import dataclass
from typing import Any

from django import forms

from reminders.models import UncertainDecision

Choice = UncertainDecision.Choice
# Each decision is a short transaction of its own, while the person waits.
MOST_AT_ONCE = 200

EFFECTS = {
    Choice.WAS_SENT: (
        "Die Mahnung gilt als versendet, und zwar am Tag des Versandversuchs: Gebühren und Zinsen "
        "werden gebucht, und der Auftrag hat diese Mahnstufe erreicht."
    ),
    Choice.SEND_AGAIN: (
        "Dieselbe E-Mail geht noch einmal hinaus, mit derselben Nummer und derselben Frist. War "
        "sie doch angekommen, hat der Kunde sie zweimal."
    ),
    Choice.AS_LETTER: (
        "Die Mahnung wartet als Brief auf den Druck, mit derselben Nummer und derselben Frist."
    ),
    Choice.DISCARD: (
        "Die Mahnung zählt nicht. Der Auftrag bleibt in seiner Mahnstufe und kann neu "
        "benachrichtigt werden, mit einer neuen Mahnung und einer neuen Frist."
    ),
}
DONE = {
    Choice.WAS_SENT: "gilt als versendet",
    Choice.SEND_AGAIN: "wird erneut versendet",
    Choice.AS_LETTER: "wartet als Brief auf den Druck",
    Choice.DISCARD: "ist verworfen; der Auftrag kann neu benachrichtigt werden",
}


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """A choice beside its effect, as the template prints it."""

    radio: Any
    effect: str


class DecisionForm(forms.Form):
    """One decision with its reason."""

    choice = forms.ChoiceField(
        label="Entscheidung",
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Wählen Sie eine Entscheidung."},
    )
    reason = forms.CharField(
        label="Grund",
        max_length=400,
        help_text="steht später im Verlauf des Auftrags, zum Beispiel „Kunde bestätigt am Telefon“",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Geben Sie einen Grund an; er steht später im Verlauf."},
    )
    seen = forms.IntegerField(min_value=0, max_value=10_000, widget=forms.HiddenInput)

    @property
    def shown_choices(self) -> list[ShownChoice]:
        """Each choice with the sentence that tells what it brings about."""
        return [
            ShownChoice(radio, EFFECTS[Choice(value)])
            for radio, (value, _) in zip(self["choice"], Choice.choices, strict=True)
        ]


class ManyDecisionForm(DecisionForm):
    """One decision for many, frozen as they were chosen: pairs of key and decisions seen."""

    seen = None
    chosen = forms.RegexField(
        r"^\d{1,15}:\d{1,5}(,\d{1,15}:\d{1,5})*$",
        max_length=MOST_AT_ONCE * 22,
        widget=forms.HiddenInput,
    )

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The keys of the chosen reminders with the number of decisions that were seen."""
        parts = (pair.split(":") for pair in self.cleaned_data["chosen"].split(","))
        return [(int(key), int(seen)) for key, seen in parts]
