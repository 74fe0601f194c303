"""Orders with every kind of booking, a flag and a stop, for the pages that show and make them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.utils import timezone

from orders.models import Customer, DatevSettings, Order, SalesAccount
from orders.rules.drafts import InstallmentDraft, PaymentPlan
from orders.services.corrections import charge_back, credit, write_off
from orders.services.credits import move_credit
from orders.services.datev_export import export_batch
from orders.services.payments import record_payment
from orders.services.shop_orders import create_order
from tests import factories
from tests.reminders.services.claim_bench import send, step


def books(lead: User, today: date, account: SalesAccount) -> dict[str, Order]:
    """One order with all there is, one with credit, and one with interest and a lump sum."""
    by_hand = {"actor": lead, "today": today}
    with_credit = factories.order(account, total="40.00", due_on=today - timedelta(days=20))
    record_payment(with_credit.pk, amount=Decimal("90.00"), paid_on=today, **by_hand)
    booked = _in_rates(account, today)
    record_payment(booked.pk, amount=Decimal("60.00"), paid_on=today, **by_hand)
    charge_back(
        booked.pk,
        amount=Decimal("60.00"),
        cost=Decimal("3.50"),
        reason_code="MD01",
        booked_on=today,
        **by_hand,
    )
    record_payment(booked.pk, amount=Decimal("20.00"), paid_on=today, **by_hand)
    credit(booked.pk, amount=Decimal("10.00"), reason="Retoure", **by_hand)
    write_off(booked.pk, amount=Decimal("1.00"), reason="Kleinbetrag", **by_hand)
    why = "so mit der Kundin besprochen"
    move_credit(with_credit.pk, booked.pk, amount=Decimal("15.00"), reason=why, **by_hand)
    Order.objects.filter(pk=booked.pk).update(reported_total=Decimal("190.00"))
    charged = _charged(account, today)
    DatevSettings.objects.create(
        creditor=account.creditor, consultant_number=29098, client_number=55003
    )
    # The bookings of today; those of the other days are still to be exported.
    export_batch(
        account.creditor.pk, from_on=today, to_on=today, now=timezone.localtime(), **by_hand
    )
    return {"booked_order": booked, "credit_order": with_credit, "charged_order": charged}


def _charged(account: SalesAccount, today: date) -> Order:
    """Of a business in default since a reminder: the next one charged it."""
    order = factories.order(account, total="480.00", due_on=today - timedelta(days=50))
    Customer.objects.filter(pk=order.customer_id).update(kind=Customer.Kind.BUSINESS)
    days = {days: today - timedelta(days=days) for days in (40, 30, 20)}
    send(order, step(0), on=days[40], pay_by=days[30])
    send(order, step(1), on=days[20])
    return order


def _in_rates(account: SalesAccount, today: date) -> Order:
    days = (40, 10, -20)
    rates = tuple(InstallmentDraft(today - timedelta(days=one), Decimal("60.00")) for one in days)
    told = factories.draft(total="180.00", due_on=rates[0].due_on)
    in_rates = replace(told, installments=rates, payment_plan=PaymentPlan.RATES)
    return create_order(account, in_rates, actor=None, today=today)
