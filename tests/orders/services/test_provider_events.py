"""Reports of providers: each counts once, in whatever order they come."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from orders.adapters.payment_providers.base import EventKind
from orders.models import LedgerEntry, OnlinePayment, Order, ProviderEvent
from orders.services.ledger_check import check_ledger
from orders.services.online_payment_check import check_online_payments
from orders.services.provider_events import REPEATED, UNKNOWN, take_event
from tests import factories
from tests.factories import TODAY
from tests.provider_payments import NOW, begun, event, provider_account, take

pytestmark = pytest.mark.django_db
State, Kind = OnlinePayment.State, LedgerEntry.Kind


@pytest.fixture
def payment():
    return begun(factories.order(total="79.90"), provider_account())


def history(order: Order) -> str:
    return " ".join(order.history.values_list("text", flat=True))


def booked(order: Order) -> list[tuple[str, Decimal]]:
    entries = order.ledger_entries.filter(source=LedgerEntry.Source.PROVIDER).order_by("pk")
    return list(entries.values_list("kind", "amount"))


def test_a_paid_page_is_booked(payment):
    taken = take(payment, EventKind.PAID)

    order = Order.objects.get()
    payment.refresh_from_db()
    assert taken.is_new
    assert not order.is_open
    assert booked(order) == [("payment", Decimal("-79.90"))]
    assert (payment.state, payment.paid_on) == (State.PAID, TODAY)
    assert payment.entry.reference == f"Stripe pi_{payment.provider_reference}"
    assert payment.checkout_url == ""
    assert "Zahlung über 79,90" in history(order)
    assert "vom Zahlungsanbieter gemeldet" in history(order)


def test_the_same_report_again_does_nothing(payment):
    report = event(payment, EventKind.PAID)
    take_event(payment.provider_account, report, today=TODAY)

    again = take_event(payment.provider_account, report, today=TODAY)

    assert (again.effect, again.is_new) == (REPEATED, False)
    assert len(booked(payment.order)) == 1
    assert ProviderEvent.objects.count() == 1


CARD = (EventKind.PAID, EventKind.PAID, EventKind.EXPIRED)
DEBIT = (EventKind.PENDING, EventKind.PAID, EventKind.EXPIRED)


@pytest.mark.parametrize("kinds", sorted({*permutations(CARD), *permutations(DEBIT)}))
def test_in_any_order_and_each_twice_money_is_booked_once(payment, kinds):
    reports = [event(payment, kind) for kind in kinds]

    for report in (*reports, *reversed(reports)):
        take_event(payment.provider_account, report, today=TODAY)

    payment.refresh_from_db()
    assert payment.state == State.PAID
    assert booked(payment.order) == [("payment", Decimal("-79.90"))]
    assert check_ledger().is_ok


@pytest.mark.parametrize("kinds", list(permutations((EventKind.PENDING, EventKind.FAILED))))
def test_a_direct_debit_that_failed_stays_failed(payment, kinds):
    for kind in kinds:
        take(payment, kind)

    payment.refresh_from_db()
    assert payment.state == State.FAILED
    assert booked(payment.order) == []
    assert "fehlgeschlagen" in history(payment.order)


def test_a_direct_debit_under_way_is_neither_booked_nor_over(payment):
    take(payment, EventKind.PENDING)

    payment.refresh_from_db()
    assert payment.is_processing
    assert OnlinePayment.objects.processing().get() == payment
    assert Order.objects.get().open_amount == Decimal("79.90")
    assert "die Bank bestätigt sie noch" in history(payment.order)


def test_a_page_nobody_paid_on_runs_out(payment):
    take(payment, EventKind.EXPIRED)

    payment.refresh_from_db()
    assert payment.state == State.EXPIRED


@pytest.mark.parametrize(
    ("paid", "open_amount", "credit"), [("60.00", "19.90", "0.00"), ("100.00", "0.00", "20.10")]
)
def test_what_was_really_paid_is_booked(payment, paid, open_amount, credit):
    take(payment, EventKind.PAID, amount=Decimal(paid))

    order = Order.objects.get()
    payment.refresh_from_db()
    assert (order.open_amount, order.credit_amount) == (Decimal(open_amount), Decimal(credit))
    assert payment.amount == Decimal(paid)
    assert "Verlangt waren 79,90" in history(order)


def test_another_currency_is_not_booked_but_stops_the_dunning(payment):
    take(payment, EventKind.PAID, currency="USD")

    order = Order.objects.get()
    payment.refresh_from_db()
    assert booked(order) == []
    assert order.stop_reason == Order.StopReason.TO_CLARIFY
    assert payment.state == State.FAILED
    assert "79.90 USD" in history(order)


def test_money_for_a_paid_order_becomes_credit(payment):
    second = begun(payment.order, payment.provider_account)
    take(payment, EventKind.PAID)

    take(second, EventKind.PAID)

    assert Order.objects.get().credit_amount == Decimal("79.90")


@pytest.mark.parametrize("days", [2, -400])
def test_the_day_is_never_in_the_future_nor_before_the_order(payment, days):
    take(payment, EventKind.PAID, happened_at=NOW + timedelta(days=days))

    payment.refresh_from_db()
    assert payment.paid_on == (TODAY if days > 0 else payment.order.ordered_on)


def test_reports_about_others_money_are_kept_without_effect(payment):
    report = event(payment, EventKind.PAID, reference="cs_fremd")

    taken = take_event(payment.provider_account, report, today=TODAY)

    assert (taken.effect, taken.payment) == (UNKNOWN, None)
    assert ProviderEvent.objects.get().effect == UNKNOWN


def test_a_report_of_another_account_is_about_nothing_of_this_one(payment):
    other = provider_account(sales_account=factories.sales_account("Zweiter Shop"))

    taken = take_event(other, event(payment, EventKind.PAID), today=TODAY)

    assert taken.payment is None
    assert booked(payment.order) == []


@pytest.mark.parametrize("sums", [("30.00", "50.00"), ("50.00", "30.00"), ("50.00", "50.00")])
def test_refunds_are_told_as_a_sum_and_count_once(payment, sums):
    take(payment, EventKind.PAID)

    for amount in sums:
        take(payment, EventKind.REFUNDED, amount=Decimal(amount))

    refunds = [amount for kind, amount in booked(payment.order) if kind == Kind.REFUND]
    assert sum(refunds) == Decimal("50.00")
    assert not Order.objects.get().is_open
    assert check_ledger().is_ok


def test_a_refund_after_the_money_went_elsewhere_is_told_to_the_clerk(payment):
    take(payment, EventKind.PAID)
    take(payment, EventKind.DISPUTED)

    taken = take(payment, EventKind.REFUNDED)

    assert "Verlauf" in taken.effect
    assert "Erstattung" in history(payment.order)


def test_a_dispute_opens_the_order_again_and_stops_the_dunning(payment):
    take(payment, EventKind.PAID)

    for _ in range(2):
        take(payment, EventKind.DISPUTED)

    order = Order.objects.get()
    chargebacks = order.ledger_entries.filter(kind=Kind.CHARGEBACK)
    assert order.open_amount == Decimal("79.90")
    assert chargebacks.get().returns == OnlinePayment.objects.get().entry
    assert order.stop_reason == Order.StopReason.TO_CLARIFY


def test_money_taken_back_that_cannot_be_booked_waits_for_a_clerk(payment):
    take(payment, EventKind.PAID)
    take(payment, EventKind.REFUNDED, amount=Decimal("40.00"))

    taken = take(payment, EventKind.DISPUTED)

    assert "nicht gebucht" in taken.effect
    assert Order.objects.get().stop_reason == Order.StopReason.TO_CLARIFY


def test_an_inquiry_of_a_bank_opens_nothing_until_the_money_is_taken(payment):
    take(payment, EventKind.PAID)

    take(payment, EventKind.INQUIRY)
    asked = Order.objects.get()
    take(payment, EventKind.DISPUTED)

    assert (asked.is_open, asked.stop_reason) == (False, Order.StopReason.NONE)
    assert "Rückfrage" in history(payment.order)
    assert Order.objects.get().open_amount == Decimal("79.90")


def test_a_returned_debit_is_dunned_on(payment):
    take(payment, EventKind.PAID)

    take(payment, EventKind.DISPUTED, reason_code="AM04")

    order = Order.objects.get()
    assert order.stop_reason == Order.StopReason.NONE
    assert order.unpaid_reason == Order.UnpaidReason.INSUFFICIENT_FUNDS


def test_a_won_dispute_is_left_to_the_clerk(payment):
    take(payment, EventKind.PAID)
    take(payment, EventKind.DISPUTED)

    take(payment, EventKind.DISPUTE_WON)

    assert "zu unseren Gunsten" in history(payment.order)
    assert Order.objects.get().stop_reason == Order.StopReason.TO_CLARIFY
    assert Order.objects.get().open_amount == Decimal("79.90")


def test_the_check_finds_a_payment_that_says_something_else(payment):
    take(payment, EventKind.PAID)
    assert check_online_payments() == []

    OnlinePayment.objects.update(amount=Decimal("70.00"))

    (finding,) = check_online_payments()
    assert "stimmt nicht" in finding.message


def test_the_check_finds_a_booking_without_its_payment(payment):
    take(payment, EventKind.PAID)
    OnlinePayment.objects.update(state=State.FAILED, entry=None, paid_on=None)

    (finding,) = check_online_payments()
    assert "keine Onlinezahlung" in finding.message
