"""The configuration of creditors, payment methods and customers."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from orders.models import Creditor, Customer, HistoryEntry, Order, PaymentMethod
from tests.admin_forms import errors_of, save
from tests.factories import creditor, method, order, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    names = [
        f"orders.{action}_{model}"
        for action in ("view", "add", "change")
        for model in ("creditor", "paymentmethod", "customer")
    ]
    client.force_login(user("leonie", *names, is_staff=True))
    return client


def change_url(row) -> str:
    return reverse(f"admin:orders_{row._meta.model_name}_change", args=[row.pk])


def picture(width: int, height: int, format: str = "JPEG") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "#2456c4").save(buffer, format)
    return SimpleUploadedFile(f"logo.{format.lower()}", buffer.getvalue())


def test_an_iban_is_stored_without_blanks(manager):
    row = creditor()

    save(manager, change_url(row), iban="de02 1203 0000 0000 2020 51", bic="byladem1001")

    row.refresh_from_db()
    assert (row.iban, row.bic) == ("DE02120300000000202051", "BYLADEM1001")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("iban", "DE02 1203 0000 0000 2020 52", "Die IBAN stimmt nicht"),
        ("iban", "DE02 1203", "Die IBAN stimmt nicht"),
        ("bic", "BYLADEM", "Eine BIC hat 8 oder 11 Zeichen"),
        ("country", "D1", "Ein Land hat zwei Buchstaben"),
    ],
)
def test_a_wrong_detail_is_refused_at_its_field(manager, field, value, sentence):
    row = creditor()

    response = save(manager, change_url(row), **{field: value})

    assert sentence in response.context["adminform"].form.errors[field][0]
    assert response.context["adminform"].form[field].value() == value


def test_a_logo_is_stored_as_a_png_of_at_most_1200_pixels(manager):
    row = creditor()

    save(manager, change_url(row), logo=picture(2400, 600))
    shown = manager.get(reverse("admin:orders_creditor_logo", args=[row.pk]))

    stored = Image.open(Creditor.objects.get(pk=row.pk).logo)
    assert (stored.format, stored.size) == ("PNG", (1200, 300))
    assert shown["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(picture(9000, 9000, "PNG"), id="pixel flood"),
        pytest.param(SimpleUploadedFile("logo.svg", b"<svg/>"), id="SVG"),
        pytest.param(SimpleUploadedFile("logo.png", b"<svg><script/></svg>"), id="disguised SVG"),
    ],
)
def test_other_files_are_no_logo(manager, file):
    row = creditor()
    file.seek(0)

    response = save(manager, change_url(row), logo=file)

    assert errors_of(response)
    assert not Creditor.objects.get(pk=row.pk).logo


def test_the_logo_page_is_closed_to_people_without_the_right(client):
    row = creditor()
    client.force_login(user("gast", is_staff=True))

    response = client.get(reverse("admin:orders_creditor_logo", args=[row.pk]))

    assert response.status_code == 404


def test_a_payment_method_exists_once_in_any_case(manager):
    method("Rechnung")

    response = save(manager, reverse("admin:orders_paymentmethod_add"), name="RECHNUNG")

    assert errors_of(response) == ["Diese Zahlungsart gibt es schon."]
    assert PaymentMethod.objects.count() == 1


def test_a_corrected_customer_is_found_by_the_new_name(manager):
    one = order(last_name="Winter")

    save(manager, change_url(one.customer), last_name="Sommer", city="Kiel")

    found = Order.objects.get(search_text__contains="sommer")
    assert found == one
    assert Customer.objects.get(pk=one.customer_id).city == "Kiel"
    newest = HistoryEntry.objects.filter(order=one).first()
    assert newest.text == "Kundendaten von Hand geändert: Nachname, Ort."
    assert newest.actor.username == "leonie"


def test_saving_a_customer_unchanged_leaves_no_trace(manager):
    one = order()
    before = HistoryEntry.objects.count()

    save(manager, change_url(one.customer))

    assert HistoryEntry.objects.count() == before


def test_a_wrong_e_mail_address_is_refused(manager):
    one = order()

    response = save(manager, change_url(one.customer), reminder_email="keine Adresse")

    assert "reminder_email" in response.context["adminform"].form.errors


def test_customers_are_neither_added_nor_deleted_by_hand(manager):
    one = order()

    added = manager.get(reverse("admin:orders_customer_add"))
    deleted = manager.get(reverse("admin:orders_customer_delete", args=[one.customer_id]))

    assert (added.status_code, deleted.status_code) == (403, 403)
