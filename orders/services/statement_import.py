"""Import a bank's file: statement by statement, nothing twice, nothing that is not proven.

Locks, in this order: the import, its creditor, then what matching locks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import OperationalError, transaction

from common.rules.german import euro, number
from orders.models import BankStatement, Creditor, StatementImport
from orders.rules.column_mapping import ColumnMapping
from orders.rules.statements import BankFormat, StatementDraft, StatementFile, StatementRefused
from orders.services.bank_accounts import creditor_of
from orders.services.matching import MatchResult, match_transactions
from orders.services.statement_entries import (
    Movement,
    account_key,
    movements_of,
    store_movements,
    transactions_to_match,
)
from orders.services.statement_files import SMALL_BYTES, keep_file, parse, queue_file

State = BankStatement.State
FileState = StatementImport.State
# Formats that state both balances; where one is missing, something is cut off.
_PROVES_ITSELF = {BankFormat.CAMT053, BankFormat.MT940}
Clock = Callable[[], datetime]


class StatementNotHeld(Exception):
    """The statement waits for no decision; the message says what has become of it."""


class NoCreditorChosen(Exception):
    """The account belongs to no creditor yet; the message tells the clerk what to do."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read, and what matching made of its new movements."""

    statement_import: StatementImport
    matched: MatchResult


def read_import(import_id: int, *, today: date, clock: Clock) -> ReadFile:
    """Take over all statements of a kept file that are proven, hold the others, match the money.

    Each statement is one transaction. After a crash the next call goes on where it ended. A file
    that cannot be read after all is marked so, with the reason.
    """
    statement_import = StatementImport.objects.get(pk=import_id)
    if statement_import.state == FileState.READING:
        try:
            file = parse(statement_import)
        except StatementRefused as refusal:
            return ReadFile(_fail(statement_import, str(refusal), clock()), MatchResult())
        _prepare(statement_import, file, clock())
        _store_statements(statement_import, file, clock)
    statements = statement_import.statements.taken_over()
    ids = transactions_to_match(statements)
    matched = match_transactions(ids, today=today, actor=statement_import.actor)
    StatementImport.objects.filter(pk=import_id, state=FileState.READING).update(
        state=FileState.READ, progressed_at=clock()
    )
    statement_import.refresh_from_db()
    return ReadFile(statement_import, matched)


def upload_file(
    *,
    file_name: str,
    data: bytes,
    mapping: ColumnMapping | None = None,
    actor: AbstractBaseUser | None,
    today: date,
    clock: Clock,
) -> tuple[StatementImport, bool]:
    """Keep a file, and read it at once when it is small, else soon. True where it is new.

    Raises StatementFormatUnknown for a table without a mapping, StatementRefused for what is no
    statement.
    """
    kept, is_new = keep_file(file_name=file_name, data=data, mapping=mapping, actor=actor)
    if kept.state == FileState.READING:
        if len(data) > SMALL_BYTES:
            queue_file(kept.pk)
        else:
            kept = read_import(kept.pk, today=today, clock=clock).statement_import
    return kept, is_new


def read_in_background(import_id: int, *, today: date, clock: Clock) -> ReadFile:
    """The same for the job queue: an unforeseen error ends the file with a sentence, too."""
    try:
        return read_import(import_id, today=today, clock=clock)
    except OperationalError:
        # The database is away or busy: the file stays under way and is taken up again.
        raise
    except Exception as error:
        statement_import = StatementImport.objects.get(pk=import_id)
        reason = (
            f"Das Einlesen ist mit einem Fehler abgebrochen ({type(error).__name__}). Was schon "
            "übernommen ist, bleibt. Lesen Sie die Datei noch einmal ein."
        )
        _fail(statement_import, reason, clock())
        raise


def _fail(statement_import: StatementImport, reason: str, now: datetime) -> StatementImport:
    statement_import.state, statement_import.progressed_at = FileState.FAILED, now
    statement_import.problems = [reason]
    statement_import.save(update_fields=["state", "problems", "progressed_at"])
    return statement_import


def _prepare(statement_import: StatementImport, file: StatementFile, now: datetime) -> None:
    statement_import.format = file.format.value
    statement_import.problems = list(file.problems)
    statement_import.entry_count = sum(len(draft.entries) for draft in file.statements)
    statement_import.progressed_at = now
    statement_import.save(update_fields=["format", "problems", "entry_count", "progressed_at"])


def _store_statements(statement_import: StatementImport, file: StatementFile, clock: Clock) -> None:
    for position, draft in enumerate(file.statements, start=1):
        _store_statement(statement_import, position, draft, now=clock())


@transaction.atomic
def _store_statement(
    kept: StatementImport, position: int, draft: StatementDraft, *, now: datetime
) -> None:
    statement_import = StatementImport.objects.select_for_update().get(pk=kept.pk)
    if statement_import.statements.filter(position=position).exists():
        return
    creditor = creditor_of(account_key(draft))
    hold_reason = _reason_to_hold(draft, creditor, statement_import)
    statement = BankStatement.objects.create(
        statement_import=statement_import,
        position=position,
        creditor=creditor,
        account=account_key(draft),
        currency=draft.currency[:3],
        number=draft.number[:60],
        from_on=draft.from_on,
        to_on=draft.to_on,
        opening_balance=draft.opening_balance,
        closing_balance=draft.closing_balance,
        difference=draft.difference,
        entry_count=len(draft.entries),
        state=State.HELD if hold_reason else State.TAKEN_OVER,
        hold_reason=hold_reason[:500],
    )
    if creditor is not None and not hold_reason:
        _take_over(statement, movements_of(draft), creditor)
    statement_import.done_count += len(draft.entries)
    statement_import.progressed_at = now
    statement_import.save(update_fields=["done_count", "progressed_at"])


def _take_over(statement: BankStatement, movements: Sequence[Movement], creditor: Creditor) -> None:
    """Store the movements under the lock of their creditor."""
    locked = Creditor.objects.select_for_update(no_key=True).get(pk=creditor.pk)
    statement.known_count = store_movements(statement, movements, locked)
    statement.save(update_fields=["known_count"])


def _reason_to_hold(
    draft: StatementDraft, creditor: Creditor | None, statement_import: StatementImport
) -> str:
    """Why nothing of the statement is taken over, in German; "" when it is proven."""
    reasons = []
    if creditor is None:
        account = draft.account or "ohne Angabe"
        reasons.append(f"Konto {account} gehört zu keinem Gläubiger. Wählen Sie, wessen es ist.")
    if not draft.is_reconciled:
        is_euro = draft.currency == "EUR"
        difference = abs(draft.difference)
        told = euro(difference) if is_euro else f"{number(difference)} {draft.currency}"
        reasons.append(
            f"Die Umsätze passen nicht zu den Salden: Der Unterschied ist {told}. Vielleicht ist "
            "die Datei unvollständig."
        )
    if not _has_its_balances(draft, statement_import.format):
        reasons += draft.warnings
    elif statement_import.problems and None in (draft.opening_balance, draft.closing_balance):
        reasons.append("Umsätze der Datei waren nicht lesbar und sind ausgelassen.")
    return " ".join(reasons)


def _has_its_balances(told: StatementDraft | BankStatement, format: str) -> bool:
    """Whether both balances are there, where the format has them and something was moved."""
    count = len(told.entries) if isinstance(told, StatementDraft) else told.entry_count
    is_complete = told.opening_balance is not None and told.closing_balance is not None
    return is_complete or format not in _PROVES_ITSELF or not count


def is_proven(statement: BankStatement) -> bool:
    """Whether nothing contradicts the statement's balances and none of them is missing."""
    format = statement.statement_import.format
    return statement.is_reconciled and _has_its_balances(statement, format)


def confirm_statement(
    statement_id: int,
    *,
    creditor_id: int | None = None,
    actor: AbstractBaseUser | None,
    today: date,
) -> MatchResult:
    """Take a held statement over all the same, and match its money.

    creditor_id: whose account it is, where nobody knew. Raises StatementNotHeld, and
    NoCreditorChosen without a creditor.
    """
    statement = _confirm(statement_id, creditor_id, actor)
    return match_transactions(transactions_to_match([statement]), today=today, actor=actor)


@transaction.atomic
def _confirm(
    statement_id: int, creditor_id: int | None, actor: AbstractBaseUser | None
) -> BankStatement:
    statement = _lock_held(statement_id)
    creditor = _creditor_for(statement, creditor_id)
    file = parse(statement.statement_import)
    movements = movements_of(file.statements[statement.position - 1])
    statement.creditor, statement.state, statement.decided_by = creditor, State.TAKEN_OVER, actor
    statement.save(update_fields=["creditor", "state", "decided_by"])
    _take_over(statement, movements, creditor)
    return statement


def _creditor_for(statement: BankStatement, creditor_id: int | None) -> Creditor:
    if creditor_id is not None:
        return Creditor.objects.get(pk=creditor_id)
    creditor = statement.creditor or creditor_of(statement.account)
    if creditor is None:
        raise NoCreditorChosen(f"Wählen Sie, wessen Konto {statement.account} ist.")
    return creditor


@transaction.atomic
def discard_statement(statement_id: int, *, actor: AbstractBaseUser | None) -> BankStatement:
    """Drop a held statement: nothing of it was taken over. Raises StatementNotHeld."""
    statement = _lock_held(statement_id)
    statement.state, statement.decided_by = State.DISCARDED, actor
    statement.save(update_fields=["state", "decided_by"])
    return statement


def _lock_held(statement_id: int) -> BankStatement:
    """The held statement, behind the lock of its file."""
    row = BankStatement.objects.only("statement_import").get(pk=statement_id)
    StatementImport.objects.select_for_update().only("pk").get(pk=row.statement_import_id)
    statement = BankStatement.objects.select_related("statement_import", "creditor").get(
        pk=statement_id
    )
    if statement.state != State.HELD:
        raise StatementNotHeld(
            f"Über den Kontoauszug ist schon entschieden: {statement.get_state_display()}."
        )
    return statement
