"""Money of online payments that went back: refunds of the seller, disputes of the payer."""

from datetime import date
from decimal import Decimal

from common.rules.german import euro
from common.rules.money import ZERO
from orders.models import LedgerEntry, Order
from orders.services.chargebacks import ChargebackRefused, record_chargeback
from orders.services.history import record
from orders.services.reported_money import ReportRefused, report_refund
from orders.services.stops import set_stop

PROVIDER = LedgerEntry.Source.PROVIDER
Kind = LedgerEntry.Kind
BOOKED_BEFORE = "war schon gebucht"
NOT_BOOKED = "nicht gebucht, steht im Verlauf"


def book_refund(
    order: Order, refunded: Decimal, refunded_on: date, reference: str, *, today: date
) -> str:
    """Book what is new of all that was refunded of one payment by now; returns it in words.

    Providers tell the sum: reports may be lost or come in any order, and each counts only for
    what goes beyond the ones before. The order must be locked.
    """
    refunds = order.ledger_entries.effective().filter(
        kind=Kind.REFUND, source=PROVIDER, reference=reference
    )
    before = sum((entry.amount for entry in refunds), ZERO)
    if refunded <= before:
        return BOOKED_BEFORE
    amount = refunded - before
    try:
        report_refund(
            order.pk,
            amount=amount,
            refunded_on=refunded_on,
            reference=reference,
            today=today,
            source=PROVIDER,
        )
    except ReportRefused as refusal:
        hold_to_clarify(order, f"{reference} über {euro(amount)} nicht gebucht: {refusal}")
        return NOT_BOOKED
    return f"Erstattung über {euro(amount)} gebucht"


def book_dispute(
    order: Order,
    payment: LedgerEntry,
    *,
    amount: Decimal,
    booked_on: date,
    reason_code: str,
    reference: str,
) -> str:
    """Book what the payer's bank took back, once per dispute; returns it in words.

    Who asks his money back is not dunned until a clerk has looked. The order must be locked.
    """
    disputes = order.ledger_entries.filter(kind=Kind.CHARGEBACK, source=PROVIDER)
    if disputes.filter(reference__endswith=reference).exists():
        return BOOKED_BEFORE
    try:
        record_chargeback(
            order.pk,
            amount=amount,
            reason_code=reason_code,
            booked_on=booked_on,
            source=PROVIDER,
            reference=reference,
            payment=payment,
            actor=None,
        )
    except ChargebackRefused as refusal:
        text = f"Rückbuchung {reference} über {euro(amount)} nicht gebucht: {refusal}"
        hold_to_clarify(order, text)
        return NOT_BOOKED
    return f"Rückbuchung über {euro(amount)} gebucht"


def note_inquiry(order: Order, amount: Decimal, reference: str) -> str:
    """Tell the clerk that a bank asks about a payment; nothing was taken back, so nothing opens."""
    text = (
        f"Rückfrage {reference} der Bank zu {euro(amount)}: Es ist nichts zurückgebucht. "
        "Antworten Sie dem Zahlungsanbieter."
    )
    record(order, text, actor=None)
    return "Rückfrage, steht im Verlauf"


def note_won_dispute(order: Order, amount: Decimal, reference: str) -> str:
    """Tell the clerk that the money is back; whether it still counts is his to decide."""
    text = (
        f"Rückbuchung {reference} zu unseren Gunsten entschieden: {euro(amount)} sind wieder da. "
        "Buchen Sie die Zahlung von Hand."
    )
    hold_to_clarify(order, text)
    return NOT_BOOKED


def hold_to_clarify(order: Order, text: str) -> None:
    """Dun nobody until a clerk has looked at money that could not be booked; a stop stays.

    The order must be locked.
    """
    if order.stop_reason:
        record(order, text[:500], actor=None)
    else:
        set_stop(order.pk, Order.StopReason.TO_CLARIFY, reason=text, actor=None)
