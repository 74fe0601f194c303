"""CAMT.053 (statement) and CAMT.052 (report): ISO 20022 in all versions German banks use."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from common.rules.iban import compact_iban, is_valid_iban
from orders.adapters.bank.camt_balances import Balances, read_balances
from orders.adapters.bank.camt_elements import text_at
from orders.adapters.bank.camt_entries import Account, read_entries
from orders.adapters.bank.camt_stream import CamtStream
from orders.adapters.bank.limits import MAX_ENTRIES, too_many_entries
from orders.adapters.bank.values import BadValue, to_day
from orders.rules.statements import (
    BankFormat,
    EntryDraft,
    StatementDraft,
    StatementFile,
    StatementRefused,
)

_STATEMENTS = {"Stmt", "Rpt"}
_LONGEST_ACCOUNT = 40
_LONGEST_NUMBER = 60


@dataclass(slots=True)
class _Open:
    """A statement while its entries pass by."""

    account: Account
    entries: list[EntryDraft] = field(default_factory=list)


def read_camt(data: bytes) -> StatementFile:
    """All statements of a file. Entries that cannot be read are left out and told as problems.

    Raises StatementRefused when the file is no CAMT, is broken, or has over 100,000 entries.
    """
    reader = _Reader(data)
    statements = tuple(reader.statements())
    if not statements or reader.stream.format is None:
        raise StatementRefused(
            "Die Datei enthält keinen Kontoauszug. Laden Sie den Kontoauszug bei der Bank erneut "
            "herunter."
        )
    return StatementFile(reader.stream.format, statements, tuple(reader.problems))


class _Reader:
    """Takes the elements as they pass, and forgets them."""

    def __init__(self, data: bytes) -> None:
        self.stream = CamtStream(data)
        self.problems: list[str] = []
        self._open: _Open | None = None
        self._count = 0

    def statements(self) -> Iterator[StatementDraft]:
        """The statements of the file, one after the other."""
        for parents, element in self.stream:
            # Document, BkToCstmrStmt, Stmt, Ntry.
            if len(parents) == 3 and element.tag == "Ntry":
                self._take_entry(parents[-1], element)
                self.stream.forget(parents[-1], element)
            elif len(parents) == 2:
                if element.tag in _STATEMENTS:
                    yield self._close(element)
                self.stream.forget(parents[-1], element)

    def _opened(self, statement: Element) -> _Open:
        if self._open is None:
            self._open = _Open(_account(statement))
        return self._open

    def _take_entry(self, statement: Element, element: Element) -> None:
        self._count += 1
        if self._count > MAX_ENTRIES:
            raise too_many_entries()
        opened = self._opened(statement)
        try:
            drafts = list(read_entries(element, opened.account))
        except BadValue as problem:
            self.problems.append(f"{self._count}. Umsatz: {problem}. Er wurde ausgelassen.")
            return
        # A movement of nothing is a bank's notice, not money.
        opened.entries += [draft for draft in drafts if draft.amount]

    def _close(self, statement: Element) -> StatementDraft:
        opened = self._opened(statement)
        self._open = None
        is_report = self.stream.format == BankFormat.CAMT052
        entries = tuple(opened.entries)
        moved = sum((entry.amount for entry in entries), Decimal(0))
        balances = read_balances(statement, opened.account.currency, moved, is_report=is_report)
        return _draft(statement, opened.account, balances, entries)


def _draft(
    statement: Element, account: Account, balances: Balances, entries: tuple[EntryDraft, ...]
) -> StatementDraft:
    days = [entry.booked_on for entry in entries]
    currency = balances.currency or (entries[0].currency if entries else "EUR")
    return StatementDraft(
        account=account.name,
        currency=currency,
        number=_number(statement),
        from_on=balances.from_on or min(days, default=None) or _day(statement, "FrToDt/FrDtTm"),
        to_on=balances.to_on or max(days, default=None) or _day(statement, "FrToDt/ToDtTm"),
        opening_balance=balances.opening,
        closing_balance=balances.closing,
        entries=entries,
        warnings=balances.warnings,
    )


def _account(statement: Element) -> Account:
    """The account; a bank may write the IBAN as an account number of another kind."""
    spelling = text_at(statement, "Acct/Id/IBAN", "Acct/Id/Othr/Id")
    compact = compact_iban(spelling)
    name = compact if is_valid_iban(compact) else spelling[:_LONGEST_ACCOUNT]
    return Account(name, text_at(statement, "Acct/Ccy").upper())


def _number(statement: Element) -> str:
    """The number that people know it by, else the bank's own name for the message."""
    return text_at(statement, "LglSeqNb", "ElctrncSeqNb", "Id")[:_LONGEST_NUMBER]


def _day(statement: Element, path: str) -> date | None:
    """A day of the period, if the bank says one."""
    text = text_at(statement, path)
    try:
        return to_day(text) if text else None
    except BadValue:
        return None
