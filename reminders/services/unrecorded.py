"""What the journal proves as sent and a restored database does not know: who is kept from dunning.

It is found by sales account and order number, since the order itself may be missing, and come in
once more with the next import.
"""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from common.rules.german import day as german_day
from orders.models import Order
from orders.services.history import record
from reminders.models import UnrecordedDispatch
from reminders.rules.reasons import step_name

NOTE_LENGTH = 500


class SettlingRefused(Exception):
    """The dispatch cannot be settled so; the message says why."""


def open_dispatches() -> QuerySet[UnrecordedDispatch]:
    """Those that nobody has settled yet, oldest first."""
    found = UnrecordedDispatch.objects.filter(settled_at=None)
    return found.select_related("sales_account", "order").order_by("sent_at", "pk")


def unrecorded_words(orders: Sequence[Order]) -> dict[int, str]:
    """What went out unrecorded of each of the orders, by its key; one query for all of them."""
    found = open_dispatches().filter(
        sales_account__in={order.sales_account_id for order in orders},
        order_number__in={order.number for order in orders},
    )
    words = {(one.sales_account_id, one.order_number): _words(one) for one in found}
    if not words:
        return {}
    told = {order.pk: words.get((order.sales_account_id, order.number), "") for order in orders}
    return {order_id: text for order_id, text in told.items() if text}


@transaction.atomic
def settle_unrecorded(
    dispatch_id: int, *, note: str, actor: AbstractBaseUser | None, now: datetime
) -> UnrecordedDispatch:
    """A person has looked at it: from now on the order may be dunned again, in its old level.

    Raises SettlingRefused without a note, and when somebody has settled it before.
    """
    if not note.strip():
        raise SettlingRefused("Schreiben Sie in den Vermerk, was Sie geklärt haben.")
    named = UnrecordedDispatch.objects.select_for_update(of=("self",))
    dispatch = named.get(pk=dispatch_id)
    if dispatch.settled_at is not None:
        raise SettlingRefused("Dieser Versand ist schon geklärt. Nichts wurde geändert.")
    dispatch.settled_at, dispatch.settled_by = now, actor
    dispatch.note = note.strip()[:NOTE_LENGTH]
    order = _order_of(dispatch)
    dispatch.order = order
    dispatch.save(update_fields=["settled_at", "settled_by", "note", "order"])
    if order is not None:
        told = f"{_words(dispatch)} Geklärt: {dispatch.note}"
        record(order, told[:500], actor=actor)
    return dispatch


def _order_of(dispatch: UnrecordedDispatch) -> Order | None:
    """The order, which may have come in only after the dispatch was found."""
    named = Order.objects.filter(
        sales_account=dispatch.sales_account_id, number=dispatch.order_number
    )
    return dispatch.order or named.first()


def _words(dispatch: UnrecordedDispatch) -> str:
    sent_on = german_day(timezone.localdate(dispatch.sent_at))
    return (
        f"Laut Versandjournal ging am {sent_on} Mahnung {dispatch.reminder_number} "
        f"({step_name(dispatch.level)}) hinaus, die nach einer Wiederherstellung fehlt."
    )
