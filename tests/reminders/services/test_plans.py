"""Ratenplan: the order falls due in rates, dunning pauses, and a missed rate lets it go on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command

from orders.models import Order
from orders.rules.drafts import InstallmentDraft
from orders.services.corrections import charge_back
from orders.services.payments import record_payment
from orders.services.shop_orders import create_order, update_order
from reminders.models import InstalmentPlan
from reminders.rules.eligibility import Code
from reminders.rules.instalments import Rate, equal_rates
from reminders.services.assessment import assess
from reminders.services.delivery import deliver_due
from reminders.services.plans import PlanRefused, agree_plan, break_missed_plans, end_plan
from reminders.services.proposals import propose_run
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
FIRST_ON = date(2026, 12, 1)
# Tuesday, 1 December, and the three days of grace.
KEPT_UNTIL = date(2026, 12, 4)
State = InstalmentPlan.State


@pytest.fixture
def due() -> Callable[..., Order]:
    def make(**of_draft: object) -> Order:
        return factories.order(**{"total": "100.00", **of_draft})

    return make


def agree(order: Order, count: int = 4, *, today: date = TODAY, **more: object) -> InstalmentPlan:
    fresh = Order.objects.get(pk=order.pk)
    rates = equal_rates(fresh.open_amount, count, FIRST_ON)
    return agree_plan(order.pk, rates, actor=None, today=today, **more)


def pay(order: Order, amount: str, *, on: date = TODAY) -> Order:
    return record_payment(order.pk, amount=Decimal(amount), paid_on=on, actor=None, today=on)


def rates_of(order: Order) -> list[tuple[date, str, str]]:
    rows = order.installments.order_by("due_on", "position").filter(amount__gt=0)
    return [(one.due_on, str(one.amount), str(one.open_amount)) for one in rows]


def codes(order: Order, day: date) -> list[Code]:
    (assessment,) = assess(Order.objects.filter(pk=order.pk), day)
    return [reason.code for reason in assessment.reasons]


def test_what_is_open_falls_due_in_rates_and_what_is_paid_stays_paid(due):
    order = due()
    pay(order, "20.00")

    agree(order)

    order.refresh_from_db()
    assert rates_of(order) == [
        (TODAY - timedelta(days=7), "20.00", "0.00"),
        (date(2026, 12, 1), "20.00", "20.00"),
        (date(2027, 1, 1), "20.00", "20.00"),
        (date(2027, 2, 1), "20.00", "20.00"),
        (date(2027, 3, 1), "20.00", "20.00"),
    ]
    assert (order.open_amount, order.oldest_due_on) == (Decimal("80.00"), FIRST_ON)
    call_command("check_ledger")


def test_costs_are_paid_with_the_first_rate(due):
    order = due()
    pay(order, "40.00")
    charge_back(
        order.pk,
        amount=Decimal("40.00"),
        cost=Decimal("4.00"),
        reason_code="AM04",
        booked_on=TODAY,
        actor=None,
        today=TODAY,
    )

    agree(order)
    pay(order, "26.00", on=FIRST_ON)

    order.refresh_from_db()
    assert rates_of(order)[0] == (FIRST_ON, "22.00", "0.00")
    assert order.open_costs == Decimal("0.00")
    call_command("check_ledger")


@pytest.mark.parametrize(
    ("day", "is_paused"),
    [(TODAY, True), (date(2026, 12, 2), True), (KEPT_UNTIL, True), (date(2026, 12, 5), False)],
)
def test_dunning_pauses_until_a_rate_is_missed(due, day, is_paused):
    order = due()

    agree(order)

    assert (Code.PLAN_RUNNING in codes(order, day)) is is_paused


def test_the_task_ends_a_plan_once_its_rate_is_missed(due):
    order = due()
    plan = agree(order)

    early, late = break_missed_plans(today=KEPT_UNTIL), break_missed_plans(today=date(2026, 12, 5))

    plan.refresh_from_db()
    assert (early, late) == (0, 1)
    assert (plan.state, plan.ended_on) == (State.BROKEN, date(2026, 12, 5))
    assert "Rate vom 01.12.2026 über 25,00" in order.history.first().text
    assert break_missed_plans(today=date(2026, 12, 6)) == 0


def test_a_rate_paid_in_time_keeps_the_plan(due):
    order = due()
    plan = agree(order)
    pay(order, "25.00", on=KEPT_UNTIL)

    assert break_missed_plans(today=date(2026, 12, 20)) == 0
    plan.refresh_from_db()
    assert plan.state == State.RUNNING


def test_a_cent_missing_is_a_rate_missed(due):
    order = due()
    agree(order)
    pay(order, "24.99", on=FIRST_ON)

    assert break_missed_plans(today=date(2026, 12, 5)) == 1


def test_the_last_payment_keeps_the_plan(due):
    order = due()
    plan = agree(order)

    pay(order, "100.00", on=date(2026, 11, 21))

    plan.refresh_from_db()
    assert (plan.state, plan.ended_on) == (State.KEPT, date(2026, 11, 21))


def test_the_ladder_goes_on_where_it_stopped(due, released, clock):
    order = due()
    released(order)
    deliver_due(clock=clock)
    agree(order)

    broken_on = date(2026, 12, 5)
    break_missed_plans(today=broken_on)

    order.refresh_from_db()
    standing = order.standing
    assert (standing.levels_sent, standing.next_level) == (1, 2)
    procedure = factories.procedure(order.sales_account)
    days = procedure.step(2).days_after_anchor
    # Counted from the day of the plan: the wait is not begun all over again.
    assert standing.next_level_on == TODAY + timedelta(days=days)
    assert codes(order, standing.next_level_on) == []


@pytest.mark.parametrize("is_dunned", [True, False])
def test_no_tab_shows_a_plan_before_its_rate_is_missed(due, released, clock, is_dunned):
    order = due(due_on=TODAY - timedelta(days=30))
    if is_dunned:
        released(order)
        deliver_due(clock=clock)
    agree(order)

    standing = Order.objects.get(pk=order.pk).standing

    assert (standing.level_on(KEPT_UNTIL), standing.is_reminder_due(KEPT_UNTIL)) == (0, False)
    assert standing.level_on(KEPT_UNTIL + timedelta(days=60)) == 1 + is_dunned


def test_a_plan_that_was_ended_shows_once_its_rate_is_overdue(due, released, clock):
    order = due()
    released(order)
    deliver_due(clock=clock)
    agree(order)

    end_plan(order.pk, reason="Anruf", rest_due_on=None, actor=None, today=TODAY)

    assert Order.objects.get(pk=order.pk).standing.next_level_on > FIRST_ON


def test_a_plan_without_notices_begins_at_the_bottom(due):
    order = due()
    agree(order)

    break_missed_plans(today=date(2026, 12, 5))

    order.refresh_from_db()
    assert (order.standing.levels_sent, order.standing.next_level) == (0, 1)


def test_it_takes_back_what_was_proposed(due):
    order = due()
    run = propose_run(
        [order.pk], level=1, day=TODAY, written_on=TODAY, selection="Test", actor=None
    )

    agree(order)

    assert run.reminders.get().state == "cancelled"


def test_ended_by_hand_the_rates_keep_their_days(due):
    order = due()
    plan = agree(order)

    end_plan(order.pk, reason="Kunde will doch zahlen", rest_due_on=None, actor=None, today=TODAY)

    plan.refresh_from_db()
    order.refresh_from_db()
    assert (plan.state, order.oldest_due_on) == (State.ENDED, FIRST_ON)
    assert codes(order, TODAY) == [Code.NOT_OVERDUE, Code.WAITING]


def test_ended_by_hand_the_rest_can_fall_due_at_once(due):
    order = due()
    agree(order)
    pay(order, "30.00")

    end_plan(order.pk, reason="Rate geplatzt", rest_due_on=FIRST_ON, actor=None, today=TODAY)

    order.refresh_from_db()
    open_rates = [row for row in rates_of(order) if row[2] != "0.00"]
    assert open_rates == [(FIRST_ON, "70.00", "70.00")]
    call_command("check_ledger")


@pytest.mark.parametrize(
    ("reason", "rest_due_on", "told"),
    [("", None, "warum"), ("Anruf", TODAY - timedelta(days=1), "Vergangenheit")],
)
def test_an_end_needs_a_reason_and_a_day_ahead(due, reason, rest_due_on, told):
    order = due()
    agree(order)

    with pytest.raises(PlanRefused, match=told):
        end_plan(order.pk, reason=reason, rest_due_on=rest_due_on, actor=None, today=TODAY)


def test_without_a_plan_there_is_none_to_end(due):
    with pytest.raises(PlanRefused, match="kein Ratenplan"):
        end_plan(due().pk, reason="Anruf", rest_due_on=None, actor=None, today=TODAY)


def test_two_plans_at_once_are_refused(due):
    order = due()
    agree(order)

    with pytest.raises(PlanRefused, match="läuft schon"):
        agree(order)


def test_a_paid_order_needs_no_plan(due):
    order = due()
    pay(order, "100.00")

    with pytest.raises(PlanRefused, match="nichts offen"):
        agree_plan(order.pk, [Rate(FIRST_ON, Decimal("100.00"))], actor=None, today=TODAY)


def test_rates_that_do_not_add_up_are_refused(due):
    with pytest.raises(PlanRefused, match="offen sind aber"):
        agree_plan(due().pk, [Rate(FIRST_ON, Decimal("99.00"))], actor=None, today=TODAY)


def test_what_was_booked_since_is_looked_at_first(due):
    order = due()
    seen = order.ledger_entries.latest("pk").pk
    pay(order, "20.00")

    with pytest.raises(PlanRefused, match="inzwischen gebucht"):
        agree(order, seen_entry_id=seen)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_shop_leaves_agreed_days_alone(count):
    days = [TODAY - timedelta(days=20), TODAY + timedelta(days=40)]
    told = replace(
        factories.draft(total="100.00"),
        installments=tuple(InstallmentDraft(one, Decimal("50.00")) for one in days),
    )
    order = create_order(factories.sales_account(), told, actor=None, today=TODAY)
    order = Order.objects.get(pk=order.pk)
    agree(order, count)
    before = rates_of(order)

    update_order(
        order.pk,
        replace(told, customer=replace(told.customer, city="Fürth")),
        actor=None,
        today=TODAY,
    )

    assert rates_of(order) == before


@pytest.mark.parametrize("total", ["100.00", "90.00"])
def test_the_shop_leaves_agreed_days_of_a_dunned_order_alone(due, released, clock, total):
    order = due(total="100.00")
    released(order)
    deliver_due(clock=clock)
    plan = agree(order)
    days = [rate["due_on"] for rate in plan.rates]

    for changed in ({"city": "Fürth"}, {"city": "Ulm"}):
        draft = factories.draft(number=order.number, total="100.00")
        told = replace(draft, total=Decimal(total), customer=replace(draft.customer, **changed))
        update_order(order.pk, told, actor=None, today=TODAY)

    assert [day.isoformat() for day, _, _ in rates_of(order)] == days
    assert break_missed_plans(today=KEPT_UNTIL) == 0
    call_command("check_ledger")


def test_money_returned_after_the_last_rate_counts_the_notices_of_before(due, released, clock):
    order = due()
    released(order)
    deliver_due(clock=clock)
    agree(order)
    pay(order, "100.00")

    charge_back(
        order.pk,
        amount=Decimal("25.00"),
        cost=Decimal("0.00"),
        reason_code="AM04",
        booked_on=TODAY,
        actor=None,
        today=TODAY,
    )

    order.refresh_from_db()
    assert (order.standing.levels_sent, order.standing.next_level) == (1, 2)
