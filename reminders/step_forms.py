"""The steps of a procedure as forms: one by one, and together as a ladder."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from common.fields import GermanAmountField
from common.rules.german import euro
from common.rules.money import ZERO
from reminders.models import Channel, DunningLevel
from reminders.rules.fees import DEFAULT_LETTER_COST, WARN_ABOVE
from reminders.rules.ladder_faults import TWICE, ladder_faults
from reminders.services.activation import faults_of_active

LEVELS = (1, 2, 3)
MOST_STEPS = 12


class StepForm(forms.ModelForm):
    """One step, chosen from a list: a payment reminder or a Mahnstufe."""

    level = forms.TypedChoiceField(
        label="Schritt",
        coerce=int,
        choices=[
            ("", "–"),
            (0, "Zahlungserinnerung"),
            *((level, f"Mahnstufe {level}") for level in LEVELS),
        ],
    )
    fee = GermanAmountField(
        label="Kosten des Briefs",
        min_value=ZERO,
        max_digits=6,
        required=False,
        widget=forms.TextInput(attrs={"class": "amount", "size": 6}),
    )

    class Meta:
        model = DunningLevel
        fields = (
            "level",
            "days_after_anchor",
            "wait_days",
            "payment_period_days",
            "channel",
            "fee",
            "charges_interest",
            "template",
            "is_automatic",
        )
        labels = {"charges_interest": "Zinsen", "is_automatic": "Automatik"}
        # Said once below the table instead of in pictures beside the headings.
        help_texts = dict.fromkeys(
            ("days_after_anchor", "wait_days", "payment_period_days", "fee"), ""
        )

    def clean(self) -> dict[str, Any]:
        """Only letters of a Mahnstufe cost anything; an empty cost is the usual one."""
        cleaned: dict[str, Any] = super().clean() or {}
        level, channel = cleaned.get("level"), cleaned.get("channel")
        if level is None or channel is None or "fee" in self.errors:
            return cleaned
        cleaned["fee"] = self._fee(level, channel, cleaned.get("fee"))
        if level == 0 and cleaned.get("charges_interest"):
            self.add_error("charges_interest", "Eine Zahlungserinnerung verlangt keine Zinsen.")
        return cleaned

    def _fee(self, level: int, channel: str, typed: Any) -> Any:
        is_free = level == 0 or channel == Channel.EMAIL
        if is_free and typed:
            why = "Eine Zahlungserinnerung kostet" if level == 0 else "E-Mails kosten"
            self.add_error("fee", f"{why} nichts. Lassen Sie das Feld leer.")
        if typed is None:
            return ZERO if is_free else DEFAULT_LETTER_COST
        return typed


class StepFormSet(BaseInlineFormSet):
    """The steps together: without a gap, ascending, and with texts once they are to be sent."""

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        """Django's own words would name the field in English."""
        if "days_after_anchor" in unique_check:
            return "Zwei Schritte liegen auf demselben Tag. Jeder braucht seinen eigenen."
        return TWICE

    def clean(self) -> None:
        """Refuse steps that the ladder cannot climb."""
        super().clean()
        if any(self.errors):
            return
        kept = [
            form.instance
            for form in self.forms
            if form not in self.deleted_forms and (form.has_changed() or form.instance.pk)
        ]
        faults = ladder_faults([level.as_step() for level in kept])
        if self.instance.is_active:
            faults += [fault for fault in faults_of_active(kept) if fault not in faults]
        if faults:
            raise ValidationError(faults)


def fee_warnings(levels: Sequence[DunningLevel]) -> list[str]:
    """What the clerk should know of costs that a court may not grant; they are not refused."""
    return [
        f"{level.label} verlangt {euro(level.fee)} für den Brief. Ersetzt werden nur die "
        "tatsächlichen Kosten für Papier, Umschlag und Porto, nicht die Arbeitszeit; mehr als "
        f"{euro(WARN_ABOVE)} müssen Sie im Streit nachweisen."
        for level in levels
        if level.fee > WARN_ABOVE
    ]
