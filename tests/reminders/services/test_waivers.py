"""Interest and fees that are not insisted on, and what becomes of them when goods are paid."""

from datetime import date
from decimal import Decimal

import pytest

from orders.models import LedgerEntry, Order
from orders.services.by_hand import BookingRefused
from orders.services.corrections import charge_back
from orders.services.ledger import book, lock_order, refresh_figures
from orders.services.ledger_check import check_ledger
from orders.services.reversals import reverse_entry
from reminders.models import Channel
from reminders.services.waivers import waivable, waive
from tests.reminders.services.claim_bench import again, bought, in_rates, pay, send, step

pytestmark = pytest.mark.django_db

SENT_ON = date(2026, 10, 31)  # 30 days of default: 5.36 of interest on 1000
PAID_ON = date(2026, 11, 10)
LETTER = step(2, fee="1.20", channel=Channel.LETTER)
RATES = ((date(2026, 10, 1), "300.00"), (date(2026, 11, 2), "700.00"))


def dunned(*, insists: bool = False, kind: str = "consumer") -> Order:
    """1000.00, with 5.36 of interest and 1.20 for the letter; of a business 8.65 and 40.00."""
    order = bought(due_day_agreed=True, insists=insists, kind=kind)
    send(order, LETTER, on=SENT_ON)
    return again(order)


def waived(order: Order) -> list[Decimal]:
    entries = order.ledger_entries.effective().filter(kind="waiver")
    return [-amount for amount in entries.values_list("amount", flat=True)]


@pytest.mark.parametrize(
    ("kind", "insists", "paid", "waivers", "open_amount"),
    [
        pytest.param("consumer", False, "1000.00", ["6.56"], "0.00", id="only the goods"),
        pytest.param("consumer", False, "1001.20", ["5.36"], "0.00", id="goods and a part"),
        pytest.param("consumer", False, "1006.56", [], "0.00", id="everything"),
        pytest.param("consumer", False, "999.99", [], "6.57", id="a cent of the goods is missing"),
        pytest.param("consumer", False, "500.00", [], "506.56", id="half of it"),
        pytest.param("business", False, "1000.00", ["48.65"], "0.00", id="40 € and interest"),
        pytest.param("consumer", True, "1000.00", [], "6.56", id="the account insists"),
        pytest.param("business", True, "1000.00", [], "48.65", id="it insists on the 40 €"),
    ],
)
def test_what_is_charged_beside_paid_goods_is_waived(kind, insists, paid, waivers, open_amount):
    order = dunned(insists=insists, kind=kind)

    pay(order, paid, PAID_ON)

    order = again(order)
    assert waived(order) == [Decimal(one) for one in waivers]
    assert order.open_amount == Decimal(open_amount)
    assert (order.payment_status == "paid") == (not order.open_amount)
    assert check_ledger().findings == ()


def test_the_cost_of_a_returned_debit_is_not_waived():
    order = dunned()
    cost = LedgerEntry.Kind.RETURNED_DEBIT_COST
    locked = lock_order(order.pk)
    book(locked, cost, Decimal("3.00"), booked_on=SENT_ON, source=LedgerEntry.Source.MANUAL)
    refresh_figures(locked)

    pay(order, "1000.00", PAID_ON)

    assert waived(order) == [Decimal("6.56")]
    assert again(order).open_amount == Decimal("3.00")


def test_goods_that_are_open_again_take_the_waiver_back():
    order = dunned()
    pay(order, "1000.00", PAID_ON)

    charge_back(
        order.pk,
        amount=Decimal("1000.00"),
        cost=Decimal("3.00"),
        reason_code="AM04",
        booked_on=date(2026, 11, 15),
        actor=None,
        today=date(2026, 11, 15),
    )

    order = again(order)
    assert waived(order) == []
    assert (order.open_principal, order.open_costs) == (Decimal("1000.00"), Decimal("4.20"))
    assert order.open_interest == Decimal("5.36")
    assert order.history.filter(text__contains="Ware wieder offen").exists()


def test_paying_again_after_a_chargeback_waives_again():
    order = dunned()
    pay(order, "1000.00", PAID_ON)
    payment = LedgerEntry.objects.get(kind="payment")
    reverse_entry(payment.pk, reason="falsch", actor=None, today=PAID_ON)

    pay(order, "1000.00", date(2026, 11, 20))

    assert waived(order) == [Decimal("6.56")]
    assert not again(order).is_open


def test_a_fee_taken_back_by_a_clerk_is_not_waived_as_well():
    order = dunned()
    pay(order, "1000.00", PAID_ON)
    fee = LedgerEntry.objects.get(kind="dunning_fee")

    reverse_entry(fee.pk, reason="Kulanz", actor=None, today=PAID_ON)

    order = again(order)
    assert waived(order) == [Decimal("5.36")]
    assert (order.open_amount, order.credit_amount) == (Decimal("0.00"), Decimal("0.00"))


def test_a_paid_rate_waives_its_own_charges_and_leaves_the_next_one_open():
    order = in_rates(bought(due_day_agreed=True, insists=False), *RATES)
    send(order, LETTER, on=SENT_ON)  # 300 · 6.52 % · 30/365 = 1.61, and 1.20

    pay(order, "300.00", PAID_ON)

    order = again(order)
    assert waived(order) == [Decimal("2.81")]
    assert order.open_amount == Decimal("700.00")
    assert order.oldest_due_on == date(2026, 11, 2)


def test_charges_of_an_unpaid_rate_stand_although_the_one_before_is_paid():
    order = in_rates(bought(due_day_agreed=True, insists=False), *RATES)
    pay(order, "300.00", date(2026, 10, 1))

    send(order, LETTER, on=date(2026, 11, 20))

    assert waived(order) == []
    assert again(order).open_ancillary == Decimal("1.20") + Decimal("2.25")


@pytest.mark.parametrize(
    ("insists", "paid", "expected"),
    [
        pytest.param(True, "0.01", "6.55", id="all that is unpaid of them"),
        pytest.param(True, "4.00", "2.56", id="a part was paid"),
        pytest.param(True, "6.56", "0.00", id="they are paid, the goods are not"),
        pytest.param(True, "1000.00", "6.56", id="the goods are paid, insisted on so far"),
        pytest.param(True, "1006.56", "0.00", id="nothing is open"),
    ],
)
def test_a_clerk_waives_what_is_left_of_the_charges(insists, paid, expected):
    order = dunned(insists=insists)
    pay(order, paid, PAID_ON)
    before = again(order)

    assert waivable(before) == Decimal(expected)
    if not Decimal(expected):
        with pytest.raises(BookingRefused, match="keine Zinsen oder Gebühren"):
            waive(order.pk, reason="Kulanz", actor=None, today=PAID_ON)
        return
    after, amount = waive(order.pk, reason="Kulanz", actor=None, today=PAID_ON)

    assert amount == Decimal(expected)
    assert after.open_amount == before.open_amount - amount
    assert check_ledger().findings == ()


def test_a_clerk_gives_a_reason():
    order = dunned(insists=True)

    with pytest.raises(BookingRefused, match="warum"):
        waive(order.pk, reason=" ", actor=None, today=PAID_ON)


def test_a_clerks_waiver_can_be_taken_back():
    order = dunned(insists=True)
    waive(order.pk, reason="Kulanz", actor=None, today=PAID_ON)
    waiver = LedgerEntry.objects.get(kind="waiver")

    reverse_entry(waiver.pk, reason="doch nicht", actor=None, today=PAID_ON)

    assert again(order).open_ancillary == Decimal("6.56")


def test_a_payment_told_of_later_lowers_the_interest_that_was_booked_meanwhile():
    order = dunned(insists=True)

    pay(order, "1000.00", date(2026, 10, 10))  # 9 days of default by then: 1.61

    order = again(order)
    booked = order.ledger_entries.effective().filter(kind="interest")
    assert [entry.amount for entry in booked] == [Decimal("1.61")]
    assert order.open_amount == Decimal("2.81")
    assert check_ledger().findings == ()


def test_a_payment_before_default_leaves_no_interest():
    order = dunned(insists=True)

    pay(order, "1000.00", date(2026, 9, 30))

    assert not again(order).ledger_entries.effective().filter(kind="interest").exists()
    assert check_ledger().findings == ()


def test_a_payment_after_the_reminder_changes_no_interest():
    order = dunned(insists=True)

    pay(order, "400.00", PAID_ON)

    assert LedgerEntry.objects.filter(kind="reversal").count() == 0
