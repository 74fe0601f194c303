"""Orders whose debtors look at their payment pages, and what they asked for there."""

import io
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.utils import timezone
from pypdf import PdfWriter

from orders.models import Order, PaymentLink, SalesAccount
from orders.services.access import payment_link
from orders.services.invoice_files import store_invoice_file
from orders.services.payments import record_payment
from reminders.models import DebtorPageSettings
from reminders.rules.instalments import Rate
from reminders.services.delivery import deliver_due
from reminders.services.plans import agree_plan
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run
from tests import factories
from tests.journeys.seed_online import online_payments
from tests.journeys.seed_requests import requests
from tests.provider_payments import provider_account


def debtors(lead: User, today: date, account: SalesAccount) -> dict[str, object]:
    """One order per standing that the payment page tells apart, and a request of each kind."""
    account.sender_name = "Sternwarte"
    account.save()
    DebtorPageSettings.objects.create(
        sales_account=account,
        accent="#1f5f4a",
        imprint_url="https://sternwarte.example/impressum",
        privacy_url="https://sternwarte.example/datenschutz",
        deferral_days=14,
        max_rates=6,
    )
    PaymentLink.objects.create(
        sales_account=account,
        label="PayPal",
        url_template="https://paypal.example/sternwarte/{BETRAG}{WAEHRUNG}",
    )
    provider = provider_account(sales_account=account)
    made = {name: _order(account, today, number) for name, number in _ORDERS.items()}
    _dun(made, today)
    _english(made["debtor_english"])
    _pay_a_part(made["debtor_part_paid"], lead, today)
    _plan(made["debtor_plan"], lead, today)
    asked = requests(lead, today, lambda number: _order(account, today, number))
    asked |= online_payments(provider, made, today)
    return {**made, **asked, "debtor_account": account, "provider": provider}


def links(rows: Mapping[str, object]) -> dict[str, str]:
    """The path of the link of each order, by its name: "/z/…"."""
    webhook = f"/zahlung/webhook/{rows['provider'].webhook_key}/"
    return (
        {"debtor_webhook": webhook}
        | {
            f"{name}_link": "/z/" + payment_link(rows[name]).rpartition("/z/")[2]
            for name in _ORDERS
        }
        | {f"{name}_page": f"/z/{rows[name].public_id}/" for name in _ORDERS}
    )


_ORDERS = {
    "debtor_order": "SW-100",
    "debtor_english": "SW-101",
    "debtor_part_paid": "SW-102",
    "debtor_plan": "SW-103",
    "debtor_online_paid": "SW-104",
    "debtor_online_pending": "SW-105",
    "debtor_online_begun": "SW-106",
    # The journeys work on these.
    "debtor_payer": "SW-110",
    "debtor_disputer": "SW-111",
    "debtor_asker": "SW-112",
}


def _order(account: SalesAccount, today: date, number: str) -> Order:
    order = factories.order(
        account,
        today=today,
        number=number,
        total="184.90",
        due_on=today - timedelta(days=20),
        last_name="Sternberg",
    )
    store_invoice_file(
        order.pk,
        number=f"R-{number}",
        file_name=f"Rechnung-{number}.pdf",
        data=_blank_pdf(),
        actor=None,
    )
    return order


def _blank_pdf() -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(file)
    return file.getvalue()


def _dun(made: Mapping[str, Order], today: date) -> None:
    """By nobody: a person's newer selection would discard the proposal that others look at."""
    day = today - timedelta(days=12)
    run = propose_run(
        [order.pk for order in made.values()],
        level=1,
        day=day,
        written_on=day,
        selection="Verkaufsaccount: Sternwarte",
        actor=None,
    )
    moment = datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_default_timezone())
    moment += timedelta(hours=12)
    release_run(run.pk, actor=None, today=day, now=moment)
    seconds = iter(range(100_000))
    deliver_due(clock=lambda: moment + timedelta(seconds=next(seconds)))


def _english(order: Order) -> None:
    order.customer.language = "en"
    order.customer.save(update_fields=["language"])


def _pay_a_part(order: Order, lead: User, today: date) -> None:
    record_payment(
        order.pk,
        amount=Decimal("50.00"),
        paid_on=today - timedelta(days=3),
        reference="Überweisung",
        actor=lead,
        today=today,
    )


def _plan(order: Order, lead: User, today: date) -> None:
    order.refresh_from_db()
    half = order.open_amount / 2
    rates = [Rate(today + timedelta(days=10), half.quantize(Decimal("0.01")))]
    rates.append(Rate(today + timedelta(days=40), order.open_amount - rates[0].amount))
    agree_plan(order.pk, rates, actor=lead, today=today)
