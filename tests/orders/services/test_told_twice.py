"""What shop, bank and clerks all tell of the same money counts once."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.models import BankTransaction, LedgerEntry, Order
from orders.rules.drafts import OrderDraft
from orders.services.bank import book_returned_debit, book_transaction
from orders.services.matching import match_transactions
from orders.services.reported_money import report_chargeback, report_payment
from orders.services.shop_orders import update_order
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
State = BankTransaction.State
ZERO = Decimal("0.00")
NUMBER = "EF-2026-7001"


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def paid_in_shop() -> tuple[Order, OrderDraft]:
    """An order over 100 euros that the shop calls paid, and what the shop said of it before."""
    unpaid = factories.draft(number=NUMBER, total="100.00")
    order = factories.create_order(
        factories.sales_account(), replace(unpaid, open_amount=ZERO), actor=None, today=TODAY
    )
    return order, unpaid


def returned_by_bank(order: Order) -> None:
    movement = factories.movement("-103.00", is_return=True, return_reason="AM04")
    amounts = {"amount": Decimal("100.00"), "cost": Decimal("3.00")}
    book_returned_debit(movement.pk, order.pk, **amounts, why="Nummer", actor=None)


def returned_in_shop(order: Order) -> None:
    report_chargeback(
        order.pk,
        amount=Decimal("100.00"),
        cost=Decimal("3.00"),
        reason_code="AM04",
        returned_on=TODAY,
        reference="",
        installment=None,
        today=TODAY,
    )


def transferred(order: Order, amount: str) -> None:
    movement = factories.movement(amount)
    book_transaction(movement.pk, [(order.pk, Decimal(amount))], why="Nummer", actor=None)


@pytest.mark.parametrize("returned", [returned_by_bank, returned_in_shop])
def test_a_shop_that_hears_late_of_a_return_takes_nothing_back_once_more(returned):
    order, unpaid = paid_in_shop()
    returned(order)
    transferred(order, "103.00")

    update_order(order.pk, unpaid, actor=None, today=TODAY)

    assert fresh(order).open_amount == ZERO
    assert order.ledger_entries.filter(kind=Kind.CHARGEBACK).count() == 1


def test_a_return_of_another_payment_leaves_the_shop_its_word():
    order, unpaid = paid_in_shop()
    transferred(order, "50.00")
    by_bank = order.ledger_entries.get(kind=Kind.PAYMENT, source=LedgerEntry.Source.BANK)
    movement = factories.movement("-50.00", is_return=True, return_reason="AM04")
    amounts = {"amount": Decimal("50.00"), "cost": ZERO, "payment": by_bank}
    book_returned_debit(movement.pk, order.pk, **amounts, why="Nummer", actor=None)

    update_order(order.pk, unpaid, actor=None, today=TODAY)

    assert fresh(order).open_amount == Decimal("100.00")


def matched(amount: str, booked_on: date) -> BankTransaction:
    """A movement that names the order, as matching leaves it."""
    facts = {"state": State.NEW, "remittance_text": NUMBER, "booked_on": booked_on}
    movement = factories.movement(amount, **facts)
    match_transactions([movement.pk], today=TODAY + timedelta(days=60), actor=None)
    movement.refresh_from_db()
    return movement


def reported(total: str, *amounts: str) -> None:
    order = factories.order(number=NUMBER, total=total)
    for amount in amounts:
        facts = {"paid_on": TODAY, "reference": "", "installment": None, "today": TODAY}
        report_payment(order.pk, amount=Decimal(amount), **facts)


@pytest.mark.parametrize(
    ("amount", "days_later", "state"),
    [
        pytest.param("60.00", 8, State.INBOX, id="the same sum a week later"),
        pytest.param("60.00", -30, State.INBOX, id="the same sum a month before"),
        pytest.param("60.00", 31, State.BOOKED, id="the same sum of the next month"),
        pytest.param("70.00", 8, State.INBOX, id="both reports in one transfer"),
        pytest.param("20.00", 8, State.BOOKED, id="another sum"),
        pytest.param("85.00", 8, State.BOOKED, id="the rest and a charge"),
        pytest.param("90.00", 8, State.INBOX, id="the rest and what was reported"),
        pytest.param("96.00", 8, State.INBOX, id="far more than is open"),
        pytest.param("96.00", 31, State.BOOKED, id="far more than is open, long after"),
    ],
)
def test_a_payment_reported_by_the_interface_is_not_booked_again(amount, days_later, state):
    reported("150.00", "60.00", "10.00")

    movement = matched(amount, TODAY + timedelta(days=days_later))

    assert movement.state == state


@pytest.mark.parametrize(
    ("amount", "days_later", "state"),
    [
        pytest.param("60.00", -90, State.INBOX, id="a part, long before the file"),
        pytest.param("40.00", 7, State.INBOX, id="a part, soon after the file"),
        pytest.param("40.00", 8, State.BOOKED, id="a part that came after the file"),
        pytest.param("100.00", -20, State.INBOX, id="all that the shop told"),
        pytest.param("50.00", -20, State.BOOKED, id="just the rest"),
        pytest.param("120.00", -20, State.INBOX, id="far more than is open"),
    ],
)
def test_what_may_be_a_part_of_what_a_shop_told_waits(amount, days_later, state):
    sold_on = TODAY - timedelta(days=100)
    factories.order(number=NUMBER, total="150.00", open_amount="50.00", due_on=sold_on)

    movement = matched(amount, TODAY + timedelta(days=days_later))

    assert movement.state == state


def test_the_reason_names_the_payment_it_may_be():
    reported("150.00", "60.00", "10.00")

    movement = matched("60.00", TODAY)

    assert movement.state_reason.replace("\u00a0", " ") == (
        "Am 21.11.2026 wurden schon 60,00 € gebucht (Schnittstelle). "
        "Prüfen Sie, ob es dieselbe Zahlung ist."
    )
