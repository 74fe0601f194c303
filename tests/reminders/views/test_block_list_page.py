"""Mahnsperren: the list, and lifting one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from orders.models import Order
from orders.services.stops import set_stop
from reminders.models import DunningBlock
from reminders.rules.instalments import equal_rates
from reminders.services.blocks import lift_block, set_block, set_customer_block
from reminders.services.plans import agree_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def blocked(due_order, today, clerk):
    """A block that began a month ago and ends some days from today (None: never)."""

    def block(*, days=None, reason=DunningBlock.Reason.DISPUTED, **of_draft):
        order = due_order(**of_draft)
        until_on = None if days is None else today + timedelta(days=days)
        set_block(
            order.pk,
            reason=reason,
            note="Rahmen zerkratzt",
            until_on=until_on,
            actor=clerk,
            today=today - timedelta(days=30),
        )
        return order

    return block


def block_list(page, query=""):
    return page.get(reverse("reminders:block-list") + query)


def lift(browser, order):
    block = DunningBlock.objects.get(order=order)
    return browser.post(reverse("reminders:block-lift", args=[block.pk]), follow=True)


def orders_in(response) -> list[str]:
    return [row.record.order.number for row in response.context["table"].rows]


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_blocks_that_have_run_out_stand_on_top_and_lifted_ones_last(page, blocked, today):
    lifted, active, expired, ends_today = (
        blocked(),
        blocked(days=5),
        blocked(days=-1),
        blocked(days=0),
    )
    lift_block(lifted.pk, actor=None, today=today)

    response = block_list(page)

    assert orders_in(response) == [order.number for order in (expired, ends_today, active, lifted)]
    statuses = [row.record.status for row in response.context["table"].rows]
    assert statuses == ["expired", "active", "active", "lifted"]


def test_it_shows_reason_note_and_who_set_it(page, blocked):
    blocked()

    text = text_of(block_list(page))

    assert "Bestritten: Rahmen zerkratzt" in text
    assert "ohne Ende" in text
    assert "petra" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?suche=sommer", ["EF-1"]),
        ("?zustand=expired", ["EF-2"]),
        ("?grund=deferred", ["EF-2"]),
        ("?grund=nonsense", []),
    ],
)
def test_it_is_filtered(page, blocked, query, found):
    blocked(number="EF-1", last_name="Sommer")
    blocked(number="EF-2", days=-3, reason=DunningBlock.Reason.DEFERRED)

    assert orders_in(block_list(page, query)) == found


def test_lifting_a_block_frees_the_order(page, clerk, blocked, today):
    order = blocked()

    response = lift(page, order)

    assert f"Mahnsperre von Auftrag {order.number} aufgehoben." in text_of(response)
    lifted = DunningBlock.objects.get(order=order)
    assert (lifted.lifted_on, lifted.lifted_by) == (today, clerk)


def test_lifting_twice_is_refused_in_words(page, blocked, today):
    order = blocked()
    lift_block(order.pk, actor=None, today=today)

    response = lift(page, order)

    assert "Diese Mahnsperre ist schon aufgehoben" in text_of(response)


def test_who_only_reads_gets_no_button(browser_of, blocked):
    order = blocked()
    reader = browser_of("reminders.view_dunningblock")

    response = block_list(reader)
    refused = lift(reader, order)

    assert "Aufheben" not in text_of(response)
    assert refused.status_code == 403


def test_it_takes_a_fixed_number_of_queries(page, queries_of, blocked):
    blocked()
    few = queries_of(lambda: block_list(page))
    for _ in range(5):
        blocked()

    assert queries_of(lambda: block_list(page)) == few


def test_without_blocks_it_says_where_they_are_set(page):
    assert "Kein Auftrag ist gesperrt." in text_of(block_list(page))


def test_a_block_that_ran_out_is_extended_on_a_page_of_its_own(browser_of, blocked, today):
    order = blocked(days=-1)
    keeper = browser_of("reminders.view_dunningblock", "reminders.add_dunningblock")
    address = reverse("reminders:block-extend", args=[DunningBlock.objects.get().pk])
    until_on = f"{today + timedelta(days=5):%d.%m.%Y}"

    asked = keeper.get(address)
    done = keeper.post(address, {"is_sent": "1", "until_on": until_on}, follow=True)

    assert "Rahmen zerkratzt" in text_of(asked)
    assert f"Mahnsperre von Auftrag {order.number} verlängert." in text_of(done)
    assert DunningBlock.objects.get(lifted_on=None).until_on == today + timedelta(days=5)


def test_an_end_in_the_past_is_refused_in_words(browser_of, blocked, today):
    blocked()
    keeper = browser_of("reminders.view_dunningblock", "reminders.add_dunningblock")
    address = reverse("reminders:block-extend", args=[DunningBlock.objects.get().pk])
    until_on = f"{today - timedelta(days=1):%d.%m.%Y}"

    response = keeper.post(address, {"is_sent": "1", "until_on": until_on})

    assert response.status_code == 422
    assert "liegt in der Vergangenheit" in text_of(response)


def test_a_customers_block_stands_in_the_list_too(page, due_order, today):
    order = due_order(last_name="Herbst")
    set_customer_block(
        order.customer_id,
        reason=DunningBlock.Reason.GOODWILL,
        until_on=None,
        actor=None,
        today=today,
    )

    text = text_of(block_list(page, "?suche=herbst"))

    assert "alle Aufträge" in text
    assert "Zoë Herbst" in text


def test_stopped_orders_are_listed_with_what_is_to_be_cleared_up(page, due_order):
    order = due_order(number="ST-1")
    set_stop(order.pk, Order.StopReason.INSOLVENCY, reason="Beschluss liegt vor", actor=None)

    text = text_of(page.get(reverse("reminders:stop-list")))

    assert "ST-1" in text
    assert "Insolvenz" in text
    assert "Beschluss liegt vor" in text


def test_payment_plans_are_listed_with_their_next_rate(page, due_order, today):
    order = due_order(number="RP-1", total="90.00")
    first_on = today + timedelta(days=9)
    agree_plan(order.pk, equal_rates(order.open_amount, 3, first_on), actor=None, today=today)

    text = text_of(page.get(reverse("reminders:plan-list")))

    assert "RP-1" in text
    assert f"{first_on:%d.%m.%Y}" in text
    assert "läuft" in text


@pytest.mark.parametrize("name", ["stop-list", "plan-list"])
def test_empty_lists_say_so(page, name):
    assert "Kein" in text_of(page.get(reverse(f"reminders:{name}")))
