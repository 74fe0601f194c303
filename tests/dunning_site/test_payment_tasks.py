"""The task that asks providers, and the pauses that follow from the answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dunning_site.schedules import TIMETABLE
from dunning_site.services.online_payment_pauses import follow_reports, pause_for_payment
from dunning_site.tasks import ask_payment_providers
from orders.adapters.payment_providers.base import EventKind
from orders.models import Order
from reminders.models import DebtorRequest, DunningBlock
from tests import factories
from tests.factories import TODAY
from tests.provider_payments import begin, begun, provider_account, take
from tests.provider_stand_in import provider_stand_in

pytestmark = pytest.mark.django_db


def test_a_debit_whose_report_was_lost_is_found_and_pauses_the_dunning(settings):
    settings.PUBLIC_URL = "https://zahlen.example"
    order, account = factories.order(), provider_account()
    with provider_stand_in() as stand_in:
        settings.PROVIDER_STRIPE_URL = stand_in.url
        payment = begin(order, account, now=timezone.now() - timedelta(hours=2))
        stand_in.pay_by_debit(payment.provider_reference)

        first, again = ask_payment_providers(), ask_payment_providers()

    assert (first, again) == ("1 Neuigkeit", "0 Neuigkeiten")
    block = DunningBlock.objects.get()
    assert block.until_on == timezone.localdate() + timedelta(days=14)


def test_the_timetable_asks_the_providers():
    assert "dunning_site.tasks.ask_payment_providers" in [one.function for one in TIMETABLE]


def test_a_paid_order_is_not_paused():
    payment = begun(factories.order(), provider_account())
    take(payment, EventKind.PAID)

    pause_for_payment(payment.order_id, until_on=TODAY, today=TODAY)

    assert not DunningBlock.objects.exists()


def test_the_pause_stays_while_the_debtor_waits_for_an_answer():
    payment = begun(factories.order(), provider_account())
    follow_reports([take(payment, EventKind.PENDING)], today=TODAY)
    DebtorRequest.objects.create(
        order=payment.order, kind=DebtorRequest.Kind.ADDRESS, received_at=timezone.now()
    )

    follow_reports([take(payment, EventKind.FAILED)], today=TODAY)

    assert DunningBlock.objects.get().lifted_on is None


def test_the_pause_stays_while_another_debit_is_under_way():
    payment = begun(factories.order(), provider_account())
    other = begun(payment.order, payment.provider_account)
    for one in (payment, other):
        follow_reports([take(one, EventKind.PENDING)], today=TODAY)

    follow_reports([take(payment, EventKind.FAILED)], today=TODAY)

    assert DunningBlock.objects.get().lifted_on is None
    assert Order.objects.get().is_open
