"""The tab Erinnerung: payment reminders, before a Mahnstufe begins."""

from datetime import timedelta

import pytest

from reminders.models import DunningRun, Tab
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db

LIST = "/auftraege/"
NOTIFY = "/auftraege/benachrichtigen/"
NO_LEVEL = "Zum Benachrichtigen Mahnstufe 1, 2 oder 3 wählen."


@pytest.fixture
def account():
    """An account that reminds on the second day after the due day, and duns from the fifth."""
    account = factories.sales_account()
    factories.add_payment_reminder(account, days=2)
    return account


def _due(days_ago: int):
    return TODAY - timedelta(days=days_ago)


def _numbers(response) -> list[str]:
    return [row.record.number for row in response.context["table"].paginated_rows]


@pytest.mark.parametrize(
    ("days_overdue", "tab"),
    [
        pytest.param(1, Tab.ALL_OPEN, id="before the reminder's day"),
        pytest.param(2, Tab.REMINDER, id="on the reminder's day"),
        pytest.param(4, Tab.REMINDER, id="after it"),
        pytest.param(5, Tab.LEVEL_1, id="once Mahnstufe 1 has begun"),
    ],
)
def test_an_order_stands_there_from_its_day_until_mahnstufe_1(desk, account, days_overdue, tab):
    order = factories.order(account, due_on=_due(days_overdue))

    response = desk.get(LIST, {"stufe": Tab.REMINDER.value})

    assert (order.number in _numbers(response)) == (tab is Tab.REMINDER)
    counts = {one["label"]: one["count"] for one in response.context["tabs"]}
    assert counts["Erinnerung"] == int(tab is Tab.REMINDER)


def test_its_orders_are_notified_with_a_payment_reminder(desk, account):
    order = factories.order(account, due_on=_due(3))

    desk.post(NOTIFY, {"filters": "stufe=erinnerung", "order": [order.pk]})

    run = DunningRun.objects.get()
    item = run.reminders.get().items.get()
    assert (run.level, item.level, item.step_number) == (0, 0, 1)
    assert run.selection == "Erinnerung, einzeln ausgewählt"


def test_an_order_that_reached_mahnstufe_1_meanwhile_gets_no_reminder(desk, account):
    order = factories.order(account, due_on=_due(6))

    desk.post(NOTIFY, {"filters": "stufe=erinnerung", "order": [order.pk]})

    (skipped,) = DunningRun.objects.get().skipped_orders.all()
    assert skipped.reasons == [
        {"code": "other_level", "text": "Für den Auftrag steht an: Mahnstufe 1."}
    ]


def test_other_tabs_lead_to_it_when_there_is_something_to_do(desk, account):
    factories.order(account, due_on=_due(3))

    response = desk.get(LIST)

    (action,) = response.context["bulk_actions"]
    assert action["is_disabled"]
    assert action["why_disabled"] == f"{NO_LEVEL} Zahlungserinnerungen: Reiter „Erinnerung“."


def test_without_reminders_the_sentence_stays_short(desk):
    factories.order()

    (action,) = desk.get(LIST).context["bulk_actions"]

    assert action["why_disabled"] == NO_LEVEL


def test_an_empty_tab_says_so(desk):
    factories.order()

    response = desk.get(LIST, {"stufe": Tab.REMINDER.value})

    assert "keinen Auftrag ist heute eine Zahlungserinnerung" in response.content.decode()


@pytest.mark.parametrize(
    ("days_overdue", "badge"),
    [(1, "Erinnerung ab 22.11.2026"), (3, "Erinnerung"), (5, "Mahnstufe 1")],
)
def test_the_list_names_the_step_that_comes_next(desk, account, days_overdue, badge):
    factories.order(account, due_on=_due(days_overdue))

    (row,) = desk.get(LIST).context["table"].paginated_rows

    assert badge in row.get_cell("level")
