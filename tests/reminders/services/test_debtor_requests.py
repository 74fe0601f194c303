"""What debtors ask for: kept, the dunning paused, reminders taken back, all at once."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.models import Order
from orders.services.payments import record_payment
from orders.services.stops import set_stop
from reminders.models import DebtorPageSettings, DebtorRequest, DunningBlock, InstalmentPlan
from reminders.rules.debtor_requests import DisputeReason, Refusal
from reminders.rules.eligibility import Code
from reminders.services import debtor_requests as desk
from reminders.services.assessment import assess
from reminders.services.blocks import set_block, set_customer_block
from reminders.services.debtor_requests import RequestRefused, requests_of
from reminders.services.delivery import deliver_due
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
State, Reason = DebtorRequest.State, DunningBlock.Reason
NOW = timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 10, 30))
WHEN = {"now": NOW, "today": TODAY}
IN_A_WEEK = TODAY + timedelta(days=7)


def page(order: Order, **rules: object) -> DebtorPageSettings:
    """What the order's account grants by itself."""
    return DebtorPageSettings.objects.create(sales_account=order.sales_account, **rules)


def block_of(order: Order) -> DunningBlock | None:
    return DunningBlock.objects.filter(order=order, lifted_on=None).first()


def codes(order: Order, day: date = TODAY) -> list[Code]:
    (found,) = assess(Order.objects.filter(pk=order.pk), day)
    return [reason.code for reason in found.reasons]


def pay(order: Order, amount: Decimal | str) -> Order:
    return record_payment(
        order.pk, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY, reference=""
    )


def told(order: Order) -> list[str]:
    return [entry.text for entry in order.history.order_by("pk")]


def say_paid(order: Order, **more: object) -> DebtorRequest:
    return desk.already_paid(order.pk, **{**WHEN, "paid_on": TODAY, **more})


EVERYTHING = {
    "already_paid": say_paid,
    "deferral": lambda order: desk.ask_deferral(order.pk, until_on=IN_A_WEEK, **WHEN),
    "instalments": lambda order: desk.ask_instalments(order.pk, count=3, **WHEN),
    "dispute": lambda order: desk.dispute(
        order.pk, reason=DisputeReason.DEFECTIVE, message="Kratzer", **WHEN
    ),
    "address": lambda order: desk.report_address(order.pk, address={"street": "Am Hang 3"}, **WHEN),
    "payment_method": lambda order: desk.change_payment_method(order.pk, choice="PayPal", **WHEN),
}


@pytest.mark.parametrize("kind", EVERYTHING)
def test_the_reminder_that_was_queued_meanwhile_does_not_go(kind, released, sink, clock):
    order = factories.order()
    run = released(order)

    request = EVERYTHING[kind](order)

    deliver_due(clock=clock)
    assert sink.envelopes == []
    assert [one.state for one in run.reminders.all()] == ["cancelled"]
    assert (request.kind, request.state) == (kind, State.OPEN)
    assert codes(order) in ([Code.BLOCKED], [Code.DISPUTED])
    (line,) = [text for text in told(order) if text.startswith("Zahlungsseite:")]
    assert request.get_kind_display() in line


def test_who_paid_is_left_alone_for_the_days_of_the_account():
    order = factories.order()
    page(order, pause_days=10)

    request = say_paid(order, amount=Decimal("50.00"), message="per Überweisung")

    block = block_of(order)
    assert (block.reason, block.until_on) == (Reason.CLARIFICATION, date(2026, 12, 1))
    assert request.block == block
    assert told(order)[-1] == (
        "Zahlungsseite: Schon bezahlt, bezahlt am 21.11.2026, 50,00\xa0€. Mahnpause bis 01.12.2026."
    )


def test_a_longer_block_of_a_clerk_stays():
    order, clerk = factories.order(), factories.user("anna")
    until_on = TODAY + timedelta(days=60)
    set_block(order.pk, reason=Reason.RETURN, until_on=until_on, actor=clerk, today=TODAY)

    request = say_paid(order)

    assert (block_of(order).reason, block_of(order).until_on) == (Reason.RETURN, until_on)
    assert request.block is None


def test_a_block_without_end_and_that_of_the_customer_stay():
    order, clerk = factories.order(), factories.user("anna")
    by_clerk = {"reason": Reason.OTHER, "until_on": None, "actor": clerk, "today": TODAY}
    set_block(order.pk, **by_clerk)
    of_customer = set_customer_block(order.customer_id, **by_clerk)

    say_paid(order)

    assert block_of(order).until_on is None
    of_customer.refresh_from_db()
    assert of_customer.lifted_on is None


def test_a_shorter_block_grows_to_the_pause():
    order = factories.order()
    set_block(order.pk, reason=Reason.GOODWILL, until_on=TODAY + timedelta(days=1), **by_nobody())

    say_paid(order)

    block = block_of(order)
    assert (block.until_on, block.holds_back.reason) == (IN_A_WEEK, Reason.GOODWILL)


def by_nobody() -> dict[str, object]:
    return {"actor": None, "today": TODAY}


def test_a_delay_is_granted_once_by_itself_and_then_asked_for():
    order = factories.order()
    page(order, deferral_days=14, pause_days=3)

    first = EVERYTHING["deferral"](order)
    second = desk.ask_deferral(order.pk, until_on=TODAY + timedelta(days=14), **WHEN)

    assert (first.state, second.state) == (State.GRANTED, State.OPEN)
    assert (block_of(order).reason, block_of(order).until_on) == (Reason.DEFERRED, IN_A_WEEK)
    assert told(order)[-2].endswith("Aufschub bis 28.11.2026. Von selbst gewährt.")


def test_a_second_click_on_a_granted_delay_asks_for_nothing_more():
    order = factories.order()
    page(order, deferral_days=7)

    first, again = (desk.ask_deferral(order.pk, until_on=IN_A_WEEK, **WHEN) for _ in range(2))

    assert again == first
    assert DebtorRequest.objects.count() == 1


def test_a_delay_is_never_granted_by_itself_while_it_is_unclear_what_is_owed():
    order = factories.order()
    page(order, deferral_days=14)
    Order.objects.filter(pk=order.pk).update(reported_total=Decimal("50.00"))

    assert EVERYTHING["deferral"](order).state == State.OPEN


@pytest.mark.parametrize("days", [0, -1, 181])
def test_a_delay_ends_on_a_day_ahead_within_half_a_year(days):
    order = factories.order()

    with pytest.raises(RequestRefused) as refused:
        desk.ask_deferral(order.pk, until_on=TODAY + timedelta(days=days), **WHEN)

    assert refused.value.refusal == Refusal.FAULTY
    assert requests_of(order) == []


def test_rates_are_agreed_at_once_where_the_account_allows_it():
    order = factories.order(total="90.00")
    page(order, max_rates=3)

    request = EVERYTHING["instalments"](order)

    assert request.state == State.GRANTED
    plan = order.instalment_plans.get()
    assert request.plan == plan
    assert [one["amount"] for one in plan.rates] == ["30.00", "30.00", "30.00"]
    assert plan.rates[0]["due_on"] == "2026-11-30"
    assert block_of(order) is None


def test_rates_wait_for_a_clerk_after_a_plan_that_was_not_kept():
    order = factories.order(total="90.00")
    page(order, max_rates=3)
    InstalmentPlan.objects.create(
        order=order, state=InstalmentPlan.State.BROKEN, agreed_on=TODAY, rates=[]
    )

    request = EVERYTHING["instalments"](order)

    assert (request.state, request.plan) == (State.OPEN, None)
    assert len(request.details["rates"]) == 3
    assert block_of(order).until_on == IN_A_WEEK


def test_a_dispute_stops_the_order_until_a_clerk_lifts_it():
    order = factories.order()

    EVERYTHING["dispute"](order)

    order.refresh_from_db()
    assert (order.stop_reason, order.disputed_amount) == ("disputed", None)
    assert block_of(order) is None
    assert any("Ware mangelhaft oder falsch. Kratzer" in text for text in told(order))


def test_of_a_dispute_in_part_the_rest_is_paused_too():
    order = factories.order()

    request = desk.dispute(
        order.pk,
        reason=DisputeReason.WRONG_AMOUNT,
        message="",
        amount=Decimal("20.00"),
        **WHEN,
    )

    order.refresh_from_db()
    assert order.disputed_amount == Decimal("20.00")
    assert request.details["amount"] == "20.00"
    assert block_of(order).until_on == IN_A_WEEK


@pytest.mark.parametrize("stop", [Order.StopReason.INSOLVENCY, Order.StopReason.DISPUTED])
def test_a_dispute_never_weakens_a_stop(stop):
    order = factories.order()
    set_stop(order.pk, stop, reason="Schreiben vom Gericht", actor=None)

    desk.dispute(order.pk, reason=DisputeReason.OTHER, message="", amount=Decimal("5.00"), **WHEN)

    order.refresh_from_db()
    assert (order.stop_reason, order.disputed_amount) == (stop, None)


def test_a_dispute_is_paused_where_another_stop_may_be_lifted_before_it_is_settled():
    order, clerk = factories.order(), factories.user("anna")
    set_stop(order.pk, Order.StopReason.TO_CLARIFY, reason="Anschrift", actor=clerk)

    desk.dispute(order.pk, reason=DisputeReason.NOT_RECEIVED, message="Nie da.", **WHEN)

    assert block_of(order).until_on == IN_A_WEEK


def test_an_address_changes_nothing_before_a_clerk_has_looked():
    order = factories.order()
    street = order.customer.street

    request = EVERYTHING["address"](order)

    order.customer.refresh_from_db()
    assert order.customer.street == street
    assert request.details["street"] == "Am Hang 3"


def test_another_payment_method_pauses_nothing_where_nothing_is_queued():
    order = factories.order()

    request = EVERYTHING["payment_method"](order)

    assert (request.state, block_of(order)) == (State.OPEN, None)


def test_the_same_again_says_when_the_first_came():
    order = factories.order()
    first = say_paid(order, message="am Montag")

    with pytest.raises(RequestRefused) as refused:
        say_paid(order, message="am Dienstag")

    assert (refused.value.refusal, refused.value.since) == (Refusal.WAITING, NOW)
    assert [one.message for one in requests_of(order)] == [first.message]


def test_nothing_is_asked_for_a_paid_order_or_one_with_an_agency():
    paid, handed_over = factories.order(), factories.order()
    pay(paid, paid.open_amount)
    Order.objects.filter(pk=handed_over.pk).update(collection_since=TODAY)

    for order, why in ((paid, Refusal.SETTLED), (handed_over, Refusal.WITH_AGENCY)):
        with pytest.raises(RequestRefused) as refused:
            say_paid(order)
        assert refused.value.refusal == why


def test_what_is_declined_pauses_nothing_when_it_is_said_again():
    order = factories.order()
    say_paid(order)
    DebtorRequest.objects.update(state=State.DECLINED, settled_at=NOW)
    DunningBlock.objects.update(lifted_on=TODAY)

    again = say_paid(order)

    assert again.state == State.OPEN
    assert block_of(order) is None


@pytest.mark.parametrize("paid_on", [TODAY + timedelta(days=1), TODAY - timedelta(days=367)])
def test_nobody_paid_tomorrow_or_years_ago(paid_on):
    order = factories.order()

    with pytest.raises(RequestRefused):
        say_paid(order, paid_on=paid_on)

    assert block_of(order) is None


def test_requests_are_obsolete_once_the_order_is_paid():
    order = factories.order()
    request = say_paid(order)

    pay(order, "10.00")
    request.refresh_from_db()
    assert request.state == State.OPEN
    pay(order, Order.objects.get(pk=order.pk).open_amount)

    request.refresh_from_db()
    assert (request.state, request.settled_by) == (State.OBSOLETE, None)
    assert request.settled_at is not None
    assert told(order)[-1] == "Anliegen „Schon bezahlt“ gegenstandslos."
