"""The order page: what it shows, recording a payment, setting and lifting a Mahnsperre."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orders.models import Customer, Installment, LedgerEntry, Order
from orders.rules.drafts import LineDraft, ShopState
from orders.services.payments import record_payment
from reminders.models import DunningBlock, Reminder, ReminderDocument, ReminderItem
from reminders.services.blocks import set_block
from reminders.services.proposals import propose_run
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)
    return TODAY


@pytest.fixture
def desk(client: Client) -> Client:
    """The browser of a clerk."""
    clerk = factories.user(
        "petra",
        "orders.view_order",
        "orders.add_ledgerentry",
        "reminders.add_dunningblock",
        "reminders.change_dunningblock",
        "reminders.view_reminder",
    )
    client.force_login(clerk)
    return client


@pytest.fixture
def reader(client: Client) -> Client:
    """The browser of somebody who may only look."""
    client.force_login(factories.user("ines", "orders.view_order"))
    return client


def _page(browser: Client, order: Order):
    return browser.get(reverse("order-page", args=[order.pk]))


def _text(response) -> str:
    """The page with the blanks in amounts made plain."""
    return response.content.decode().replace("\u00a0", " ")


def _messages(response) -> list[str]:
    return [str(message).replace("\u00a0", " ") for message in response.context["messages"]]


def _figures(response) -> dict[str, str]:
    return {
        figure["label"]: figure["value"].replace("\u00a0", " ")
        for figure in response.context["figures"]
    }


def _payment(browser: Client, order: Order, **changes: str):
    """Fill in the form that the page shows now, and send it."""
    form = _page(browser, order).context["payment_form"]
    posted = {
        "amount": "20,00",
        "paid_on": "20.11.2026",
        "reference": "",
        "seen_entry": form["seen_entry"].value(),
        **changes,
    }
    return browser.post(reverse("order-payment", args=[order.pk]), posted, follow=True)


def _block(browser: Client, order: Order, **posted: str):
    return browser.post(reverse("order-block", args=[order.pk]), posted, follow=True)


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

    page = _text(_page(desk, order))

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

    page = _text(_page(desk, order))

    for words in ("Zoë Winter", "Bäckergasse 12", "80331 München", "mailto:zoe@kunden.example"):
        assert words in page
    for words in ("Anschrift vollständig", "Foto-Shop", "Rechnung", "31.10.2026", "14.11.2026"):
        assert words in page


def test_it_names_what_the_address_lacks(desk):
    order = factories.order(street="", email="")
    Customer.objects.update(city="")

    page = _text(_page(desk, order))

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

    page = _text(_page(desk, order))

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
    assert "Zahlung: Überweisung" in _text(response)
    assert "−20,00 €" in _text(response)


def test_it_links_mail_and_letter_as_they_were_sent(desk):
    order = factories.order(email="zoe@kunden.example")
    reminder = _send(_propose(order))

    page = _text(_page(desk, order))

    assert reverse("reminders:reminder-mail", args=[reminder.pk]) in page
    assert reverse("reminders:reminder-pdf", args=[reminder.pk]) in page
    for words in ("M-000007", "versendet", "21.11.2026 10:15", "zoe@kunden.example", "angenommen"):
        assert words in page


def test_it_shows_a_proposed_reminder_without_papers(desk):
    order = factories.order()
    reminder = _propose(order)

    page = _text(_page(desk, order))

    assert "noch ohne Nummer" in page
    assert "vorgeschlagen" in page
    assert reverse("reminders:reminder-mail", args=[reminder.pk]) not in page


def test_it_tells_the_history_newest_first_with_who(desk):
    order = factories.order()
    _payment(desk, order)

    page = _text(_page(desk, order))

    assert page.index("Zahlung über 20,00 € vom 20.11.2026 erfasst.") < page.index(
        "Aus dem Shop importiert."
    )
    assert page.index("Verlauf") < page.rindex("petra")
    assert "Mahnwerk" in page


def test_it_answers_404_for_an_order_that_does_not_exist(desk):
    assert desk.get(reverse("order-page", args=[4711])).status_code == 404
    assert desk.post(reverse("order-payment", args=[4711])).status_code == 404
    assert desk.post(reverse("order-block", args=[4711])).status_code == 404
    assert desk.post(reverse("order-unblock", args=[4711])).status_code == 404


def test_it_shows_no_actions_to_those_who_may_only_look(reader):
    order = factories.order()
    set_block(order.pk, reason=DunningBlock.Reason.DISPUTED, until_on=None, actor=None, today=TODAY)

    page = _text(_page(reader, order))

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
def test_it_changes_nothing_by_get(desk, name):
    order = factories.order()

    assert desk.get(reverse(name, args=[order.pk])).status_code == 405


def test_it_offers_the_open_amount_paid_today(desk):
    order = factories.order(total="1234.50")

    page = _text(_page(desk, order))

    assert 'name="amount" value="1.234,50"' in page
    assert 'name="paid_on" value="21.11.2026"' in page


def test_a_full_payment_ends_the_dunning(desk):
    order = factories.order(total="49.90")

    response = _payment(desk, order, amount="49,90", paid_on="20.11.26", reference="RE 1")

    assert _messages(response) == [
        "Zahlung über 49,90 € gebucht. Der Auftrag ist bezahlt und wird nicht mehr gemahnt."
    ]
    assert "Der Auftrag ist bezahlt." in _text(response)
    entry = LedgerEntry.objects.get(kind=LedgerEntry.Kind.PAYMENT)
    assert (entry.amount, entry.booked_on) == (Decimal("-49.90"), date(2026, 11, 20))
    assert (entry.reference, entry.actor.username) == ("RE 1", "petra")


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("9,90", "Zahlung über 9,90 € gebucht. Offen sind noch 40,00 €."),
        ("59,90", "Zu viel gezahlt: 10,00 € stehen als Guthaben."),
    ],
)
def test_it_says_what_a_payment_left(desk, amount, message):
    order = factories.order(total="49.90")

    response = _payment(desk, order, amount=amount)

    assert message in _messages(response)[0]


def test_a_form_that_arrives_twice_counts_once(desk):
    order = factories.order(total="80.00")
    seen = _page(desk, order).context["payment_form"]["seen_entry"].value()

    _payment(desk, order, seen_entry=seen)
    response = _payment(desk, order, seen_entry=seen)

    assert "ist schon gebucht" in _messages(response)[0]
    assert Order.objects.get().open_amount == Decimal("60.00")


def test_two_equal_payments_can_be_recorded_one_after_the_other(desk):
    order = factories.order(total="80.00")

    _payment(desk, order)
    _payment(desk, order)

    assert Order.objects.get().open_amount == Decimal("40.00")


def test_it_asks_again_when_something_was_booked_meanwhile(desk):
    order = factories.order(total="80.00")
    seen = _page(desk, order).context["payment_form"]["seen_entry"].value()
    record_payment(order.pk, amount=Decimal("30"), paid_on=TODAY, actor=None, today=TODAY)

    refused = _payment(desk, order, seen_entry=seen, reference="Anruf")
    form = refused.context["payment_form"]
    _payment(desk, order, seen_entry=form["seen_entry"].value(), reference="Anruf")

    assert refused.status_code == 422
    assert "inzwischen gebucht" in _text(refused)
    assert form["reference"].value() == "Anruf"
    assert Order.objects.get().open_amount == Decimal("30.00")


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ({"amount": "abc"}, "„abc“ ist kein Betrag."),
        ({"amount": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"amount": "0,00"}, "Der Betrag muss größer als 0,00 € sein."),
        ({"amount": "-5"}, "Der Betrag muss größer als 0,00 € sein."),
        ({"paid_on": "31.02.2026"}, "„31.02.2026“ ist kein gültiges Datum."),
        ({"paid_on": "22.11.2026"}, "Der 22.11.2026 liegt in der Zukunft."),
        ({"reference": "x" * 141}, "höchstens 140 Zeichen"),
        ({"seen_entry": ""}, "zwingend erforderlich"),
    ],
)
def test_it_says_what_is_wrong_with_a_payment_and_keeps_the_input(desk, posted, message):
    order = factories.order(total="80.00")

    response = _payment(desk, order, **{"reference": "Anruf", **posted})

    assert response.status_code == 422
    assert message in _text(response)
    assert 'role="alert" tabindex="-1" data-focus' in _text(response)
    form = response.context["payment_form"]
    assert form["reference"].value() == posted.get("reference", "Anruf")
    assert Order.objects.get().open_amount == Decimal("80.00")


def test_it_blocks_an_order_with_reason_and_end(desk):
    order = factories.order()

    response = _block(desk, order, reason="disputed", until_on="5.12.26", note="Ware fehlt")

    assert _messages(response) == [
        "Mahnsperre bis 05.12.2026 gesetzt. So lange wird nicht gemahnt."
    ]
    assert "Mahnsperre bis 05.12.2026: Bestritten." in response.context["explanation"]
    block = DunningBlock.objects.get()
    assert (block.note, block.until_on, block.set_by.username) == (
        "Ware fehlt",
        date(2026, 12, 5),
        "petra",
    )


def test_it_blocks_an_order_without_end(desk):
    order = factories.order()

    response = _block(desk, order, reason="other")

    assert _messages(response) == [
        "Mahnsperre ohne Ende gesetzt. Bis Sie sie aufheben, wird nicht gemahnt."
    ]
    assert "seit 21.11.2026, ohne Ende" in _text(response)


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ({"reason": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"reason": "laune"}, "gültige Auswahl"),
        ({"until_on": "bald"}, "„bald“ ist kein gültiges Datum."),
        ({"until_on": "20.11.2026"}, "Das Ende 20.11.2026 liegt in der Vergangenheit."),
    ],
)
def test_it_says_what_is_wrong_with_a_block_and_keeps_the_input(desk, posted, message):
    order = factories.order()

    response = _block(desk, order, **{"reason": "other", "note": "Anruf", **posted})

    assert response.status_code == 422
    assert message in _text(response)
    assert '<details class="disclosure" open>' in _text(response)
    assert response.context["block_form"]["note"].value() == "Anruf"
    assert not DunningBlock.objects.exists()


def test_it_lifts_a_block(desk):
    order = factories.order()
    _block(desk, order, reason="other")

    response = desk.post(reverse("order-unblock", args=[order.pk]), follow=True)

    assert _messages(response) == ["Mahnsperre aufgehoben."]
    assert "Mahnsperre" not in response.context["explanation"]
    assert DunningBlock.objects.get().lifted_by.username == "petra"


def test_it_says_when_there_is_no_block_to_lift(desk):
    order = factories.order(number="EF-1")

    response = desk.post(reverse("order-unblock", args=[order.pk]), follow=True)

    assert _messages(response) == ["Auftrag EF-1 hat keine Mahnsperre."]


def test_a_payment_takes_back_a_proposed_reminder(desk):
    order = factories.order(total="49.90")
    reminder = _propose(order)

    _payment(desk, order, amount="49,90")

    assert Reminder.objects.get(pk=reminder.pk).state == "cancelled"


def test_it_needs_a_fixed_number_of_queries(desk, django_assert_max_num_queries):
    order = factories.order(total="80.00")
    for _ in range(10):
        record_payment(order.pk, amount=Decimal("1"), paid_on=TODAY, actor=None, today=TODAY)
    _send(_propose(order))

    with django_assert_max_num_queries(20):
        _page(desk, order)
