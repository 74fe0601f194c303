"""The pauses that debtors bring about by asking and paying, and what holds once they end."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet

from orders.models import Order
from reminders.models import DebtorRequest, DunningBlock
from reminders.rules.debtor_words import kept_day
from reminders.services.blocks import lift_block, pause_order

Kind, State, Reason = DebtorRequest.Kind, DebtorRequest.State, DunningBlock.Reason
PAYMENT_NOTE = "Onlinezahlung"
DEFERRAL_NOTE = f"Zahlungsseite: {Kind.DEFERRAL.label}"


def own_pause(order: Order) -> DunningBlock | None:
    """The order's block if a request or an online payment brought it about, else None."""
    brought = Q(pk__in=_brought(order)) | Q(note=PAYMENT_NOTE, set_by=None)
    return _standing(order).filter(brought, reason=Reason.CLARIFICATION).first()


def pause(order: Order, *, note: str, until_on: date, today: date) -> DunningBlock | None:
    """Block a locked order up to and including a day, for as long as somebody has to look.

    None where a longer block stays. A shorter one that is no pause holds again afterwards.
    """
    before = own_pause(order)
    held = before.holds_back if before else _standing(order).first()
    block = pause_order(
        order, reason=Reason.CLARIFICATION, note=note, until_on=until_on, actor=None, today=today
    )
    if block is not None and held is not None:
        block.holds_back = held
        block.save(update_fields=["holds_back"])
    return block


def end_pause(order: Order, *, actor: AbstractBaseUser | None, today: date) -> bool:
    """Let a locked order be dunned again once no request and no payment needs its pause.

    What a clerk had set before, and what was granted, holds on for its days. Returns whether the
    pause ended.
    """
    ours = own_pause(order)
    waiting = order.debtor_requests.filter(state=State.OPEN)
    if ours is None or any(one.details.get("pauses") for one in waiting):
        return False
    if order.online_payments.under_way().exists():
        return False
    lift_block(order.pk, actor=actor, today=today)
    if ours.holds_back is not None:
        _set_again(order, ours.holds_back, today)
    return True


def defer(
    order: Order, request: DebtorRequest, *, actor: AbstractBaseUser | None, today: date
) -> DunningBlock | None:
    """Block a locked order for what is left of a deferral; None where nothing is to be set."""
    until_on = kept_day(request.details, "until_on")
    if until_on is None or until_on < today:
        return None
    return defer_until(order, until_on, actor=actor, today=today)


def defer_until(
    order: Order, until_on: date, *, actor: AbstractBaseUser | None, today: date
) -> DunningBlock | None:
    """Block a locked order for a deferral up to and including a day, on which no interest runs.

    A longer block stays, with the deferral behind it; None where it holds back another one so long.
    """
    longer = _standing(order).first()
    facts = {"reason": Reason.DEFERRED, "note": DEFERRAL_NOTE, "until_on": until_on}
    block = pause_order(order, **facts, actor=actor, today=today)
    if block is not None or longer is None:
        return block
    held = longer.holds_back
    if held is not None and (held.until_on is None or held.until_on >= until_on):
        return None
    longer.holds_back = DunningBlock.objects.create(
        order=order, **facts, set_on=today, set_by=actor, lifted_on=today
    )
    longer.save(update_fields=["holds_back"])
    return longer.holds_back


def _standing(order: Order) -> QuerySet[DunningBlock]:
    return DunningBlock.objects.filter(order=order, lifted_on__isnull=True)


def _brought(order: Order) -> QuerySet[DebtorRequest]:
    """The blocks that requests of the order brought about."""
    return order.debtor_requests.filter(block__isnull=False).values("block")


def _set_again(order: Order, block: DunningBlock, today: date) -> None:
    """Block the order for what is left of a block that a pause took the place of."""
    if block.until_on is None or block.until_on >= today:
        pause_order(
            order,
            reason=Reason(block.reason),
            note=block.note,
            until_on=block.until_on or date.max,
            actor=block.set_by,
            today=today,
        )
