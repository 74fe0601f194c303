"""Verjährung: the list and what it says."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.models import Order
from orders.services.payments import record_payment
from tests.factories import order, sales_account
from tests.pages import text_of

TODAY = date(2026, 11, 22)
PAGE = reverse("reminders:limitation-list")


@pytest.fixture(autouse=True)
def orders(db, monkeypatch):
    """Open orders of four years, seen in November 2026."""
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)
    account = sales_account()
    for year in (2022, 2023, 2024, 2025):
        order(account, number=f"EF-{year}", due_on=date(year, 5, 1), total="100.00", today=TODAY)


def numbers(answered):
    return [row.record.number for row in answered.context["table"].paginated_rows]


def test_it_lists_the_last_days_and_says_what_to_do(page):
    answered = page.get(PAGE)

    text = text_of(answered)
    assert numbers(answered) == ["EF-2023", "EF-2024", "EF-2025", "EF-2022"]
    for words in ("31.12.2026", "02.01.2029", "noch 39 Tage", "verjährt", "Mahnbescheid"):
        assert words in text
    assert "1 offener Auftrag verjährt in den nächsten sechs Monaten." in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?verjaehrt_am=2026", ["EF-2023"]),
        ("?verjaehrt_am=2028", ["EF-2025"]),
        ("?frist=6", ["EF-2023"]),
        ("?frist=1", []),
        ("?frist=verjaehrt", ["EF-2022"]),
        ("?suche=EF-2024", ["EF-2024"]),
        ("?frist=bald", []),
        ("?sort=-open_amount", ["EF-2025", "EF-2024", "EF-2023", "EF-2022"]),
    ],
)
def test_it_filters_and_sorts(page, query, expected):
    assert numbers(page.get(PAGE + query)) == expected


def test_a_part_payment_is_a_hint_and_moves_no_day(page):
    bought = Order.objects.get(number="EF-2023")
    paid_on = TODAY - timedelta(days=30)
    record_payment(bought.pk, amount=Decimal(10), paid_on=paid_on, actor=None, today=TODAY)

    text = text_of(page.get(PAGE + "?suche=EF-2023"))

    assert "Zahlung vom 23.10.2026: Die Frist kann neu begonnen haben" in text
    assert "bis 23.10.2029" in text
    assert "31.12.2026" in text


def test_the_menu_counts_what_becomes_barred(page):
    assert "verjähren in sechs Monaten" in text_of(page.get(PAGE))


def test_it_needs_few_queries_however_long_the_list(page, django_assert_max_num_queries):
    page.get(PAGE)

    with django_assert_max_num_queries(22):
        page.get(PAGE)


def test_who_may_not_see_orders_may_not_see_the_list(browser_of):
    assert browser_of("reminders.view_dunningrun").get(PAGE).status_code == 403
