"""The shipped procedure and its texts, and what follows when a procedure changes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Sum

from orders.models import Order, SalesAccount
from orders.services.sales_accounts import create_sales_account
from reminders.default_texts import DEFAULT_TEXTS
from reminders.models import (
    AutomaticDunning,
    DunningLevel,
    DunningProcedure,
    ReminderTemplate,
    Standing,
)
from reminders.services.standings import refresh_standings

DEFAULT_NAME = "Shop 5/15/30"
# (level, days after the due day, days to pay)
DEFAULT_LEVELS = ((1, 5, 10), (2, 15, 10), (3, 30, 10))


@transaction.atomic
def open_sales_account(name: str) -> SalesAccount:
    """A new sales account of the default creditor with the shipped procedure, active by hand.

    Raises NoCreditor.
    """
    account = create_sales_account(name)
    create_default_procedure(account, is_active=True)
    return account


@transaction.atomic
def create_default_procedure(account: SalesAccount, *, is_active: bool) -> DunningProcedure:
    """The shipped procedure for an account: 5, 15, 30 days after the due day, not automatic."""
    procedure = DunningProcedure.objects.create(
        name=DEFAULT_NAME, sales_account=account, is_active=is_active
    )
    templates = install_default_templates()
    DunningLevel.objects.bulk_create(
        DunningLevel(
            procedure=procedure,
            level=level,
            days_after_anchor=days,
            payment_period_days=period,
            template=templates[level],
        )
        for level, days, period in DEFAULT_LEVELS
    )
    procedure_changed(procedure)
    return procedure


def install_default_templates() -> dict[int, ReminderTemplate]:
    """The shipped texts by level; those that exist are kept as the staff wrote them."""
    return {
        text.level: ReminderTemplate.objects.get_or_create(
            name=text.name,
            defaults={
                "mail_subject": text.mail_subject,
                "mail_body": text.mail_body,
                "letter_subject": text.letter_subject,
                "letter_body": text.letter_body,
            },
        )[0]
        for text in DEFAULT_TEXTS
    }


@transaction.atomic
def procedure_changed(procedure: DunningProcedure) -> int:
    """Refresh the standing of every open order the procedure may concern; returns how many."""
    orders = Order.objects.open().filter(sales_account=procedure.sales_account_id).order_by("pk")
    return refresh_standings(orders.select_for_update(of=("self",)))


@transaction.atomic
def revise_procedure(
    procedure: DunningProcedure, *, is_ladder_changed: bool, is_new: bool = False
) -> None:
    """What follows from storing a procedure with its levels: a new version, true standings.

    Without a change of the ladder itself no order stands anywhere else, so none is touched.
    """
    if not is_new:
        stored = DunningProcedure.objects.select_for_update(no_key=True).get(pk=procedure.pk)
        procedure.version = stored.version + 1
        procedure.save(update_fields=["version"])
    if is_ladder_changed:
        procedure_changed(procedure)


@dataclass(frozen=True, slots=True)
class LevelReach:
    """How many orders are ripe for a level, and what is open on them, in euros."""

    level: int
    orders: int
    open_amount: Decimal


def reach(procedure: DunningProcedure, *, on: date) -> list[LevelReach]:
    """The orders that the stored procedure lets dun on the day, per level, lowest first.

    Whether it is switched on plays no part: blocked orders and those due before its start day do.
    """
    ripe = Standing.objects.filter(procedure=procedure).ripe(on=on)
    rows = ripe.values("next_level").annotate(
        orders=Count("pk"), open_amount=Sum("order__open_amount")
    )
    return [
        LevelReach(row["next_level"], row["orders"], row["open_amount"])
        for row in rows.order_by("next_level")
    ]


def automatic_dunning() -> AutomaticDunning:
    """The installation's switch for the daily run, off until somebody switches it on."""
    return AutomaticDunning.objects.get_or_create(pk=1)[0]
