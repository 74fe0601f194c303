"""Why nobody may be dunned until a clerk has looked, and why the money did not come."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from orders.models import Order
from orders.rules.drafts import UnpaidReason
from orders.services.by_hand import BookingRefused, refuse_blank
from orders.services.history import record
from orders.services.ledger import lock_order, refresh_figures

StopReason = Order.StopReason


@transaction.atomic
def set_stop(
    order_id: int, stop: Order.StopReason, *, reason: str, actor: AbstractBaseUser | None
) -> Order:
    """Stop the dunning of an order until a clerk lifts it. Raises BookingRefused."""
    if stop == StopReason.NONE:
        raise ValueError("no stop is set by none")
    refuse_blank(reason, "Geben Sie an, was zu klären ist.")
    order = lock_order(order_id)
    if order.stop_reason == stop:
        raise BookingRefused("Das Mahnen ist aus diesem Grund schon angehalten.")
    order.stop_reason = stop
    order.save(update_fields=["stop_reason"])
    record(order, f"Mahnen angehalten ({stop.label}): {reason}", actor=actor)
    return refresh_figures(order)


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
    order.stop_reason = StopReason.NONE
    order.save(update_fields=["stop_reason"])
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
