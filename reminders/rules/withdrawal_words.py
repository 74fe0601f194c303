"""What the mail says that tells a customer of a reminder withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.english import euro as english_euro
from common.rules.english import long_day
from common.rules.german import day as german_day
from common.rules.german import euro


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """The reminder that no longer counts; orders: their numbers; name: the customer's, or "".

    costs_gone, interest_gone: whether what the reminder charged of that kind was taken back.
    still_open: euros to be paid for the orders all the same, None where that is disputed or
    stopped and so nothing is said of it; company: the lines of the company's details (§ 35a
    GmbHG, § 37a HGB).
    """

    number: str
    level: int
    sent_on: date
    orders: Sequence[str]
    name: str
    sender: str
    costs_gone: bool
    interest_gone: bool
    still_open: Decimal | None
    company: Sequence[str]


def withdrawal_mail(what: Withdrawal, language: str) -> tuple[str, str]:
    """Subject and text in the reminder's language, "de" or "en"."""
    subject, text = _english(what) if language == "en" else _german(what)
    return subject, "\n".join([text, "-- ", *what.company, ""])


def _german(what: Withdrawal) -> tuple[str, str]:
    kind = "Mahnung" if what.level else "Zahlungserinnerung"
    told = f"unsere {kind} {what.number} vom {german_day(what.sent_on)}"
    is_several = len(what.orders) > 1
    bought = "Ihren Bestellungen" if is_several else "Ihrer Bestellung"
    costs = "Die Kosten, die wir darin neu berechnet haben, entfallen."
    # No waiver: the next reminder claims interest since default again (§ 397 BGB).
    interest = (
        "Die darin neu berechneten Zinsen sind vorerst nicht zu zahlen; unser Anspruch auf "
        "Verzugszinsen bleibt vorbehalten."
    )
    charges = _charges(what, costs, interest)
    text = (
        f"Guten Tag{f' {what.name}' if what.name else ''},\n\n"
        f"{told} zu {bought} {', '.join(what.orders)} ist gegenstandslos. "
        f"Bitte betrachten Sie sie als nicht geschrieben.{charges}"
        f"{_german_rest(what, is_several=is_several)}\n\n"
        f"Mit freundlichen Grüßen\n{what.sender}\n"
    )
    return f"{kind} {what.number} ist gegenstandslos", text


def _charges(what: Withdrawal, costs: str, interest: str) -> str:
    """What becomes of the charges, as a paragraph of its own; "" where none were taken back."""
    said = [(costs, what.costs_gone), (interest, what.interest_gone)]
    told = " ".join(sentence for sentence, holds in said if holds)
    return f"\n\n{told}" if told else ""


def _german_rest(what: Withdrawal, *, is_several: bool) -> str:
    """What becomes of the orders themselves, as a paragraph of its own."""
    if what.still_open is None:
        return ""
    if not what.still_open:
        bought = "den Bestellungen" if is_several else "der Bestellung"
        return f"\n\nZu {bought} ist nichts mehr offen."
    subject = "Die Bestellungen selbst sind" if is_several else "Die Bestellung selbst ist"
    return f"\n\n{subject} weiterhin zu bezahlen: Offen sind noch {euro(what.still_open)}."


def _english(what: Withdrawal) -> tuple[str, str]:
    kind = "reminder" if what.level else "payment reminder"
    is_several = len(what.orders) > 1
    bought = "orders" if is_several else "order"
    costs = "The costs newly charged in it no longer apply."
    interest = (
        "The interest newly charged in it is not payable for now; we reserve our claim to "
        "default interest."
    )
    charges = _charges(what, costs, interest)
    text = (
        f"Dear {what.name or 'customer'},\n\n"
        f"our {kind} {what.number} of {long_day(what.sent_on)} concerning your {bought} "
        f"{', '.join(what.orders)} no longer applies. Please disregard it.{charges}"
        f"{_english_rest(what, is_several=is_several)}\n\n"
        f"Kind regards\n{what.sender}\n"
    )
    return f"Our {kind} {what.number} no longer applies", text


def _english_rest(what: Withdrawal, *, is_several: bool) -> str:
    bought = "orders" if is_several else "order"
    if what.still_open is None:
        return ""
    if not what.still_open:
        return f"\n\nNothing is left to be paid for the {bought}."
    verb = "have" if is_several else "has"
    amount = english_euro(what.still_open)
    return f"\n\nThe {bought} as such still {verb} to be paid: {amount} is outstanding."
