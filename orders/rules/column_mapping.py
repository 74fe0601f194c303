"""Which column of a table means what, and how its days and amounts are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from common.rules.iban import is_valid_iban
from orders.rules.cell_formats import DATE_FORMATS, DECIMAL_MARKS
from orders.rules.column_fields import FIELDS, MappingKind, ValueKind, field_named

PAID_WORDS = (
    "bezahlt", "vollständig bezahlt", "komplett bezahlt", "abgeschlossen", "ausgeglichen",
    "paid", "completed", "ja", "yes", "1",
)  # fmt: skip
CANCELLED_WORDS = (
    "storniert", "storno", "abgebrochen", "gutgeschrieben", "cancelled", "canceled", "voided",
    "refunded",
)  # fmt: skip


class MappingInvalid(ValueError):
    """A stored mapping that this program does not understand; the text is a German sentence."""


@dataclass(frozen=True, slots=True)
class SampleTable:
    """The beginning of a table that nobody mapped yet; its own account if the file names one.

    The lines are those of the file on which the rows start.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    account: str = ""


@dataclass(frozen=True, slots=True)
class MappingFault:
    """What is missing or wrong: the name of the field, "" for the whole, and a German sentence."""

    field: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """The columns by field (its name to the heading), and the formats of their cells.

    The words are those of the column `state` that mean paid or cancelled, in small letters. The
    account is the own one of a bank's table whose columns do not name it, "" otherwise.
    """

    kind: MappingKind
    columns: Mapping[str, str]
    date_format: str
    decimal_mark: str
    paid_words: tuple[str, ...] = field(default=PAID_WORDS)
    cancelled_words: tuple[str, ...] = field(default=CANCELLED_WORDS)
    account: str = ""

    @property
    def tells_payments(self) -> bool:
        """Whether a table of orders says what was paid."""
        return not {"open_amount", "paid_amount", "state"}.isdisjoint(self.columns)

    def fits(self, headings: Sequence[str]) -> bool:
        """Whether a table has all the columns that are mapped."""
        return bool(self.columns) and set(self.columns.values()) <= set(headings)

    def faults(self) -> tuple[MappingFault, ...]:
        """Everything that keeps a table from being read by this mapping."""
        needed = _order_faults if self.kind == MappingKind.ORDERS else _bank_faults
        return (*needed(self), *_format_faults(self))

    def to_json(self) -> dict[str, Any]:
        """The mapping as plain values that JSON can hold."""
        return {
            "kind": self.kind.value,
            "columns": dict(self.columns),
            "date_format": self.date_format,
            "decimal_mark": self.decimal_mark,
            "paid_words": list(self.paid_words),
            "cancelled_words": list(self.cancelled_words),
            "account": self.account,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "ColumnMapping":
        """The mapping that to_json wrote; raises MappingInvalid for anything else."""
        try:
            mapping = cls(
                kind=MappingKind(values["kind"]),
                columns={str(name): str(heading) for name, heading in values["columns"].items()},
                date_format=str(values["date_format"]),
                decimal_mark=str(values["decimal_mark"]),
                paid_words=tuple(map(str, values.get("paid_words", PAID_WORDS))),
                cancelled_words=tuple(map(str, values.get("cancelled_words", CANCELLED_WORDS))),
                account=str(values.get("account", "")),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise MappingInvalid("Die gespeicherte Spaltenzuordnung ist nicht lesbar.") from None
        if unknown := [name for name in mapping.columns if not field_named(mapping.kind, name)]:
            raise MappingInvalid(
                f"Die gespeicherte Spaltenzuordnung nennt eine unbekannte Bedeutung: {unknown[0]}."
            )
        return mapping


def words_of(text: str) -> tuple[str, ...]:
    """The words that somebody typed with commas between them, in small letters, each once."""
    words = (" ".join(word.split()).casefold() for word in text.split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _order_faults(mapping: ColumnMapping) -> list[MappingFault]:
    faults = []
    if "number" not in mapping.columns:
        faults.append(MappingFault("number", "Wählen Sie die Spalte mit der Bestellnummer."))
    if not {"ordered_on", "due_on"} & mapping.columns.keys():
        faults.append(
            MappingFault(
                "ordered_on", "Wählen Sie die Spalte mit dem Bestelldatum oder der Fälligkeit."
            )
        )
    if not {"total", "open_amount"} & mapping.columns.keys():
        faults.append(
            MappingFault(
                "total", "Wählen Sie die Spalte mit dem Gesamtbetrag oder dem offenen Betrag."
            )
        )
    both = sorted(set(mapping.paid_words) & set(mapping.cancelled_words))
    if both and "state" in mapping.columns:
        faults.append(
            MappingFault("cancelled_words", f"„{both[0]}“ kann nicht bezahlt und storniert sein.")
        )
    return faults


def _bank_faults(mapping: ColumnMapping) -> list[MappingFault]:
    faults = []
    if "booked_on" not in mapping.columns:
        faults.append(MappingFault("booked_on", "Wählen Sie die Spalte mit dem Buchungstag."))
    if not {"amount", "debit", "credit"} & mapping.columns.keys():
        faults.append(
            MappingFault("amount", "Wählen Sie die Spalte mit dem Betrag, oder Soll und Haben.")
        )
    if "amount" in mapping.columns and {"debit", "credit"} & mapping.columns.keys():
        faults.append(
            MappingFault(
                "amount", "Wählen Sie entweder eine Spalte für den Betrag oder Soll/Haben."
            )
        )
    if mapping.account and not is_valid_iban(mapping.account):
        faults.append(
            MappingFault("account", "Das ist keine gültige IBAN. Prüfen Sie die Ziffern.")
        )
    if not mapping.account and "account" not in mapping.columns:
        faults.append(
            MappingFault("account", "Nennen Sie die IBAN des Kontos, dessen Umsätze das sind.")
        )
    return faults


def _format_faults(mapping: ColumnMapping) -> list[MappingFault]:
    faults = []
    if mapping.date_format not in DATE_FORMATS:
        faults.append(MappingFault("date_format", "Wählen Sie, wie die Tage geschrieben sind."))
    if mapping.decimal_mark not in DECIMAL_MARKS:
        faults.append(MappingFault("decimal_mark", "Wählen Sie, wie die Beträge geschrieben sind."))
    return faults


def columns_of(mapping: ColumnMapping, value: ValueKind) -> list[str]:
    """The headings whose cells are read as this kind of value."""
    names = [one.name for one in FIELDS[mapping.kind] if one.value == value]
    return [mapping.columns[name] for name in names if name in mapping.columns]
