"""Prüfen: what the proposal shows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from orders.models import Creditor
from orders.services.payments import record_payment
from reminders.models import DunningBlock
from reminders.services.blocks import set_block
from reminders.services.procedures import procedure_changed
from tests import factories

pytestmark = pytest.mark.django_db


def review(page, run, query=""):
    return page.get(reverse("reminders:run-review", args=[run.pk]) + query)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def figures_of(response) -> dict[str, str]:
    return {figure["label"]: figure["value"] for figure in response.context["figures"]}


def block(order, today, note=""):
    reason = DunningBlock.Reason.DISPUTED
    set_block(order.pk, reason=reason, note=note, until_on=None, actor=None, today=today)


def test_it_shows_how_many_are_sent_and_how_many_not(page, due_order, proposed, today):
    good, blocked, nameless = due_order(total="100.00"), due_order(), due_order(email="")
    block(blocked, today)

    response = review(page, proposed(good, blocked, nameless))

    assert figures_of(response) == {
        "Ausgewählt": "3",
        "Werden benachrichtigt": "1",
        "Ausgeschlossen": "2",
        "Summe offen": "100,00\u00a0€",
    }


def test_an_order_with_two_reasons_stands_under_both_and_counts_once(
    page, due_order, proposed, today
):
    order = due_order(email="", last_name="Wintergrün")
    block(order, today)

    response = review(page, proposed(order, due_order()))

    groups = {group.label: group.count for group in response.context["exclusions"].groups}
    assert groups == {"Mahnsperre": 1, "Keine E-Mail-Adresse": 1}
    assert figures_of(response)["Ausgeschlossen"] == "1"
    assert "Ein Auftrag mit mehreren Gründen" in text_of(response)
    assert text_of(response).count("Zoë Wintergrün") == 2


def test_a_sentence_that_fits_all_orders_of_a_reason_is_said_once(page, due_order, proposed):
    orders = [due_order(email="") for _ in range(3)]

    response = review(page, proposed(*orders))

    assert text_of(response).count("Tragen Sie beim Kunden eine Adresse ein.") == 1


def test_a_long_list_of_excluded_orders_folds_its_end(page, due_order, proposed):
    orders = [due_order(email="") for _ in range(9)]

    response = review(page, proposed(*orders))

    assert "5 weitere anzeigen" in text_of(response)
    assert all(order.number in text_of(response) for order in orders)


def test_it_links_to_the_customer_for_those_who_may_change_it(browser_of, due_order, proposed):
    order = due_order(email="")
    run = proposed(order)
    staff = browser_of("reminders.add_dunningrun", "orders.change_customer", is_staff=True)

    response = review(staff, run)

    assert f"/admin/orders/customer/{order.customer_id}/change/" in text_of(response)


def test_it_keeps_that_link_from_others(page, due_order, proposed):
    response = review(page, proposed(due_order(email="")))

    assert "/admin/" not in text_of(response)


def test_it_lists_channel_and_template(page, due_order, proposed):
    response = review(page, proposed(due_order(), due_order()))

    row = response.context["channels"][0]
    assert row["channel"] == "E-Mail mit Brief als PDF"
    assert (row["template"], row["count"]) == ("Mahnstufe 1: sachlich", 2)


def test_the_preview_turns_from_mail_to_mail(page, due_order, proposed):
    orders = [due_order() for _ in range(3)]
    run = proposed(*orders)

    shown = [review(page, run, f"?nr={position}").context["preview"] for position in (1, 2, 3)]

    assert {preview.order_number for preview in shown} == {order.number for order in orders}
    assert [bool(preview.previous_url) for preview in shown] == [False, True, True]
    assert [bool(preview.next_url) for preview in shown] == [True, True, False]
    assert shown[0].facts.subject.startswith("1. Mahnung")


@pytest.mark.parametrize("query", ["?nr=99", "?nr=0", "?nr=zwei", "?nr=", "?suche=%00"])
def test_the_preview_bears_a_mistyped_address(page, due_order, proposed, query):
    order = due_order()

    response = review(page, proposed(order), query)

    assert response.context["preview"].order_number == order.number


@pytest.mark.parametrize("search", ["mueller", "MÜLLER zoë", "number"])
def test_the_preview_finds_a_recipient(page, due_order, proposed, search):
    wanted = due_order(last_name="Müller")
    run = proposed(due_order(), wanted, due_order())

    response = review(page, run, f"?suche={wanted.number if search == 'number' else search}")

    preview = response.context["preview"]
    assert (preview.order_number, preview.count) == (wanted.number, 1)


def test_the_preview_says_when_nobody_is_found(page, due_order, proposed):
    response = review(page, proposed(due_order()), "?suche=niemand")

    assert "gibt es in diesem Mahnlauf keinen Empfänger" in text_of(response)


def test_it_tells_what_was_paid_and_blocked_meanwhile(page, due_order, proposed, today):
    paid, blocked, left = due_order(), due_order(), due_order()
    run = proposed(paid, blocked, left)
    amount = paid.open_amount
    record_payment(paid.pk, amount=amount, paid_on=today, reference="", actor=None, today=today)
    block(blocked, today)

    response = review(page, run)

    assert set(response.context["removals"]) == {
        "1 Auftrag wurde inzwischen bezahlt oder storniert und aus dem Mahnlauf entfernt.",
        "1 Auftrag wurde inzwischen aus dem Mahnlauf entfernt: Mahnsperre gesetzt.",
    }
    assert figures_of(response)["Werden benachrichtigt"] == "1"
    assert figures_of(response)["Ausgeschlossen"] == "2"


def test_it_warns_of_a_creditor_without_account(page, due_order, proposed):
    run = proposed(due_order())
    Creditor.objects.update(iban="")

    response = review(page, run)

    assert "keine IBAN eingetragen" in text_of(response)


def test_it_warns_of_the_example_creditor(page, due_order, proposed):
    run = proposed(due_order())
    Creditor.objects.update(iban="DE02120300000000202051")

    response = review(page, run)

    assert "ist noch das mitgelieferte Beispiel" in text_of(response)


def test_it_says_what_follows_from_sending(page, sink, due_order, proposed):
    response = review(page, proposed(due_order(), due_order()))

    text = text_of(response)
    assert "Nach dem Versand rücken 2 Aufträge in die nächste Mahnstufe." in text
    assert "2 Mahnungen jetzt versenden" in text


@pytest.mark.parametrize(
    ("hindrance", "sentence"),
    [
        ("no right", "fehlt Ihnen das Recht „Mahnungen versenden“"),
        ("no server", "Es ist kein Mailserver eingerichtet."),
        ("yesterday", "seine Fristen passen nicht mehr"),
        ("empty", "In diesem Mahnlauf ist keine Mahnung zu versenden."),
    ],
)
def test_it_says_why_nothing_can_be_sent(
    browser_of, sink, settings, due_order, proposed, today, hindrance, sentence
):
    rights = ["reminders.add_dunningrun"]
    if hindrance != "no right":
        rights.append("reminders.release_dunningrun")
    if hindrance == "no server":
        settings.MAIL_SERVER = None
    day = today - timedelta(days=1) if hindrance == "yesterday" else today
    run = proposed(due_order(email="" if hindrance == "empty" else None), day=day)

    response = review(browser_of(*rights), run)

    assert sentence in text_of(response)
    assert "jetzt versenden" not in text_of(response)


def test_the_number_of_queries_does_not_grow(page, queries_of, due_order, proposed, today):
    def mixed_run(size):
        orders = [due_order(email="" if n % 3 == 0 else None) for n in range(size)]
        for order in orders[1::5]:
            block(order, today)
        return proposed(*orders)

    small = mixed_run(8)
    few = queries_of(lambda: review(page, small))
    large = mixed_run(40)

    assert queries_of(lambda: review(page, large)) == few


def test_an_order_at_its_last_level_is_said_to_be_closed(page, sink, due_order, proposed):
    order = due_order()
    procedure = factories.procedure(order.sales_account)
    procedure.levels.filter(level__gt=1).delete()
    procedure_changed(procedure)

    response = review(page, proposed(order))

    assert "Nach dem Versand ist 1 Auftrag abgeschlossen." in text_of(response)
