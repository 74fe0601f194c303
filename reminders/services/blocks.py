"""Set and lift a Mahnsperre."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import day as german_day
from orders.services.history import record
from orders.services.ledger import lock_order
from reminders.models import DunningBlock
from reminders.services.reminder_states import revoke
from reminders.services.standings import refresh_standing


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
    if until_on is not None and until_on < today:
        raise BlockRefused(f"Das Ende {german_day(until_on)} liegt in der Vergangenheit.")
    order = lock_order(order_id)
    DunningBlock.objects.filter(order=order, lifted_on__isnull=True).update(
        lifted_on=today, lifted_by=actor
    )
    block = DunningBlock.objects.create(
        order=order, reason=reason, note=note, until_on=until_on, set_on=today, set_by=actor
    )
    until = f"bis {german_day(until_on)}" if until_on else "ohne Ende"
    record(order, f"Mahnsperre {until} gesetzt: {_words(block)}.", actor=actor)
    refresh_standing(order)
    revoke(order, "Mahnsperre gesetzt")
    return block


@transaction.atomic
def lift_block(order_id: int, *, actor: AbstractBaseUser | None, today: date) -> DunningBlock:
    """Lift the order's block. Raises BlockRefused when there is none."""
    order = lock_order(order_id)
    block = DunningBlock.objects.filter(order=order, lifted_on__isnull=True).first()
    if block is None:
        raise BlockRefused(f"Auftrag {order} hat keine Mahnsperre.")
    block.lifted_on, block.lifted_by = today, actor
    block.save(update_fields=["lifted_on", "lifted_by"])
    record(order, "Mahnsperre aufgehoben.", actor=actor)
    refresh_standing(order)
    return block


def _words(block: DunningBlock) -> str:
    return ", ".join(part for part in (block.get_reason_display(), block.note) if part)
