"""Anliegen: the list, the page of one, what each decision does, and who may decide."""

import io
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from orders.models import Order
from reminders.models import DebtorRequest, DunningBlock
from reminders.rules.debtor_requests import DisputeReason
from reminders.services import debtor_requests as desk
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
State = DebtorRequest.State
NOW = timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 9, 0))
WHEN = {"now": NOW, "today": TODAY}
RIGHTS = (
    "orders.view_order",
    "orders.add_ledgerentry",
    "reminders.view_debtorrequest",
    "reminders.change_debtorrequest",
    "reminders.add_dunningblock",
    "reminders.change_dunningblock",
    "orders.change_customer",
)


@pytest.fixture
def clerk(client, today):
    """The browser of a clerk who may decide."""
    client.force_login(factories.user("petra", *RIGHTS))
    return client


@pytest.fixture
def order() -> Order:
    return factories.order(total="90.00")


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(data, "PNG")
    return data.getvalue()


def say_paid(order: Order, **more: object) -> DebtorRequest:
    told = {**WHEN, "paid_on": TODAY, "amount": Decimal("50.00"), **more}
    return desk.already_paid(order.pk, **told)


def page(request: DebtorRequest) -> str:
    return reverse("debtor-request-page", args=[request.pk])


def shown(client, request: DebtorRequest) -> str:
    return client.get(page(request)).content.decode()


def test_the_list_shows_first_what_waits(clerk, order):
    settled = say_paid(order)
    DebtorRequest.objects.update(state=State.DECLINED, settled_at=NOW)
    waiting = desk.ask_deferral(
        factories.order().pk, until_on=TODAY + timedelta(days=9), message="<i>bitte</i>", **WHEN
    )

    response = clerk.get(reverse("debtor-request-list"))

    content = response.content.decode()
    assert content.index(page(waiting)) < content.index(page(settled))
    assert "Aufschub bis 30.11.2026: &lt;i&gt;bitte&lt;/i&gt;" in content


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("?anliegen=deferral", 1),
        ("?stand=declined", 1),
        ("?suche=Winter", 2),
        ("?suche=niemand", 0),
        ("?stand=unsinn", 0),
    ],
)
def test_the_list_is_filtered(clerk, order, query, count):
    say_paid(order)
    DebtorRequest.objects.update(state=State.DECLINED, settled_at=NOW)
    desk.ask_deferral(factories.order().pk, until_on=TODAY + timedelta(days=9), **WHEN)

    response = clerk.get(f"{reverse('debtor-request-list')}{query}")

    assert len(response.context["table"].rows) == count


def test_the_menu_counts_what_waits(clerk, order):
    say_paid(order)

    content = clerk.get(reverse("debtor-request-list")).content.decode()

    assert "zu beantworten" in content


def test_the_page_shows_what_was_said_beside_the_order(clerk, order):
    request = say_paid(order, message="Zeile 1\nZeile 2", proof=("beleg.png", picture()))

    content = shown(clerk, request)

    assert "bezahlt am 21.11.2026, 50,00\xa0€" in content
    assert "Zeile 1\nZeile 2" in content
    assert "90,00\xa0€" in content
    assert "In Klärung, bis 28.11.2026" in content
    assert f"{reverse('order-page', args=[order.pk])}?betrag=50%2C00&amp;tag=21.11.2026" in content
    assert reverse("debtor-request-picture", args=[request.pk]) in content


def test_the_payment_is_filled_in_on_the_page_of_the_order(clerk, order):
    url = reverse("order-page", args=[order.pk])

    content = clerk.get(f"{url}?betrag=50%2C00&tag=19.11.2026").content.decode()
    unread = clerk.get(f"{url}?betrag=viel&tag=nie")

    assert 'value="50,00"' in content
    assert 'value="19.11.2026"' in content
    assert unread.status_code == 200


def test_the_page_of_the_order_says_that_the_debtor_waits(clerk, order):
    request = say_paid(order)

    content = clerk.get(reverse("order-page", args=[order.pk])).content.decode()

    assert "Der Kunde wartet auf eine Antwort" in content
    assert page(request) in content


def test_a_proof_is_only_saved_and_only_a_picture_made_anew_is_shown(clerk, order, blank_pdf):
    with_picture = say_paid(order, proof=("<b>.png", picture()))
    with_pdf = say_paid(factories.order(), proof=("beleg.html", blank_pdf))

    saved = clerk.get(reverse("debtor-request-proof", args=[with_picture.pk]))
    pdf = clerk.get(reverse("debtor-request-proof", args=[with_pdf.pk]))
    image = clerk.get(reverse("debtor-request-picture", args=[with_picture.pk]))
    none = clerk.get(reverse("debtor-request-picture", args=[with_pdf.pk]))

    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="beleg.pdf"'
    assert (pdf.headers["Content-Type"], image.headers["Content-Type"]) == (
        "application/pdf",
        "image/jpeg",
    )
    assert none.status_code == 404


@pytest.fixture
def blank_pdf() -> bytes:
    from pypdf import PdfWriter

    writer, data = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(data)
    return data.getvalue()


def decide(client, request: DebtorRequest, decision: str, **fields: str):
    response = client.post(page(request), {"decision": decision, **fields}, follow=True)
    request.refresh_from_db()
    return response


def test_what_did_not_come_in_is_declined(clerk, order):
    request = say_paid(order)

    response = decide(clerk, request, "ablehnen", answer="Bei uns ist nichts eingegangen.")

    assert (request.state, request.answer) == (State.DECLINED, "Bei uns ist nichts eingegangen.")
    assert "Anliegen „Schon bezahlt“ abgelehnt." in response.content.decode()
    assert not DunningBlock.objects.filter(lifted_on=None).exists()


def test_a_delay_is_granted_until_the_day_of_the_clerk(clerk, order):
    request = desk.ask_deferral(order.pk, until_on=TODAY + timedelta(days=60), **WHEN)
    assert 'value="20.01.2027"' in shown(clerk, request)

    decide(clerk, request, "annehmen", until_on="05.12.2026")

    assert request.state == State.ACCEPTED
    assert DunningBlock.objects.get(lifted_on=None).until_on.isoformat() == "2026-12-05"


@pytest.mark.parametrize("until_on", ["", "gestern", "20.11.2026"])
def test_a_delay_needs_a_day_ahead(clerk, order, until_on):
    request = desk.ask_deferral(order.pk, until_on=TODAY + timedelta(days=60), **WHEN)

    response = decide(clerk, request, "annehmen", until_on=until_on, answer="Gern")

    assert (response.status_code, request.state) == (422, State.OPEN)
    assert "Gern" in response.content.decode()


def test_rates_are_agreed_as_the_clerk_says(clerk, order):
    request = desk.ask_instalments(order.pk, count=9, **WHEN)
    newest = order.ledger_entries.order_by("-pk")[0].pk

    decide(clerk, request, "annehmen", count="3", first_on="01.12.2026", seen_entry=str(newest))

    assert request.state == State.ACCEPTED
    assert [one["amount"] for one in request.plan.rates] == ["30.00", "30.00", "30.00"]


def test_rates_are_not_agreed_over_a_booking_nobody_saw(clerk, order):
    request = desk.ask_instalments(order.pk, count=9, **WHEN)

    response = decide(clerk, request, "annehmen", count="3", first_on="01.12.2026", seen_entry="0")

    assert "inzwischen gebucht" in response.content.decode()
    assert request.state == State.OPEN


def dispute(order: Order) -> DebtorRequest:
    return desk.dispute(order.pk, reason=DisputeReason.OTHER, message="Kaputt", **WHEN)


def test_a_dispute_cleared_up_needs_a_word_how(clerk, order):
    request = dispute(order)

    assert decide(clerk, request, "ablehnen").status_code == 422
    decide(clerk, request, "ablehnen", reason="Ersatz geliefert")

    order.refresh_from_db()
    assert (request.state, order.stop_reason) == (State.DECLINED, "")


def test_a_justified_dispute_leads_on_to_the_credit(client, today, order):
    client.force_login(factories.user("lena", *RIGHTS, "orders.correct_ledgerentry"))
    request = dispute(order)

    response = decide(client, request, "annehmen")

    assert response.redirect_chain == [
        (reverse("order-booking", args=[order.pk, "gutschrift"]), 302)
    ]
    assert "Buchen Sie jetzt Gutschrift oder Storno." in response.content.decode()


def test_an_address_is_taken_over_as_the_clerk_puts_it_right(clerk, order):
    request = desk.report_address(
        order.pk,
        address={"street": "am hang 3", "postcode": "1010", "city": "Wien", "country": "AT"},
        **WHEN,
    )
    content = shown(clerk, request)
    assert "Bäckergasse 12" in content

    decide(
        clerk,
        request,
        "annehmen",
        street="Am Hang 3",
        postcode="1010",
        city="Wien",
        country="Österreich",
    )

    order.customer.refresh_from_db()
    assert (order.customer.street, order.customer.country) == ("Am Hang 3", "AT")
    assert order.customer.email


def test_a_mail_needs_words(clerk, order):
    request = say_paid(order)

    response = decide(clerk, request, "ablehnen", tells_customer="on")

    assert "Schreiben Sie, was in der E-Mail stehen soll." in response.content.decode()
    assert request.state == State.OPEN


def test_a_mail_that_fails_is_told(clerk, order):
    response = decide(clerk, say_paid(order), "ablehnen", answer="Nein.", tells_customer="on")

    assert "Es ist kein Mailserver eingerichtet." in response.content.decode()


def test_the_second_clerk_is_told(clerk, order):
    request = say_paid(order)
    decide(clerk, request, "ablehnen")

    response = decide(clerk, request, "annehmen")

    assert response.status_code == 422
    assert "Das Anliegen ist schon abgelehnt" in response.content.decode()
    assert request.state == State.DECLINED


@pytest.mark.parametrize(
    ("rights", "may_look", "may_decide"),
    [((), 403, 403), (("reminders.view_debtorrequest",), 200, 403)],
)
def test_who_may_look_may_not_decide(client, today, order, rights, may_look, may_decide):
    client.force_login(factories.user("ines", *rights))
    request = say_paid(order)

    looked = client.get(page(request))

    assert looked.status_code == may_look
    assert client.get(reverse("debtor-request-list")).status_code == may_look
    assert client.post(page(request), {"decision": "ablehnen"}).status_code == may_decide
    assert 'name="decision"' not in looked.content.decode()


def test_a_decision_needs_the_right_of_what_it_does(client, today, order):
    client.force_login(factories.user("ines", *RIGHTS[:4]))
    address = {"street": "Am Hang 3", "postcode": "89073", "city": "Ulm", "country": "DE"}
    moved = desk.report_address(order.pk, address=address, **WHEN)
    disputed = desk.dispute(order.pk, reason=DisputeReason.OTHER, message="Kaputt", **WHEN)

    content = shown(client, moved)
    took_over = client.post(page(moved), {"decision": "annehmen", **address})
    lifted = client.post(page(disputed), {"decision": "ablehnen", "reason": "Ersatz"})

    assert "Anschrift übernehmen" not in content
    assert "Nicht übernehmen" in content
    assert (took_over.status_code, lifted.status_code) == (403, 403)
    order.refresh_from_db()
    assert (order.stop_reason, order.customer.street) == ("disputed", "Bäckergasse 12")


def test_what_was_taken_over_is_not_told_as_what_was_known_before(clerk, order):
    address = {"street": "Deichstraße 12", "postcode": "20459", "city": "Hamburg"}
    request = desk.report_address(order.pk, address=address, **WHEN)
    before = shown(clerk, request)
    DebtorRequest.objects.update(state=State.ACCEPTED, settled_at=NOW)

    after = shown(clerk, request)

    assert "Bisher" in before
    assert "Bisher" not in after
    assert "Deichstraße 12" in after


def test_who_may_not_book_a_credit_is_not_sent_to_it(clerk, order):
    request = desk.dispute(order.pk, reason=DisputeReason.NOT_RECEIVED, message="Nein.", **WHEN)

    assert "Berechtigt, weiter zur Gutschrift" not in shown(clerk, request)
