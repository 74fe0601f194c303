"""The records of the application in EDA format 4.0, as data: every field with its position.

128 letters each, no line breaks. The first nine letters name the record (the frame records AA
and BB: the first two). Positions count from 1, both ends included.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

RECORD_LENGTH = 128


class Format(StrEnum):
    """How a field is written."""

    # Left-aligned, filled with blanks.
    TEXT = "text"
    # Right-aligned with zeros; blank when there is nothing to tell.
    NUMBER = "number"
    # Euros with two implied decimals.
    MONEY = "money"
    # Percent with three implied decimals.
    RATE = "rate"
    # YYMMDD.
    DAY = "day"
    # X or blank.
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Slot:
    """A field of a record."""

    name: str
    first: int
    last: int
    format: Format = Format.TEXT

    @property
    def width(self) -> int:
        """How many letters it holds."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Layout:
    """A record: its name in the courts' description, its key, its fields.

    is_confirmed: whether the positions were compared with files that a court's program made.
    """

    code: str
    key: str
    title: str
    slots: tuple[Slot, ...]
    is_confirmed: bool = True


def _party(key: str, code: str, title: str) -> Sequence[Layout]:
    """The three records of an applicant or a defendant."""
    names = (
        Slot("salutation", 10, 10),
        Slot("legal_form", 11, 45),
        Slot("name_1", 46, 80),
        Slot("name_2", 81, 115),
    )
    more_names = (Slot("name_3", 10, 44), Slot("name_4", 45, 79))
    return (
        Layout(f"{code}-1", f"01{key}01", title, names),
        Layout(f"{code}-2", f"01{key}02", f"{title}, weitere Namen", more_names, False),
        Layout(f"{code}-3", f"01{key}03", f"{title}, Anschrift", _ADDRESS),
    )


def _representative(key: str, code: str, title: str) -> Sequence[Layout]:
    people = (Slot("role", 10, 44), Slot("name", 45, 79))
    return (
        Layout(f"{code}-1", f"01{key}01", title, people),
        Layout(f"{code}-2", f"01{key}02", f"{title}, Anschrift", _ADDRESS),
    )


def _side_claim(key: str, code: str, title: str, last: int, *, is_confirmed: bool) -> Layout:
    """A side claim with its amount, and interest of its own behind it."""
    slots = (
        Slot("amount", 10, last, Format.MONEY),
        Slot("rate", last + 1, last + 5, Format.RATE),
        Slot("rate_mark", last + 6, last + 6),
        Slot("from_on", last + 7, last + 12, Format.DAY),
        Slot("to_on", last + 13, last + 18, Format.DAY),
    )
    return Layout(code, f"01{key}00", title, slots, is_confirmed)


_ADDRESS = (
    Slot("street", 10, 44),
    Slot("postcode", 45, 49),
    Slot("city", 50, 76),
    Slot("country", 77, 79),
)
HEADER = Layout(
    "AA",
    "AA",
    "Dateivorsatz",
    (
        Slot("sender", 3, 10),
        Slot("written_on", 11, 16, Format.DAY),
        Slot("kind", 17, 18),
        Slot("receiver", 19, 26),
        Slot("format", 27, 30),
        Slot("file_id", 31, 36),
        Slot("software", 56, 75),
        Slot("version", 76, 85),
    ),
)
TRAILER = Layout(
    "BB",
    "BB",
    "Dateinachsatz",
    (
        Slot("sender", 3, 10),
        Slot("applications", 11, 17, Format.NUMBER),
        Slot("records", 18, 24, Format.NUMBER),
        Slot("catalogue_sum", 25, 31, Format.NUMBER),
        Slot("claims_sum", 32, 45, Format.MONEY),
        Slot("file_number_sum", 46, 60, Format.NUMBER),
        Slot("claims", 61, 67, Format.NUMBER),
    ),
)
_RECORDS = (
    Layout(
        "C01",
        "01KS   00",
        "Kennsatz",
        (
            Slot("own_reference", 10, 44),
            Slot("applicant_number", 45, 52, Format.NUMBER),
            Slot("lawyer_number", 53, 60, Format.NUMBER),
            Slot("court_postcode", 61, 65),
            Slot("court_city", 66, 95),
            Slot("court_file_number", 96, 106),
            Slot("currency", 107, 107),
            Slot("has_joint_debtors", 108, 108, Format.MARK),
            Slot("is_counter_performance_rendered", 109, 109, Format.MARK),
            Slot("is_no_counter_performance_owed", 110, 110, Format.MARK),
            Slot("is_contested_wanted", 115, 115, Format.MARK),
        ),
    ),
    *_party("AS   ", "C02", "Antragsteller"),
    *_representative("ASGV ", "C05", "Vertreter des Antragstellers"),
    Layout(
        "C10",
        "01ASPVA00",
        "Prozessbevollmächtigter, weitere Angaben",
        (
            Slot("own_reference", 10, 44),
            Slot("engaged_on", 45, 50, Format.DAY),
            Slot("expenses", 51, 58, Format.MONEY),
            Slot("offset", 59, 68, Format.MONEY),
        ),
    ),
    *_party("AG   ", "C12", "Antragsgegner"),
    *_representative("AGGV ", "C14", "Vertreter des Antragsgegners"),
    Layout(
        "C16",
        "01AG   04",
        "Prozessgericht",
        (
            Slot("court_kind", 10, 10),
            Slot("postcode", 11, 15),
            Slot("city", 16, 45),
        ),
    ),
    Layout(
        "C19",
        "01ZIAUS00",
        "Ausgerechnete Zinsen",
        (
            Slot("from_on", 10, 15, Format.DAY),
            Slot("to_on", 16, 21, Format.DAY),
            Slot("amount", 22, 31, Format.MONEY),
            Slot("rate", 32, 36, Format.RATE),
        ),
    ),
    Layout(
        "C20",
        "01ASPK 00",
        "Katalogisierter Anspruch",
        (
            Slot("catalogue_number", 10, 11, Format.NUMBER),
            Slot("ground", 22, 56),
            Slot("number", 57, 91),
            Slot("from_on", 92, 97, Format.DAY),
            Slot("to_on", 98, 103, Format.DAY),
            Slot("amount", 104, 113, Format.MONEY),
        ),
    ),
    Layout(
        "C21",
        "01ASPZM00",
        "Anschrift der Wohnung (Nr. 19, 20, 90)",
        (Slot("postcode", 10, 14), Slot("city", 15, 44), Slot("street", 45, 79)),
    ),
    Layout("C22", "01ASPZV00", "Vertragsart (Nr. 28)", (Slot("contract_kind", 10, 44),), False),
    Layout(
        "C23",
        "01ASPS 01",
        "Sonstiger Anspruch",
        (
            Slot("amount", 10, 19, Format.MONEY),
            Slot("from_on", 20, 25, Format.DAY),
            Slot("to_on", 26, 31, Format.DAY),
            Slot("text", 32, 124),
        ),
    ),
    Layout("C24", "01ASPS 02", "Sonstiger Anspruch, Fortsetzung", (Slot("text", 10, 79),)),
    Layout(
        "C26",
        "01ZINS 00",
        "Laufende Zinsen",
        (
            Slot("rate", 10, 14, Format.RATE),
            Slot("rate_mark", 15, 15),
            Slot("kind", 16, 16),
            Slot("from_on", 17, 22, Format.DAY),
            Slot("to_on", 23, 28, Format.DAY),
            Slot("amount", 29, 38, Format.MONEY),
        ),
    ),
    Layout(
        "C28",
        "01AUSL 00",
        "Auslagen",
        (
            Slot("amount", 10, 17, Format.MONEY),
            Slot("other_amount", 18, 25, Format.MONEY),
            Slot("reason", 26, 60),
        ),
    ),
    _side_claim("MAHNK", "C29", "Mahnkosten", 16, is_confirmed=True),
    _side_claim("AUSK ", "C30", "Auskunftskosten", 16, is_confirmed=False),
    _side_claim("BKRL ", "C31", "Bankrücklastkosten", 16, is_confirmed=False),
    _side_claim("INKB ", "C32", "Inkassokosten", 19, is_confirmed=False),
    Layout(
        "C33",
        "01VV23 00",
        "Vorgerichtliche Anwaltsvergütung",
        (Slot("amount", 10, 19, Format.MONEY), Slot("value", 20, 29, Format.MONEY)),
    ),
    Layout(
        "C34",
        "01ANF  00",
        "Andere Nebenforderung",
        (Slot("amount", 10, 17, Format.MONEY), Slot("reason", 18, 52)),
        False,
    ),
)
LAYOUTS = {layout.code: layout for layout in (HEADER, *_RECORDS, TRAILER)}
BY_KEY = {layout.key: layout for layout in LAYOUTS.values()}
