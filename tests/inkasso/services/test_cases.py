"""Cases: opened once, moved along the table, known to order, customer and dunning."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from inkasso.models import CollectionCase
from inkasso.rules.states import CaseState, TransitionRefused
from inkasso.services.cases import end, lock_case, move, open_case
from orders.models import Order
from orders.services.corrections import cancel_order, charge_back, write_off
from orders.services.payments import record_payment
from reminders.models import Standing
from reminders.rules.states import ReminderState
from reminders.services.assessment import assess_orders
from reminders.services.proposals import propose_run
from reminders.services.standings import refresh_standing
from tests import factories
from tests.collection_factories import case, policy
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
OLD = TODAY - timedelta(days=60)


def pay(order: Order, amount: str = "79.90") -> None:
    record_payment(order.pk, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)


def codes(order: Order) -> set[str]:
    (assessment,) = assess_orders([order.pk], TODAY)
    return {reason.code.value for reason in assessment.reasons}


def second_order(of: CollectionCase) -> Order:
    order = factories.order(due_on=OLD)
    Order.objects.filter(pk=order.pk).update(customer=of.order.customer)
    return Order.objects.get(pk=order.pk)


def test_an_order_has_one_case_ever():
    made = case()

    with pytest.raises(IntegrityError), transaction.atomic():
        open_case(
            made.order,
            policy(made.order.sales_account),
            trigger=CollectionCase.Trigger.MANUAL,
            today=TODAY,
            actor=None,
        )


def test_it_tells_its_timeline_and_the_history_of_the_order():
    made = case(state=CaseState.HANDED_OVER)

    assert [event.text for event in made.events.all()] == [
        "Fall angelegt: Mahnungen ohne Erfolg.",
        "Bereit.",
        "Wird übergeben.",
        "Übergeben.",
    ]
    assert f"Inkassofall {made}: Übergeben." in {one.text for one in made.order.history.all()}


def test_a_step_that_the_table_refuses_changes_nothing():
    made = case()

    with pytest.raises(TransitionRefused):
        move(lock_case(made.pk), CaseState.HANDED_OVER, on=TODAY, actor=None)

    made.refresh_from_db()
    assert made.state == CaseState.TO_CHECK
    assert made.events.count() == 1


@pytest.mark.parametrize("state", [CaseState.TO_CHECK, CaseState.READY])
def test_a_case_that_waits_leaves_the_customer_alone(state):
    made = case(state=state)

    assert "in_collection" not in codes(made.order)


@pytest.mark.parametrize(
    "state", [CaseState.HANDING_OVER, CaseState.HANDED_OVER, CaseState.COURT_SERVED]
)
def test_nobody_reminds_a_customer_whose_case_is_with_agency_or_court(state):
    made = case(state=state)
    other = second_order(made)

    assert "in_collection" in codes(made.order)
    assert "in_collection" in codes(other)


def test_a_handover_takes_back_what_was_not_sent_yet_also_for_other_orders():
    waiting = case(state=CaseState.READY)
    other = second_order(waiting)
    run = propose_run([other.pk], level=1, day=TODAY, written_on=TODAY, selection="", actor=None)
    assert run.reminders.get().state == ReminderState.PROPOSED

    move(lock_case(waiting.pk), CaseState.HANDING_OVER, on=TODAY, actor=None)

    assert run.reminders.get().state == ReminderState.CANCELLED
    assert Standing.objects.get(order=other).is_stopped


def test_the_customer_can_be_reminded_again_once_the_case_is_over():
    made = case(state=CaseState.IN_PROGRESS)
    other = second_order(made)

    end(lock_case(made.pk), CaseState.RECALLED, on=TODAY, why="Einigung", actor=None)

    assert "in_collection" not in codes(other)
    assert not Standing.objects.get(order=other).is_stopped
    assert Order.objects.get(pk=made.order_id).collection_since is None


def test_another_case_of_the_customer_keeps_him_blocked():
    first = case(state=CaseState.IN_PROGRESS)
    other = second_order(first)
    case(other, state=CaseState.IN_PROGRESS)

    end(lock_case(first.pk), CaseState.RECALLED, on=TODAY, why="Einigung", actor=None)

    assert "in_collection" in codes(first.order)


def test_the_whole_payment_ends_the_case_and_frees_the_order():
    made = case(state=CaseState.IN_PROGRESS)

    pay(made.order)

    made.refresh_from_db()
    assert (made.state, made.ended_on) == (CaseState.PAID, TODAY)
    assert not Standing.objects.get(order=made.order).is_stopped


def test_a_part_payment_leaves_it_where_it_is():
    made = case(state=CaseState.IN_PROGRESS)

    pay(made.order, "20.00")

    made.refresh_from_db()
    assert made.state == CaseState.IN_PROGRESS


def test_a_returned_payment_brings_it_back_where_it_was():
    made = case(state=CaseState.COURT_SERVED)
    pay(made.order)

    charge_back(
        made.order_id,
        amount=Decimal("79.90"),
        cost=Decimal("0.00"),
        reason_code="AC04",
        booked_on=TODAY,
        actor=None,
        today=TODAY,
    )

    made.refresh_from_db()
    assert (made.state, made.ended_on) == (CaseState.COURT_SERVED, None)
    assert Order.objects.get(pk=made.order_id).collection_since == TODAY
    assert Standing.objects.get(order=made.order).is_stopped


def test_what_is_written_off_or_cancelled_ends_the_case_so():
    given_up, cancelled = case(state=CaseState.IN_PROGRESS), case(state=CaseState.READY)

    write_off(
        given_up.order_id, amount=Decimal("79.90"), reason="aussichtslos", actor=None, today=TODAY
    )
    cancel_order(cancelled.order_id, cancelled_on=TODAY, reason="Irrtum", actor=None, today=TODAY)

    given_up.refresh_from_db()
    cancelled.refresh_from_db()
    assert given_up.state == CaseState.WRITTEN_OFF
    assert cancelled.state == CaseState.CANCELLED


def test_a_case_on_its_way_out_is_left_to_the_handover():
    made = case(state=CaseState.HANDING_OVER)

    pay(made.order)

    made.refresh_from_db()
    assert made.state == CaseState.HANDING_OVER


def test_a_payment_frees_the_other_orders_once_it_is_stored(django_capture_on_commit_callbacks):
    made = case(state=CaseState.IN_PROGRESS)
    other = second_order(made)
    refresh_standing(other)
    assert Standing.objects.get(order=other).is_stopped

    with django_capture_on_commit_callbacks(execute=True):
        pay(made.order)

    assert "in_collection" not in codes(other)
    assert not Standing.objects.get(order=other).is_stopped
