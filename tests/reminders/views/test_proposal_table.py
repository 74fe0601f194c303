"""Prüfen: the table of all reminders of a proposal, with their amounts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from orders.models import Order
from reminders.models import DunningRun
from reminders.services.proposals import propose_run
from tests import factories

pytestmark = pytest.mark.django_db


def review(page, run, query=""):
    return page.get(reverse("reminders:run-review", args=[run.pk]) + query)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def cells(response, *columns: str) -> list[list[str]]:
    rows = response.context["table"].paginated_rows
    return [[str(row.get_cell(name)) for name in columns] for row in rows]


def test_it_lists_every_reminder_with_its_amounts(page, due_order, proposed):
    order = due_order(total="100.00")

    response = review(page, proposed(order))

    (row,) = cells(
        response, "order", "channel", "due", "interest", "charges", "claim", "default_since"
    )
    assert order.number in row[0]
    assert row[1:] == ["E-Mail", "100,00\u00a0€", "–", "–", "100,00\u00a0€", "noch nicht"]


def test_interest_and_fee_stand_beside_the_sum(page, due_order, proposed, today):
    order = due_order(total="1000.00", due_on=today - timedelta(days=60))
    account = order.sales_account
    account.due_day_agreed = True
    account.save()
    factories.procedure(account).levels.filter(level=1).update(
        channel="letter", fee=Decimal("1.20"), charges_interest=True
    )

    response = review(page, proposed(order))

    reminder = response.context["run"].reminders.get()
    assert reminder.interest > 0
    labels = {figure["label"]: figure["value"] for figure in response.context["figures"]}
    assert labels["Neue Gebühren"] == "1,20\u00a0€"
    assert "Neue Zinsen" in labels


def test_the_lump_sum_of_a_business_is_called_by_its_name(page, due_order, proposed):
    run = proposed(due_order(total="100.00"))
    run.reminders.update(lump_sum=Decimal("40.00"))

    response = review(page, run)

    assert cells(response, "charges") == [["40,00\u00a0€ Verzugspauschale"]]
    labels = {figure["label"]: figure["value"] for figure in response.context["figures"]}
    assert labels["Verzugspauschalen"] == "40,00\u00a0€"
    assert "Neue Gebühren" not in labels


def test_provisional_interest_is_marked(page, due_order, proposed):
    run = proposed(due_order(total="100.00"))
    run.reminders.update(interest=Decimal("1.00"), is_provisional=True)

    assert cells(review(page, run), "interest") == [["1,00\u00a0€ vorläufig"]]


def test_one_is_taken_out_from_the_table(page, due_order, proposed):
    run = proposed(due_order(), due_order())
    reminder = run.reminders.first()

    response = page.post(
        reverse("reminders:reminder-take-out", args=[reminder.pk]), {"zurueck": "liste"}
    )

    assert response.url.endswith("/pruefen/#mahnungen")
    assert len(cells(review(page, run), "order")) == 1


def test_a_collective_reminder_names_its_orders_and_that_some_came_along(page, due_order, proposed):
    first, second = due_order(), due_order()
    Order.objects.filter(pk=second.pk).update(customer=first.customer)
    factories.collect_per_customer(first.sales_account)

    response = review(page, proposed(first))

    assert "kommt ein fälliger Auftrag derselben Kunden hinzu (Sammelmahnung)" in text_of(response)
    ((orders,),) = cells(response, "order")
    assert first.number in orders
    assert second.number in orders


def test_payment_reminders_say_that_no_level_changes(page, sink, clerk, today):
    account = factories.sales_account()
    factories.add_payment_reminder(account, days=2)
    order = factories.order(account, due_on=today - timedelta(days=3), today=today)
    run = propose_run(
        [order.pk], level=0, day=today, written_on=today, selection="Erinnerung", actor=clerk
    )

    response = review(page, run)

    shown = text_of(response)
    assert "Zahlungserinnerungen versenden" in shown
    assert "Eine Erinnerung ändert keine Mahnstufe." in shown
    assert "?stufe=erinnerung" in shown
    assert "Erinnerung 1" in cells(response, "level")[0][0]
    assert DunningRun.objects.get().level == 0


@pytest.mark.parametrize("sort", ["order", "level", "due", "claim", "-interest", "default_since"])
def test_it_is_sorted_by_its_columns(page, due_order, proposed, sort):
    run = proposed(due_order(), due_order(total="200.00"))

    assert len(cells(review(page, run, f"?sort={sort}"), "order")) == 2
