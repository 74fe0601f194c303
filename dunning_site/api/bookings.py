"""What a shop may report about the money of an order."""

from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from common.rules.money import ZERO
from dunning_site.api.fields import Amount, Day, PositiveAmount, Text140, refusal
from dunning_site.api.requests import MAX_INSTALLMENTS, Body
from orders.rules.return_reasons import RETURN_REASONS

Position = Annotated[int, Field(ge=1, le=MAX_INSTALLMENTS, strict=True)]


class PaymentIn(Body):
    """Eine Zahlung, die beim Shop ankam."""

    amount: PositiveAmount
    """Betrag"""
    paid_on: Day
    """Tag des Eingangs, nicht nach heute und nicht vor der Bestellung"""
    reference: Text140 = ""
    """Verweis, zum Beispiel die Kennung beim Zahlungsdienst"""
    installment: Position | None = None
    """Nummer der Rate, die der Kunde bezahlt; null: die älteste zuerst"""


class ChargebackIn(Body):
    """Eine Zahlung, die Bank oder Zahlungsdienst zurückgeholt hat."""

    amount: PositiveAmount
    """Zurückgeholter Betrag, höchstens das Bezahlte"""
    returned_on: Day
    """Tag der Rückgabe, nicht nach heute"""
    reason: Annotated[str, StringConstraints(max_length=4)] = ""
    """Grund nach ISO 20022, zum Beispiel AM04; leer: nicht genannt"""
    bank_cost: Amount = ZERO
    """Kosten der Bank für die Rückgabe, wie sie sie berechnet hat"""
    reference: Text140 = ""
    """Verweis"""
    installment: Position | None = None
    """Nummer der Rate, die wieder offen ist; null: die zuletzt bezahlte"""

    @field_validator("reason")
    @classmethod
    def _known(cls, value: str) -> str:
        if value and value not in RETURN_REASONS:
            raise refusal(f"Bekannt sind: {', '.join(RETURN_REASONS)}.")
        return value


class RefundIn(Body):
    """Geld, das der Shop dem Kunden zurückgegeben hat."""

    amount: PositiveAmount
    """Erstatteter Betrag, höchstens das Bezahlte"""
    refunded_on: Day
    """Tag der Erstattung, nicht nach heute"""
    reference: Text140 = ""
    """Verweis"""


class CancellationIn(Body):
    """Der Storno einer ganzen Bestellung."""

    cancelled_on: Day
    """Tag des Stornos, nicht nach heute und nicht vor der Bestellung"""
    reason: Text140 = ""
    """Warum, für den Verlauf"""
