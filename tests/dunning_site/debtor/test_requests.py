"""The pages on which debtors tell or ask something: forms, refusals, languages, files."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from orders.models import Order
from orders.services.access import token_of
from reminders.models import DebtorPageSettings, DebtorRequest, DunningBlock
from tests import factories

pytestmark = pytest.mark.django_db
Kind, State = DebtorRequest.Kind, DebtorRequest.State


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def order(today) -> Order:
    return factories.order(
        total="90.00", due_on=today - timedelta(days=20), today=today, street="Geheimgasse 7"
    )


@pytest.fixture
def visit(client, order, settings):
    """A browser that came in by the link."""
    settings.PUBLIC_URL = "https://mahnung.example"
    client.get(f"/z/{token_of(order)}")
    return client


def address(order: Order, kind: str) -> str:
    return reverse("debtor-request", args=[order.public_id, kind])


def stored(order: Order) -> list[tuple[str, str]]:
    return [(one.kind, one.state) for one in order.debtor_requests.all()]


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("language", ["de", "en"])
def test_each_kind_has_its_form_and_asking_for_it_changes_nothing(visit, order, kind, language):
    order.customer.language = language
    order.customer.save()

    response = visit.get(address(order, kind))

    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}">' in page
    assert '<label for="id_message">' in page
    assert "Geheimgasse" not in page
    assert "Zoë" not in page
    assert stored(order) == []


def told(kind: str, today) -> dict[str, str]:
    return {
        "already_paid": {"paid_on": today.isoformat(), "amount": "50,00"},
        "deferral": {"until_on": (today + timedelta(days=20)).isoformat()},
        "instalments": {"count": "3"},
        "dispute": {"reason": "defective", "message": "Kratzer"},
        "address": {
            "street": "Am Hang 3",
            "postcode": "1010",
            "city": "Wien",
            "country": "Austria",
        },
        "payment_method": {"choice": "andere, siehe Nachricht", "message": "bar"},
    }[kind]


@pytest.mark.parametrize("kind", Kind.values)
def test_what_is_told_is_kept_and_shown_on_the_page(visit, order, kind, today):
    response = visit.post(address(order, kind), told(kind, today))

    assert (response.status_code, stored(order)) == (303, [(kind, State.OPEN)])
    assert response.url == f"/z/{order.public_id}/#requests"
    assert "Wir prüfen Ihre Nachricht." in visit.get(response.url).content.decode()


def test_a_country_is_kept_by_its_code(visit, order, today):
    visit.post(address(order, "address"), told("address", today))

    assert order.debtor_requests.get().details["country"] == "AT"


@pytest.mark.parametrize(
    ("kind", "wrong", "words"),
    [
        ("already_paid", {"paid_on": ""}, "Füllen Sie dieses Feld bitte aus."),
        ("already_paid", {"paid_on": "gestern"}, "Geben Sie den Tag bitte so an"),
        ("already_paid", {"paid_on": "01.01.2099"}, "spätestens heute"),
        ("already_paid", {"paid_on": "21.11.2026", "amount": "viel"}, "Geben Sie den Betrag"),
        ("deferral", {"until_on": "01.01.2020"}, "ab morgen"),
        ("instalments", {"count": "40"}, "Wählen Sie bitte einen der Werte"),
        ("dispute", {"reason": "defective"}, "Füllen Sie dieses Feld"),
        ("address", {"street": "Am Hang", "email": "ich"}, "vollständige E-Mail-Adresse"),
        ("dispute", {"reason": "other", "message": "x" * 1001}, "höchstens 1000 Zeichen"),
    ],
)
def test_what_is_wrong_stands_at_the_field_and_above(visit, order, kind, wrong, words):
    response = visit.post(address(order, kind), wrong)

    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Fehler:" in page
    assert page.count(words) == 2
    assert 'aria-invalid="true"' in page
    assert stored(order) == []


def test_what_was_typed_stays(visit, order):
    response = visit.post(
        address(order, "already_paid"),
        {"paid_on": "gestern", "amount": "50", "message": "<b>per Bank</b>"},
    )

    page = response.content.decode()
    assert 'value="gestern"' in page
    assert 'value="50"' in page
    assert "&lt;b&gt;per Bank&lt;/b&gt;" in page


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(data, "PNG")
    return data.getvalue()


def test_a_proof_is_kept_as_a_picture_made_anew(visit, order, today):
    proof = SimpleUploadedFile("../beleg.exe", picture(), content_type="application/x-msdownload")

    visit.post(address(order, "already_paid"), {"paid_on": today.isoformat(), "proof": proof})

    kept = order.debtor_requests.get().proof
    assert (kept.file_name, kept.content_type) == ("beleg.exe", "image/jpeg")
    assert bytes(kept.content).startswith(b"\xff\xd8")


@pytest.mark.parametrize("data", [b"<html><script>1</script>", b"", b"x" * 5_000_001])
def test_a_file_that_is_no_proof_is_refused_and_nothing_is_kept(visit, order, today, data):
    proof = SimpleUploadedFile("beleg.png", data, content_type="image/png")

    response = visit.post(
        address(order, "already_paid"), {"paid_on": today.isoformat(), "proof": proof}
    )

    assert response.status_code == 422
    assert "Diese Datei können wir nicht öffnen." in response.content.decode()
    assert stored(order) == []
    assert not DunningBlock.objects.exists()


def test_a_file_must_be_chosen_again_after_another_mistake(visit, order):
    proof = SimpleUploadedFile("beleg.png", picture())

    response = visit.post(address(order, "already_paid"), {"paid_on": "", "proof": proof})

    assert "Wählen Sie die Datei bitte noch einmal aus." in response.content.decode()


def test_the_same_twice_says_since_when_it_waits(visit, order, today):
    form = told("already_paid", today)
    visit.post(address(order, "already_paid"), form)

    response = visit.post(address(order, "already_paid"), form)

    assert response.status_code == 200
    assert f"Das haben Sie uns schon am {today:%d.%m.%Y} mitgeteilt." in response.content.decode()
    assert len(stored(order)) == 1


def test_who_must_not_ask_is_told_why(visit, order, today):
    Order.objects.filter(pk=order.pk).update(open_amount=0)

    response = visit.post(address(order, "deferral"), told("deferral", today))

    assert response.status_code == 409
    assert "ist nichts mehr zu zahlen" in response.content.decode()


def test_it_says_what_is_granted_at_once_and_grants_it(visit, order, today):
    DebtorPageSettings.objects.create(
        sales_account=order.sales_account, deferral_days=14, max_rates=3
    )

    deferral = visit.get(address(order, "deferral")).content.decode()
    rates = visit.get(address(order, "instalments")).content.decode()
    visit.post(address(order, "instalments"), {"count": "3"})

    last = today + timedelta(days=14)
    assert f"Bis zum {last:%d.%m.%Y} gewähren wir Ihnen den Aufschub sofort." in deferral
    assert "Bis zu 3 Raten vereinbaren wir sofort." in rates
    assert "3 Raten zu 30,00\xa0€" in rates
    assert stored(order) == [("instalments", State.GRANTED)]


@pytest.mark.parametrize(("kind", "said"), [("deferral", "Gewährt."), ("address", "Erledigt.")])
def test_time_that_a_clerk_gives_reads_as_granted(visit, order, kind, said):
    now = timezone.now()
    DebtorRequest.objects.create(
        order=order, kind=kind, state=State.ACCEPTED, received_at=now, settled_at=now
    )

    assert said in visit.get(reverse("debtor-page", args=[order.public_id])).content.decode()


def test_nothing_is_promised_at_once_that_is_not_granted(visit, order, today):
    DebtorPageSettings.objects.create(
        sales_account=order.sales_account, deferral_days=14, max_rates=3
    )
    visit.post(address(order, "instalments"), {"count": "3"})
    with_plan = visit.get(address(order, "deferral")).content.decode()
    Order.objects.filter(pk=order.pk).update(reported_total=Decimal("5.00"))
    order.instalment_plans.update(state="ended")
    unclear = visit.get(address(order, "deferral")).content.decode()

    assert "sofort" not in with_plan
    assert "sofort" not in unclear


def test_small_amounts_are_not_paid_in_rates(visit, order):
    DebtorPageSettings.objects.create(sales_account=order.sales_account, min_rate=Decimal("45.01"))

    page = visit.get(address(order, "instalments")).content.decode()

    assert "zu klein für Raten" in page
    assert "<select" not in page


def test_what_was_declined_is_said_to_have_no_effect_at_once(visit, order, today):
    visit.post(address(order, "already_paid"), told("already_paid", today))
    DebtorRequest.objects.update(state=State.DECLINED, settled_at=timezone.now())

    page = visit.get(address(order, "already_paid")).content.decode()

    assert "bis dahin kann eine weitere Mahnung kommen" in page


@pytest.mark.parametrize("kind", ["geschenk", "Already-Paid"])
def test_other_kinds_are_like_a_wrong_link(visit, order, kind):
    assert visit.get(f"/z/{order.public_id}/anliegen/{kind}/").status_code == 404


def test_without_a_visit_there_is_no_form(client, order):
    assert client.get(address(order, "dispute")).status_code == 404
    assert client.post(address(order, "dispute"), {"reason": "other"}).status_code == 404
    assert stored(order) == []


def test_what_is_larger_than_any_form_is_not_even_read(visit, order):
    response = visit.generic(
        "POST", address(order, "already_paid"), b"x" * 26_000_000, content_type="text/plain"
    )

    assert response.status_code == 413
    assert response.headers["Cache-Control"] == "no-store"
