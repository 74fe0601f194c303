"""Records of the courts' files: written from values, read back, letter for letter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.german import euro
from common.rules.money import ZERO
from inkasso.rules.eda_layouts import (
    BY_KEY,
    HEADER,
    LAYOUTS,
    RECORD_LENGTH,
    TRAILER,
    Format,
    Layout,
    Slot,
)
from inkasso.rules.eda_text import EdaRefused, court_text

__all__ = ["EdaRefused", "Record", "check_records", "read_records", "trailer", "write_record"]

Value = str | int | Decimal | date | bool | None
_KEY_LENGTH = 9
_FRAME_KEY_LENGTH = 2
_CENTURY = 2000
_LAST_YEAR = 2099
_SCALES = {Format.MONEY: 2, Format.RATE: 3}
_CLAIM_CODES = ("C20", "C23")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: what it is, and what its fields say; blank fields are missing."""

    layout: Layout
    values: Mapping[str, Value]


def write_record(code: str, **values: Value) -> str:
    """A record of 128 letters; what is None, False or "" stays blank.

    Raises EdaRefused for what does not fit, or is no letter of code page 850.
    """
    layout = LAYOUTS[code]
    slots = {slot.name: slot for slot in layout.slots}
    letters = list(layout.key.ljust(RECORD_LENGTH))
    for name, value in values.items():
        slot = slots[name]
        letters[slot.first - 1 : slot.last] = _written(slot, value, layout)
    return "".join(letters)


def read_records(text: str) -> tuple[Record, ...]:
    """The records of a file's letters. Raises EdaRefused when it is no such file."""
    return tuple(_read(piece) for piece in pieces(text))


def pieces(text: str) -> Iterator[str]:
    """The records as letters. Raises EdaRefused unless the length is a multiple of 128."""
    if not text or len(text) % RECORD_LENGTH:
        raise EdaRefused(
            f"Die Datei ist {len(text)} Zeichen lang; jeder Satz hat {RECORD_LENGTH} Zeichen."
        )
    for start in range(0, len(text), RECORD_LENGTH):
        yield text[start : start + RECORD_LENGTH]


def trailer(records: Sequence[str], *, sender: str) -> str:
    """The record that ends a file of one application: counts and sums of what lies before it.

    records: all but the frame records AA and BB.
    """
    read = [_read(record) for record in records]
    claims = [record for record in read if record.layout.code in _CLAIM_CODES]
    return write_record(
        TRAILER.code,
        sender=sender,
        applications=sum(record.layout.code == "C01" for record in read),
        records=len(read),
        catalogue_sum=sum(_whole(record.values.get("catalogue_number")) for record in claims),
        claims_sum=sum((_amount(record.values.get("amount")) for record in claims), ZERO),
        file_number_sum=0,
        claims=len(claims),
    )


def check_records(text: str) -> tuple[str, ...]:
    """What is wrong with the structure of a file, in German sentences; nothing when it is sound."""
    try:
        records = read_records(text)
    except EdaRefused as refusal:
        return (str(refusal),)
    faults = list(_frame_faults(records))
    if not faults:
        letters = list(pieces(text))
        sender = str(records[0].values.get("sender") or "")
        if trailer(letters[1:-1], sender=sender) != letters[-1]:
            faults.append(
                "Die Zahlen und Summen im Nachsatz BB stimmen nicht mit den Sätzen überein."
            )
    return tuple(faults)


def _frame_faults(records: Sequence[Record]) -> Iterator[str]:
    codes = [record.layout.code for record in records]
    if codes[0] != HEADER.code:
        yield "Der erste Satz ist nicht der Vorsatz AA."
    if codes[-1] != TRAILER.code:
        yield "Der letzte Satz ist nicht der Nachsatz BB."
    if codes.count(HEADER.code) > 1 or codes.count(TRAILER.code) > 1:
        yield "Ein Rahmensatz steht mehrfach in der Datei."
    if "C01" not in codes:
        yield "Der Kennsatz des Antrags fehlt."


def _read(letters: str) -> Record:
    layout = BY_KEY.get(letters[:_KEY_LENGTH]) or BY_KEY.get(letters[:_FRAME_KEY_LENGTH])
    if layout is None:
        raise EdaRefused(f"Der Satz „{letters[:_KEY_LENGTH]}“ ist nicht bekannt.")
    values = {slot.name: _value(slot, letters[slot.first - 1 : slot.last]) for slot in layout.slots}
    # Not by their truth: a sum of 0 is told, a blank field is not.
    known = {name: value for name, value in values.items() if value is not None}
    return Record(layout, known)


def _written(slot: Slot, value: Value, layout: Layout) -> str:
    if value is None or value is False or value == "":
        return " " * slot.width
    written = _spelled(slot, value)
    if len(written) > slot.width:
        raise EdaRefused(
            f"{layout.title}: „{written[:60]}“ ist zu lang, Platz ist für {slot.width} Zeichen."
        )
    return written.ljust(slot.width)


def _spelled(slot: Slot, value: Value) -> str:
    """The value as its format writes it; numbers fill their field with zeros."""
    if slot.format == Format.MARK:
        return "X"
    if slot.format == Format.DAY:
        assert isinstance(value, date)  # as the layouts say
        return _day(value)
    if slot.format == Format.TEXT:
        return court_text(str(value))
    return _digits(slot, Decimal(str(value))).zfill(slot.width)


def _digits(slot: Slot, value: Decimal) -> str:
    """A number without its decimal point."""
    if value < 0:
        raise EdaRefused(f"Beträge können nicht negativ sein: {euro(value)}.")
    scaled = value.scaleb(_SCALES.get(slot.format, 0))
    if scaled != scaled.to_integral_value():
        raise EdaRefused(f"{value} hat zu viele Stellen hinter dem Komma.")
    return str(int(scaled))


def _day(value: date) -> str:
    if not _CENTURY <= value.year <= _LAST_YEAR:
        raise EdaRefused(f"Das Jahr {value.year} lässt sich in der Datei nicht angeben.")
    return value.strftime("%y%m%d")


def _value(slot: Slot, letters: str) -> Value:
    """What a field says, None for a blank one."""
    if not letters.strip():
        return None
    if slot.format == Format.TEXT:
        return letters.rstrip()
    if slot.format == Format.MARK:
        return True
    if not (letters.isascii() and letters.isdigit()):
        raise EdaRefused(f"„{letters}“ ist keine Zahl (Stelle {slot.first} bis {slot.last}).")
    if slot.format == Format.DAY:
        return _read_day(letters)
    if slot.format == Format.NUMBER:
        return int(letters)
    return Decimal(letters).scaleb(-_SCALES[slot.format])


def _read_day(letters: str) -> date:
    try:
        return date(_CENTURY + int(letters[:2]), int(letters[2:4]), int(letters[4:]))
    except ValueError as wrong:
        raise EdaRefused(f"„{letters}“ ist kein Tag.") from wrong


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _amount(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO
