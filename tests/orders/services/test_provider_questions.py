"""Asking providers: a lost report does no harm, a silent provider is asked again."""

from datetime import timedelta
from decimal import Decimal

import pytest
import stripe as stripe_package

from orders.adapters.payment_providers.base import EventKind, ProviderUnavailable
from orders.models import LedgerEntry, OnlinePayment, Order
from orders.services.provider_events import take_event
from orders.services.provider_questions import ask_about_started, ask_before, ask_provider
from tests import factories
from tests.factories import TODAY
from tests.provider_payments import NOW, begin, begun, event, provider_account
from tests.provider_stand_in import provider_stand_in

pytestmark = pytest.mark.django_db
State = OnlinePayment.State
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def stand_in(settings, monkeypatch):
    monkeypatch.setattr(stripe_package.HTTPClient, "INITIAL_DELAY", 0.01)
    settings.PUBLIC_URL = "https://zahlen.example"
    with provider_stand_in() as provider:
        settings.PROVIDER_STRIPE_URL = provider.url
        yield provider


@pytest.fixture
def payment(stand_in):
    return begin(factories.order(total="79.90"), provider_account())


def payments_booked() -> int:
    return LedgerEntry.objects.filter(source=LedgerEntry.Source.PROVIDER).count()


def test_a_payment_whose_report_was_lost_is_found_after_an_hour(payment, stand_in):
    stand_in.pay(payment.provider_reference)

    assert ask_about_started(now=LATER - timedelta(minutes=1)) == []
    (news,) = ask_about_started(now=LATER)

    assert news.payment == payment
    assert not Order.objects.get().is_open
    assert payments_booked() == 1


def test_asking_and_the_late_report_book_once(payment, stand_in):
    stand_in.pay(payment.provider_reference)
    ask_provider(payment, now=NOW)
    ask_provider(payment, now=NOW)

    report = event(payment, EventKind.PAID)
    take_event(payment.provider_account, report, today=TODAY)

    assert payments_booked() == 1


def test_a_direct_debit_is_asked_about_until_it_ends(payment, stand_in):
    stand_in.pay_by_debit(payment.provider_reference)
    (pending,) = ask_about_started(now=LATER)
    (again,) = ask_about_started(now=LATER)

    stand_in.debit_arrives(payment.provider_reference)
    (paid,) = ask_about_started(now=LATER + timedelta(days=3))

    assert pending.payment.is_processing
    assert not again.is_new
    assert paid.payment.state == State.PAID


def test_an_open_page_stays_and_an_ended_one_runs_out(payment, stand_in):
    assert ask_about_started(now=LATER) == []

    stand_in.expire(payment.provider_reference)
    ask_about_started(now=LATER)

    payment.refresh_from_db()
    assert payment.state == State.EXPIRED


def test_a_silent_provider_is_asked_once_and_again_next_time(payment, stand_in):
    begin(payment.order, payment.provider_account, amount=Decimal("10.00"))
    stand_in.pay(payment.provider_reference)
    stand_in.faults = [500, 500]
    calls = len(stand_in.calls)

    assert ask_about_started(now=LATER) == []
    assert len(stand_in.calls) == calls + 2
    assert len(ask_about_started(now=LATER)) == 1


def test_a_page_that_never_opened_is_given_up(stand_in):
    lost = begun(factories.order(), provider_account(), provider_reference="", checkout_url="")

    ask_about_started(now=LATER)

    lost.refresh_from_db()
    assert lost.state == State.FAILED


def test_a_refund_before_its_payment_asks_for_the_payment_first(payment, stand_in):
    stand_in.pay(payment.provider_reference)
    session = stand_in.only_session()
    refund = event(payment, EventKind.REFUNDED, money_reference=session["payment_intent"])

    ask_before(payment.provider_account, refund, now=NOW)
    take_event(payment.provider_account, refund, today=TODAY)

    kinds = Order.objects.get().ledger_entries.order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[1:] == ["payment", "credit_note", "refund"]


def test_a_payment_that_the_provider_does_not_know_holds_up_no_report(payment, stand_in):
    begun(payment.order, payment.provider_account, provider_reference="cs_of_another_key")
    stand_in.pay(payment.provider_reference)

    (paid,) = ask_before(payment.provider_account, event(payment, EventKind.REFUNDED), now=NOW)

    assert paid.payment == payment


def test_a_refund_waits_while_the_provider_does_not_answer(payment, stand_in):
    stand_in.faults = [500, 500]

    with pytest.raises(ProviderUnavailable):
        ask_before(payment.provider_account, event(payment, EventKind.DISPUTED), now=NOW)
