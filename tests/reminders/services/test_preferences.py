"""Another procedure, or only by hand, for one order or one customer."""

from datetime import date

import pytest

from orders.models import Order
from reminders.models import DunningLevel, DunningPreference, DunningProcedure, Standing
from reminders.services.preferences import (
    PreferenceRefused,
    is_manual_only,
    set_customer_preference,
    set_order_preference,
    starts_on_of,
    take_in,
)
from tests.factories import TODAY, order, procedure, sales_account, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def gentle() -> DunningProcedure:
    """A procedure that holds only where it was chosen, with one late level."""
    made = DunningProcedure.objects.create(
        name="Sanft", sales_account=sales_account(), is_assigned=False, is_active=True
    )
    DunningLevel.objects.create(procedure=made, level=1, days_after_anchor=60)
    return made


def wish(**changes) -> dict:
    return {"procedure_id": None, "is_manual_only": False, "note": "", "actor": None, **changes}


def test_an_order_follows_the_procedure_chosen_for_it(gentle):
    one = order(due_on=date(2026, 11, 1))

    set_order_preference(one.pk, **wish(procedure_id=gentle.pk, note="Stammkunde"))

    one.standing.refresh_from_db()
    assert one.standing.procedure == gentle
    assert one.standing.next_level_on == date(2026, 12, 31)
    assert one.history.first().text == "Mahnverfahren „Sanft“ (Stammkunde)."


def test_all_orders_of_a_customer_follow_his_procedure_but_those_with_their_own(gentle):
    one = order()
    other = order()
    Order.objects.filter(pk=other.pk).update(customer=one.customer)
    usual = procedure(one.sales_account)
    set_order_preference(other.pk, **wish(procedure_id=usual.pk))

    set_customer_preference(one.customer_id, **wish(procedure_id=gentle.pk))

    assert Standing.objects.get(order=one).procedure == gentle
    assert Standing.objects.get(order=other).procedure == usual


def test_a_wish_for_nothing_takes_the_old_one_back(gentle):
    one = order()
    set_order_preference(one.pk, **wish(procedure_id=gentle.pk))

    set_order_preference(one.pk, **wish())

    assert not DunningPreference.objects.exists()
    assert Standing.objects.get(order=one).procedure == procedure(one.sales_account)


@pytest.mark.parametrize("of_customer", [False, True])
def test_who_is_never_dunned_by_the_schedule(of_customer):
    one = order()
    if of_customer:
        set_customer_preference(one.customer_id, **wish(is_manual_only=True))
    else:
        set_order_preference(one.pk, **wish(is_manual_only=True))

    assert is_manual_only(Order.objects.get(pk=one.pk))


def test_nobody_is_kept_from_the_schedule_without_a_wish():
    assert not is_manual_only(order())


def test_a_procedure_of_another_account_is_refused():
    one = order()
    foreign = procedure(sales_account("Zweiter Shop"))

    with pytest.raises(PreferenceRefused):
        set_order_preference(one.pk, **wish(procedure_id=foreign.pk))


def test_only_orders_from_before_the_start_day_are_taken_in():
    early, late = order(due_on=date(2026, 9, 1)), order(due_on=date(2026, 11, 1))
    DunningProcedure.objects.update(starts_on=date(2026, 10, 1))
    clerk = user("uwe")

    count = take_in([early.pk, late.pk], actor=clerk)

    assert count == 1
    assert DunningPreference.objects.get().order == early
    assert starts_on_of(Order.objects.get(pk=early.pk), procedure(early.sales_account)) is None
    assert Standing.objects.ripe(on=TODAY).count() == 2


def test_the_start_day_is_asked_of_all_others():
    early = order(due_on=date(2026, 9, 1))
    DunningProcedure.objects.update(starts_on=date(2026, 10, 1))

    assert starts_on_of(early, procedure(early.sales_account)) == date(2026, 10, 1)
    assert not Standing.objects.ripe(on=TODAY).exists()
