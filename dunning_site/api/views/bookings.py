"""Money of an order as a shop reports it; each report needs an Idempotency-Key."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from dunning_site.api.answers import BookedOut
from dunning_site.api.app import WRITE_PROBLEMS
from dunning_site.api.bookings import CancellationIn, ChargebackIn, PaymentIn, RefundIn
from dunning_site.api.fields import OrderNumber
from dunning_site.api.problems import Fault, Problem, invalid
from dunning_site.api.views.entrance import Scope, entry
from dunning_site.api.views.once import IdempotencyKey, answered_once
from dunning_site.api.views.orders import find_order, shown_standing
from orders.services.reported_money import (
    ReportRefused,
    report_chargeback,
    report_payment,
    report_refund,
)
from orders.services.reported_orders import report_cancellation

router = Router(tags=["Meldungen"])
BOOKED = {201: BookedOut, **WRITE_PROBLEMS}


def _booked(
    request: HttpRequest, number: str, key: str, report: Callable[[int], list[int]]
) -> HttpResponse:
    """Report on the order of the number, once; what the books refuse is the caller's problem."""
    order = find_order(request, number)

    def act() -> BookedOut:
        bookings = report(order.pk)
        return BookedOut(bookings=bookings, standing=shown_standing(order.pk))

    try:
        return answered_once(request, key, act)
    except ReportRefused as refusal:
        if refusal.field:
            fault = Fault(str(refusal), "pointer", f"/{refusal.field}")
            raise invalid([fault]) from refusal
        raise Problem(HTTPStatus.CONFLICT, "not-bookable", str(refusal)) from refusal


@router.post(
    "/orders/{number}/payments",
    response=BOOKED,
    operation_id="reportPayment",
    summary="Zahlung melden",
    **entry(Scope.PAYMENTS),
)
def payment_report(
    request: HttpRequest, number: OrderNumber, idempotency_key: IdempotencyKey, payment: PaymentIn
) -> HttpResponse:
    """Bucht eine Zahlung; was über das Offene hinausgeht, bleibt als Guthaben stehen."""
    today = timezone.localdate()
    return _booked(
        request,
        number,
        idempotency_key,
        lambda order_id: report_payment(order_id, **payment.model_dump(), today=today),
    )


@router.post(
    "/orders/{number}/chargebacks",
    response=BOOKED,
    operation_id="reportChargeback",
    summary="Rückbuchung melden",
    **entry(Scope.PAYMENTS),
)
def chargeback_report(
    request: HttpRequest,
    number: OrderNumber,
    idempotency_key: IdempotencyKey,
    chargeback: ChargebackIn,
) -> HttpResponse:
    """Bucht Rücklastschrift oder Chargeback: Die Rate ist mit ihrem alten Tag wieder offen.

    Die Kosten der Bank kommen hinzu. Gründe, die auf einen Streit oder einen Todesfall deuten,
    halten das Mahnen an, bis ein Mensch den Fall geklärt hat.
    """
    today = timezone.localdate()
    values = chargeback.model_dump()
    values["cost"], values["reason_code"] = values.pop("bank_cost"), values.pop("reason")
    return _booked(
        request,
        number,
        idempotency_key,
        lambda order_id: report_chargeback(order_id, **values, today=today),
    )


@router.post(
    "/orders/{number}/refunds",
    response=BOOKED,
    operation_id="reportRefund",
    summary="Erstattung melden",
    **entry(Scope.PAYMENTS),
)
def refund_report(
    request: HttpRequest, number: OrderNumber, idempotency_key: IdempotencyKey, refund: RefundIn
) -> HttpResponse:
    """Bucht Geld, das zurück an den Kunden ging; er schuldet es nicht noch einmal."""
    today = timezone.localdate()
    return _booked(
        request,
        number,
        idempotency_key,
        lambda order_id: report_refund(order_id, **refund.model_dump(), today=today),
    )


@router.post(
    "/orders/{number}/cancellation",
    response=BOOKED,
    operation_id="cancelOrder",
    summary="Bestellung stornieren",
    **entry(Scope.ORDERS),
)
def order_cancel(
    request: HttpRequest,
    number: OrderNumber,
    idempotency_key: IdempotencyKey,
    cancellation: CancellationIn,
) -> HttpResponse:
    """Schreibt die ganze Bestellung gut; was bezahlt ist, bleibt als Guthaben stehen."""
    today = timezone.localdate()
    return _booked(
        request,
        number,
        idempotency_key,
        lambda order_id: report_cancellation(order_id, **cancellation.model_dump(), today=today),
    )
