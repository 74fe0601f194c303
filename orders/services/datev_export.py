"""Batches of bookings for the tax adviser: what the dunning earned, cost and gave up."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import OperationalError, connection, transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet

from common.rules.money import ZERO
from orders.models import (
    Creditor,
    DatevExport,
    DatevSettings,
    Installment,
    Invoice,
    LedgerEntry,
)
from orders.rules.datev import (
    DEFAULT_ACCOUNTS,
    Account,
    Batch,
    Booking,
    PeriodCrossesYears,
    batch_file,
    refuse_two_years,
)
from orders.services.ledger import figures_of

Kind = LedgerEntry.Kind
ACCOUNTS = {
    Kind.DUNNING_FEE: Account.FEE,
    Kind.LUMP_SUM: Account.FEE,
    Kind.INTEREST: Account.INTEREST,
    Kind.RETURNED_DEBIT_COST: Account.RETURNED_DEBIT,
    Kind.WRITE_OFF: Account.WRITE_OFF,
    Kind.WAIVER: Account.FEE,
}
# Of these, given_up_parts() finds what they take from which account.
GIVEN_UP = (Kind.WAIVER, Kind.WRITE_OFF)
CHUNK = 2000


class DatevRefused(Exception):
    """There is nothing to export, or not like this; the message tells the clerk what to do."""


def new_entries(creditor: Creditor, from_on: date, to_on: date) -> QuerySet[LedgerEntry]:
    """Entries of the days, both included, that stand in no batch yet, reversals among them.

    What was booked later for a day of an older batch is new; left_over() tells of it.
    """
    earlier = DatevExport.objects.filter(
        creditor=creditor,
        from_on__lte=OuterRef("booked_on"),
        to_on__gte=OuterRef("booked_on"),
        newest_entry_id__gte=OuterRef("pk"),
    )
    return (
        LedgerEntry.objects.filter(
            Q(kind__in=ACCOUNTS) | Q(kind=Kind.REVERSAL, reverses__kind__in=ACCOUNTS),
            order__sales_account__creditor=creditor,
            order__currency="EUR",
            booked_on__range=(from_on, to_on),
        )
        .exclude(Exists(earlier))
        .order_by("booked_on", "pk")
    )


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Entries of days that were exported already, booked later: of whom, how many, which days."""

    creditor: Creditor
    count: int
    from_on: date
    to_on: date


def left_over(creditor: Creditor) -> LeftOver | None:
    """What was booked for days of older batches after these were made; None when nothing was."""
    days = DatevExport.objects.filter(creditor=creditor).aggregate(Min("from_on"), Max("to_on"))
    if days["from_on__min"] is None:
        return None
    found = new_entries(creditor, days["from_on__min"], days["to_on__max"]).aggregate(
        count=Count("pk"), first=Min("booked_on"), last=Max("booked_on")
    )
    if not found["count"]:
        return None
    return LeftOver(creditor, found["count"], found["first"], found["last"])


@transaction.atomic
def export_batch(
    creditor_id: int,
    *,
    from_on: date,
    to_on: date,
    actor: AbstractBaseUser | None,
    today: date,
    now: datetime,
) -> DatevExport:
    """Make the batch of the days, both included; each entry is in one batch only.

    Raises DatevRefused without settings, without a new entry, for days that belong to two fiscal
    years or lie ahead, and while somebody books for longer than a moment.
    """
    creditor = Creditor.objects.select_for_update(of=("self",)).get(pk=creditor_id)
    chosen = DatevSettings.objects.filter(creditor=creditor).first()
    if chosen is None:
        raise DatevRefused(
            f"Für {creditor} fehlen die DATEV-Einstellungen. Legen Sie sie in der Konfiguration an."
        )
    _refuse_days(chosen, from_on, to_on, today)
    _wait_for_writers()
    newest = LedgerEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    bookings = list(_bookings(chosen, new_entries(creditor, from_on, to_on)))
    if not bookings:
        raise DatevRefused(
            "In diesem Zeitraum gibt es nichts Neues. Frühere Exporte lassen sich unten erneut "
            "herunterladen."
        )
    content = batch_file(_batch(chosen, from_on, to_on, now), bookings)
    return DatevExport.objects.create(
        creditor=creditor,
        from_on=from_on,
        to_on=to_on,
        entry_count=len(bookings),
        newest_entry_id=newest,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        created_by=actor,
    )


def _refuse_days(chosen: DatevSettings, from_on: date, to_on: date, today: date) -> None:
    if to_on < from_on:
        raise DatevRefused("Das Ende liegt vor dem Anfang. Vertauschen Sie die beiden Tage.")
    if to_on > today:
        raise DatevRefused("Der Zeitraum reicht in die Zukunft. Wählen Sie ein Ende bis heute.")
    try:
        refuse_two_years(from_on, to_on, chosen.fiscal_year_month)
    except PeriodCrossesYears as refusal:
        raise DatevRefused(str(refusal)) from refusal


def _wait_for_writers() -> None:
    """Nobody books beside us: an older number that is stored later would be in no batch.

    On SQLite the transaction is alone anyway.
    """
    if connection.vendor != "postgresql":
        return
    table = connection.ops.quote_name(LedgerEntry._meta.db_table)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
    except OperationalError as busy:
        raise DatevRefused(
            "Gerade wird gebucht. Versuchen Sie es in einer Minute noch einmal."
        ) from busy


def _batch(chosen: DatevSettings, from_on: date, to_on: date, now: datetime) -> Batch:
    return Batch(
        consultant_number=chosen.consultant_number,
        client_number=chosen.client_number,
        chart=chosen.chart,
        account_length=chosen.account_length,
        fiscal_year_month=chosen.fiscal_year_month,
        from_on=from_on,
        to_on=to_on,
        title="Mahnwesen",
        created_at=now,
    )


def _bookings(chosen: DatevSettings, entries: QuerySet[LedgerEntry]) -> Iterator[Booking]:
    invoices = Prefetch("order__invoices", queryset=Invoice.objects.order_by("pk"))
    rows = entries.select_related("order", "reverses").prefetch_related(invoices)
    for entry in rows.iterator(chunk_size=CHUNK):
        taken_back = entry.reverses
        kind = Kind(taken_back.kind if taken_back else entry.kind)
        label = f"Storno {kind.label}" if taken_back else kind.label
        first_invoice = next(iter(entry.order.invoices.all()), None)
        parts = {ACCOUNTS[kind]: entry.amount}
        if kind in GIVEN_UP:
            sign = -1 if taken_back else 1
            found = given_up_parts(taken_back or entry)
            parts = {account: sign * amount for account, amount in found.items()}
        for account, amount in parts.items():
            yield Booking(
                amount=amount,
                booked_on=entry.booked_on,
                debtor_account=chosen.debtor_account,
                contra_account=account_number(chosen, account),
                document=first_invoice.number if first_invoice else entry.order.number,
                text=f"{label} {entry.order.number}",
            )


def given_up_parts(entry: LedgerEntry) -> dict[Account, Decimal]:
    """What a waiver or a write-off takes from which account, in euros below zero.

    A waiver takes back the income that was booked; a write-off is a loss, but not of costs of an
    agency or a court, which are in no batch. As the books stood when it was booked (§ 367 BGB), so
    that its reversal finds the same.
    """
    known = LedgerEntry.objects.filter(order=entry.order_id, pk__lte=entry.pk)
    gone = known.exclude(reverses=None).values("reverses")
    counted = list(known.filter(reverses=None).exclude(pk__in=gone).order_by("booked_on", "pk"))
    kinds = {one.pk: Kind(one.kind) for one in counted}
    installments = list(Installment.objects.filter(order=entry.order_id))
    parts: dict[Account | None, Decimal] = defaultdict(lambda: ZERO)
    for step in figures_of(installments, counted).allocation.log:
        if step.movement == entry.pk and step.debt is not None:
            parts[ACCOUNTS.get(kinds[step.debt])] -= step.amount
    rest = entry.amount - sum(parts.values(), ZERO)
    parts.pop(None, None)
    if entry.kind == Kind.WRITE_OFF:
        return _without_zero({Account.WRITE_OFF: sum(parts.values(), rest)})
    return _without_zero({**parts, Account.FEE: parts[Account.FEE] + rest})


def _without_zero(parts: Mapping[Account | None, Decimal]) -> dict[Account, Decimal]:
    return {account: amount for account, amount in parts.items() if account and amount}


def account_number(chosen: DatevSettings, account: Account) -> str:
    """The number of an account: the creditor's own, or the chart's, filled up to its length."""
    own: str = getattr(chosen, f"{account.value}_account")
    default = DEFAULT_ACCOUNTS[chosen.chart][account]
    return own or default.ljust(chosen.account_length, "0")
