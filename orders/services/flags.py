"""Decide on another total that a shop told of an order that was reminded already."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import euro
from orders.models import Order
from orders.services.by_hand import BookingRefused
from orders.services.history import record
from orders.services.ledger import lock_order, refresh_figures
from orders.services.shop_bookings import change_total


class Decision(StrEnum):
    """What a clerk decides on the total that the shop told."""

    ACCEPT = "accept"
    KEEP = "keep"


@transaction.atomic
def decide_total(
    order_id: int,
    decision: Decision,
    *,
    seen_total: Decimal,
    actor: AbstractBaseUser | None,
    today: date,
) -> Order:
    """Book the total in euros that the shop told, or keep the one there is.

    A total that was kept against the shop is not asked about again as long as the shop tells the
    same. Raises BookingRefused when there is nothing to decide or the shop told another one since.
    """
    order = lock_order(order_id)
    reported = order.reported_total
    if reported is None:
        raise BookingRefused("Über den Betrag ist schon entschieden.")
    if reported != seen_total:
        raise BookingRefused(f"Der Shop meldet inzwischen {euro(reported)}. Entscheiden Sie neu.")
    before = order.total
    order.reported_total = None
    if decision == Decision.ACCEPT:
        order.declined_total = None
        change_total(order, reported, today=today)
        text = f"Betrag des Shops übernommen: {euro(before)} → {euro(reported)}."
    else:
        order.declined_total = reported
        text = f"Betrag beibehalten: {euro(before)}. Der Shop meldet {euro(reported)}."
    order.save(update_fields=["total", "reported_total", "declined_total"])
    record(order, text, actor=actor)
    return refresh_figures(order)
