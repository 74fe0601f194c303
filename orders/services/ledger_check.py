"""Prove that every kept figure equals the sum of its entries, and that nothing hangs loose."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Model, Prefetch, QuerySet
from django.utils.module_loading import import_string

from common.rules.german import euro
from common.rules.money import ZERO
from orders.models import (
    Allocation,
    BankStatement,
    BankTransaction,
    Installment,
    LedgerCheck,
    LedgerEntry,
    Order,
    StatementLine,
)
from orders.services.ledger import KEPT_FIGURES, figures_of, keep_figures

CHUNK_SIZE = 500
FINDINGS_KEPT = 1000
State = BankTransaction.State
_Row = TypeVar("_Row", bound=Model)
_LABELS = {name: str(Order._meta.get_field(name).verbose_name) for name in KEPT_FIGURES}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that disagrees: where, and a German sentence that says what is and should be."""

    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How much was looked at, and what disagreed."""

    orders: int
    entries: int
    statements: int
    findings: tuple[Finding, ...]

    @property
    def is_ok(self) -> bool:
        """Whether everything agreed."""
        return not self.findings


def check_ledger() -> CheckResult:
    """Recompute every figure of every order and statement; writes nothing.

    settings.LEDGER_CHECKS names what the apps above want looked at as well.
    Looks at a few hundred at a time, each of them as it stands at one moment, so that bookings
    made meanwhile neither wait nor look like faults.
    """
    findings: list[Finding] = []
    orders = sum(_each(_with_entries(Order.objects.all()), _check_orders, findings))
    statements = BankStatement.objects.taken_over()
    statement_count = sum(_each(statements, _check_statements, findings))
    for _ in _each(BankTransaction.objects.all(), _check_movements, findings):
        pass
    with snapshot():
        findings.extend(_check_reversals())
    with snapshot():
        findings.extend(_check_orphans())
    for name in settings.LEDGER_CHECKS:
        findings.extend(import_string(name)())
    return CheckResult(orders, LedgerEntry.objects.count(), statement_count, tuple(findings))


def keep_check(result: CheckResult, *, now: datetime) -> LedgerCheck:
    """Store what a check found, for the pages; at most the first thousand findings."""
    return LedgerCheck.objects.create(
        checked_at=now,
        order_count=result.orders,
        entry_count=result.entries,
        statement_count=result.statements,
        findings=[
            {"subject": one.subject, "message": one.message}
            for one in result.findings[:FINDINGS_KEPT]
        ],
    )


def _with_entries(orders: QuerySet[Order]) -> QuerySet[Order]:
    return orders.prefetch_related(
        Prefetch(
            "installments",
            Installment.objects.order_by("due_on", "position"),
            to_attr="checked_installments",
        ),
        Prefetch(
            "ledger_entries",
            LedgerEntry.objects.effective().order_by("booked_on", "pk"),
            to_attr="checked_entries",
        ),
    )


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction in which every query sees the same moment."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _each(
    rows: QuerySet[_Row],
    check: Callable[[Sequence[_Row]], Iterator[Finding]],
    findings: list[Finding],
) -> Iterator[int]:
    """Check the rows chunk by chunk; yields how many rows each chunk had."""
    last = 0
    while True:
        with snapshot():
            chunk = list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK_SIZE])
            findings.extend(check(chunk))
        if not chunk:
            return
        last = chunk[-1].pk
        yield len(chunk)


def _check_orders(orders: Sequence[Order]) -> Iterator[Finding]:
    for order in orders:
        yield from _check_order(order)


def _check_order(order: Order) -> Iterator[Finding]:
    subject = f"Auftrag {order.number}"
    installments: Sequence[Installment] = order.checked_installments  # type: ignore[attr-defined]
    entries: Sequence[LedgerEntry] = order.checked_entries  # type: ignore[attr-defined]
    yield from _check_charges(subject, order, installments, entries)
    kept = {name: getattr(order, name) for name in KEPT_FIGURES}
    for installment in keep_figures(order, installments, figures_of(installments, entries)):
        yield Finding(
            subject,
            f"Rate {installment.position}: Der offene Betrag müsste "
            f"{euro(installment.open_amount)} sein.",
        )
    for name, value in kept.items():
        if value != (computed := getattr(order, name)):
            yield Finding(
                subject,
                f"{_LABELS[name]}: gespeichert ist {_words(value)}, die Buchungen ergeben "
                f"{_words(computed)}.",
            )


def _check_charges(
    subject: str,
    order: Order,
    installments: Iterable[Installment],
    entries: Iterable[LedgerEntry],
) -> Iterator[Finding]:
    """What was charged makes up the installments, and these the order."""
    charged: dict[int | None, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        if entry.kind == LedgerEntry.Kind.CHARGE:
            charged[entry.installment_id] += entry.amount
    total = ZERO
    for installment in installments:
        total += installment.amount
        if (booked := charged.pop(installment.pk, ZERO)) != installment.amount:
            yield Finding(
                subject,
                f"Rate {installment.position}: Der Betrag ist {euro(installment.amount)}, "
                f"berechnet wurden {euro(booked)}.",
            )
    if loose := sum(charged.values(), ZERO):
        yield Finding(subject, f"{euro(loose)} sind berechnet, gehören aber zu keiner Rate.")
    if total != order.total:
        yield Finding(
            subject,
            f"Die Raten ergeben {euro(total)}, der Bestellbetrag ist {euro(order.total)}.",
        )


def _check_reversals() -> Iterator[Finding]:
    """A reversal takes back exactly one entry of the same order."""
    reversals = LedgerEntry.objects.filter(reverses__isnull=False).select_related("order")
    wrong = reversals.exclude(reverses__order=F("order"), reverses__amount=-F("amount"))
    for entry in wrong.iterator(chunk_size=CHUNK_SIZE):
        yield Finding(
            f"Auftrag {entry.order.number}",
            f"Die Gegenbuchung {entry.pk} nimmt nicht genau ihre Buchung zurück.",
        )
    transfers = LedgerEntry.objects.effective().filter(kind=LedgerEntry.Kind.TRANSFER)
    moved = sum(transfers.values_list("amount", flat=True).iterator(chunk_size=5000), ZERO)
    if moved:
        yield Finding("Umbuchungen", f"Die Umbuchungen heben sich nicht auf: {euro(moved)}.")


def _check_statements(statements: Sequence[BankStatement]) -> Iterator[Finding]:
    """A statement's movements explain its balances, but for what a clerk confirmed."""
    moved: dict[int, Decimal] = defaultdict(lambda: ZERO)
    lines = StatementLine.objects.filter(statement__in=statements)
    for statement_id, amount in lines.values_list("statement", "transaction__amount"):
        moved[statement_id] += amount
    for one in statements:
        if one.opening_balance is None or one.closing_balance is None:
            continue
        expected = one.closing_balance - one.opening_balance - one.difference
        if moved[one.pk] != expected:
            yield Finding(
                f"Kontoauszug {one}",
                f"Die Umsätze ergeben {euro(moved[one.pk])}, die Salden {euro(expected)}.",
            )


def _check_movements(movements: Sequence[BankTransaction]) -> Iterator[Finding]:
    """A booked movement is booked whole, every other one not at all."""
    allocated: dict[int, Decimal] = defaultdict(lambda: ZERO)
    standing = Allocation.objects.standing().filter(transaction__in=movements)
    for transaction_id, amount in standing.values_list("transaction", "entry__amount"):
        allocated[transaction_id] -= amount
    for one in movements:
        expected = one.amount if one.state == State.BOOKED else ZERO
        if allocated[one.pk] != expected:
            yield Finding(
                f"Umsatz {one.pk} vom {one.booked_on:%d.%m.%Y}, {one.name}",
                f"Zugeordnet sind {euro(allocated[one.pk])}, es müssten {euro(expected)} sein.",
            )


def _check_orphans() -> Iterator[Finding]:
    """Nothing from the bank without its movement, no movement without its statement."""
    bank = LedgerEntry.objects.effective().filter(source=LedgerEntry.Source.BANK)
    for entry in bank.filter(allocation=None).select_related("order"):
        yield Finding(
            f"Auftrag {entry.order.number}", f"Die Buchung {entry.pk} hat keinen Umsatz der Bank."
        )
    for one in Allocation.objects.exclude(entry__order=F("order")).select_related("order"):
        yield Finding(
            f"Auftrag {one.order.number}",
            "Eine Zuordnung nennt einen anderen Auftrag als ihre Buchung.",
        )
    for movement in BankTransaction.objects.filter(statement_lines=None):
        yield Finding(f"Umsatz {movement.pk}", "Kein Kontoauszug erzählt von diesem Umsatz.")


def _words(value: object) -> str:
    return euro(value) if isinstance(value, Decimal) else str(value or "leer")
