"""All figures of the page Übersicht, in a fixed number of queries."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Count, IntegerField, Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.urls import reverse

from common.sums import cents, euros
from dunning_site.services.overview_figures import (
    DataState,
    Figure,
    LastRun,
    LevelSuccess,
    MonthRecovery,
    Overview,
    StatementState,
    evaluation_url,
)
from dunning_site.services.overview_money import ageing, due_levels, open_orders, overdue
from dunning_site.services.overview_tasks import tasks_of
from orders.models import BankStatement, Creditor, OrderImport
from reminders.models import DunningRun, EvaluationSettings, Recovery, Reminder, SentCount
from reminders.rules.reasons import step_name
from reminders.rules.states import ReminderState

RECEIVED_DAYS = 30
SUCCESS_DAYS = 90
# So long a reminder has time to work before its success is told.
TIME_TO_WORK = 14
MONTHS = 13
RUNS = 5
_DAY = timedelta(days=1)


def everything(permission: str) -> bool:
    """Whether a person may do something who may do everything."""
    return True


def overview(*, today: date, has_perm: Callable[[str], bool] = everything) -> Overview:
    """All figures of the day; has_perm: which tasks the person may see."""
    success_to = today - _DAY * TIME_TO_WORK
    success_from = success_to - _DAY * (SUCCESS_DAYS - 1)
    bands, levels = ageing(today), due_levels(today)
    return Overview(
        day=today,
        open=open_orders(),
        overdue=overdue(bands, today),
        due_levels=levels,
        received=_received(today),
        success_from=success_from,
        success_to=success_to,
        success=_success(success_from, success_to),
        ageing=bands,
        recovered_by_month=_months(today),
        tasks=tasks_of(levels, today=today, has_perm=has_perm),
        last_runs=_last_runs(),
        data=_data_state(),
    )


def _received(today: date) -> Figure:
    """What came after reminders lately; one query."""
    recent = Recovery.objects.filter(
        paid_on__gt=today - _DAY * RECEIVED_DAYS, paid_on__lte=today
    ).aggregate(count=Count("pk"), amount=cents("amount"))
    first = today - _DAY * (RECEIVED_DAYS - 1)
    return Figure(recent["count"], euros(recent["amount"]), evaluation_url(first, today))


def _success(first: date, last: date) -> tuple[LevelSuccess, ...]:
    """What reminders of these days brought by level; two queries."""
    sent = SentCount.objects.filter(sent_on__gte=first, sent_on__lte=last, sent__gt=0)
    counted = sent.order_by().values_list("level").annotate(Sum("sent"), cent_sum=cents("claimed"))
    came = Recovery.objects.filter(reminder__sent_on__gte=first, reminder__sent_on__lte=last)
    recovered = dict(came.order_by().values_list("level").annotate(cent_sum=cents("amount")))
    return tuple(
        LevelSuccess(level, step_name(level), count, euros(claimed), euros(recovered.get(level)))
        for level, count, claimed in sorted(counted)
    )


def _months(today: date) -> tuple[MonthRecovery, ...]:
    """What came after reminders in each of the newest months; one query."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - _DAY).replace(day=1))
    rows = Recovery.objects.filter(paid_on__gte=months[-1], paid_on__lte=today)
    sums = rows.annotate(month=TruncMonth("paid_on")).order_by().values_list("month")
    found = {
        month: rest for month, *rest in sums.annotate(count=Count("pk"), cent_sum=cents("amount"))
    }
    nothing = [0, 0]
    return tuple(
        MonthRecovery(month, count, euros(amount))
        for month in reversed(months)
        for count, amount in [found.get(month, nothing)]
    )


def _last_runs() -> tuple[LastRun, ...]:
    """The newest runs; one query."""
    sent = (ReminderState.SENT, ReminderState.WITHDRAWN)
    runs = DunningRun.objects.select_related("created_by").annotate(
        sent_count=_count_of(*sent), failed_count=_count_of(ReminderState.FAILED)
    )
    return tuple(
        LastRun(
            number=run.pk,
            run_on=run.run_on,
            state=run.get_state_display(),
            is_automatic=run.is_automatic,
            created_at=run.created_at,
            who=run.created_by.get_username() if run.created_by else "",
            sent=run.sent_count,
            failed=run.failed_count,
            url=reverse("reminders:run-detail", args=[run.pk]),
        )
        for run in runs.order_by("-pk")[:RUNS]
    )


def _count_of(*states: ReminderState) -> Coalesce:
    """How many reminders of a run are in one of the states."""
    of_run = Reminder.objects.filter(run=OuterRef("pk"), state__in=states).order_by()
    counted = of_run.values("run").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _data_state() -> DataState:
    """How new the data is; three queries."""
    newest = dict(
        BankStatement.objects.taken_over().order_by().values_list("creditor").annotate(Max("to_on"))
    )
    selling = Creditor.objects.filter(sales_accounts__isnull=False).distinct()
    creditors = selling.order_by("name").values_list("pk", "name")
    applied = OrderImport.objects.filter(state=OrderImport.State.APPLIED, applied_at__isnull=False)
    imported = applied.order_by("-applied_at").values_list("applied_at", "file_name").first()
    kept = EvaluationSettings.objects.filter(pk=1).values_list("refreshed_at", flat=True)
    return DataState(
        statements=tuple(StatementState(name, newest.get(pk)) for pk, name in creditors),
        imported_at=imported[0] if imported else None,
        imported_file=imported[1] if imported else "",
        refreshed_at=kept.first(),
    )
