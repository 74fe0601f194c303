"""Switch a procedure on, knowing whom it reaches, and off again at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, Sum, Value, When

from orders.models import Order
from orders.services.locks import lock_orders
from reminders.models import (
    DunningBlock,
    DunningLevel,
    DunningProcedure,
    Reminder,
    ReminderItem,
    Standing,
)
from reminders.models.standings import StandingQuerySet
from reminders.rules.eligibility import Code, Reason, step_name
from reminders.rules.ladder_faults import NO_LEVEL
from reminders.services.assessment import Assessment, assess
from reminders.services.blocks import set_block
from reminders.services.procedures import raise_version
from reminders.services.reminder_states import cancel
from reminders.services.versions import keep_version

EXCLUDED_NOTE = "bei der Aktivierung ausgenommen"
SWITCHED_OFF = "Mahnverfahren ausgeschaltet"
# What stands in the way only because the procedure is not switched on like this yet.
UNTIL_ACTIVE = frozenset({Code.PROCEDURE_OFF, Code.BEFORE_START, Code.NOT_AUTOMATIC})


class ActivationRefused(Exception):
    """The procedure cannot be switched on; the message tells the clerk why."""


@dataclass(frozen=True, slots=True)
class StepReach:
    """How many orders are ripe for a step, and what is open on them, in euros."""

    level: int
    orders: int
    open_amount: Decimal

    @property
    def title(self) -> str:
        """What clerks call the step."""
        return step_name(self.level)


def reached_standings(
    procedure: DunningProcedure, *, on: date, starts_on: date | None
) -> StandingQuerySet:
    """The orders that the procedure would dun on the day with that start day, oldest due first.

    Whether it is switched on plays no part; blocked orders and those due before it do.
    """
    mine: StandingQuerySet = Standing.objects.filter(procedure=procedure)
    reached = mine.unhindered(on=on).due_since(starts_on).reached(on=on)
    is_level = When(next_level_on__lte=on, due_on__lt=on, then=F("next_level"))
    return reached.annotate(
        step_level=Case(is_level, default=Value(0), output_field=IntegerField())
    ).order_by("due_on", "order")


def reach(procedure: DunningProcedure, *, on: date, starts_on: date | None) -> list[StepReach]:
    """The same counted and summed per step, payment reminders first."""
    rows = (
        reached_standings(procedure, on=on, starts_on=starts_on)
        .order_by("step_level")
        .values("step_level")
        .annotate(orders=Count("pk"), open_amount=Sum("order__open_amount"))
    )
    return [StepReach(row["step_level"], row["orders"], row["open_amount"]) for row in rows]


def hindrances(assessment: Assessment) -> tuple[Reason, ...]:
    """Why an order would not be dunned even if its procedure were active."""
    return tuple(one for one in assessment.reasons if one.code not in UNTIL_ACTIVE)


def assess_reached(order_ids: Sequence[int], day: date) -> dict[int, Assessment]:
    """The orders of one page, each with what else stands in its way."""
    return {one.order.pk: one for one in assess(Order.objects.filter(pk__in=order_ids), day)}


def faults_against(procedure: DunningProcedure) -> list[str]:
    """Why the stored procedure cannot be switched on; empty when it can."""
    faults = []
    if procedure.sales_account.is_reseller:
        faults.append(
            f"{procedure.sales_account} verkauft im Namen der Plattform; dieser Account mahnt "
            "nicht."
        )
    return [*faults, *faults_of_active(list(procedure.levels.all()))]


def faults_of_active(levels: Sequence[DunningLevel]) -> list[str]:
    """Why a procedure with these steps, stored or not, cannot be active."""
    if not any(level.level for level in levels):
        return [NO_LEVEL]
    return [
        f"{level.label} braucht eine Textvorlage, solange das Mahnverfahren aktiv ist."
        for level in levels
        if level.template_id is None
    ]


@transaction.atomic
def activate(
    procedure_id: int,
    *,
    starts_on: date | None,
    is_automatic: bool,
    actor: AbstractBaseUser | None,
) -> DunningProcedure:
    """Switch the procedure on, or change start day and automatic of an active one.

    starts_on: the first due day that is dunned, None for all. Raises ActivationRefused for a
    procedure that cannot dun.
    """
    procedure = DunningProcedure.objects.select_for_update(no_key=True, of=("self",)).get(
        pk=procedure_id
    )
    if faults := faults_against(procedure):
        raise ActivationRefused(" ".join(faults))
    wanted = (True, starts_on, is_automatic)
    if (procedure.is_active, procedure.starts_on, procedure.is_automatic) == wanted:
        return procedure
    keep_version(procedure, actor=None)
    procedure.is_active, procedure.starts_on, procedure.is_automatic = wanted
    _store_switch(procedure, actor)
    return procedure


@transaction.atomic
def deactivate(procedure_id: int, *, actor: AbstractBaseUser | None) -> int:
    """Switch the procedure off at once; returns how many reminders it took back.

    All that is proposed or waits to be sent by it is cancelled, automatic or not.
    """
    procedure = DunningProcedure.objects.select_for_update(no_key=True, of=("self",)).get(
        pk=procedure_id
    )
    if procedure.is_active:
        keep_version(procedure, actor=None)
        procedure.is_active = False
        _store_switch(procedure, actor)
    reminders = Reminder.objects.undecided().filter(procedure=procedure)
    undecided = ReminderItem.objects.filter(reminder__in=reminders.values("pk"))
    lock_orders(undecided.values_list("order", flat=True))
    return cancel(reminders.order_by("pk").select_for_update(of=("self",)), SWITCHED_OFF)


def _store_switch(procedure: DunningProcedure, actor: AbstractBaseUser | None) -> None:
    procedure.save(update_fields=["is_active", "starts_on", "is_automatic"])
    raise_version(procedure)
    keep_version(procedure, actor=actor)


@transaction.atomic
def exclude(
    procedure_id: int, order_ids: Iterable[int], *, actor: AbstractBaseUser | None, today: date
) -> int:
    """Keep orders of the procedure from being dunned, by a Mahnsperre without end; how many.

    The block says why, stands in the list of all blocks, and can be lifted there.
    """
    mine = Standing.objects.filter(procedure=procedure_id, order__in=list(order_ids))
    ids = sorted(mine.values_list("order", flat=True))
    lock_orders(ids)
    for order_id in ids:
        set_block(
            order_id,
            reason=DunningBlock.Reason.OTHER,
            note=EXCLUDED_NOTE,
            until_on=None,
            actor=actor,
            today=today,
        )
    return len(ids)


def excluded_orders(procedure: DunningProcedure) -> list[Order]:
    """The open orders that somebody excluded before and nobody let in again, oldest due first."""
    blocked = Order.objects.open().filter(
        standing__procedure=procedure,
        dunning_blocks__note=EXCLUDED_NOTE,
        dunning_blocks__lifted_on__isnull=True,
    )
    return list(blocked.select_related("customer").order_by("oldest_due_on", "pk"))
