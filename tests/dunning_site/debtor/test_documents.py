"""What the debtor can take along: invoices, letters, the code and the logo; and what not."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from common.web.content_security import HEADER
from dunning_site.debtor.middleware import debtor_policy
from orders.models import Invoice, InvoiceFile, Order
from reminders.models import Reminder, ReminderDocument, ReminderItem
from reminders.rules.states import ReminderState
from tests import factories
from tests.factories import TODAY
from tests.pages import text_of
from tests.reminders.services.claim_bench import pay, send

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 as it was sent"


@pytest.fixture
def order() -> Order:
    return factories.order(number="EF-5001", total="84.90")


def invoice_of(order: Order, number: str = "RE-7") -> Invoice:
    invoice = Invoice.objects.create(order=order, number=number, number_key=number)
    InvoiceFile.objects.create(invoice=invoice, file_name="scan.pdf", pdf=PDF)
    return invoice


def letter_of(order: Order) -> Reminder:
    reminder = send(order, on=TODAY)
    ReminderDocument.objects.create(
        reminder=reminder, pdf=PDF, pdf_sha256="", mail_text="", mail_html=""
    )
    return reminder


def test_an_invoice_is_saved_and_never_shown_inside_the_page(visit, order):
    invoice = invoice_of(order)

    response = visit(order).get(f"/z/{order.public_id}/rechnung/{invoice.pk}.pdf")

    assert response.content == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="Rechnung RE-7.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_letter_comes_as_it_was_sent(visit, order):
    reminder = letter_of(order)
    client = visit(order)

    response = client.get(f"/z/{order.public_id}/mahnung/{reminder.pk}.pdf")

    assert response.content == PDF
    name = f"Mahnung {reminder.display_number}.pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert f"/mahnung/{reminder.pk}.pdf" in text_of(client.get(f"/z/{order.public_id}/"))


@pytest.mark.parametrize(
    "state", [state for state in ReminderState if state != ReminderState.SENT], ids=str
)
def test_a_reminder_that_was_not_sent_or_was_withdrawn_is_nobodys_paper(visit, order, state):
    reminder = letter_of(order)
    Reminder.objects.filter(pk=reminder.pk).update(state=state)
    ReminderItem.objects.filter(reminder=reminder).update(state=state)
    client = visit(order)

    assert client.get(f"/z/{order.public_id}/mahnung/{reminder.pk}.pdf").status_code == 404
    assert reminder.display_number not in text_of(client.get(f"/z/{order.public_id}/"))


def test_a_collective_letter_is_named_but_not_given_as_it_names_other_orders(visit, order):
    reminder = letter_of(order)
    other = factories.order(number="EF-5002")
    ReminderItem.objects.create(
        reminder=reminder,
        order=other,
        installment=other.oldest_installment,
        level=1,
        principal=other.total,
        state=ReminderState.SENT,
    )
    client = visit(order)

    page = text_of(client.get(f"/z/{order.public_id}/"))

    assert "Sammelmahnung über mehrere Bestellungen, siehe Brief" in page
    assert f"/mahnung/{reminder.pk}.pdf" not in page
    assert client.get(f"/z/{order.public_id}/mahnung/{reminder.pk}.pdf").status_code == 404


@pytest.mark.parametrize("kind", ["rechnung", "mahnung"])
def test_papers_of_another_order_answer_like_a_wrong_link(visit, order, kind):
    other = factories.order()
    foreign = {"rechnung": invoice_of(other).pk, "mahnung": letter_of(other).pk}[kind]
    client = visit(order)
    wrong = client.get("/z/nothing.such")

    for pk in (foreign, 987_654):
        response = client.get(f"/z/{order.public_id}/{kind}/{pk}.pdf")
        assert (response.status_code, response.content) == (404, wrong.content)


@pytest.mark.parametrize(
    "path",
    ["", "farbe.css", "logo.jpg", "girocode.png", "rechnung/1.pdf", "mahnung/1.pdf"],
)
def test_without_a_visit_nothing_opens(client, order, path):
    assert client.get(f"/z/{order.public_id}/{path}").status_code == 404


def test_the_page_carries_the_headers_of_a_page_with_a_secret_address(visit, order):
    response = visit(order).get(f"/z/{order.public_id}/")

    assert response.headers[HEADER] == debtor_policy()
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    body = text_of(response)
    for forbidden in ("<script", "style=", "data:", "http://"):
        assert forbidden not in body


def test_the_code_is_a_picture_that_a_telephone_can_read(visit, order):
    client = visit(order)

    response = client.get(f"/z/{order.public_id}/girocode.png")

    assert response.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(response.content)).size[0] >= 300


def test_a_paid_order_has_no_code(visit, order):
    pay(order, "84.90", on=TODAY)

    assert visit(order).get(f"/z/{order.public_id}/girocode.png").status_code == 404


def test_the_logo_is_drawn_anew_and_left_out_where_it_cannot_be_read(visit, order):
    picture = io.BytesIO()
    Image.new("RGBA", (40, 20), (0, 90, 40, 128)).save(picture, "PNG")
    creditor = order.sales_account.creditor
    client = visit(order)
    assert "logo.jpg" not in text_of(client.get(f"/z/{order.public_id}/"))

    creditor.logo.save("logo.png", ContentFile(picture.getvalue()))
    shown = client.get(f"/z/{order.public_id}/logo.jpg")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(shown.content)).size == (40, 20)
    assert "logo.jpg" in text_of(client.get(f"/z/{order.public_id}/"))

    creditor.logo.save("logo.png", ContentFile(b"<svg onload=alert(1)>"))
    assert client.get(f"/z/{order.public_id}/logo.jpg").status_code == 404
