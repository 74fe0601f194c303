"""The task that asks providers, and the pauses that follow from the answers."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from dunning_site.schedules import TIMETABLE
from dunning_site.services.online_payment_pauses import follow_reports, pause_for_payment
from dunning_site.tasks import ask_payment_providers
from orders.adapters.payment_providers.base import EventKind
from orders.models import Order
from orders.services.provider_events import take_event
from reminders.models import DebtorPageSettings, DebtorRequest, DunningBlock
from reminders.services.blocks import lift_block, set_block
from reminders.services.claim_facts import facts_of
from reminders.services.debtor_requests import ask_deferral
from tests import factories
from tests.factories import TODAY
from tests.provider_payments import begin, begun, event, provider_account, take
from tests.provider_stand_in import provider_stand_in

pytestmark = pytest.mark.django_db
Reason = DunningBlock.Reason
START = timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 10, 30))


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def standing(order: Order) -> tuple[str, date | None] | None:
    """Reason and end of the order's block."""
    block = order.dunning_blocks.filter(lifted_on=None).first()
    return (block.reason, block.until_on) if block else None


def free_days(order: Order) -> list[tuple[date, date]]:
    """The days on which no interest runs."""
    return facts_of(order).pauses(in_days(30))


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
    assert block.until_on == timezone.localdate() + timedelta(days=30)


def test_the_timetable_asks_the_providers():
    assert "dunning_site.tasks.ask_payment_providers" in [one.function for one in TIMETABLE]


def test_a_debit_whose_pause_failed_is_paused_when_the_report_comes_again():
    payment = begun(factories.order(), provider_account())
    report = event(payment, EventKind.PENDING)
    take_event(payment.provider_account, report, today=TODAY)

    follow_reports([take_event(payment.provider_account, report, today=TODAY)], today=TODAY)

    assert DunningBlock.objects.get().until_on == in_days(30)


def test_the_pause_of_a_debit_that_a_clerk_lifted_stays_lifted():
    payment = begun(factories.order(), provider_account(), started_at=START)
    report = event(payment, EventKind.PENDING)
    follow_reports([take_event(payment.provider_account, report, today=TODAY)], today=TODAY)
    lift_block(payment.order_id, actor=factories.user("anna"), today=TODAY)

    follow_reports([take_event(payment.provider_account, report, today=TODAY)], today=TODAY)

    assert standing(payment.order) is None


@pytest.mark.parametrize("end", [EventKind.PAID, EventKind.FAILED])
def test_what_a_clerk_had_set_holds_again_after_the_payment(end):
    order, clerk = factories.order(total="90.00"), factories.user("anna")
    payment = begun(order, provider_account(), amount=Decimal("30.00"))
    facts = {"reason": Reason.GOODWILL, "until_on": in_days(10), "actor": clerk, "today": TODAY}
    set_block(order.pk, **facts)
    follow_reports([take(payment, EventKind.PENDING)], today=TODAY)

    follow_reports([take(payment, end)], today=in_days(2))

    assert standing(order) == (Reason.GOODWILL, in_days(10))


def test_a_granted_delay_holds_again_after_the_payment_and_bears_no_interest():
    order = factories.order(total="90.00")
    DebtorPageSettings.objects.create(sales_account=order.sales_account, deferral_days=10)
    ask_deferral(order.pk, until_on=in_days(10), now=START, today=TODAY)
    payment = begun(
        order, provider_account(sales_account=order.sales_account), amount=Decimal("30.00")
    )

    pause_for_payment(order.pk, until_on=TODAY, today=TODAY)
    follow_reports([take(payment, EventKind.PENDING)], today=TODAY)
    while_paused = free_days(order)
    follow_reports([take(payment, EventKind.FAILED)], today=in_days(2))

    assert standing(order) == (Reason.DEFERRED, in_days(10))
    assert while_paused == [(TODAY, in_days(10))]
    assert free_days(order) == [(in_days(2), in_days(10)), (TODAY, in_days(2))]


def test_a_delay_that_a_clerk_ended_does_not_come_back_with_a_payment():
    order = factories.order(total="90.00")
    DebtorPageSettings.objects.create(sales_account=order.sales_account, deferral_days=10)
    ask_deferral(order.pk, until_on=in_days(10), now=START, today=TODAY)
    lift_block(order.pk, actor=factories.user("anna"), today=TODAY)
    payment = begun(order, provider_account(sales_account=order.sales_account))
    follow_reports([take(payment, EventKind.PENDING)], today=TODAY)

    follow_reports([take(payment, EventKind.FAILED)], today=TODAY)

    assert standing(order) is None


def test_the_pause_stays_while_another_page_of_the_provider_is_open():
    order, account = factories.order(total="90.00"), provider_account()
    pages = [begun(order, account, amount=Decimal(amount)) for amount in (30, 40)]
    pause_for_payment(order.pk, until_on=TODAY, today=TODAY)

    follow_reports([take(pages[0], EventKind.EXPIRED)], today=TODAY)
    after_one = standing(order)
    follow_reports([take(pages[1], EventKind.EXPIRED)], today=TODAY)

    assert after_one == (Reason.CLARIFICATION, TODAY)
    assert standing(order) is None


def test_a_paid_order_is_not_paused():
    payment = begun(factories.order(), provider_account())
    take(payment, EventKind.PAID)

    pause_for_payment(payment.order_id, until_on=TODAY, today=TODAY)

    assert not DunningBlock.objects.exists()


def test_the_pause_stays_while_the_debtor_waits_for_an_answer():
    payment = begun(factories.order(), provider_account())
    follow_reports([take(payment, EventKind.PENDING)], today=TODAY)
    DebtorRequest.objects.create(
        order=payment.order,
        kind=DebtorRequest.Kind.ADDRESS,
        received_at=timezone.now(),
        details={"pauses": True},
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
