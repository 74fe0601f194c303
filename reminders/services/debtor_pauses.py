"""The pauses that requests of debtors bring about, and what holds once they end."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from orders.models import Order
from reminders.models import DebtorRequest, DunningBlock
from reminders.rules.debtor_words import kept_day
from reminders.services.blocks import lift_block, pause_order

Kind, State, Reason = DebtorRequest.Kind, DebtorRequest.State, DunningBlock.Reason
GRANTED = (State.GRANTED, State.ACCEPTED)


def own_pause(order: Order) -> DunningBlock | None:
    """The order's block if a request brought it about and nobody has looked yet, else None."""
    return _standing(order).filter(reason=Reason.CLARIFICATION, pk__in=_brought(order)).first()


def replaced_by_pause(order: Order) -> DunningBlock | None:
    """The block that a clerk set and a new pause may take the place of; None without one."""
    return _standing(order).exclude(pk__in=_brought(order)).first()


def end_pause(order: Order, *, actor: AbstractBaseUser | None, today: date) -> bool:
    """Let a locked order be dunned again once no request needs its pause; returns whether it ended.

    What a clerk had set before, and what was granted, holds on for its days.
    """
    pause = own_pause(order)
    waiting = order.debtor_requests.filter(state=State.OPEN)
    if pause is None or any(one.details.get("pauses") for one in waiting):
        return False
    lift_block(order.pk, actor=actor, today=today)
    for block in _blocks_before(order, today):
        pause_order(
            order,
            reason=Reason(block.reason),
            note=block.note,
            until_on=block.until_on or date.max,
            actor=block.set_by,
            today=today,
        )
    for request in order.debtor_requests.filter(kind=Kind.DEFERRAL, state__in=GRANTED):
        defer(order, request, actor=request.settled_by, today=today)
    return True


def defer(
    order: Order, request: DebtorRequest, *, actor: AbstractBaseUser | None, today: date
) -> DunningBlock | None:
    """Block a locked order for what is left of a deferral; None where nothing is to be set."""
    until_on = kept_day(request.details, "until_on")
    if until_on is None or until_on < today:
        return None
    note = f"Zahlungsseite: {Kind.DEFERRAL.label}"
    return pause_order(
        order, reason=Reason.DEFERRED, note=note, until_on=until_on, actor=actor, today=today
    )


def _standing(order: Order) -> QuerySet[DunningBlock]:
    return DunningBlock.objects.filter(order=order, lifted_on__isnull=True)


def _brought(order: Order) -> QuerySet[DebtorRequest]:
    """The blocks that requests of the order brought about."""
    return order.debtor_requests.filter(block__isnull=False).values("block")


def _blocks_before(order: Order, today: date) -> list[DunningBlock]:
    """Blocks of clerks that pauses took the place of and that would still hold today."""
    requests = order.debtor_requests.all()
    ids = [one.details["replaced_block"] for one in requests if "replaced_block" in one.details]
    return list(DunningBlock.objects.filter(pk__in=ids, until_on__gte=today))
