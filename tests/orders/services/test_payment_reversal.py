"""Taking back a payment that was recorded by mistake."""

from dataclasses import replace
from decimal import Decimal

import pytest

from orders.models import LedgerEntry, Order
from orders.services.by_hand import BookingRefused
from orders.services.payments import record_payment
from orders.services.reversals import open_after_reversal, reverse_entry
from orders.services.shop_orders import create_order, update_order
from reminders.services.proposals import propose_run
from tests.factories import TODAY, draft, order, sales_account, user

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
Status = Order.PaymentStatus


def paid(bought: Order, amount: str = "79.90") -> LedgerEntry:
    """A payment that a clerk recorded."""
    record_payment(bought.pk, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)
    return LedgerEntry.objects.filter(order=bought, kind=Kind.PAYMENT).latest("pk")


def reverse(entry: LedgerEntry, *, reason: str = "falscher Auftrag", actor=None) -> Order:
    return reverse_entry(entry.pk, reason=reason, actor=actor, today=TODAY)


@pytest.mark.parametrize(
    ("amounts", "open_amount", "credit", "paid_amount", "status"),
    [
        pytest.param(["79.90"], "79.90", "0.00", "0.00", Status.OPEN, id="paid in full"),
        pytest.param(["20.00"], "79.90", "0.00", "0.00", Status.OPEN, id="paid in part"),
        pytest.param(
            ["30.00", "49.90"], "49.90", "0.00", "30.00", Status.PARTIALLY_PAID, id="one of two"
        ),
        pytest.param(["100.00", "10.00"], "0.00", "20.10", "100.00", Status.PAID, id="too much"),
    ],
)
def test_it_takes_the_last_payment_back(amounts, open_amount, credit, paid_amount, status):
    bought = order(total="79.90")
    entry = [paid(bought, amount) for amount in amounts][-1]

    after = reverse(entry)

    assert (after.open_amount, after.credit_amount) == (Decimal(open_amount), Decimal(credit))
    assert (after.paid_amount, after.payment_status) == (Decimal(paid_amount), status)


def test_it_books_the_opposite_and_says_so_in_the_history():
    entry = paid(order())
    petra = user("petra")

    after = reverse(entry, reason="gehört zu EF-2", actor=petra)

    reversal = LedgerEntry.objects.get(kind=Kind.REVERSAL)
    assert (reversal.reverses, reversal.amount, reversal.booked_on) == (entry, -entry.amount, TODAY)
    assert (reversal.reference, reversal.actor) == ("gehört zu EF-2", petra)
    history = after.history.first()
    assert history.text.replace("\u00a0", " ") == (
        "Zahlung über 79,90 € vom 21.11.2026 storniert: gehört zu EF-2"
    )
    assert history.actor == petra


def test_the_order_is_dunned_again():
    bought = order()
    entry = paid(bought)
    assert not Order.objects.get(pk=bought.pk).standing.is_open

    reverse(entry)

    assert Order.objects.get(pk=bought.pk).standing.level_on(TODAY) == 1


def test_a_proposal_that_claims_less_is_taken_back():
    bought = order(total="79.90")
    entry = paid(bought, "20.00")
    run = propose_run(
        [bought.pk], level=1, day=TODAY, written_on=TODAY, selection="Test", actor=None
    )

    reverse(entry)

    assert run.reminders.get().state == "cancelled"


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_wants_a_reason(reason):
    entry = paid(order())

    with pytest.raises(BookingRefused, match="Geben Sie an, warum"):
        reverse(entry, reason=reason)


def test_it_refuses_a_second_time():
    entry = paid(order())
    reverse(entry)

    with pytest.raises(BookingRefused, match="Schon storniert"):
        reverse(entry)

    assert LedgerEntry.objects.filter(kind=Kind.REVERSAL).count() == 1


@pytest.mark.parametrize("kind", [Kind.CHARGE, Kind.PAYMENT, Kind.REVERSAL])
def test_it_refuses_whatever_is_no_payment_by_hand(kind):
    bought = order(total="79.90", open_amount="40.00")
    reverse(paid(bought, "10.00"))
    entry = LedgerEntry.objects.filter(kind=kind).exclude(kind=Kind.PAYMENT, source="manual").get()

    with pytest.raises(BookingRefused, match="nur, was von Hand"):
        reverse(entry)


def test_it_refuses_a_payment_that_was_given_back_in_the_shop():
    account = sales_account()
    said = draft(total="80.00")
    bought = create_order(account, said, actor=None, today=TODAY)
    entry = paid(bought, "80.00")
    in_shop = replace(said, open_amount=Decimal("0.00"))
    update_order(bought.pk, in_shop, actor=None, today=TODAY)
    update_order(
        bought.pk, replace(in_shop, credited_amount=Decimal("30.00")), actor=None, today=TODAY
    )

    with pytest.raises(BookingRefused, match="schon etwas erstattet"):
        reverse(entry)


def test_what_the_shop_says_was_paid_stays_paid():
    said = draft(total="80.00")
    bought = create_order(sales_account(), said, actor=None, today=TODAY)
    entry = paid(bought, "60.00")
    update_order(bought.pk, replace(said, open_amount=Decimal("30.00")), actor=None, today=TODAY)

    after = reverse(entry)

    assert (after.open_amount, after.paid_amount) == (Decimal("30.00"), Decimal("50.00"))
    from_shop = LedgerEntry.objects.get(kind=Kind.PAYMENT, source=LedgerEntry.Source.SHOP)
    assert from_shop.amount == Decimal("-50.00")


@pytest.mark.parametrize(
    ("amounts", "open_amount"), [(["20.00"], "79.90"), (["20.00", "79.90"], "59.90")]
)
def test_it_tells_beforehand_what_will_be_open(amounts, open_amount):
    bought = order(total="79.90")
    entry = [paid(bought, amount) for amount in amounts][-1]
    entry.refresh_from_db()

    told = open_after_reversal(entry)

    assert told == Decimal(open_amount) == reverse(entry).open_amount


def test_it_tells_beforehand_that_it_will_refuse():
    with pytest.raises(BookingRefused, match="nur, was von Hand"):
        open_after_reversal(order().ledger_entries.get())
