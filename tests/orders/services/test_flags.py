"""Another total from the shop, stops, and why the money did not come."""

from dataclasses import replace
from decimal import Decimal

import pytest

from orders.models import Order
from orders.rules.drafts import OrderDraft, UnpaidReason
from orders.services.by_hand import BookingRefused
from orders.services.flags import Decision, decide_total
from orders.services.payments import record_payment
from orders.services.shop_orders import create_order, update_order
from orders.services.stops import change_unpaid_reason, lift_stop, set_stop
from reminders.services.proposals import propose_run
from tests.factories import TODAY, draft, order, sales_account

pytestmark = pytest.mark.django_db
StopReason = Order.StopReason
BY_HAND = {"actor": None, "today": TODAY}


def told(one: OrderDraft, total: str) -> OrderDraft:
    return replace(one, total=Decimal(total), open_amount=Decimal(total))


def flagged(total: str = "90.00") -> tuple[Order, OrderDraft]:
    """An order that was reminded, and then got another total in the shop."""
    one = draft(total="80.00")
    bought = create_order(sales_account(), one, actor=None, today=TODAY)
    Order.objects.filter(pk=bought.pk).update(last_reminded_on=TODAY)
    after = update_order(bought.pk, told(one, total), actor=None, today=TODAY)
    return after, one


@pytest.mark.parametrize("total", ["90.00", "60.00"])
@pytest.mark.parametrize("decision", Decision)
def test_the_clerk_decides_which_total_counts(decision, total):
    bought, _ = flagged(total)

    after = decide_total(bought.pk, decision, seen_total=Decimal(total), **BY_HAND)

    expected = Decimal(total) if decision == Decision.ACCEPT else Decimal("80.00")
    assert (after.total, after.open_amount, after.reported_total) == (expected, expected, None)
    assert "Betrag" in after.history.first().text


def test_a_lower_total_leaves_what_was_paid_as_credit():
    bought, _ = flagged("60.00")
    record_payment(bought.pk, amount=Decimal("80.00"), paid_on=TODAY, **BY_HAND)

    after = decide_total(bought.pk, Decision.ACCEPT, seen_total=Decimal("60.00"), **BY_HAND)

    assert after.credit_amount == Decimal("20.00")


@pytest.mark.parametrize(
    ("again", "reported"),
    [pytest.param("90.00", None, id="the same"), pytest.param("95.00", "95.00", id="another")],
)
def test_a_total_that_was_declined_is_not_asked_about_again(again, reported):
    bought, one = flagged()
    decide_total(bought.pk, Decision.KEEP, seen_total=Decimal("90.00"), **BY_HAND)

    changed = replace(told(one, again), payment_method="Vorkasse")
    after = update_order(bought.pk, changed, actor=None, today=TODAY)

    assert after.total == Decimal("80.00")
    assert after.reported_total == (Decimal(reported) if reported else None)


def test_it_refuses_a_decision_on_what_changed_since():
    bought, one = flagged()
    update_order(bought.pk, told(one, "95.00"), actor=None, today=TODAY)

    with pytest.raises(BookingRefused, match="inzwischen 95,00"):
        decide_total(bought.pk, Decision.ACCEPT, seen_total=Decimal("90.00"), **BY_HAND)
    decide_total(bought.pk, Decision.ACCEPT, seen_total=Decimal("95.00"), **BY_HAND)
    with pytest.raises(BookingRefused, match="schon entschieden"):
        decide_total(bought.pk, Decision.ACCEPT, seen_total=Decimal("95.00"), **BY_HAND)


@pytest.mark.parametrize("stop", [one for one in StopReason if one.value])
def test_a_stop_takes_back_what_is_proposed_until_it_is_lifted(stop):
    bought = order()
    run = propose_run([bought.pk], level=1, day=TODAY, written_on=TODAY, selection="", actor=None)

    set_stop(bought.pk, stop, reason="Brief der Tochter", actor=None)
    assert run.reminders.get().state == "cancelled"
    assert Order.objects.get(pk=bought.pk).standing.is_stopped

    lift_stop(bought.pk, seen=stop, reason="geklärt", actor=None)
    assert not Order.objects.get(pk=bought.pk).standing.is_stopped


def test_it_refuses_stops_that_say_nothing():
    bought = order()
    with pytest.raises(BookingRefused, match="was zu klären"):
        set_stop(bought.pk, StopReason.DISPUTED, reason="", actor=None)
    with pytest.raises(BookingRefused, match="nicht mehr angehalten"):
        lift_stop(bought.pk, seen="disputed", reason="geklärt", actor=None)

    set_stop(bought.pk, StopReason.DECEASED, reason="Brief", actor=None)

    with pytest.raises(BookingRefused, match="schon angehalten"):
        set_stop(bought.pk, StopReason.DECEASED, reason="Brief", actor=None)
    with pytest.raises(BookingRefused, match="anderer Grund"):
        lift_stop(bought.pk, seen="disputed", reason="geklärt", actor=None)
    with pytest.raises(BookingRefused, match="wie es geklärt"):
        lift_stop(bought.pk, seen="deceased", reason=" ", actor=None)


def test_a_changed_reason_is_told_once():
    bought = order()

    for _ in range(2):
        change_unpaid_reason(bought.pk, UnpaidReason.REJECTED, actor=None)

    assert Order.objects.get(pk=bought.pk).unpaid_reason == UnpaidReason.REJECTED
    assert bought.history.filter(text__contains="Grund der Nichtzahlung").count() == 1
