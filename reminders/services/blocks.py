"""Set and lift a Mahnsperre, of one order, of several, or of a customer with all orders."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from common.rules.german import day as german_day
from orders.models import Customer, Order
from orders.services.history import record
from orders.services.ledger import lock_order
from reminders.models import DunningBlock
from reminders.services.reminder_states import revoke, with_undecided
from reminders.services.standings import refresh_standings

REVOKED = "Mahnsperre gesetzt"


class BlockRefused(Exception):
    """The block cannot be set or lifted; the message tells the clerk why."""


@transaction.atomic
def set_block(
    order_id: int,
    *,
    reason: DunningBlock.Reason,
    note: str = "",
    until_on: date | None,
    actor: AbstractBaseUser | None,
    today: date,
) -> DunningBlock:
    """Block the order up to and including a day (None: without end), replacing an older block.

    Reminders not decided yet are taken back. Raises BlockRefused for an end in the past.
    """
    _refuse_past(until_on, today)
    order = lock_order(order_id)
    block = DunningBlock(
        order=order, reason=reason, note=note, until_on=until_on, set_on=today, set_by=actor
    )
    _replace(block, [order])
    return block


@transaction.atomic
def set_blocks(
    order_ids: Iterable[int],
    *,
    reason: DunningBlock.Reason,
    note: str = "",
    until_on: date | None,
    actor: AbstractBaseUser | None,
    today: date,
) -> int:
    """The same for the open ones among several orders; returns how many. Raises BlockRefused."""
    _refuse_past(until_on, today)
    orders = [
        order for order in _locked(Order.objects.filter(pk__in=set(order_ids))) if order.is_open
    ]
    for order in orders:
        _replace(
            DunningBlock(
                order=order, reason=reason, note=note, until_on=until_on, set_on=today, set_by=actor
            ),
            [order],
        )
    return len(orders)


@transaction.atomic
def set_customer_block(
    customer_id: int,
    *,
    reason: DunningBlock.Reason,
    note: str = "",
    until_on: date | None,
    actor: AbstractBaseUser | None,
    today: date,
) -> DunningBlock:
    """Block all orders of a customer, later ones too, up to and including a day (None: no end).

    An older block of the customer is replaced; blocks of single orders stay. Raises BlockRefused
    for an end in the past.
    """
    _refuse_past(until_on, today)
    orders = _locked(Order.objects.filter(customer=customer_id))
    customer = Customer.objects.get(pk=customer_id)
    block = DunningBlock(
        customer=customer, reason=reason, note=note, until_on=until_on, set_on=today, set_by=actor
    )
    _replace(block, orders)
    return block


def pause_order(
    order: Order,
    *,
    reason: DunningBlock.Reason,
    note: str,
    until_on: date,
    actor: AbstractBaseUser | None,
    today: date,
) -> DunningBlock | None:
    """Block a locked order up to and including a day, unless it is blocked as long already.

    Reminders not decided yet are taken back all the same. None where the longer block stays; a
    block of the customer stands beside it.
    """
    older = DunningBlock.objects.filter(order=order, lifted_on__isnull=True).first()
    if older is not None and (older.until_on is None or older.until_on >= until_on):
        revoke(order, REVOKED)
        return None
    block = DunningBlock(
        order=order, reason=reason, note=note, until_on=until_on, set_on=today, set_by=actor
    )
    _replace(block, [order])
    return block


@transaction.atomic
def lift_block(order_id: int, *, actor: AbstractBaseUser | None, today: date) -> DunningBlock:
    """Lift the order's own block. Raises BlockRefused when there is none."""
    order = lock_order(order_id)
    block = DunningBlock.objects.filter(order=order, lifted_on__isnull=True).first()
    if block is None:
        raise BlockRefused(f"Auftrag {order} hat keine Mahnsperre.")
    _lift(block, [order], actor, today)
    return block


@transaction.atomic
def lift_blocks(order_ids: Iterable[int], *, actor: AbstractBaseUser | None, today: date) -> int:
    """Lift the own blocks of several orders; returns how many there were."""
    orders = {order.pk: order for order in _locked(Order.objects.filter(pk__in=set(order_ids)))}
    blocks = DunningBlock.objects.filter(order__in=orders, lifted_on__isnull=True)
    for block in blocks:
        _lift(block, [orders[block.order_id]], actor, today)
    return len(blocks)


@transaction.atomic
def lift_customer_block(
    customer_id: int, *, actor: AbstractBaseUser | None, today: date
) -> DunningBlock:
    """Lift the customer's block; blocks of single orders stay. Raises BlockRefused without one."""
    orders = _locked(Order.objects.filter(customer=customer_id))
    block = DunningBlock.objects.filter(customer=customer_id, lifted_on__isnull=True).first()
    if block is None:
        raise BlockRefused("Für diesen Kunden gilt keine Mahnsperre.")
    _lift(block, orders, actor, today)
    return block


def lift_any_block(block_id: int, *, actor: AbstractBaseUser | None, today: date) -> DunningBlock:
    """Lift a block by its id. Raises BlockRefused when it was lifted or replaced meanwhile."""
    block = _standing(block_id)
    if block.order_id:
        return lift_block(block.order_id, actor=actor, today=today)
    return lift_customer_block(block.customer_id, actor=actor, today=today)


def extend_block(
    block_id: int, *, until_on: date | None, actor: AbstractBaseUser | None, today: date
) -> DunningBlock:
    """Let a block, also one that has run out, hold up to and including another day (None: no end).

    A new block with the same reason takes its place. Raises BlockRefused.
    """
    block = _standing(block_id)
    words = {"reason": DunningBlock.Reason(block.reason), "note": block.note, "until_on": until_on}
    if block.order_id:
        return set_block(block.order_id, actor=actor, today=today, **words)
    return set_customer_block(block.customer_id, actor=actor, today=today, **words)


def _standing(block_id: int) -> DunningBlock:
    block = DunningBlock.objects.get(pk=block_id)
    if block.lifted_on is not None:
        raise BlockRefused("Diese Mahnsperre ist schon aufgehoben oder durch eine neue ersetzt.")
    return block


def _refuse_past(until_on: date | None, today: date) -> None:
    if until_on is not None and until_on < today:
        raise BlockRefused(f"Das Ende {german_day(until_on)} liegt in der Vergangenheit.")


def _locked(orders: QuerySet[Order]) -> list[Order]:
    """The orders, locked lowest primary key first, as everybody does."""
    return list(orders.order_by("pk").select_for_update(of=("self",)))


def _replace(block: DunningBlock, orders: Sequence[Order]) -> None:
    """Store the block in place of the older one and let its (locked) orders know."""
    older = DunningBlock.objects.filter(
        order=block.order, customer=block.customer, lifted_on__isnull=True
    )
    older.update(lifted_on=block.set_on, lifted_by=block.set_by)
    block.save()
    until = f"bis {german_day(block.until_on)}" if block.until_on else "ohne Ende"
    _tell(orders, f"{_name(block)} {until} gesetzt: {_words(block)}.", block.set_by)
    refresh_standings(orders)
    for order in with_undecided(orders):
        revoke(order, REVOKED)


def _lift(
    block: DunningBlock, orders: Sequence[Order], actor: AbstractBaseUser | None, today: date
) -> None:
    block.lifted_on, block.lifted_by = today, actor
    block.save(update_fields=["lifted_on", "lifted_by"])
    _tell(orders, f"{_name(block)} aufgehoben.", actor)
    refresh_standings(orders)


def _tell(orders: Sequence[Order], text: str, actor: AbstractBaseUser | None) -> None:
    """Paid orders of a customer keep quiet: nobody would dun them anyway."""
    for order in orders:
        if order.is_open or len(orders) == 1:
            record(order, text, actor=actor)


def _name(block: DunningBlock) -> str:
    return "Mahnsperre" if block.order_id else "Mahnsperre des Kunden"


def _words(block: DunningBlock) -> str:
    return ", ".join(part for part in (block.get_reason_display(), block.note) if part)
