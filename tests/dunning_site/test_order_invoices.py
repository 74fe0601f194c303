"""Invoices of an order as PDF: kept, shown, replaced, removed, and refused in words."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfWriter

from orders.models import Invoice, InvoiceFile
from tests import factories
from tests.pages import messages_of, text_of

pytestmark = pytest.mark.django_db


def pdf(pages: int = 1, *, password: str = "") -> bytes:
    """A PDF of empty pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


@pytest.fixture
def page():
    client = Client()
    client.force_login(factories.user("petra", "orders.view_order", "orders.add_invoicefile"))
    return client


@pytest.fixture
def order():
    return factories.order()


def upload(page, order, data: bytes, *, number: str = "R-2026-7", name: str = "Rechnung.pdf"):
    form = {"number": number, "file": SimpleUploadedFile(name, data)}
    return page.post(reverse("order-invoices", args=[order.pk]), form, follow=True)


def test_an_invoice_is_kept_and_can_be_opened(page, order):
    response = upload(page, order, pdf())

    invoice = Invoice.objects.get(order=order)
    opened = page.get(reverse("order-invoice-pdf", args=[order.pk, invoice.pk]))
    assert messages_of(response) == ["Rechnung R-2026-7 als PDF hinterlegt."]
    assert opened.content == pdf()
    assert "no-store" in opened["Cache-Control"]
    assert order.history.filter(text__contains="Rechnung R-2026-7 als PDF hinterlegt").exists()


def test_the_number_is_known_however_it_is_typed(page, order):
    Invoice.objects.create(order=order, number="R-2026-7", number_key="r20267")

    upload(page, order, pdf(), number="r 2026 7")

    assert [one.number for one in Invoice.objects.all()] == ["R-2026-7"]
    assert InvoiceFile.objects.count() == 1


def test_a_second_file_takes_the_place_of_the_first(page, order):
    upload(page, order, pdf())

    upload(page, order, pdf(2), name="neu.pdf")

    kept = InvoiceFile.objects.get()
    assert (kept.file_name, bytes(kept.pdf)) == ("neu.pdf", pdf(2))


def test_the_form_offers_the_first_invoice_without_a_file(page, order):
    Invoice.objects.create(order=order, number="R-1", number_key="r1")

    text = text_of(page.get(reverse("order-invoices", args=[order.pk])))

    assert 'value="R-1"' in text


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        pytest.param(b"PK\x03\x04 not a PDF", "Die Datei ist kein PDF", id="another kind of file"),
        pytest.param(b"%PDF-1.7 and nothing more", "Das PDF ist beschädigt", id="cut off"),
        pytest.param(pdf(password="geheim"), "Das PDF ist verschlüsselt", id="with a password"),
        pytest.param(pdf(21), "hat 1 bis 20 Seiten, diese 21", id="a whole book"),
        pytest.param(b"", "Die Datei ist leer", id="empty"),
        pytest.param(b"%PDF-" + bytes(5_000_000), "größer als 5 MB", id="too large"),
    ],
)
def test_what_cannot_go_along_is_refused_in_words(page, order, data, refusal):
    response = upload(page, order, data)

    assert response.status_code == 422
    assert refusal in text_of(response)
    assert not InvoiceFile.objects.exists()


def test_a_removed_file_leaves_its_number(page, order):
    upload(page, order, pdf())
    invoice = Invoice.objects.get()

    page.post(reverse("order-invoice-remove", args=[order.pk, invoice.pk]))

    assert Invoice.objects.filter(pk=invoice.pk).exists()
    assert not InvoiceFile.objects.exists()


def test_a_file_of_another_order_is_not_found(page, order):
    upload(page, order, pdf())
    other, invoice = factories.order(), Invoice.objects.get()

    for name, method in (("order-invoice-pdf", page.get), ("order-invoice-remove", page.post)):
        assert method(reverse(name, args=[other.pk, invoice.pk])).status_code == 404


def test_the_order_page_leads_to_the_invoice(page, order):
    upload(page, order, pdf())

    text = text_of(page.get(reverse("order-page", args=[order.pk])))

    assert reverse("order-invoice-pdf", args=[order.pk, Invoice.objects.get().pk]) in text
    assert "PDFs verwalten" in text


def test_who_may_not_add_invoices_sees_no_form(order):
    guest = Client()
    guest.force_login(factories.user("ines", "orders.view_order"))

    assert guest.get(reverse("order-invoices", args=[order.pk])).status_code == 403
    assert "PDF hinterlegen" not in text_of(guest.get(reverse("order-page", args=[order.pk])))
