"""Files of banks: the formats that can be read, recognised by how they begin."""

from orders.adapters.bank.archives import is_archive, read_members
from orders.adapters.bank.bank_table import find_table
from orders.adapters.bank.csv_exports import (
    read_bank_csv,
    read_bank_sample,
    sample_movements,
)
from orders.adapters.bank.decoding import decode
from orders.adapters.bank.formats import FORMATS, StatementFormat
from orders.adapters.bank.limits import (
    MAX_BYTES,
    MAX_ENTRIES,
    check_size,
    check_statement_count,
    check_sums,
    too_many_entries,
)
from orders.rules.column_mapping import ColumnMapping
from orders.rules.file_kinds import FileKind, kind_of
from orders.rules.statements import StatementDraft, StatementFile, StatementRefused

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "StatementFormatUnknown",
    "check_recognised",
    "read_bank_sample",
    "read_statements",
    "sample_movements",
]

_CAMT_MARKS = (b"<BkToCstmr", b"</Ntry>")


class StatementFormatUnknown(StatementRefused):
    """The file is a table; with a mapping of its columns it can be read."""

    def __init__(self, message: str, headings: tuple[str, ...]) -> None:
        super().__init__(message)
        self.headings = headings


def read_statements(data: bytes, *, mapping: ColumnMapping | None = None) -> StatementFile:
    """All statements of a bank's file, or of a ZIP archive of such files.

    A mapping says what the columns of a table mean; no other format is then looked for.
    Raises StatementFormatUnknown for a table that needs a mapping, and StatementRefused for
    everything else that cannot be read as a whole.
    """
    check_size(data)
    file = _read(data) if mapping is None else read_bank_csv(data, mapping)
    check_statement_count(len(file.statements))
    check_sums(file)
    return file


def _read(data: bytes) -> StatementFile:
    format = check_recognised(data)
    return _read_archive(data) if format is None else format.read(data)


def check_recognised(data: bytes) -> StatementFormat | None:
    """The format that the file has by its looks, None for a ZIP archive; reads nothing of it.

    Raises StatementFormatUnknown and StatementRefused like read_statements.
    """
    check_size(data)
    if not data.strip():
        raise StatementRefused(
            "Die Datei ist leer. Laden Sie den Kontoauszug bei der Bank erneut herunter."
        )
    kind = kind_of(data)
    if kind == FileKind.ZIP:
        return None
    if kind:
        raise StatementRefused(f"Die Datei ist {kind}, kein Kontoauszug. {_what_to_do_with(kind)}")
    for format in FORMATS.values():
        if format.fits(data):
            return format
    raise _unknown(data)


def _what_to_do_with(kind: FileKind) -> str:
    if kind == FileKind.GZIP:
        return "Entpacken Sie sie zuerst."
    if kind in (FileKind.EXCEL, FileKind.OPEN_DOCUMENT):
        return "Speichern Sie die Tabelle als CSV-Datei und lesen Sie diese ein."
    return "Laden Sie die Umsätze bei der Bank als CAMT.053, MT940 oder CSV herunter."


def _unknown(data: bytes) -> StatementRefused:
    if any(mark in data for mark in _CAMT_MARKS):
        return StatementRefused(
            "Die Datei ist ein beschädigter Kontoauszug (CAMT): Ihr Anfang fehlt oder ist "
            "verändert. Laden Sie ihn bei der Bank erneut herunter."
        )
    known = ", ".join(format.label for format in FORMATS.values())
    if table := find_table(decode(data)):
        return StatementFormatUnknown(
            "Die Datei ist eine Tabelle, deren Spalten noch nicht zugeordnet sind. Laden Sie sie "
            "unter „Kontoauszüge“ hoch und speichern Sie die Zuordnung als Vorlage, oder laden Sie "
            f"bei der Bank eines dieser Formate herunter: {known}.",
            table.headings,
        )
    return StatementRefused(
        f"Die Datei ist kein Kontoauszug. Gelesen werden {known} und Tabellen (CSV)."
    )


def _read_archive(data: bytes) -> StatementFile:
    """The statements of all files of an archive; one that cannot be read refuses them all."""
    files = [_read_member(member, at) for at, member in enumerate(read_members(data), start=1)]
    if not files:
        raise StatementRefused("Das ZIP-Archiv ist leer.")
    statements: list[StatementDraft] = [one for file in files for one in file.statements]
    if sum(len(statement.entries) for statement in statements) > MAX_ENTRIES:
        raise too_many_entries()
    problems = [
        f"{at}. Datei des Archivs: {problem}"
        for at, file in enumerate(files, start=1)
        for problem in file.problems
    ]
    return StatementFile(files[0].format, tuple(statements), tuple(problems))


def _read_member(member: bytes, at: int) -> StatementFile:
    if is_archive(member):
        raise StatementRefused(
            f"{at}. Datei des Archivs: Das ist noch ein ZIP-Archiv. Entpacken Sie es zuerst."
        )
    try:
        return read_statements(member)
    except StatementRefused as refusal:
        raise StatementRefused(f"{at}. Datei des Archivs: {refusal}") from None
