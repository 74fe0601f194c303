"""What became of a bank's file, in figures, for commands and pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.models import BankStatement, BankTransaction, StatementImport, StatementLine
from orders.services.statement_import import ReadFile, is_proven

State = BankStatement.State


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
