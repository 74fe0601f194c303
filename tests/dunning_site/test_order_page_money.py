"""What the order page says of rates, of what must be decided first, and of money that waits."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from orders.models import Order
from orders.rules.drafts import InstallmentDraft, PaymentPlan
from orders.services.shop_orders import create_order
from tests import factories
from tests.factories import TODAY
from tests.pages import text_of

LATE, LATER = TODAY - timedelta(days=8), TODAY + timedelta(days=22)


def _page(browser: Client, order: Order):
    return browser.get(reverse("order-page", args=[order.pk]))


def _figure(response, label: str) -> str:
    (one,) = (one for one in response.context["figures"] if one["label"] == label)
    return f"{one['value']}, {one['note']}".replace("\u00a0", " ")


def _in_rates() -> Order:
    rates = (InstallmentDraft(LATE, Decimal("134.50")), InstallmentDraft(LATER, Decimal("100.00")))
    told = factories.draft(total="234.50", due_on=LATE)
    told = replace(told, installments=rates, payment_plan=PaymentPlan.RATES)
    return create_order(factories.sales_account(), told, actor=None, today=TODAY)


def test_it_tells_what_of_the_rates_is_overdue(desk):
    response = _page(desk, _in_rates())

    assert _figure(response, "Offen") == "234,50 €, davon 134,50 € seit 8 Tagen überfällig"


def test_each_charge_names_its_rate_and_its_day(desk):
    page = text_of(_page(desk, _in_rates()))

    assert "Forderung Rate 1, fällig am 13.11.2026" in page
    assert "Forderung Rate 2, fällig am 13.12.2026" in page


def test_the_only_charge_names_its_day(desk):
    page = text_of(_page(desk, factories.order(due_on=LATE)))

    assert "Forderung (fällig am 13.11.2026)" in page


@pytest.mark.parametrize(
    ("change", "badge", "headline", "next_step"),
    [
        (
            {"reported_total": Decimal("95.00")},
            "Betrag zu klären",
            "Betrag zu klären: Der Shop meldet 95,00 €",
            "Betrag zu klären, der Shop meldet 95,00 €",
        ),
        (
            {"stop_reason": "deceased"},
            "Angehalten: Kunde verstorben",
            "Angehalten: Der Kunde ist verstorben.",
            "Klären, angehalten: Kunde verstorben",
        ),
    ],
)
def test_an_order_to_decide_on_promises_no_reminder(desk, change, badge, headline, next_step):
    order = factories.order(total="80.00", due_on=TODAY - timedelta(days=2))
    Order.objects.filter(pk=order.pk).update(**change)

    response = _page(desk, order)
    in_list = text_of(desk.get(reverse("order-list"), {"stufe": "offen"}))

    assert f'<span class="badge badge-warning">{badge}</span>' in text_of(response)
    told = response.context["explanation"].replace("\u00a0", " ")
    assert told.startswith(headline)
    assert "folgt" not in told
    assert _figure(response, "Nächster Schritt") == next_step
    assert f'<span class="badge badge-warning">{badge}</span>' in in_list


def test_the_reason_why_money_did_not_come_is_gone_once_all_is_paid(desk):
    order_open, paid = factories.order(), factories.order(open_amount="0.00")

    assert "Grund der Nichtzahlung" in text_of(_page(desk, order_open))
    assert "Grund der Nichtzahlung" not in text_of(_page(desk, paid))


def test_money_that_may_be_the_order_s_is_one_click_away(desk):
    order = factories.order(total="80.00", due_on=LATE)
    movement = factories.movement("80.00")
    address = reverse("orders:payment-detail", args=[movement.pk])

    without_right = text_of(_page(desk, order))
    clerk = factories.User.objects.get(username="petra")
    clerk.user_permissions.add(Permission.objects.get(codename="view_banktransaction"))
    page = text_of(_page(desk, order))

    assert "gehört vielleicht zu diesem Auftrag." in without_right
    assert f'href="{address}"' not in without_right
    assert f'href="{address}">Umsatz über 80,00 € vom 19.11.2026</a>' in page
