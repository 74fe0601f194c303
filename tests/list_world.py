"""A row in every list of the product, and texts in all of them that try to be formulas."""

from datetime import date, timedelta
from itertools import cycle

from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from common.models import ExportLog
from inkasso.models import AgencyNotice, AgencyReport, CollectionCase, Remittance, ReportEntry
from inkasso.rules.states import CaseState
from orders.models import ApiToken, Order, OrderImport, SalesAccount
from reminders.models import (
    DunningBlock,
    DunningRun,
    InstalmentPlan,
    PrintBatch,
    Reminder,
    ReminderItem,
    SendingStop,
    UncertainDecision,
)
from reminders.rules.states import ReminderState
from tests import bank_rows, collection_factories, factories
from tests.factories import TODAY

PAYLOADS = ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1+1", "\uff1d1+1", "\uff0d2")
APPS = ("orders", "reminders", "collections", "common")
# Shorter texts are codes and keys, not words that somebody typed.
MIN_LENGTH = 30
# What the program itself reads again: signatures, addresses of pages, names of files on disk.
NOT_TYPED = ("public_id", "sha256", "message_id", "search_text", "number_key")


def build_world() -> None:
    """One row or more for each list."""
    account = factories.sales_account()
    order = factories.order(account, due_on=TODAY - timedelta(days=40))
    stopped = factories.order(account, due_on=TODAY - timedelta(days=30))
    Order.objects.filter(pk=stopped.pk).update(stop_reason=Order.StopReason.DISPUTED)
    with_credit = factories.order(account)
    Order.objects.filter(pk=with_credit.pk).update(credit_amount="12.50", paid_amount="92.40")
    DunningBlock.objects.create(order=order, reason="goodwill", note="Wartet", set_on=TODAY)
    InstalmentPlan.objects.create(
        order=stopped, state=InstalmentPlan.State.RUNNING, agreed_on=TODAY, rates=[]
    )
    bank_rows.statement(TODAY)
    bank_rows.movement("-79.90", remittance_text="Rückgabe", state_reason="Kein Vorschlag")
    _letter(order)
    _delivery(factories.order(account), factories.order(account))
    _files_and_tokens(account)
    _collections()
    ExportLog.objects.create(page="Aufträge", format="csv", filters="Suche: x", row_count=3)


def _letter(order: Order) -> None:
    """A letter that waits for the printer, of a finished run, and a batch."""
    _reminder(
        order,
        ReminderState.QUEUED,
        number=1,
        channel=Reminder.Channel.LETTER,
        letter_state=Reminder.LetterState.TO_PRINT,
    )
    PrintBatch.objects.create()


def _delivery(order: Order, other: Order) -> None:
    """A mail of which nobody knows whether it went out, one that was decided, and a stop."""
    now = timezone.now()
    _reminder(order, ReminderState.UNCERTAIN, number=2, decided_at=now)
    decided = _reminder(other, ReminderState.CANCELLED, number=3, decided_at=now)
    UncertainDecision.objects.create(
        reminder=decided, choice="discard", reason="Gefragt", decided_at=now
    )
    SendingStop.objects.create(reason="Umbau", stopped_at=now)


def _reminder(order: Order, state: ReminderState, **fields: object) -> Reminder:
    run = DunningRun.objects.create(run_on=TODAY, written_on=TODAY, state="finished")
    procedure = factories.procedure(order.sales_account)
    reminder = Reminder.objects.create(
        run=run,
        creditor=order.sales_account.creditor,
        sales_account=order.sales_account,
        customer=order.customer,
        level=1,
        state=state,
        procedure=procedure,
        procedure_version=1,
        template=procedure.levels.get(level=1).template,
        template_version=1,
        written_on=TODAY,
        pay_by=TODAY + timedelta(days=7),
        principal=order.open_amount,
        message_id=f"{order.pk}@laden.example",
        **fields,
    )
    ReminderItem.objects.create(
        reminder=reminder,
        order=order,
        installment=order.installments.first(),
        level=1,
        principal=order.open_amount,
        state=state,
    )
    return reminder


def _files_and_tokens(account: SalesAccount) -> None:
    person = User.objects.create_user("uploader")
    OrderImport.objects.create(sales_account=account, file_name="a.csv", sha256="", actor=person)
    ApiToken.objects.create(
        sales_account=account,
        name="Kasse",
        may_read=True,
        prefix="abc",
        sha256="1" * 64,
        created_by=person,
    )


def _collections() -> None:
    """A case with an agency, its report with a line to clarify, a notice and a remittance."""
    case: CollectionCase = collection_factories.case(state=CaseState.HANDED_OVER)
    report = AgencyReport.objects.create(
        agency=case.agency,
        source="upload",
        sha256="a" * 64,
        raw=b"-",
        received_at=timezone.now(),
        file_name="bericht.csv",
    )
    ReportEntry.objects.create(
        report=report,
        agency=case.agency,
        key="1",
        position=1,
        kind=ReportEntry.Kind.STATUS,
        state=ReportEntry.State.TO_CLARIFY,
        case=case,
        happened_on=TODAY,
        word="verreist",
        message="Das Wort ist nicht bekannt.",
    )
    AgencyNotice.objects.create(case=case, kind="payment", amount=5, happened_on=TODAY, text="Teil")
    Remittance.objects.create(
        agency=case.agency, reference="A-1", remitted_on=date(2026, 11, 1), amount=50
    )


def poison() -> None:
    """Write the payloads in turn into every field for words, as far as the database lets us."""
    coming = cycle(PAYLOADS)
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                if _is_for_words(field):
                    _write(model, field, next(coming))


def _is_for_words(field: models.Field) -> bool:
    is_text = isinstance(field, (models.CharField, models.TextField)) and not field.choices
    is_long = field.max_length is None or field.max_length >= MIN_LENGTH
    return is_text and is_long and field.name not in NOT_TYPED and not field.primary_key


def _write(model: type[models.Model], field: models.Field, payload: str) -> None:
    for row in model._default_manager.values_list("pk", flat=True):
        text = f"{payload}{row}" if field.unique or _is_in_constraint(model, field) else payload
        try:
            with transaction.atomic():
                models.QuerySet(model).filter(pk=row).update(**{field.name: text})
        except IntegrityError:
            continue  # this one has a form of its own


def _is_in_constraint(model: type[models.Model], field: models.Field) -> bool:
    return any(field.name in getattr(one, "fields", ()) for one in model._meta.constraints)
