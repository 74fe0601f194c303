"""An order that a shop tells of by the interface: stored as if a file had held it."""

from datetime import date
from enum import StrEnum

from django.db import transaction

from common.rules.money import ZERO
from orders.models import ApiToken, Order, SalesAccount
from orders.rules.changes import fingerprint
from orders.rules.drafts import LineDraft, OrderDraft, PaymentPlan, ShopState
from orders.services.history import record
from orders.services.idempotency import refuse_revoked
from orders.services.installments import rates_of
from orders.services.ledger import lock_order
from orders.services.reported_money import ReportRefused, refuse_day
from orders.services.shop_orders import create_order, known_order, update_order


class Effect(StrEnum):
    """What the report did."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@transaction.atomic
def report_order(token: ApiToken, draft: OrderDraft, *, today: date) -> tuple[int, Effect]:
    """Create or update the order of the draft's number; the same report again changes nothing.

    Returns the order's primary key and what was done. Raises TokenRevoked.
    """
    # Reports and files of one account take turns, so that no number is created twice.
    account = SalesAccount.objects.select_for_update(no_key=True).get(pk=token.sales_account_id)
    refuse_revoked(token)
    known = Order.objects.filter(sales_account=account, number=draft.number).first()
    if known is None:
        return create_order(account, draft, actor=None, today=today).pk, Effect.CREATED
    if known.shop_fingerprint == fingerprint(draft):
        return known.pk, Effect.UNCHANGED
    return update_order(known.pk, draft, actor=None, today=today).pk, Effect.CHANGED


@transaction.atomic
def report_cancellation(
    order_id: int, *, cancelled_on: date, reason: str, today: date
) -> list[int]:
    """Take over that the shop cancelled the whole order; what was paid stays as credit.

    Returns the primary keys of the new entries. Raises ReportRefused for an order that is
    cancelled already, and for a day after today or before the order's own.
    """
    order = lock_order(order_id)
    _refuse_cancellation(order, cancelled_on, today=today)
    seen = set(order.ledger_entries.values_list("pk", flat=True))
    update_order(order.pk, _cancelled(order, cancelled_on), actor=None, today=today)
    if reason:
        record(order, f"Storno über die Schnittstelle gemeldet: {reason}", actor=None)
    booked = order.ledger_entries.order_by("pk").values_list("pk", flat=True)
    return [pk for pk in booked if pk not in seen]


def _refuse_cancellation(order: Order, cancelled_on: date, *, today: date) -> None:
    if order.is_cancelled:
        raise ReportRefused("Der Auftrag ist schon storniert.")
    refuse_day(order, cancelled_on, "cancelled_on", today=today)


def _cancelled(order: Order, cancelled_on: date) -> OrderDraft:
    """What a file would say of the order as it is stored, were it cancelled."""
    known = known_order(order)
    return OrderDraft(
        line=0,
        number=order.number,
        ordered_on=order.ordered_on,
        currency=order.currency,
        total=order.total,
        open_amount=ZERO,
        kept_amount=order.shop_paid_amount,
        payment_method=order.payment_method.name,
        shop_state=ShopState.CANCELLED,
        shop_state_text=ShopState.CANCELLED.value,
        cancelled_on=cancelled_on,
        customer=known.customer,
        lines=tuple(
            LineDraft(line.product, line.sku, line.quantity, line.unit_price)
            for line in order.lines.all()
        ),
        installments=tuple(rates_of(order)),
        payment_plan=PaymentPlan(order.payment_plan),
        shop_token=order.shop_token,
    )
