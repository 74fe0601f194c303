"""Whose page it is, in which language, and that it takes no more queries the more there is."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.models import Creditor, Customer, Invoice, InvoiceFile, Order
from reminders.models import DebtorPageSettings, DebtorRequest
from tests import factories
from tests.pages import text_of, words_of
from tests.reminders.services.claim_bench import again, bought, in_rates, pay, send, step

pytestmark = pytest.mark.django_db
LATE = date(2026, 10, 3)
# Small words that no English sentence holds, and the other way round.
GERMAN = re.compile(r"\b(und|der|die|das|ist|Sie|nicht|vom|Bestellung|Zahlung|Mahnung|fällig)\b")
ENGLISH = re.compile(r"\b(the|and|is|you|not|of|order|payment|reminder|due)\b")


def everything(order: Order) -> Order:
    """An order with something in every section of the page."""
    send(order, step(fee="2.50", channel="letter"), on=date(2026, 11, 10))
    pay(order, "20.00", on=date(2026, 11, 15))
    invoice = Invoice.objects.create(order=order, number="RE-7", number_key="RE7")
    InvoiceFile.objects.create(invoice=invoice, file_name="re.pdf", pdf=b"%PDF-1")
    now = timezone.now()
    for kind in DebtorRequest.Kind.values:
        DebtorRequest.objects.create(
            order=order, kind=kind, state="accepted", received_at=now, settled_at=now
        )
    DebtorPageSettings.objects.update_or_create(
        sales_account=order.sales_account,
        defaults={"imprint_url": "https://a.example/i", "privacy_url": "https://a.example/p"},
    )
    Creditor.objects.filter(pk=order.sales_account.creditor_id).update(
        name="Lindgruen AG", street="Hafen 4", account_holder="Lindgruen AG"
    )
    order.lines.update(product="XX")
    return again(order)


def test_the_english_page_holds_no_german_word_and_the_german_one_no_english(visit, shown):
    order = everything(bought(due_day_agreed=True))
    german = shown(order)

    client = visit(order)
    switched = client.post(
        f"/z/{order.public_id}/sprache/", {"language": "en", "here": f"/z/{order.public_id}/"}
    )
    english = client.get(f"/z/{order.public_id}/")

    assert switched.status_code == 303
    assert '<html lang="en">' in text_of(english)
    assert "EUR 1," in words_of(english)
    assert GERMAN.findall(words_of(english)) == []
    assert ENGLISH.findall(german.replace("Link", "")) == []


def test_the_page_speaks_the_customers_language_or_else_the_accounts(shown):
    order = factories.order(total="84.90", due_on=LATE)
    order.sales_account.language = "en"
    order.sales_account.save()
    assert "EUR 84.90 is outstanding, due since 3 Oct 2026." in shown(order)

    Customer.objects.filter(pk=order.customer_id).update(language="de")
    assert "Offen sind 84,90 €" in shown(order)


def test_the_language_button_leads_back_to_this_order_only(visit):
    order = factories.order(due_on=LATE)
    client = visit(order)

    for here in ("https://evil.example/", "//evil.example", "/auftraege/", "/z/andere/", ""):
        response = client.post(f"/z/{order.public_id}/sprache/", {"language": "xx", "here": here})
        assert response.headers["Location"] == f"/z/{order.public_id}/"
        assert "z_language" not in response.cookies


@pytest.mark.parametrize(
    ("accent", "is_used"), [("#0a5c36", True), ("#ffcc00", False), ("", False)]
)
def test_the_accounts_colour_is_used_only_if_white_text_can_be_read_on_it(visit, accent, is_used):
    order = factories.order(due_on=LATE)
    DebtorPageSettings.objects.create(sales_account=order.sales_account, accent=accent)
    client = visit(order)

    sheet = client.get(f"/z/{order.public_id}/farbe.css")

    assert ("farbe.css" in text_of(client.get(f"/z/{order.public_id}/"))) is is_used
    assert sheet.status_code == (200 if is_used else 404)
    if is_used:
        assert sheet.content == b":root { --accent: #0a5c36; }\n"
        assert sheet.headers["Content-Type"] == "text/css"


def test_the_page_takes_the_same_number_of_queries_however_much_there_is(visit):
    small = factories.order(due_on=LATE)
    large = bought(due_day_agreed=True)
    large = in_rates(large, *[(LATE + timedelta(days=30 * n), "100.00") for n in range(10)])
    for line in range(2, 6):
        large.lines.create(position=line, product="XX", quantity=1, unit_price=1)
    everything(large)
    for level, day in ((2, 17), (3, 19)):
        send(large, step(level=level), on=date(2026, 11, day))
        pay(large, "20.00", on=date(2026, 11, day))

    counts = []
    for order in (small, large):
        client = visit(order)
        client.get(f"/z/{order.public_id}/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/z/{order.public_id}/")
        counts.append(len(queries))

    assert counts[1] <= counts[0] + 1
    assert counts[1] <= 30
