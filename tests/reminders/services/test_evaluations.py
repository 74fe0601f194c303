"""Evaluations from what is kept: each figure once, a fixed number of queries."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from orders.models import LedgerEntry
from orders.services.corrections import charge_back
from orders.services.payments import record_payment
from reminders.models import DeliveryEvent, EvaluationSettings, Recovery, SentCount
from reminders.rules.evaluation_figures import EvaluationFilters
from reminders.rules.states import ReminderState
from reminders.services.evaluation_refresh import refresh_evaluations
from reminders.services.evaluations import evaluation
from tests.factories import TODAY, order, sales_account
from tests.sent_reminders import sent_reminder

pytestmark = pytest.mark.django_db
NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
PERIOD = EvaluationFilters(TODAY - timedelta(days=60), TODAY)
QUERIES = 10


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def pay(paid_order, amount: str, days: int = 0, **facts: object) -> LedgerEntry:
    record_payment(
        paid_order.pk,
        amount=Decimal(amount),
        paid_on=days_ago(days),
        actor=None,
        today=TODAY,
        **facts,
    )
    return paid_order.ledger_entries.filter(kind="payment").latest("pk")


def came_back(reminder, kind: str) -> None:
    DeliveryEvent.objects.create(
        source="test",
        event_id=str(DeliveryEvent.objects.count()),
        kind=kind,
        reminder=reminder,
        occurred_at=reminder.sent_at,
        received_at=reminder.sent_at,
    )


def evaluated(filters: EvaluationFilters = PERIOD):
    refresh_evaluations(now=NOW, today=TODAY)
    return evaluation(filters)


def test_a_payment_counts_once_for_the_reminder_it_follows():
    dunned = order(due_on=days_ago(40))
    sent_reminder(dunned, 1, sent_on=days_ago(30))
    sent_reminder(dunned, 2, sent_on=days_ago(15), channel="letter")
    pay(dunned, "30.00", days=20)
    pay(dunned, "49.90", days=10)

    shown = evaluated()

    assert [
        (row.label, row.sent, str(row.claimed), str(row.recovered)) for row in shown.by_level
    ] == [
        ("Mahnstufe 1", 1, "79.90", "30.00"),
        ("Mahnstufe 2", 1, "79.90", "49.90"),
    ]
    assert [(row.label, str(row.recovered)) for row in shown.by_channel] == [
        ("E-Mail", "30.00"),
        ("Brief", "49.90"),
    ]
    assert shown.total.rate == Decimal("0.5000")
    assert [one.average for one in shown.days_to_payment] == [Decimal("10.0"), Decimal("5.0")]


def test_a_payment_that_the_bank_took_back_is_gone():
    dunned = order(due_on=days_ago(40))
    sent_reminder(dunned, 1, sent_on=days_ago(30))
    payment = pay(dunned, "79.90", days=20)
    refresh_evaluations(now=NOW, today=TODAY)
    charge_back(
        dunned.pk,
        amount=Decimal("79.90"),
        cost=Decimal("3.00"),
        reason_code="AM04",
        booked_on=TODAY,
        payment=payment,
        actor=None,
        today=TODAY,
    )

    shown = evaluated()

    assert not Recovery.objects.exists()
    assert shown.total.recovered == 0
    assert shown.costs is not None
    assert shown.costs.returned_debits == Decimal("3.00")


def test_a_withdrawn_reminder_brought_nothing():
    dunned = order(due_on=days_ago(40))
    reminder = sent_reminder(dunned, 1, sent_on=days_ago(30))
    pay(dunned, "79.90", days=20)
    refresh_evaluations(now=NOW, today=TODAY)
    reminder.items.update(state=ReminderState.WITHDRAWN)
    reminder.state, reminder.withdrawn_on = ReminderState.WITHDRAWN, date(2031, 1, 1)
    reminder.save()

    shown = evaluated()

    assert (shown.total.sent, shown.total.payments) == (0, 0)
    assert not SentCount.objects.exists()


def test_filters_by_method_and_kind_leave_out_what_counts_reminders():
    dunned = order(due_on=days_ago(40))
    sent_reminder(dunned, 1, sent_on=days_ago(30))
    pay(dunned, "79.90", days=20)

    shown = evaluated(
        EvaluationFilters(PERIOD.from_on, TODAY, payment_method_id=dunned.payment_method_id)
    )

    assert (shown.total.recovered, shown.total.sent, shown.total.rate) == (
        Decimal("79.90"),
        None,
        None,
    )
    assert (shown.costs, shown.bounces) == (None, ())
    other = evaluated(EvaluationFilters(PERIOD.from_on, TODAY, product_kind="course"))
    assert other.total.payments == 0


def test_an_account_sees_its_own_figures_alone():
    for name in ("Foto-Shop", "Postershop"):
        dunned = order(sales_account(name), due_on=days_ago(40))
        sent_reminder(dunned, 1, sent_on=days_ago(30))
        pay(dunned, "79.90", days=20)

    shown = evaluated(EvaluationFilters(PERIOD.from_on, TODAY, sales_account("Postershop").pk))

    assert [(row.label, row.sent) for row in shown.by_account] == [("Postershop", 1)]
    assert sum(cohort.amount for cohort in shown.cohorts) == Decimal("79.90")


def test_mails_that_did_not_arrive_are_counted_by_how_it_came_out():
    ordered = [order(due_on=days_ago(40)) for _ in range(4)]
    for one in ordered[:3]:
        sent_reminder(one, 1, sent_on=days_ago(30))
    for kind in ("hard_bounce", "hard_bounce", "delivered"):
        came_back(ordered[0].reminder_items.get().reminder, kind)
    came_back(ordered[1].reminder_items.get().reminder, "soft_bounce")
    # Known to be dead from elsewhere: that is no bounce.
    ordered[2].customer.email_failed_on = days_ago(28)
    ordered[2].customer.save()
    sent_reminder(
        ordered[3],
        1,
        sent_on=days_ago(30),
        state=ReminderState.FAILED,
        outcome="Der Mailserver hat nicht angenommen: 550 5.1.1 unknown",
    )

    (bounces,) = evaluated().bounces

    assert (bounces.sent, bounces.refused, bounces.came_back) == (3, 1, 1)
    assert bounces.rate == Decimal("0.5000")


def test_letters_and_mails_cost_what_the_settings_say():
    EvaluationSettings.objects.create(pk=1, letter_cost=Decimal("1.15"), mail_cost=Decimal("0.01"))
    for channel in ("letter", "both", "email"):
        sent_reminder(order(due_on=days_ago(40)), 1, sent_on=days_ago(30), channel=channel)

    costs = evaluated().costs

    assert costs is not None
    assert (costs.letters, costs.mails) == (2, 2)
    assert costs.total == Decimal("2.32")


def test_nothing_is_known_before_the_first_refresh():
    shown = evaluation(PERIOD)

    assert shown.costs is not None
    assert (shown.costs.total, shown.costs.per_euro) == (Decimal("0.00"), None)
    assert (shown.total.payments, shown.refreshed_at) == (0, None)


def test_every_month_of_the_period_has_its_row():
    shown = evaluated(EvaluationFilters(date(2026, 1, 31), date(2026, 4, 1)))

    assert [row.key for row in shown.by_month] == [
        "2026-01-01",
        "2026-02-01",
        "2026-03-01",
        "2026-04-01",
    ]


def test_an_amount_is_late_from_the_day_after_it_was_due():
    order(due_on=TODAY)
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    refresh_evaluations(now=noon, today=TODAY)
    assert evaluation(PERIOD).cohorts == ()

    tomorrow = TODAY + timedelta(days=1)
    refresh_evaluations(now=noon + timedelta(days=1), today=tomorrow)

    (cohort,) = evaluation(PERIOD).cohorts
    assert {part.outcome: str(part.amount) for part in cohort.parts if part.amount} == {
        "open": "79.90"
    }


@pytest.mark.parametrize("count", [1, 5])
def test_the_number_of_queries_is_fixed(count, django_assert_num_queries):
    for _ in range(count):
        dunned = order(due_on=days_ago(40))
        sent_reminder(dunned, 1, sent_on=days_ago(30))
        pay(dunned, "79.90", days=20)
    refresh_evaluations(now=NOW, today=TODAY)

    with django_assert_num_queries(QUERIES):
        evaluation(PERIOD)
