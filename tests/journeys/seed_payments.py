"""Movements of the bank in every state, for the pages of the inbox."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.models import User

from orders.models import BankTransaction, SalesAccount
from orders.services.bank import book_transaction, set_aside
from tests import factories

State = BankTransaction.State
LONG_TEXT = (
    "SVWZ+Bestellungen ZE-7001 und ZE-7002 vielen Dank fuer die schnelle Lieferung\n"
    "der beiden Bilderrahmen EREF+NOTPROVIDED"
)


def payments(lead: User, today: date, account: SalesAccount) -> dict[str, BankTransaction]:
    """A transfer for two orders, one that fits nothing, a booked one, one aside, a return."""
    first, second, third = (
        factories.order(
            account,
            number=f"ZE-{number}",
            total=total,
            today=today,
            due_on=today,
            last_name="Zahlmann",
        )
        for number, total in ((7001, "79.90"), (7002, "49.70"), (7003, "79.90"))
    )
    facts = {"booked_on": today - timedelta(days=1), "value_on": today - timedelta(days=1)}
    facts |= {"name": "Zoë Zahlmann", "iban": "DE02120300000000202051"}
    waiting = facts | {"decided_by": lead}  # as if taken up again: the matching leaves it alone
    both = factories.proposal(
        (first, "79.90"),
        (second, "49.70"),
        why=("Summe der offenen Beträge", "Name wie beim Kunden"),
    )
    lone = factories.proposal((first, "129.60"), why=("Bestellnummer ZE-7001 im Verwendungszweck",))
    inbox = factories.movement(
        "129.60", **waiting, remittance_text=LONG_TEXT, proposals=[both, lone], gvc="166"
    )
    booked = factories.movement("79.90", **facts, state=State.NEW)
    book_transaction(
        booked.pk, [(third.pk, Decimal("79.90"))], why="Bestellnummer ZE-7003", actor=None
    )
    aside = factories.movement("12.00", **facts)
    set_aside(aside.pk, State.NOT_OURS, reason="Miete der Garage", actor=lead)
    returned = factories.movement(
        "-82.90",
        **facts,
        is_return=True,
        original_amount=Decimal("79.90"),
        return_reason="AM04",
        proposals=[factories.proposal((third, "79.90"), why=("Mandat des Auftrags",))],
    )
    no_clue = "Keine Nummer und kein Name im Verwendungszweck"
    unknown = factories.movement("5.00", **{**waiting, "name": ""}, state_reason=no_clue)
    return {
        "inbox_payment": inbox,
        "unknown_payment": unknown,
        "booked_payment": booked,
        "aside_payment": aside,
        "returned_payment": returned,
    }
