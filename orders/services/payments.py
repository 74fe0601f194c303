"""Payments that a clerk, a shop's interface or a payment provider records."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import day, euro
from orders.models import Installment, LedgerEntry, Order
from orders.services.by_hand import Booking, refuse_amount, refuse_blank, refuse_day
from orders.services.history import record
from orders.services.ledger import lock_order, refresh_figures

Source = LedgerEntry.Source


@transaction.atomic
def record_payment(
    order_id: int,
    *,
    amount: Decimal,
    paid_on: date,
    reference: str = "",
    actor: AbstractBaseUser | None,
    today: date,
    seen_entry_id: int | None = None,
    source: LedgerEntry.Source = Source.MANUAL,
    installment: Installment | None = None,
    principal_first: bool = False,
    reason: str = "",
) -> Order:
    """Book a payment in euros; what exceeds the open amount stays visible as credit.

    seen_entry_id: the newest booking of the order that the clerk saw, None to book regardless.
    installment: the rate that the payer named (§ 366 (1) BGB), None for the order of the law;
    principal_first: against § 367 (1) BGB. A clerk's other choice needs a reason. Raises
    BookingRefused for an amount that is not positive and when something was booked since;
    DayRefused for a day after today or before the order's own (both days are allowed);
    BookingRepeated when what was booked since is this very payment.
    """
    order = lock_order(order_id)
    refuse_amount(amount)
    refuse_day(paid_on, order=order, today=today, field="paid_on")
    is_other_choice = principal_first or installment is not None
    if is_other_choice and source == Source.MANUAL:
        refuse_blank(reason, "Geben Sie an, warum die Zahlung anders zugeordnet wird.")
    payment = Booking(
        order=order,
        kind=LedgerEntry.Kind.PAYMENT,
        amount=-amount,
        booked_on=paid_on,
        reference=reference,
        source=source,
        actor=actor,
    )
    payment.refuse_if_booked_since(seen_entry_id)
    payment.book(installment=installment, principal_first=principal_first)
    text = _sentence(amount, paid_on, source)
    if is_other_choice and reason:
        text = f"{text} {_choice(installment, principal_first)}: {reason}"
    record(order, text, actor=actor)
    return refresh_figures(order)


def _sentence(amount: Decimal, paid_on: date, source: LedgerEntry.Source) -> str:
    told = {
        Source.API: "über die Schnittstelle gemeldet",
        Source.PROVIDER: "vom Zahlungsanbieter gemeldet",
    }
    return f"Zahlung über {euro(amount)} vom {day(paid_on)} {told.get(source, 'erfasst')}."


def _choice(installment: Installment | None, principal_first: bool) -> str:
    """The clerk's choice: "Zugeordnet zuerst auf Rate 2, Hauptforderung vor Kosten"."""
    rate = f"auf Rate {installment.position}" if installment else ""
    principal = "auf die Hauptforderung vor den Kosten" if principal_first else ""
    return f"Zugeordnet zuerst {', '.join(filter(None, [rate, principal]))}"
