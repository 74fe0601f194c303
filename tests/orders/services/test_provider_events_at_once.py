"""Reports of a provider that arrive at the same moment count once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from orders.adapters.payment_providers.base import EventKind
from orders.models import LedgerEntry, OnlinePayment, Order
from orders.services.payments import record_payment
from orders.services.provider_events import TakenEvent, take_event
from tests import factories
from tests.factories import TODAY
from tests.provider_payments import begin, begun, event, provider_account
from tests.provider_stand_in import provider_stand_in

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one transaction at a time anyway"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def together(*jobs: Callable[[], object]) -> list[object]:
    """What the jobs answer, in threads that start at the same moment."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def test_the_same_report_four_times_at_once_books_once():
    payment = begun(factories.order(total="79.90"), provider_account())
    report = event(payment, EventKind.PAID)

    taken = together(
        *[lambda: take_event(payment.provider_account, report, today=TODAY)] * 4,
    )

    assert sum(isinstance(one, TakenEvent) and one.is_new for one in taken) == 1
    assert LedgerEntry.objects.filter(source="provider").count() == 1


def test_different_reports_of_one_payment_at_once_book_once():
    payment = begun(factories.order(total="79.90"), provider_account())
    kinds = (EventKind.PAID, EventKind.PAID, EventKind.EXPIRED, EventKind.PENDING)
    reports = [event(payment, kind) for kind in kinds]

    together(
        *[
            lambda report=report: take_event(payment.provider_account, report, today=TODAY)
            for report in reports
        ]
    )

    assert LedgerEntry.objects.filter(source="provider").count() == 1
    assert OnlinePayment.objects.get().state == OnlinePayment.State.PAID


def test_a_report_and_a_clerk_at_once_both_count():
    payment = begun(factories.order(total="79.90"), provider_account())
    report = event(payment, EventKind.PAID)

    together(
        lambda: take_event(payment.provider_account, report, today=TODAY),
        lambda: record_payment(
            payment.order_id, amount=Decimal("9.90"), paid_on=TODAY, actor=None, today=TODAY
        ),
    )

    order = Order.objects.get()
    assert (order.open_amount, order.credit_amount) == (Decimal("0.00"), Decimal("9.90"))


def test_a_double_click_opens_one_page(settings):
    settings.PUBLIC_URL = "https://zahlen.example"
    order, account = factories.order(total="79.90"), provider_account()

    with provider_stand_in() as stand_in:
        settings.PROVIDER_STRIPE_URL = stand_in.url
        together(*[lambda: begin(order, account)] * 4)

        assert len(stand_in.sessions) == 1
    assert OnlinePayment.objects.count() == 1
