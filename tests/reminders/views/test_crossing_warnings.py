"""What the pages of a run say of payments that may have crossed it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.models import BankStatement, Order
from reminders.models import AutomaticDunning
from reminders.services.runs import run_automatically
from tests import factories
from tests.bank_rows import movement, proposal, statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(today):
    """A statement of the bank, read today, up to some days ago."""

    def add(days: int, **facts: object) -> BankStatement:
        return statement(today - timedelta(days=days), read_on=today, **facts)

    return add


def review(page, run) -> str:
    return text_of(page.get(reverse("reminders:run-review", args=[run.pk])))


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def take_out(page, run) -> str:
    address = reverse("reminders:run-take-out-doubtful", args=[run.pk])
    return text_of(page.post(address, follow=True))


def test_the_review_says_up_to_which_day_payments_count(page, due_order, proposed, read, today):
    read(0)

    text = review(page, proposed(due_order()))

    assert f"<dt>Lindgrün Fotohaus GmbH</dt><dd>bis {today:%d.%m.%Y}</dd>" in text
    assert "notice warning" not in text


def test_the_review_says_that_no_statement_was_read(page, due_order, proposed):
    assert "<dd>Kein Kontoauszug eingelesen</dd>" in review(page, proposed(due_order()))


def test_the_review_warns_of_old_bank_data(page, due_order, proposed, read):
    read(30)

    assert "Der neueste Kontoauszug von Lindgrün Fotohaus GmbH reicht nur bis" in review(
        page, proposed(due_order())
    )


def test_the_review_names_statements_that_wait(page, due_order, proposed, read):
    read(0)
    read(0, state=BankStatement.State.HELD)

    assert "1 Kontoauszug ist angehalten und noch nicht übernommen." in review(
        page, proposed(due_order())
    )


def test_the_review_lists_the_money_and_the_orders_it_fits(page, due_order, proposed):
    named, paid, clean = due_order(), due_order(total="41.00", last_name="Sommer"), due_order()
    movement("300.00", proposals=[proposal(named)], name="Ida Herbst")
    movement("41.00", name="Zoë Sommer")

    text = review(page, proposed(named, paid, clean))

    assert (
        "2 Zahlungseingänge über zusammen 341,00 € sind noch nicht zugeordnet und passen zu "
        "2 Aufträgen dieses Mahnlaufs." in text
    )
    assert "300,00 € vom 19.11.2026 von Ida Herbst" in text
    assert "Diese 2 Aufträge aus dem Lauf nehmen" in text


def test_one_payment_that_fits_two_orders_is_counted_once(page, due_order, proposed):
    first, second = due_order(), due_order()
    movement("159.80", proposals=[proposal(first, second)])

    assert (
        "Ein Zahlungseingang über 159,80 € ist noch nicht zugeordnet und passt zu 2 Aufträgen"
        in review(page, proposed(first, second))
    )


def test_one_click_takes_out_all_orders_concerned(page, due_order, proposed):
    doubtful, clean = due_order(), due_order()
    movement("300.00", proposals=[proposal(doubtful)])
    run = proposed(doubtful, clean)

    text = take_out(page, run)

    assert "1 Mahnung geht nicht hinaus." in text
    assert "Vielleicht schon bezahlt" not in text
    assert run.reminders.proposed().get().items.get().order == clean


def test_a_second_click_finds_nothing_to_take_out(page, due_order, proposed):
    run = proposed(due_order())

    assert "Kein Auftrag dieses Mahnlaufs ist mehr davon betroffen." in take_out(page, run)


def test_nothing_is_taken_out_of_a_run_that_is_on_its_way(page, due_order, sent):
    run = sent(due_order())

    assert "ist schon beendet" in take_out(page, run)


def test_taking_out_needs_the_right_to_propose(browser_of, due_order, proposed):
    run = proposed(due_order())
    address = reverse("reminders:run-take-out-doubtful", args=[run.pk])

    assert browser_of("reminders.view_dunningrun").post(address).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_payments(
    page, due_order, proposed, queries_of
):
    orders = [due_order(last_name=f"Name{number}") for number in range(6)]
    movement("300.00", proposals=[proposal(orders[0])])
    few = proposed(*orders)
    queries_of(lambda: review(page, few))
    before = queries_of(lambda: review(page, few))

    for order in orders:
        movement("300.00", proposals=[proposal(order)])

    assert queries_of(lambda: review(page, few)) == before


def test_a_refused_run_says_why_on_its_page_and_in_the_list(page, due_order, sink, read, today):
    due_order()
    read(30)
    factories.procedure(factories.sales_account()).levels.update(is_automatic=True)
    factories.sales_account().dunning_procedures.update(is_automatic=True)
    AutomaticDunning.objects.update_or_create(pk=1, defaults={"is_enabled": True})
    run = run_automatically(today=today, now=timezone.now())

    detail = text_of(page.get(reverse("reminders:run-detail", args=[run.pk])))
    runs = text_of(page.get(reverse("reminders:run-list")))

    assert "Nichts versendet: Der neueste Kontoauszug von Lindgrün" in detail
    assert "Nichts versendet: Kontoauszug zu alt" in runs


def test_the_page_of_a_stopped_order_says_why(browser_of, due_order):
    order = due_order()
    Order.objects.filter(pk=order.pk).update(stop_reason="disputed")
    browser = browser_of("orders.view_order")

    text = text_of(browser.get(reverse("order-page", args=[order.pk])))

    assert "Angehalten: Der Kunde bestreitet die Forderung." in text


@pytest.mark.parametrize(
    ("permissions", "links"),
    [
        ((), []),
        (("orders.add_statementimport",), ["Kontoauszüge"]),
        (("orders.view_banktransaction",), ["Zahlungseingänge", "300,00 € vom 19.11.2026"]),
    ],
)
def test_the_warnings_lead_where_the_person_may_go(
    permissions, links, browser_of, due_order, proposed, read
):
    order = due_order()
    read(30)
    movement("300.00", proposals=[proposal(order)], name="")
    browser = browser_of("reminders.add_dunningrun", *permissions)

    response = browser.get(reverse("reminders:run-review", args=[proposed(order).pk]))

    main = text_of(response).partition("<main")[2]
    for words in ("Kontoauszüge", "Zahlungseingänge", "300,00 € vom 19.11.2026"):
        assert (f">{words}</a>" in main) is (words in links)


def test_the_page_of_an_order_warns_of_money_that_may_be_its(browser_of, due_order):
    order = due_order()
    movement("300.00", proposals=[proposal(order)])

    response = browser_of("orders.view_order").get(reverse("order-page", args=[order.pk]))

    assert response.context["explanation_tone"] == "warning"
    assert "gehört vielleicht zu diesem Auftrag." in text_of(response)
