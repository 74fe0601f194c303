"""What became of a bank's file, in figures, for commands and pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import (
    Count,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from orders.models import BankStatement, BankTransaction, StatementImport, StatementLine
from orders.rules.statements import EntryDraft, StatementRefused
from orders.services.statement_files import parse
from orders.services.statement_import import ReadFile, is_proven

State = BankStatement.State
Movement = BankTransaction.State
_FILE = "statement__statement_import"


@dataclass(frozen=True, slots=True)
class FileReport:
    """The figures of one file; errors are German sentences.

    new and known count movements of statements taken over: of a file that was read before all
    are known. matched counts payments and returned debits that were booked now.
    """

    statement_import: StatementImport
    statements: Sequence[BankStatement]
    new: int
    known: int
    matched: int
    inbox: int
    is_reconciled: bool
    errors: tuple[str, ...]


def report(read: ReadFile, *, is_new: bool) -> FileReport:
    """The figures of a file that was just read, or read again."""
    statement_import = read.statement_import
    statements = list(statement_import.statements.order_by("position"))
    taken_over = [one for one in statements if one.state == State.TAKEN_OVER]
    entries = sum(one.entry_count for one in taken_over)
    known = sum(one.known_count for one in taken_over) if is_new else entries
    held = [one for one in statements if one.state == State.HELD]
    for one in statements:
        one.statement_import = statement_import
    return FileReport(
        statement_import,
        statements,
        new=entries - known,
        known=known,
        matched=read.matched.matched + read.matched.returned,
        inbox=read.matched.inbox,
        is_reconciled=bool(statements) and all(map(is_proven, statements)),
        errors=(
            *(f"{_name(one)}: {one.hold_reason}" for one in held),
            *statement_import.problems,
        ),
    )


def _name(statement: BankStatement) -> str:
    number = f" {statement.number}" if statement.number else ""
    return f"Kontoauszug{number} von {statement.account or 'unbekanntem Konto'}"


def reading_done(statement_import: StatementImport) -> int:
    """How many movements of a file under way are finished: stored, and looked at."""
    stored = statement_import.done_count
    waiting = BankTransaction.State.NEW
    lines = StatementLine.objects.filter(statement__statement_import=statement_import)
    return max(stored - lines.filter(transaction__state=waiting).count(), 0)


def files_with_figures() -> QuerySet[StatementImport]:
    """The files without their content, the newest first, with what became of them:

    account, account_count, from_on, to_on, statement_count, held_count, discarded_count,
    new_count, known_count, left_count (movements of statements not taken over), matched_count,
    inbox_count, aside_count and unread_count (not looked at yet). entry_count is the sum of new,
    known and left, and without the left ones the sum of the last four.
    """
    statements = StatementImport.objects.defer("content").select_related("actor")
    taken_over = Q(statements__state=State.TAKEN_OVER)
    known = _sum("statements__known_count", taken_over)
    return statements.annotate(
        account=Min("statements__account"),
        account_count=Count("statements__account", distinct=True),
        from_on=Min("statements__from_on"),
        to_on=Max("statements__to_on"),
        statement_count=Count("statements"),
        held_count=Count("statements", filter=Q(statements__state=State.HELD)),
        discarded_count=Count("statements", filter=Q(statements__state=State.DISCARDED)),
        known_count=known,
        taken_count=_sum("statements__entry_count", taken_over),
        new_count=F("taken_count") - F("known_count"),
        left_count=F("entry_count") - F("taken_count"),
        matched_count=_lines_in([Movement.BOOKED], _FILE),
        inbox_count=_lines_in([Movement.INBOX], _FILE),
        aside_count=_lines_in([Movement.IGNORED, Movement.NOT_OURS], _FILE),
        unread_count=_lines_in([Movement.NEW], _FILE),
    ).order_by("-pk")


def is_discarded(row: StatementImport) -> bool:
    """Whether a clerk dropped all statements of a file that comes with its figures."""
    return row.statement_count > 0 and row.discarded_count == row.statement_count


def statements_with_figures(statement_import: StatementImport) -> QuerySet[BankStatement]:
    """The statements of a file in its order, with matched_count, inbox_count, aside_count."""
    return (
        statement_import.statements.select_related("creditor", "decided_by", "statement_import")
        .annotate(
            matched_count=_lines_in([Movement.BOOKED], "statement"),
            inbox_count=_lines_in([Movement.INBOX], "statement"),
            aside_count=_lines_in([Movement.IGNORED, Movement.NOT_OURS], "statement"),
        )
        .order_by("position")
    )


def _sum(field: str, condition: Q) -> Coalesce:
    return Coalesce(Sum(field, filter=condition), Value(0))


def _lines_in(states: Sequence[str], path: str) -> Coalesce:
    """How many movements of the outer row are in one of the states."""
    lines = StatementLine.objects.filter(**{path: OuterRef("pk")}, transaction__state__in=states)
    counted = lines.order_by().values(path).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def held_entries(statement: BankStatement, limit: int) -> Sequence[EntryDraft]:
    """The first movements of a held statement, from its file; none if it is unreadable now."""
    try:
        file = parse(statement.statement_import)
    except StatementRefused:
        return ()
    return file.statements[statement.position - 1].entries[:limit]
