"""Which orders get a case: by days, levels and deadlines, by a chargeback, by hand."""

from datetime import timedelta
from decimal import Decimal

import pytest

from inkasso.models import CollectionCase
from inkasso.rules.states import CaseState
from inkasso.services.candidates import (
    candidates,
    open_by_hand,
    open_candidates,
    start_case,
    stop_case,
)
from inkasso.services.cases import CaseRefused
from orders.models import Order
from orders.services.corrections import charge_back
from orders.services.payments import record_payment
from tests import factories
from tests.collection_factories import case, policy
from tests.factories import TODAY
from tests.inkasso.collection_bench import NOW, codes, collecting, dunned
from tests.reminders.services.claim_bench import in_rates

pytestmark = pytest.mark.django_db
Trigger = CollectionCase.Trigger


def opened() -> int:
    return open_candidates(TODAY, NOW)


def pay(order: Order, amount: str) -> None:
    record_payment(order.pk, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)


def taken_back(order: Order, amount: str = "79.90") -> Order:
    """The order once a bank took a payment of it back."""
    pay(order, amount)
    charge_back(
        order.pk,
        amount=Decimal(amount),
        cost=Decimal("0.00"),
        reason_code="AM04",
        booked_on=TODAY,
        actor=None,
        today=TODAY,
    )
    return Order.objects.get(pk=order.pk)


@pytest.mark.parametrize(("days_overdue", "count"), [(29, 0), (30, 1), (31, 1)])
def test_a_case_opens_once_thirty_days_have_passed_since_the_due_day(days_overdue, count):
    dunned(days_overdue=days_overdue)

    assert opened() == count


@pytest.mark.parametrize(
    ("required", "sent", "count"), [(2, 1, 0), (2, 2, 1), (2, 3, 1), (3, 2, 0), (1, 1, 1)]
)
def test_a_case_opens_once_so_many_levels_were_sent(required, sent, count):
    dunned(collecting(levels_required=required), levels=sent)

    assert opened() == count


@pytest.mark.parametrize(("days_ago", "count"), [(0, 0), (1, 1)])
def test_a_case_waits_until_the_deadline_of_the_last_notice_is_over(days_ago, count):
    dunned(pay_by=TODAY - timedelta(days=days_ago))

    assert opened() == count


def test_each_account_has_days_of_its_own():
    patient = dunned(collecting("Geduldig", days_after_due=45), days_overdue=44)
    quick = dunned(collecting("Eilig", days_after_due=14), days_overdue=20)

    assert candidates(TODAY) == {quick.pk: Trigger.OVERDUE}
    assert candidates(TODAY + timedelta(days=1)).keys() == {quick.pk, patient.pk}


def test_nothing_opens_where_collection_is_off_or_the_claim_is_the_platforms():
    dunned(collecting("Aus", is_active=False))
    reseller = collecting("Plattform")
    dunned(reseller)
    reseller.is_reseller = True
    reseller.save()
    dunned(factories.sales_account("Ohne Regeln"))

    assert opened() == 0


def test_a_case_of_the_rules_is_checked_at_once_and_opened_once():
    order = dunned()

    assert (opened(), opened()) == (1, 0)

    made = order.collection_case
    assert made.trigger == Trigger.OVERDUE
    assert made.state == CaseState.READY
    assert made.missing == []
    assert made.checked_at == NOW
    assert made.next_action == "Übergeben an Nordwest Inkasso GmbH"


def test_what_is_missing_stands_in_the_case_with_the_address_first():
    order = dunned(email="zoe@kunden.example", street="")

    opened()

    made = order.collection_case
    assert made.state == CaseState.TO_CHECK
    assert codes(made) == ["no_address"]
    assert made.missing[0]["text"].startswith("Die Anschrift des Kunden ist unvollständig")
    assert made.next_action == "Zuerst klären: Anschrift unvollständig"


def test_a_chargeback_opens_a_case_at_once_whatever_was_sent():
    order = taken_back(factories.order(collecting(), due_on=TODAY - timedelta(days=3)))

    assert opened() == 1
    assert order.collection_case.trigger == Trigger.CHARGEBACK


def test_a_chargeback_goes_before_the_days_and_levels():
    order = taken_back(dunned())

    assert candidates(TODAY) == {order.pk: Trigger.CHARGEBACK}


@pytest.mark.parametrize(("paid_again", "count"), [("50.00", 0), ("49.99", 1)])
def test_a_chargeback_paid_since_opens_nothing_for_another_rate(paid_again, count):
    bought = factories.order(collecting(), total="100.00", due_on=TODAY - timedelta(days=60))
    rates = ((TODAY - timedelta(days=20), "50.00"), (TODAY - timedelta(days=3), "50.00"))
    order = taken_back(in_rates(bought, *rates), "50.00")

    pay(order, paid_again)

    assert opened() == count


def test_a_chargeback_of_an_order_not_due_yet_opens_nothing():
    taken_back(factories.order(collecting(), due_on=TODAY + timedelta(days=3)))

    assert opened() == 0


def test_by_hand_days_and_levels_do_not_matter_but_what_is_missing_is_told():
    order = dunned(levels=0, days_overdue=3)

    made = open_by_hand(order.pk, TODAY, None)

    assert made.trigger == Trigger.MANUAL
    assert made.state == CaseState.TO_CHECK
    assert "not_in_default" in codes(made)


@pytest.mark.parametrize("days_overdue", [0, -5])
def test_by_hand_nothing_opens_that_is_not_overdue(days_overdue):
    order = dunned(levels=0, days_overdue=days_overdue)

    with pytest.raises(CaseRefused, match="noch nicht überfällig"):
        open_by_hand(order.pk, TODAY, None)


def test_by_hand_a_second_case_a_paid_order_and_a_platforms_are_refused():
    first = case()
    paid = dunned()
    pay(paid, "79.90")
    reseller = collecting("Plattform")
    platforms = dunned(reseller)
    reseller.is_reseller = True
    reseller.save()

    for order, words in (
        (first.order, f"schon den Inkassofall {first}"),
        (paid, "nichts offen"),
        (platforms, "gehört der Plattform"),
    ):
        with pytest.raises(CaseRefused, match=words):
            open_by_hand(order.pk, TODAY, None)


def test_by_hand_a_case_opens_where_collection_is_off_and_says_so():
    order = dunned(collecting(is_active=False))

    assert codes(open_by_hand(order.pk, TODAY, None)) == ["policy_off"]


def test_a_stopped_case_is_left_alone_until_it_is_started_again():
    order = dunned()
    opened()
    clerk = factories.user("karla")

    stop_case(order.collection_case.pk, reason="Kunde zieht um", actor=clerk, today=TODAY)
    assert opened() == 0
    stopped = CollectionCase.objects.get()
    assert (stopped.state, stopped.ended_why) == (CaseState.STOPPED, "Kunde zieht um")

    start_case(stopped.pk, reason="Neue Anschrift bekannt", actor=clerk, today=TODAY)
    started = CollectionCase.objects.get()
    assert (started.state, started.ended_on, started.ended_why) == (CaseState.READY, None, "")
    assert started.events.filter(actor=clerk).count() == 2


@pytest.mark.parametrize("work", [stop_case, start_case])
@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_needed(work, reason):
    made = case()

    with pytest.raises(CaseRefused, match="Geben Sie an, warum"):
        work(made.pk, reason=reason, actor=None, today=TODAY)


def test_what_left_is_not_stopped_and_what_is_not_stopped_not_started():
    gone = case(state=CaseState.HANDED_OVER)

    with pytest.raises(CaseRefused, match="nur vor der Übergabe"):
        stop_case(gone.pk, reason="Zu spät", actor=None, today=TODAY)
    with pytest.raises(CaseRefused, match="nur ein abgebrochener"):
        start_case(gone.pk, reason="Zu früh", actor=None, today=TODAY)


def test_a_stopped_case_that_was_paid_is_not_started():
    made = case()
    stop_case(made.pk, reason="Ratenwunsch", actor=None, today=TODAY)
    pay(made.order, "79.90")

    with pytest.raises(CaseRefused, match="nichts mehr offen"):
        start_case(made.pk, reason="Weiter", actor=None, today=TODAY)


def test_candidates_are_found_in_a_fixed_number_of_queries(django_assert_num_queries):
    account = collecting()
    for _ in range(3):
        dunned(account)
    policy(factories.sales_account("Zweiter Shop"))

    with django_assert_num_queries(3):
        assert len(candidates(TODAY)) == 3
