"""Tables of movements as banks export them for spreadsheets, read by a mapping of their columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from common.rules.iban import compact_iban, is_valid_iban
from common.rules.money import ZERO
from orders.adapters.bank.bank_table import BankTable, TableRow, find_table
from orders.adapters.bank.decoding import decode
from orders.adapters.bank.limits import MAX_ENTRIES, MAX_TEXT, check_size, too_many_entries
from orders.adapters.bank.purpose import given, read_purpose
from orders.adapters.bank.returns import Signals, read_return
from orders.adapters.bank.running_balance import balances
from orders.adapters.bank.values import BadValue, shown, tidy
from orders.rules.cell_formats import parse_amount, parse_day
from orders.rules.column_mapping import ColumnMapping, SampleTable
from orders.rules.statements import (
    BankFormat,
    EntryDraft,
    StatementDraft,
    StatementFile,
    StatementRefused,
)

_NO_TABLE = "Die Datei ist keine Tabelle mit Umsätzen: Es fehlt eine Zeile mit Überschriften."
_PENDING = ("vorgemerkt", "pending", "offen")
_OUTGOING, _INCOMING = ("s", "d", "soll", "debit", "-"), ("h", "c", "haben", "credit", "+")
_SHOWN_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class _Movement:
    account: str
    entry: EntryDraft
    balance: Decimal | None


def sample_movements(data: bytes, row_count: int) -> SampleTable:
    """Headings, first rows and own account of a bank's table. Raises StatementRefused if none."""
    table = _table(data)
    rows = list(islice(table.rows(), row_count))
    cells = tuple(tuple(tidy(cell) for cell in row.cells) for row in rows)
    return SampleTable(table.headings, cells, tuple(row.line for row in rows), table.account)


def read_bank_sample(sample: SampleTable, mapping: ColumnMapping) -> list[EntryDraft | str]:
    """The movements of a table's first rows; a German sentence for a row that cannot be read."""
    reader = _RowReader(sample.headings, sample.account, mapping)
    read: list[EntryDraft | str] = []
    for line, cells in zip(sample.lines, sample.rows, strict=True):
        row = TableRow(line, cells)
        try:
            if reader.is_pending(row):
                read.append("Vorgemerkt und noch nicht gebucht: wird ausgelassen.")
            elif movement := reader.read(row):
                read.append(movement.entry)
        except BadValue as fault:
            read.append(f"Zeile {line}: {fault}.")
    return read


def read_bank_csv(data: bytes, mapping: ColumnMapping) -> StatementFile:
    """The movements of the table, one statement for each account in it.

    With a column of balances each statement has an opening and a closing one. Movements that the
    bank only expects and rows without an amount are left out; rows that cannot be read are named
    as problems. Raises StatementRefused for a table without readable movements, or without a
    column of the mapping.
    """
    table = _table(data)
    missing = [one for one in mapping.columns.values() if one not in table.headings]
    if missing:
        raise StatementRefused(f"Die Spalte „{missing[0]}“ der Zuordnung fehlt in der Datei.")
    reader = _RowReader(table.headings, table.account, mapping)
    movements, problems, pending = [], [], 0
    for count, row in enumerate(table.rows()):
        if count >= MAX_ENTRIES:
            raise too_many_entries()
        try:
            if reader.is_pending(row):
                pending += 1
            elif movement := reader.read(row):
                movements.append(movement)
        except BadValue as fault:
            problems.append(f"Zeile {row.line}: {fault}. Die Zeile wurde ausgelassen.")
    if not movements:
        raise StatementRefused(_none_readable(problems, pending))
    if pending:
        problems.append(f"Vorgemerkte Umsätze, die noch nicht gebucht sind: {pending} ausgelassen.")
    return StatementFile(BankFormat.CSV, _statements(movements), _few(problems))


class _RowReader:
    """Reads the rows of a table by a mapping."""

    def __init__(self, headings: Sequence[str], account: str, mapping: ColumnMapping) -> None:
        self.mapping = mapping
        self._account = mapping.account or account
        self._indexes = {
            field: headings.index(heading) for field, heading in mapping.columns.items()
        }

    def is_pending(self, row: TableRow) -> bool:
        """Whether the bank only expects the movement."""
        state = self._text(row, "state").casefold()
        return any(word in state for word in _PENDING)

    def read(self, row: TableRow) -> _Movement | None:
        """The movement of the row, None if it moves nothing. Raises BadValue."""
        booked_on = self._day(row, "booked_on")
        if booked_on is None:
            raise BadValue("Der Buchungstag fehlt")
        amount = self._amount(row)
        if not amount:
            return None
        purpose = read_purpose(self._text(row, "remittance_text"))
        booking_text = self._text(row, "booking_text")
        returned = read_return(
            Signals(
                amount,
                "",
                booking_text,
                purpose.text,
                original=self._positive(row, "original_amount"),
                charges=self._positive(row, "charges"),
            )
        )
        iban = compact_iban(self._text(row, "iban"))
        entry = EntryDraft(
            booked_on=booked_on,
            value_on=self._day(row, "value_on") or booked_on,
            amount=amount,
            currency=self._currency(row),
            name=self._name(row, amount)[:140],
            iban=iban if is_valid_iban(iban) else "",
            remittance_text=purpose.text[:MAX_TEXT],
            end_to_end_id=(given(self._text(row, "end_to_end_id")) or purpose.tags.get("EREF", ""))[
                :80
            ],
            mandate_id=(given(self._text(row, "mandate_id")) or purpose.tags.get("MREF", ""))[:80],
            booking_text=booking_text[:80],
            is_return=returned.is_return,
            return_reason=returned.reason,
            original_amount=returned.original,
            charges=returned.charges,
            line=row.line,
        )
        account = compact_iban(self._text(row, "account")) or self._account
        return _Movement(account, entry, self._decimal(row, "balance"))

    def _text(self, row: TableRow, field: str) -> str:
        index = self._indexes.get(field)
        return tidy(row.cells[index]) if index is not None and index < len(row.cells) else ""

    def _day(self, row: TableRow, field: str) -> date | None:
        text = self._text(row, field)
        day = parse_day(text, self.mapping.date_format) if text else None
        if text and day is None:
            raise BadValue(f"„{shown(text)}“ ist kein Tag der Form {self.mapping.date_format}")
        return day

    def _decimal(self, row: TableRow, field: str) -> Decimal | None:
        text = self._text(row, field)
        amount = parse_amount(text, self.mapping.decimal_mark) if text else None
        if text and amount is None:
            raise BadValue(f"„{shown(text)}“ ist kein Betrag")
        return amount

    def _positive(self, row: TableRow, field: str) -> Decimal | None:
        amount = self._decimal(row, field)
        return abs(amount) if amount else None

    def _amount(self, row: TableRow) -> Decimal:
        """What came in, negative what went out; one cell for both, or one for each."""
        if "amount" not in self._indexes:
            debit, credit = self._decimal(row, "debit"), self._decimal(row, "credit")
            if debit is None and credit is None:
                raise BadValue("Der Betrag fehlt")
            return abs(credit or ZERO) - abs(debit or ZERO)
        amount = self._decimal(row, "amount")
        if amount is None:
            raise BadValue("Der Betrag fehlt")
        return self._with_direction(row, amount)

    def _with_direction(self, row: TableRow, amount: Decimal) -> Decimal:
        word = self._text(row, "direction").casefold()
        if word in _OUTGOING:
            return -abs(amount)
        if word in _INCOMING or "direction" not in self._indexes:
            return abs(amount) if word else amount
        raise BadValue(f"Das Kennzeichen „{shown(word)}“ ist weder S noch H")

    def _currency(self, row: TableRow) -> str:
        currency = self._text(row, "currency").upper()
        if currency in ("", "€"):
            return "EUR"
        if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
            raise BadValue(f"„{shown(currency)}“ ist keine Währung")
        return currency

    def _name(self, row: TableRow, amount: Decimal) -> str:
        """Whoever is on the other side: the payer of what came in, else the payee."""
        payer, payee = self._text(row, "name"), self._text(row, "payee")
        return (payer or payee) if amount > 0 else (payee or payer)


def _table(data: bytes) -> BankTable:
    check_size(data)
    table = find_table(decode(data))
    if table is None:
        raise StatementRefused(_NO_TABLE)
    return table


def _statements(movements: Sequence[_Movement]) -> tuple[StatementDraft, ...]:
    by_account: dict[str, list[_Movement]] = {}
    for movement in movements:
        by_account.setdefault(movement.account, []).append(movement)
    return tuple(_statement(account, own) for account, own in by_account.items())


def _statement(account: str, movements: Sequence[_Movement]) -> StatementDraft:
    entries = [movement.entry for movement in movements]
    opening, closing = balances(
        [(one.entry.booked_on, one.entry.amount, one.balance) for one in movements]
    )
    days = [entry.booked_on for entry in entries]
    return StatementDraft(
        account=account,
        currency=entries[0].currency,
        number="",
        from_on=min(days),
        to_on=max(days),
        opening_balance=opening,
        closing_balance=closing,
        entries=tuple(entries),
    )


def _none_readable(problems: Sequence[str], pending: int) -> str:
    if problems:
        return f"Kein Umsatz der Datei ist lesbar. {problems[0]}"
    if pending:
        return "Die Datei enthält nur vorgemerkte Umsätze, die noch nicht gebucht sind."
    return "Die Datei enthält keine Umsätze."


def _few(problems: Sequence[str]) -> tuple[str, ...]:
    more = len(problems) - _SHOWN_PROBLEMS
    if more <= 0:
        return tuple(problems)
    return (*problems[:_SHOWN_PROBLEMS], f"{more} weitere Zeilen wurden ausgelassen.")
