"""Files of banks: the formats that can be read, recognised by how they begin."""

from orders.adapters.bank.archives import is_archive, read_members
from orders.adapters.bank.csv_look import csv_headings
from orders.adapters.bank.decoding import decode
from orders.adapters.bank.formats import FORMATS
from orders.adapters.bank.limits import MAX_BYTES, MAX_ENTRIES, check_size, too_many_entries
from orders.rules.statements import StatementDraft, StatementFile, StatementRefused

__all__ = ["FORMATS", "MAX_BYTES", "StatementFormatUnknown", "read_statements"]

_GZIP_MARK = b"\x1f\x8b"


class StatementFormatUnknown(StatementRefused):
    """The file is a table; with a mapping of its columns it can be read."""

    def __init__(self, message: str, headings: tuple[str, ...]) -> None:
        super().__init__(message)
        self.headings = headings


def read_statements(data: bytes) -> StatementFile:
    """All statements of a bank's file, or of a ZIP archive of such files.

    Raises StatementFormatUnknown for a table that needs a mapping, and StatementRefused for
    everything else that cannot be read as a whole.
    """
    check_size(data)
    if not data.strip():
        raise StatementRefused(
            "Die Datei ist leer. Laden Sie den Kontoauszug bei der Bank erneut herunter."
        )
    if is_archive(data):
        return _read_archive(data)
    if data.startswith(_GZIP_MARK):
        raise StatementRefused("Die Datei ist mit gzip gepackt. Entpacken Sie sie zuerst.")
    for format in FORMATS.values():
        if format.fits(data):
            return format.read(data)
    raise _unknown(data)


def _unknown(data: bytes) -> StatementRefused:
    known = ", ".join(format.label for format in FORMATS.values())
    if headings := csv_headings(decode(data)):
        return StatementFormatUnknown(
            "Die Datei ist eine Tabelle. Ordnen Sie ihre Spalten zu, damit sie gelesen werden "
            f"kann, oder laden Sie den Kontoauszug in einem dieser Formate herunter: {known}.",
            headings,
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
