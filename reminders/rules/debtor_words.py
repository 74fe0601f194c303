"""What a debtor told on the payment page, in German words for clerks and for the history."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from common.rules.german import day as german_day
from common.rules.german import euro, plural
from reminders.rules.debtor_requests import DisputeReason, RequestKind

DISPUTE_LABELS = {
    DisputeReason.NOT_RECEIVED: "Ware oder Leistung nicht erhalten",
    DisputeReason.DEFECTIVE: "Ware mangelhaft oder falsch",
    DisputeReason.RETURNED: "zurückgesandt oder widerrufen",
    DisputeReason.NOT_ORDERED: "nicht bestellt",
    DisputeReason.WRONG_AMOUNT: "Betrag stimmt nicht",
    DisputeReason.OTHER: "anderer Grund",
}
ADDRESS_FIELDS = ("street", "address_extra", "postcode", "city", "country", "email")


def summary(kind: str, details: Mapping[str, Any]) -> str:
    """What was told or asked for, in a few words; kept days are ISO texts, amounts texts."""
    return _SUMMARIES[RequestKind(kind)](details)


def kept_rates(details: Mapping[str, Any]) -> list[tuple[date, Decimal]]:
    """The rates that were asked for: day and amount in euros."""
    rates: Sequence[Mapping[str, str]] = details.get("rates", ())
    return [(date.fromisoformat(one["due_on"]), Decimal(one["amount"])) for one in rates]


def kept_day(details: Mapping[str, Any], name: str) -> date | None:
    """A day as it was kept, None without one."""
    return date.fromisoformat(details[name]) if details.get(name) else None


def kept_amount(details: Mapping[str, Any], name: str = "amount") -> Decimal | None:
    """The amount that was told, in euros; None without one."""
    return Decimal(details[name]) if details.get(name) else None


def _already_paid(details: Mapping[str, Any]) -> str:
    amount = kept_amount(details)
    paid_on = german_day(date.fromisoformat(details["paid_on"]))
    return f"bezahlt am {paid_on}" + (f", {euro(amount)}" if amount is not None else "")


def _deferral(details: Mapping[str, Any]) -> str:
    return f"Aufschub bis {german_day(date.fromisoformat(details['until_on']))}"


def _instalments(details: Mapping[str, Any]) -> str:
    rates = kept_rates(details)
    first_on, amount = rates[0]
    return f"{plural(len(rates), 'Rate', 'Raten')} zu {euro(amount)} ab {german_day(first_on)}"


def _dispute(details: Mapping[str, Any]) -> str:
    amount = kept_amount(details)
    label = DISPUTE_LABELS[DisputeReason(details["reason"])]
    return label if amount is None else f"{label}, davon bestritten {euro(amount)}"


def _address(details: Mapping[str, Any]) -> str:
    place = f"{details.get('postcode', '')} {details.get('city', '')}".strip()
    names = ("street", "address_extra")
    parts = [*(details.get(name, "") for name in names), place, details.get("country", "")]
    return ", ".join(part for part in [*parts, details.get("email", "")] if part)


def _payment_method(details: Mapping[str, Any]) -> str:
    return str(details.get("choice") or "andere Zahlungsart")


_SUMMARIES = {
    RequestKind.ALREADY_PAID: _already_paid,
    RequestKind.DEFERRAL: _deferral,
    RequestKind.INSTALMENTS: _instalments,
    RequestKind.DISPUTE: _dispute,
    RequestKind.ADDRESS: _address,
    RequestKind.PAYMENT_METHOD: _payment_method,
}
