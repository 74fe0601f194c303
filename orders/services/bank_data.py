"""How far the bank statements of the creditors reach."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, DateField, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least, TruncDate

from common.rules.holidays import working_days_between
from orders.models import BankStatement, Creditor
from orders.rules.bank_data import BankData


def bank_data(*, on: date, creditor_ids: Iterable[int] | None = None) -> dict[int, BankData]:
    """Each creditor's bank data on a day, by the creditor's id; one query for all of them.

    A statement reaches no further than the day it was read: what its period promises beyond that
    nobody has seen yet.
    """
    creditors = Creditor.objects.order_by("name")
    if creditor_ids is not None:
        creditors = creditors.filter(pk__in=creditor_ids)
    return {
        creditor.pk: _of(creditor, creditor.newest_on, creditor.held_count, on)
        for creditor in creditors.annotate(newest_on=_newest_day(), held_count=_held_count())
    }


def _of(creditor: Creditor, newest_on: date | None, held_count: int, on: date) -> BankData:
    if newest_on is not None:
        newest_on = min(newest_on, on)
    age = working_days_between(newest_on, on, creditor.federal_state) if newest_on else 0
    return BankData(
        creditor=creditor.name,
        newest_on=newest_on,
        age=age,
        max_age=creditor.statement_max_age_days,
        held_count=held_count,
    )


def _newest_day() -> Subquery:
    covered_on = Least("to_on", TruncDate("statement_import__created_at"), output_field=DateField())
    taken_over = BankStatement.objects.taken_over().filter(to_on__isnull=False)
    return _per_creditor(taken_over, Max(covered_on), DateField())


def _held_count() -> Coalesce:
    held = _per_creditor(BankStatement.objects.held(), Count("pk"), IntegerField())
    return Coalesce(held, 0)


def _per_creditor(
    statements: QuerySet[BankStatement], aggregate: Any, field: DateField | IntegerField
) -> Subquery:
    """An aggregate over the statements of the creditor whose row asks."""
    of_creditor = statements.filter(creditor=OuterRef("pk")).order_by().values("creditor")
    return Subquery(of_creditor.annotate(figure=aggregate).values("figure"), output_field=field)
