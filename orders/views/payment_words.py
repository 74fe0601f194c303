"""Movements of the bank in German words."""

from decimal import Decimal

from common.rules.german import day, euro, number, plural
from orders.models import BankTransaction
from orders.rules.return_reasons import return_reason


def kind_words(movement: BankTransaction) -> str:
    """What the movement is: "Zahlungseingang", "Rückgabe" or "Zahlungsausgang"."""
    if movement.amount > 0:
        return "Zahlungseingang"
    return "Rückgabe" if movement.is_return else "Zahlungsausgang"


def amount_words(movement: BankTransaction, amount: Decimal | None = None) -> str:
    """The amount without its sign, in the movement's currency."""
    value = abs(movement.amount if amount is None else amount)
    return euro(value) if movement.currency == "EUR" else f"{number(value)} {movement.currency}"


def heading(movement: BankTransaction) -> str:
    """The page's heading: "Zahlungseingang über 129,60 €"."""
    return f"{kind_words(movement)} über {amount_words(movement)}"


def short_words(movement: BankTransaction) -> str:
    """The movement in a sentence: "129,60 € von Zoë Winter vom 19.11.2026"."""
    preposition = "von" if movement.amount > 0 else "an"
    payer = f" {preposition} {movement.name}" if movement.name else ""
    return f"{amount_words(movement)}{payer} vom {day(movement.booked_on)}"


def booked_words(movement: BankTransaction, numbers: list[str]) -> str:
    """What was booked: "129,60 € von Zoë Winter vom 19.11.2026 zugeordnet: EF-1, EF-2."."""
    return f"{short_words(movement)} zugeordnet: {', '.join(numbers)}."


def waiting_words(count: int) -> str:
    """How much work is left."""
    if not count:
        return "Damit ist alles geklärt."
    return f"Noch {plural(count, 'Umsatz', 'Umsätze')} zu klären."


def reason_words(code: str) -> str:
    """Why the bank gave the money back, with its code."""
    return f"{return_reason(code).label} ({code})" if code else ""


def split_words(total: Decimal, given: Decimal) -> dict[str, str]:
    """What of the movement is given to orders, and what is left, each as finished text."""
    rest = total - given
    return {
        "total": euro(total),
        "given": euro(given),
        "rest": euro(rest),
        "hint": _rest_hint(rest),
    }


def _rest_hint(rest: Decimal) -> str:
    if rest > 0:
        return (
            f"{euro(rest)} sind noch nicht verteilt. Geben Sie sie einem Auftrag dazu; "
            "was dort zu viel ist, wird Guthaben."
        )
    return f"Das sind {euro(-rest)} mehr, als der Umsatz hat." if rest < 0 else ""
