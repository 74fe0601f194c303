"""The debtor pays online: to the provider's page, back, and what he is told."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import stripe as stripe_package
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dunning_site.debtor.visits import open_visit
from orders.adapters.payment_providers.base import EventKind
from orders.models import OnlinePayment, Order
from reminders.models import DunningBlock
from tests import factories
from tests.provider_payments import begun, provider_account, take
from tests.provider_stand_in import API_KEY, WEBHOOK_SECRET, provider_stand_in

pytestmark = pytest.mark.django_db
State = OnlinePayment.State


@pytest.fixture
def stand_in(settings, monkeypatch):
    monkeypatch.setattr(stripe_package.HTTPClient, "INITIAL_DELAY", 0.01)
    with provider_stand_in() as provider:
        settings.PROVIDER_STRIPE_URL = provider.url
        yield provider


@pytest.fixture
def order(settings):
    settings.PUBLIC_URL = "https://zahlen.example"
    return factories.order(total="79.90", today=timezone.localdate())


@pytest.fixture
def account(order):
    return provider_account()


@pytest.fixture
def debtor(client: Client, order: Order) -> Client:
    cache.clear()
    visit = HttpResponse()
    open_visit(visit, order, now=timezone.now())
    client.cookies = visit.cookies
    return client


def pay(debtor: Client, order: Order, account: Any, **form: str) -> HttpResponse:
    return debtor.post(f"/z/{order.public_id}/zahlen/{account.pk}/", form)


def back(order: Order, payment: OnlinePayment, more: str = "") -> str:
    return f"/z/{order.public_id}/zahlen/zurueck/?zahlung={payment.pk}{more}"


def test_the_page_offers_the_provider_with_the_amount(debtor, order, account):
    page = debtor.get(f"/z/{order.public_id}/").content.decode()

    assert f'action="/z/{order.public_id}/zahlen/{account.pk}/"' in page
    assert 'value="79,90"' in page
    assert "Karte oder Lastschrift" in page


def test_the_form_leads_by_a_page_of_ours_to_the_provider(debtor, order, account, stand_in):
    sent = pay(debtor, order, account, amount="20,00")
    onward = debtor.get(sent.headers["Location"])

    payment = OnlinePayment.objects.get()
    session = stand_in.only_session()
    assert sent.status_code == 303
    assert payment.amount == Decimal("20.00")
    assert onward.headers["Refresh"] == f"0; url={session['url']}"
    assert session["url"] in onward.content.decode()
    assert "form-action 'self';" in f"{onward.headers['Content-Security-Policy']};"
    assert session["success_url"].startswith(f"https://zahlen.example/z/{order.public_id}/")


def test_without_an_amount_it_is_what_the_page_asks_for(debtor, order, account, stand_in):
    pay(debtor, order, account)

    assert stand_in.only_session()["amount_total"] == 7990


def test_nobody_is_dunned_on_the_day_of_the_payment(debtor, order, account, stand_in):
    pay(debtor, order, account)

    block = DunningBlock.objects.get()
    assert (block.set_on, block.until_on) == (timezone.localdate(),) * 2


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("viel", "Geben Sie einen Betrag ein"),
        ("0", "Geben Sie einen Betrag ein"),
        ("0,50", "mindestens 1,00"),
        ("79,91", "höchstens 79,90"),
    ],
)
def test_a_wrong_amount_can_be_corrected(debtor, order, account, amount, words):
    answer = pay(debtor, order, account, amount=amount)

    page = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 422
    assert words in page
    assert f'value="{amount}"' in page
    assert not OnlinePayment.objects.exists()


def test_a_provider_that_is_away_is_told_in_the_debtors_language(debtor, order, account, stand_in):
    stand_in.faults = [500] * 4
    german = pay(debtor, order, account)
    debtor.cookies["z_language"] = "en"
    english = pay(debtor, order, account)

    assert (german.status_code, english.status_code) == (409, 409)
    assert "nicht erreichbar" in german.content.decode()
    assert "cannot be reached" in english.content.decode()


def test_the_pause_begins_before_the_provider_is_called_and_ends_if_it_is_away(
    debtor, order, account, stand_in
):
    stand_in.faults = [500, 500]

    pay(debtor, order, account)

    block = DunningBlock.objects.get()
    assert (block.set_on, block.lifted_on) == (timezone.localdate(), timezone.localdate())


def test_providers_of_others_are_not_found(debtor, order, account):
    other = provider_account(sales_account=factories.sales_account("Zweiter Shop"))

    assert pay(debtor, order, other).status_code == 404


def test_without_a_visit_nothing_is_found(client, order, account):
    payment = begun(order, account)

    answers = [
        pay(client, order, account),
        client.get(f"/z/{order.public_id}/zahlen/{payment.pk}/weiter/"),
        client.get(back(order, payment)),
        client.post(back(order, payment)),
    ]

    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1


def test_payments_of_others_are_not_found(debtor, order, account):
    other = begun(factories.order(), account)

    assert debtor.get(back(order, other)).status_code == 404
    assert debtor.get(f"/z/{order.public_id}/zahlen/{other.pk}/weiter/").status_code == 404


def test_an_old_way_to_the_provider_leads_to_what_is_known(debtor, order, account):
    payment = begun(order, account, started_at=timezone.now() - timedelta(hours=1))

    answer = debtor.get(f"/z/{order.public_id}/zahlen/{payment.pk}/weiter/")

    assert answer.headers["Location"] == back(order, payment)


@pytest.mark.parametrize("paid", ["79.90", "75.00"])
def test_who_has_paid_meanwhile_is_not_led_on(debtor, order, account, paid):
    payment = begun(order, account, amount=Decimal(paid), started_at=timezone.now())
    take(payment, EventKind.PAID)
    other = begun(order, account, amount=Decimal("5.00"), started_at=timezone.now())

    response = debtor.get(f"/z/{order.public_id}/zahlen/{other.pk}/weiter/")

    assert response.headers["Location"] == back(order, other)


def test_what_the_provider_never_opened_is_not_asked_about(debtor, order, account, stand_in):
    payment = begun(order, account, provider_reference="", checkout_url="")

    response = debtor.post(back(order, payment))

    assert response.status_code == 200
    assert stand_in.calls == []


@pytest.mark.parametrize(
    ("facts", "more", "words"),
    [
        ({}, "", "noch nicht bestätigt"),
        ({}, "&abbruch=1", "Es wurde nichts abgebucht"),
        ({"checkout_url": ""}, "", "Die Bank bestätigt sie"),
        ({"checkout_url": ""}, "&abbruch=1", "Die Bank bestätigt sie"),
        ({"state": State.EXPIRED, "checkout_url": ""}, "", "kam nicht zustande"),
        ({"state": State.FAILED, "checkout_url": ""}, "", "kam nicht zustande"),
    ],
)
def test_back_again_he_reads_only_what_is_known(debtor, order, account, facts, more, words):
    payment = begun(order, account, **{"started_at": timezone.now(), **facts})

    page = debtor.get(back(order, payment, more))

    assert words in page.content.decode()
    assert "Refresh" not in page.headers


def test_opening_the_page_changes_nothing(debtor, order, account, stand_in):
    payment = begun(order, account, started_at=timezone.now())

    debtor.get(back(order, payment))

    assert stand_in.calls == []


def test_asking_finds_a_payment_whose_report_is_late(debtor, order, account, stand_in):
    pay(debtor, order, account, amount="20")
    payment = OnlinePayment.objects.get()
    stand_in.pay(payment.provider_reference)

    page = debtor.post(back(order, payment)).content.decode().replace("\u00a0", " ")

    assert "Ihre Zahlung über 20,00 € ist bei uns eingegangen" in page
    assert "Offen sind noch 59,90" in page


def test_asking_a_provider_that_knows_nothing_new_says_so(debtor, order, account, stand_in):
    pay(debtor, order, account)

    page = debtor.post(back(order, OnlinePayment.objects.get())).content.decode()

    assert "noch nicht bestätigt. Wir fragen von selbst" in page


def test_who_asks_again_at_once_does_not_ask_the_provider_again(debtor, order, account, stand_in):
    payment = begun(order, account, started_at=timezone.now(), provider_reference="cs_none")

    pages = [debtor.post(back(order, payment)).content.decode() for _ in range(3)]

    assert len(stand_in.calls) == 1
    assert all("noch nicht bestätigt. Wir fragen von selbst" in page for page in pages)


def test_keys_are_on_no_page(debtor, order, account, stand_in):
    pay(debtor, order, account)
    payment = OnlinePayment.objects.get()

    pages = [
        debtor.get(f"/z/{order.public_id}/"),
        debtor.get(f"/z/{order.public_id}/zahlen/{payment.pk}/weiter/"),
        debtor.get(back(order, payment)),
    ]

    for page in pages:
        assert API_KEY not in page.content.decode()
        assert WEBHOOK_SECRET not in page.content.decode()
        assert account.webhook_key not in page.content.decode()
