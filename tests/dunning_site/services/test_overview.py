"""The overview: the same numbers as the lists behind it, and only what the person may do."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.utils import timezone

from dunning_site.filters import OrderFilter, tab_of
from dunning_site.services.kept_figures import refresh_kept_figures
from dunning_site.services.overview import overview
from orders.models import Order, OrderImport
from orders.services.payments import record_payment
from reminders.models import DebtorRequest
from reminders.rules.states import ReminderState
from reminders.services.blocks import set_block
from tests.factories import TODAY, add_payment_reminder, order, sales_account
from tests.sent_reminders import sent_reminder

pytestmark = pytest.mark.django_db
NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
QUERIES = 34


def listed(url: str) -> tuple[int, Decimal]:
    """How many orders the list under the address shows, and what is open on them."""
    address = QueryDict(urlsplit(url).query)
    asked = OrderFilter(address, queryset=Order.objects.all(), today=TODAY)
    shown = asked.orders_in(tab_of(address), on=TODAY)
    return shown.count(), sum((one.open_amount for one in shown), Decimal("0.00"))


def due(days: int, **of_draft: object) -> Order:
    return order(due_on=TODAY - timedelta(days=days), **of_draft)


def test_what_is_due_by_level_is_what_the_list_shows():
    add_payment_reminder(sales_account(), days=2)
    for days in (0, 3, 4, 7, 9):
        due(days)
    set_block(due(8).pk, reason="other", until_on=None, actor=None, today=TODAY)

    shown = overview(today=TODAY)

    assert [(one.level, one.count) for one in shown.due_levels] == [(0, 2), (1, 3), (2, 0), (3, 0)]
    for one in shown.due_levels:
        assert (one.count, one.amount) == listed(one.url)
    assert shown.due.count == 5
    assert shown.ready == 4


def test_open_and_overdue_lead_to_their_lists():
    for days in (-3, 0, 1, 7, 8, 40, 400):
        due(days)

    shown = overview(today=TODAY)

    assert (shown.open.count, shown.open.amount) == listed(shown.open.url)
    assert (shown.overdue.count, shown.overdue.amount) == listed(shown.overdue.url)
    assert [(band.label, band.orders) for band in shown.ageing] == [
        ("1–7 Tage", 2),
        ("8–14 Tage", 1),
        ("15–30 Tage", 0),
        ("31–60 Tage", 1),
        ("61–90 Tage", 0),
        ("über 90 Tage", 1),
    ]
    for band in shown.ageing:
        assert (band.orders, band.amount) == listed(band.url)


def test_received_is_what_came_in_thirty_days_after_reminders():
    for days in (29, 30):
        dunned = due(60)
        sent_reminder(dunned, 1, sent_on=TODAY - timedelta(days=40))
        record_payment(
            dunned.pk,
            amount=Decimal("20.00"),
            paid_on=TODAY - timedelta(days=days),
            actor=None,
            today=TODAY,
        )
    refresh_kept_figures(now=NOW, today=TODAY)

    shown = overview(today=TODAY)

    assert (shown.received.count, shown.received.amount) == (1, Decimal("20.00"))
    (level,) = shown.success
    assert (level.sent, str(level.claimed), str(level.recovered)) == (2, "159.80", "40.00")
    assert level.rate == Decimal("0.2503")
    assert sum(one.amount for one in shown.recovered_by_month) == Decimal("40.00")


def test_a_reminder_has_two_weeks_before_its_success_is_told():
    sent_reminder(due(60), 1, sent_on=TODAY - timedelta(days=13))
    sent_reminder(due(200), 2, sent_on=TODAY - timedelta(days=104))
    sent_reminder(due(200), 3, sent_on=TODAY - timedelta(days=103))
    refresh_kept_figures(now=NOW, today=TODAY)

    assert [one.level for one in overview(today=TODAY).success] == [3]


def test_tasks_are_what_a_person_may_do():
    asked = due(7)
    DebtorRequest.objects.create(order=asked, kind="dispute", received_at=timezone.now())
    failed = {"state": ReminderState.FAILED}
    sent_reminder(asked, 1, sent_on=TODAY - timedelta(days=2), **failed)
    sent_reminder(due(90), 2, sent_on=TODAY - timedelta(days=15), **failed)

    everything = overview(today=TODAY).tasks
    few = overview(today=TODAY, has_perm={"reminders.view_reminder"}.__contains__).tasks

    assert "Aufträge für Mahnstufe 1" in {task.label for task in everything}
    (task,) = few
    assert (task.count, task.is_urgent) == (1, True)
    assert parse_qs(urlsplit(task.url).query) == {
        "zustand": ["failed"],
        "von": [(TODAY - timedelta(days=14)).isoformat()],
    }


def test_who_cannot_be_reached_is_listed_under_the_task():
    due(7, email="", street="")
    due(7, email="", street="Bäckergasse 12")
    returned = due(7, street="")
    returned.customer.email_failed_on = TODAY
    returned.customer.save()

    (task,) = [one for one in overview(today=TODAY).tasks if "Anschrift" in one.label]

    assert task.count == 2
    assert listed(task.url)[0] == 2


def test_the_state_of_the_data_names_the_newest_import():
    account = sales_account()
    for name, hour in (("juni.csv", 9), ("mai.csv", 8)):
        OrderImport.objects.create(
            sales_account=account,
            file_name=name,
            state=OrderImport.State.APPLIED,
            applied_at=datetime(2026, 11, 20, hour, tzinfo=UTC),
        )

    data = overview(today=TODAY).data

    assert (data.imported_file, data.refreshed_at) == ("juni.csv", None)
    assert [(one.creditor, one.to_on) for one in data.statements] == [
        ("Lindgrün Fotohaus GmbH", None)
    ]


@pytest.mark.parametrize("count", [1, 4])
def test_the_number_of_queries_is_fixed(count, django_assert_max_num_queries):
    for _ in range(count):
        dunned = due(30)
        sent_reminder(dunned, 1, sent_on=TODAY - timedelta(days=20))
        record_payment(dunned.pk, amount=Decimal("20.00"), paid_on=TODAY, actor=None, today=TODAY)
    refresh_kept_figures(now=NOW, today=TODAY)

    with django_assert_max_num_queries(QUERIES):
        overview(today=TODAY)
