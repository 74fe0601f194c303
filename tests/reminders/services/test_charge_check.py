"""Every reminder booked what it claims, and the check of the books tells when not."""

from datetime import date
from decimal import Decimal

import pytest

from orders.models import LedgerEntry, Order
from orders.services.ledger import book, lock_order, refresh_figures
from orders.services.ledger_check import check_ledger
from reminders.models import Channel, Reminder, ReminderBooking, ReminderItem
from reminders.services.charges import take_back_charges
from tests.reminders.services.claim_bench import again, bought, pay, send, step

pytestmark = pytest.mark.django_db

SENT_ON = date(2026, 10, 31)
TODAY = date(2026, 11, 21)


@pytest.fixture
def order() -> Order:
    return bought(due_day_agreed=True, insists=True)


@pytest.fixture
def reminder(order) -> Reminder:
    """It booked 5.36 of interest and 1.20 for the letter."""
    return send(order, step(2, fee="1.20", channel=Channel.LETTER), on=SENT_ON)


def test_sending_books_interest_and_fee_for_the_claimed_rate(order, reminder):
    entries = order.ledger_entries.filter(source="dunning").order_by("kind")

    booked = [(entry.kind, entry.amount, entry.booked_on) for entry in entries]
    assert booked == [
        ("dunning_fee", Decimal("1.20"), SENT_ON),
        ("interest", Decimal("5.36"), SENT_ON),
    ]
    assert {entry.installment_id for entry in entries} == {order.oldest_installment_id}
    assert {entry.reference for entry in entries} == {str(reminder)}
    assert again(order).open_amount == Decimal("1006.56")
    assert check_ledger().findings == ()


def test_it_finds_a_reminder_that_booked_another_sum(reminder):
    ReminderItem.objects.update(interest=Decimal("5.00"))

    (finding,) = check_ledger().findings

    assert str(reminder) in finding.subject
    assert (
        finding.message == "Verzugszinsen: Die Mahnung nennt 5,00\xa0€, gebucht wurden 5,36\xa0€."
    )


def test_it_finds_what_a_reminder_never_booked(order, reminder):
    ReminderBooking.objects.filter(entry__kind="dunning_fee").delete()

    messages = [finding.message for finding in check_ledger().findings]

    assert messages == [
        "Mahngebühr: Die Mahnung nennt 1,20\xa0€, gebucht wurden 0,00\xa0€.",
        "Die Mahngebühr über 1,20\xa0€ gehört zu keiner Mahnung.",
    ]


def test_it_finds_what_a_reminder_booked_without_being_sent(reminder):
    ReminderItem.objects.update(state="cancelled")

    assert len(check_ledger().findings) == 2


def test_it_finds_a_charge_without_reminder(order):
    locked = lock_order(order.pk)
    source = LedgerEntry.Source.DUNNING
    book(locked, LedgerEntry.Kind.DUNNING_FEE, Decimal("1.20"), booked_on=TODAY, source=source)
    refresh_figures(locked)

    (finding,) = check_ledger().findings

    assert finding.message == "Die Mahngebühr über 1,20\xa0€ gehört zu keiner Mahnung."


@pytest.mark.parametrize(
    ("paid", "taken_back", "open_amount"),
    [
        pytest.param(None, "6.56", "1000.00", id="nothing was paid"),
        pytest.param("1.00", "6.56", "999.00", id="a part of the fee: it settles goods then"),
        pytest.param("1.20", "5.36", "1000.00", id="the fee is paid and stays"),
        pytest.param("6.56", "0.00", "1000.00", id="both are paid and stay"),
    ],
)
def test_a_withdrawn_reminder_takes_back_what_is_unpaid(
    order, reminder, paid, taken_back, open_amount
):
    if paid:
        pay(order, paid, TODAY)

    amount = take_back_charges(reminder, today=TODAY, actor=None, why="irrtümlich")

    assert amount == Decimal(taken_back)
    assert again(order).open_amount == Decimal(open_amount)
    assert take_back_charges(reminder, today=TODAY, actor=None, why="noch einmal") == 0
    assert check_ledger().findings == ()
