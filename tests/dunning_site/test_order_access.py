"""The order page's card of the payment page, and the pages behind its buttons."""

import pytest
from django.utils import timezone

from orders.models import Order
from orders.services.access import note_opening, order_of_token, payment_link, token_of
from reminders.models import DebtorPageSettings
from tests import factories
from tests.pages import words_of

CARD = 'id="access-heading"'


@pytest.fixture(autouse=True)
def address(settings):
    settings.PUBLIC_URL = "https://zahlen.lindenhof.example"


@pytest.fixture
def order(db) -> Order:
    return factories.order()


@pytest.fixture
def clerk(client, db, today):
    client.force_login(factories.user("petra", "orders.view_order", "orders.change_order"))
    return client


def page_of(browser, order: Order) -> str:
    return browser.get(f"/auftraege/{order.pk}/").content.decode()


def test_the_card_shows_the_link_and_when_it_was_opened(clerk, order, today):
    before = page_of(clerk, order)
    note_opening(order, now=timezone.now(), today=today)

    page = page_of(clerk, order)

    assert f'value="{payment_link(order)}"' in page
    assert "noch nie" in before
    assert f"am {today:%d.%m.%Y}" in page


def test_who_may_not_renew_links_sees_none(reader, order):
    page = page_of(reader, order)

    assert CARD in page
    assert payment_link(order) not in page
    assert "Link erneuern" not in page


def test_without_an_address_of_its_own_there_is_no_card(clerk, order, settings):
    settings.PUBLIC_URL = ""

    assert CARD not in page_of(clerk, order)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"collection_since": factories.TODAY}, "beim Inkasso"),
        ({"open_amount": 0}, "nichts mehr offen"),
        ({"access_revoked_on": factories.TODAY}, "gesperrt seit 21.11.2026"),
    ],
)
def test_a_closed_page_says_why(clerk, order, change, words):
    Order.objects.filter(pk=order.pk).update(**change)

    page = page_of(clerk, order)

    assert words in page
    assert "/z/" not in page


def test_a_page_that_is_switched_off_says_so(clerk, order):
    DebtorPageSettings.objects.create(sales_account=order.sales_account, is_active=False)

    assert "für Foto-Shop ausgeschaltet" in page_of(clerk, order)


def test_a_link_is_renewed_after_a_confirmation(clerk, order):
    old, url = token_of(order), f"/auftraege/{order.pk}/zahlungsseite/erneuern/"

    asked = words_of(clerk.get(url))
    assert order_of_token(old) == order
    response = clerk.post(url, follow=True)

    order.refresh_from_db()
    assert "Alle älteren öffnen die Seite nicht mehr" in asked
    assert "Link erneuert." in words_of(response)
    assert order_of_token(old) is None
    assert order_of_token(token_of(order)) == order
    assert "Link der Zahlungsseite erneuert" in order.history.first().text


def test_a_page_is_closed_and_opened_again(clerk, order):
    address = f"/auftraege/{order.pk}/zahlungsseite"

    asked = words_of(clerk.get(f"{address}/sperren/"))
    clerk.post(f"{address}/sperren/")
    order.refresh_from_db()
    closed = page_of(clerk, order)
    clerk.post(f"{address}/erneuern/")

    assert "Kein Link öffnet die Zahlungsseite mehr" in asked
    assert order.access_revoked_on == factories.TODAY
    assert "Seite sperren" not in closed
    order.refresh_from_db()
    assert order_of_token(token_of(order)) == order


@pytest.mark.parametrize("act", ["erneuern", "sperren"])
def test_who_lacks_the_right_changes_nothing(reader, order, act):
    response = reader.post(f"/auftraege/{order.pk}/zahlungsseite/{act}/")

    order.refresh_from_db()
    assert response.status_code == 403
    assert order.access_version == 1
