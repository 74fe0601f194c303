"""Why nobody may be dunned until a clerk has looked, and why the money did not come."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import day as german_day
from common.rules.german import euro
from orders.models import Order
from orders.rules.drafts import UnpaidReason
from orders.services.by_hand import BookingRefused, refuse_amount, refuse_blank
from orders.services.history import record
from orders.services.ledger import lock_order, refresh_figures

StopReason = Order.StopReason


@transaction.atomic
def set_stop(
    order_id: int,
    stop: Order.StopReason,
    *,
    reason: str,
    disputed_amount: Decimal | None = None,
    answer_by: date | None = None,
    actor: AbstractBaseUser | None,
) -> Order:
    """Stop the dunning of an order until a clerk lifts it. Raises BookingRefused.

    disputed_amount: what of the goods is disputed, in euros, when the rest is not: that can go on
    being dunned by hand. answer_by: until when somebody has to answer, for the history.
    """
    if stop == StopReason.NONE:
        raise ValueError("no stop is set by none")
    refuse_blank(reason, "Geben Sie an, was zu klären ist.")
    order = lock_order(order_id)
    part = _disputed_part(order, stop, disputed_amount)
    if (order.stop_reason, order.disputed_amount) == (stop, part):
        raise BookingRefused("Das Mahnen ist aus diesem Grund schon angehalten.")
    order.stop_reason, order.disputed_amount = stop, part
    order.save(update_fields=["stop_reason", "disputed_amount"])
    words = f"{stop.label}, davon {euro(part)}" if part else stop.label
    answer = f" – Antwort bis {german_day(answer_by)}." if answer_by else ""
    record(order, f"Mahnen angehalten ({words}): {reason}{answer}", actor=actor)
    return refresh_figures(order)


def _disputed_part(order: Order, stop: Order.StopReason, amount: Decimal | None) -> Decimal | None:
    """The part in dispute; None where all of it is, as a part as large as the goods means."""
    if amount is None or amount >= order.open_principal:
        return None
    if stop != StopReason.DISPUTED:
        raise BookingRefused("Ein Teilbetrag ist nur bei „bestritten“ möglich.", field="amount")
    refuse_amount(amount)
    return amount


@transaction.atomic
def lift_stop(order_id: int, *, seen: str, reason: str, actor: AbstractBaseUser | None) -> Order:
    """Let an order be dunned again. Raises BookingRefused without a reason, or if all changed.

    seen: the stop that the clerk saw, as another one needs another look.
    """
    refuse_blank(reason, "Geben Sie an, wie es geklärt wurde.")
    order = lock_order(order_id)
    if order.stop_reason == StopReason.NONE:
        raise BookingRefused("Das Mahnen ist nicht mehr angehalten.")
    if order.stop_reason != seen:
        raise BookingRefused(
            f"Inzwischen steht ein anderer Grund da: {order.get_stop_reason_display()}. "
            "Prüfen Sie den Auftrag."
        )
    label = order.get_stop_reason_display()
    order.stop_reason, order.disputed_amount = StopReason.NONE, None
    order.save(update_fields=["stop_reason", "disputed_amount"])
    record(order, f"Mahnen wieder zugelassen ({label}): {reason}", actor=actor)
    return refresh_figures(order)


@transaction.atomic
def change_unpaid_reason(
    order_id: int, unpaid_reason: UnpaidReason, *, actor: AbstractBaseUser | None
) -> Order:
    """Keep why the money did not come, as a clerk knows it; the same one again does nothing."""
    order = lock_order(order_id)
    if order.unpaid_reason == unpaid_reason:
        return order
    order.unpaid_reason = unpaid_reason
    order.save(update_fields=["unpaid_reason"])
    label = order.get_unpaid_reason_display()
    record(order, f"Grund der Nichtzahlung geändert: {label}.", actor=actor)
    return order
