"""What the mail says that tells a customer of a reminder withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from common.rules.english import long_day
from common.rules.german import day as german_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """The reminder that no longer counts; orders: their numbers; name: the customer's, or ""."""

    number: str
    level: int
    sent_on: date
    orders: Sequence[str]
    name: str
    sender: str
    has_charges: bool


def withdrawal_mail(what: Withdrawal, language: str) -> tuple[str, str]:
    """Subject and text in the reminder's language, "de" or "en"."""
    return _english(what) if language == "en" else _german(what)


def _german(what: Withdrawal) -> tuple[str, str]:
    kind = "Mahnung" if what.level else "Zahlungserinnerung"
    told = f"unsere {kind} {what.number} vom {german_day(what.sent_on)}"
    bought = "Ihren Bestellungen" if len(what.orders) > 1 else "Ihrer Bestellung"
    charges = (
        "\n\nGebühren und Zinsen, die wir darin neu berechnet haben, müssen Sie nicht bezahlen."
        if what.has_charges
        else ""
    )
    text = (
        f"Guten Tag{f' {what.name}' if what.name else ''},\n\n"
        f"{told} zu {bought} {', '.join(what.orders)} ist gegenstandslos. "
        f"Bitte betrachten Sie sie als nicht geschrieben.{charges}\n\n"
        f"Mit freundlichen Grüßen\n{what.sender}\n"
    )
    return f"{kind} {what.number} ist gegenstandslos", text


def _english(what: Withdrawal) -> tuple[str, str]:
    kind = "reminder" if what.level else "payment reminder"
    bought = "orders" if len(what.orders) > 1 else "order"
    charges = (
        "\n\nYou do not have to pay the fees and interest newly charged in it."
        if what.has_charges
        else ""
    )
    text = (
        f"Dear {what.name or 'customer'},\n\n"
        f"our {kind} {what.number} of {long_day(what.sent_on)} concerning your {bought} "
        f"{', '.join(what.orders)} no longer applies. Please disregard it.{charges}\n\n"
        f"Kind regards\n{what.sender}\n"
    )
    return f"Our {kind} {what.number} no longer applies", text
