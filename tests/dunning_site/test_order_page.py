"""The order page: what it shows, and who may do what there."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import Customer, Installment, Order
from orders.rules.drafts import LineDraft, ShopState
from orders.services.payments import record_payment
from reminders.models import DunningBlock, Reminder, ReminderDocument, ReminderItem
from reminders.services.blocks import set_block
from reminders.services.proposals import propose_run
from tests import factories
from tests.factories import TODAY
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def _page(browser: Client, order: Order):
    return browser.get(reverse("order-page", args=[order.pk]))


def _figures(response) -> dict[str, str]:
    return {
        figure["label"]: figure["value"].replace("\u00a0", " ")
        for figure in response.context["figures"]
    }


def _propose(order: Order) -> Reminder:
    run = propose_run(
        [order.pk], level=1, day=TODAY, written_on=TODAY, selection="Mahnstufe 1", actor=None
    )
    return run.reminders.get()


def _send(reminder: Reminder) -> Reminder:
    """Leave a reminder as its delivery does."""
    sent_at = datetime(2026, 11, 21, 9, 15, tzinfo=UTC)
    Reminder.objects.filter(pk=reminder.pk).update(
        state="sent",
        number=7,
        decided_at=sent_at,
        sent_at=sent_at,
        sent_on=TODAY,
        outcome="angenommen",
    )
    ReminderItem.objects.filter(reminder=reminder).update(state="sent")
    ReminderDocument.objects.create(
        reminder=reminder, pdf=b"%PDF", pdf_sha256="0" * 64, mail_text="Text", mail_html="<p>Text"
    )
    return reminder


def test_it_shows_number_state_and_the_line_that_explains(desk):
    order = factories.order(number="EF-1", due_on=TODAY - timedelta(days=7))

    page = text_of(_page(desk, order))

    assert "<title>Auftrag EF-1 | Mahnwerk</title>" in page
    assert 'Auftrag EF-1 <span class="badge badge-level-1">Mahnstufe 1</span>' in page
    assert "Steht in Mahnstufe 1 zur Mahnung an: Noch keine Mahnung versendet." in page


def test_it_adds_up_the_sums(desk):
    order = factories.order(total="100.00", open_amount="60.00")

    figures = _figures(_page(desk, order))

    assert figures == {
        "Bestellbetrag": "100,00 €",
        "Bezahlt": "40,00 €",
        "Offen": "60,00 €",
        "Nächster Schritt": "Mahnstufe 1",
    }


def test_it_shows_what_was_credited_and_paid_too_much(desk):
    order = factories.order(total="100.00", shop_state=ShopState.CANCELLED)
    record_payment(order.pk, amount=Decimal("30"), paid_on=TODAY, actor=None, today=TODAY)

    figures = _figures(_page(desk, order))

    assert (figures["Gutschrift"], figures["Guthaben"]) == ("100,00 €", "30,00 €")
    assert (figures["Offen"], figures["Nächster Schritt"]) == ("0,00 €", "Keiner")


def test_it_says_when_the_next_level_starts(desk):
    order = factories.order(due_on=TODAY - timedelta(days=2))

    (*_, next_step) = _page(desk, order).context["figures"]

    assert (next_step["value"], next_step["note"]) == ("Mahnstufe 1", "ab 24.11.2026")


def test_it_shows_customer_account_and_terms(desk):
    order = factories.order(due_on=date(2026, 11, 14), email="zoe@kunden.example")

    page = text_of(_page(desk, order))

    for words in ("Zoë Winter", "Bäckergasse 12", "80331 München", "mailto:zoe@kunden.example"):
        assert words in page
    for words in ("Anschrift vollständig", "Foto-Shop", "Rechnung", "31.10.2026", "14.11.2026"):
        assert words in page


def test_it_names_what_the_address_lacks(desk):
    order = factories.order(street="", email="")
    Customer.objects.update(city="")

    page = text_of(_page(desk, order))

    assert "Anschrift unvollständig" in page
    assert "Es fehlt: Straße, Ort" in page
    assert "Keine E-Mail" in page


def test_it_shows_positions_and_what_else_the_total_holds(desk):
    lines = (LineDraft("Fotobuch", "BUCH", Decimal("2.000"), Decimal("12.50")),)
    order = factories.order(total="29.90", lines=lines)

    response = _page(desk, order)

    (position,) = response.context["positions"]
    assert (position["quantity"], position["amount"]) == ("2", Decimal("25.00"))
    assert response.context["other_amount"] == Decimal("4.90")


def test_it_lists_several_installments(desk):
    order = factories.order(total="100.00")
    Installment.objects.create(order=order, position=2, due_on=date(2026, 12, 14), amount=50)

    page = text_of(_page(desk, order))

    assert 'aria-label="Raten"' in page
    assert "14.12.2026" in page


def test_it_shows_bookings_with_the_balance_after_each(desk):
    order = factories.order(total="50.00")
    record_payment(
        order.pk,
        amount=Decimal("20"),
        paid_on=TODAY,
        reference="Überweisung",
        actor=None,
        today=TODAY,
    )

    response = _page(desk, order)

    assert [row["balance"] for row in response.context["ledger"]] == [50, 30]
    assert "Zahlung: Überweisung" in text_of(response)
    assert "−20,00 €" in text_of(response)


def test_it_links_mail_and_letter_as_they_were_sent(desk):
    order = factories.order(email="zoe@kunden.example")
    reminder = _send(_propose(order))

    page = text_of(_page(desk, order))

    assert reverse("reminders:reminder-mail", args=[reminder.pk]) in page
    assert reverse("reminders:reminder-pdf", args=[reminder.pk]) in page
    for words in ("M-000007", "versendet", "21.11.2026 10:15", "zoe@kunden.example", "angenommen"):
        assert words in page


def test_it_shows_a_proposed_reminder_without_papers(desk):
    order = factories.order()
    reminder = _propose(order)

    page = text_of(_page(desk, order))

    assert "noch ohne Nummer" in page
    assert "vorgeschlagen" in page
    assert reverse("reminders:reminder-mail", args=[reminder.pk]) not in page


def test_it_tells_the_history_newest_first_with_who(desk):
    order = factories.order()
    paid_on = date(2026, 11, 20)
    record_payment(order.pk, amount=Decimal("20"), paid_on=paid_on, actor=None, today=TODAY)

    page = text_of(_page(desk, order))

    assert page.index("Zahlung über 20,00 € vom 20.11.2026 erfasst.") < page.index(
        "Aus dem Shop importiert."
    )
    assert "</time>, Mahnwerk" in page


def test_it_answers_404_for_an_order_that_does_not_exist(desk):
    assert desk.get(reverse("order-page", args=[4711])).status_code == 404
    assert desk.post(reverse("order-payment", args=[4711])).status_code == 404
    assert desk.post(reverse("order-block", args=[4711])).status_code == 404
    assert desk.post(reverse("order-unblock", args=[4711])).status_code == 404


def test_it_shows_no_actions_to_those_who_may_only_look(reader):
    order = factories.order()
    set_block(order.pk, reason=DunningBlock.Reason.DISPUTED, until_on=None, actor=None, today=TODAY)

    page = text_of(_page(reader, order))

    assert "Bestritten" in page
    for name in ("order-payment", "order-block", "order-unblock"):
        assert f'action="{reverse(name, args=[order.pk])}"' not in page


@pytest.mark.parametrize("name", ["order-payment", "order-block", "order-unblock"])
def test_it_refuses_actions_without_the_right(reader, name):
    order = factories.order()

    response = reader.post(reverse(name, args=[order.pk]), {"amount": "20", "reason": "other"})

    assert response.status_code == 403
    assert Order.objects.get().open_amount == order.open_amount
    assert not DunningBlock.objects.exists()


@pytest.mark.parametrize("name", ["order-payment", "order-block", "order-unblock"])
def test_a_form_that_is_reloaded_as_a_link_leads_back_to_the_order(desk, name):
    order = factories.order()

    response = desk.get(reverse(name, args=[order.pk]))

    assert response.url == reverse("order-page", args=[order.pk])
    assert Order.objects.get().open_amount == order.open_amount
    assert not DunningBlock.objects.exists()


def test_it_needs_a_fixed_number_of_queries(desk, django_assert_max_num_queries):
    order = factories.order(total="80.00")
    for _ in range(10):
        record_payment(order.pk, amount=Decimal("1"), paid_on=TODAY, actor=None, today=TODAY)
    _send(_propose(order))

    with django_assert_max_num_queries(44):
        _page(desk, order)
