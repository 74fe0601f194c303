"""How much of a bank's file is read; no bank delivers more, and no server should hold more."""

from decimal import Decimal

from orders.rules.statements import StatementFile, StatementRefused

MAX_MEGABYTES = 40
MAX_BYTES = MAX_MEGABYTES * 1_000_000
MAX_ENTRIES = 100_000
MAX_STATEMENTS = 2_000
# The standards allow 390 (MT940) or a few times 140 characters (CAMT) of purpose.
MAX_TEXT = 2_000
LARGEST_SUM = Decimal(10) ** 12
SHORTER_PERIOD = (
    "Laden Sie bei der Bank einen kürzeren Zeitraum herunter und lesen Sie die Dateien "
    "nacheinander ein."
)


def check_size(data: bytes) -> None:
    """Refuse a file of more than 40 MB."""
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1_000_000:.1f}".replace(".", ",")
        raise StatementRefused(
            f"Die Datei ist {size} MB groß; gelesen werden höchstens {MAX_MEGABYTES} MB. "
            f"{SHORTER_PERIOD}"
        )


def check_sums(file: StatementFile) -> None:
    """Refuse a file that moves more money than any account, in one statement."""
    for statement in file.statements:
        if sum(abs(entry.amount) for entry in statement.entries) > LARGEST_SUM:
            raise StatementRefused(
                "Die Beträge eines Kontoauszugs ergeben mehr als eine Billion; das kann nicht "
                "stimmen. Laden Sie ihn bei der Bank erneut herunter."
            )


def check_statement_count(count: int) -> None:
    """Refuse a file with more than 2,000 statements: five years of days."""
    if count > MAX_STATEMENTS:
        raise StatementRefused(
            f"Die Datei hat mehr als 2.000 Kontoauszüge; mehr werden nicht gelesen. "
            f"{SHORTER_PERIOD}"
        )


def too_many_entries() -> StatementRefused:
    """The refusal of a file with more than 100,000 movements."""
    return StatementRefused(
        f"Die Datei hat mehr als 100.000 Umsätze; mehr werden nicht gelesen. {SHORTER_PERIOD}"
    )
