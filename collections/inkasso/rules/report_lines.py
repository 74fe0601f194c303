"""One line of an agency's report: what its cells say, and what is wrong with them."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from common.rules.german import NotADay, NotAnAmount, euro, parse_amount, parse_day
from common.rules.money import ZERO, cents

# As long as the columns that keep them.
LENGTHS = {"id": 80, "reference": 60, "agency_reference": 60, "word": 80, "remittance": 60}
LARGEST = Decimal("9999999.99")
_PLAIN_AMOUNT = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,2})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_SHOWN = 40


class LineKind(StrEnum):
    """What a line tells; UNREADABLE where its kind or its amount is none."""

    STATUS = "status"
    PAYMENT = "payment"
    REMITTANCE = "remittance"
    UNREADABLE = ""


KIND_WORDS = {
    "status": LineKind.STATUS,
    "payment": LineKind.PAYMENT,
    "zahlung": LineKind.PAYMENT,
    "remittance": LineKind.REMITTANCE,
    "auszahlung": LineKind.REMITTANCE,
    "abrechnung": LineKind.REMITTANCE,
}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line as it was read; amounts in euros. `problem` tells what a clerk has to look at.

    number: the line of the file, or the place in the list, from 1. id: the agency's own, perhaps
    empty. amount: what the debtor paid, or what is paid out; costs: what the agency keeps of it
    for its own costs; deductions: what it keeps beyond those.
    """

    number: int
    kind: LineKind
    id: str = ""
    reference: str = ""
    agency_reference: str = ""
    word: str = ""
    happened_on: date | None = None
    amount: Decimal = ZERO
    costs: Decimal = ZERO
    deductions: Decimal = ZERO
    remittance: str = ""
    problem: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The same for two lines that say the same, however they are written."""
        told = [
            self.kind,
            self.reference,
            self.agency_reference,
            self.word.casefold(),
            str(self.happened_on),
            *(str(one) for one in (self.amount, self.costs, self.deductions)),
            self.remittance,
        ]
        if self.kind == LineKind.UNREADABLE:
            told.append(json.dumps(dict(self.cells), sort_keys=True))
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:32]


def read_line(
    number: int, cells: Mapping[str, str], *, amount_of: Callable[[str], Decimal]
) -> ReportLine:
    """The line of these cells, by our names of them; never raises.

    amount_of: reads an amount in euros, raises NotAnAmount: parse_amount or plain_amount.
    """
    reading = _Reading({name: tidy(text) for name, text in cells.items()}, amount_of)
    kind = reading.kind()
    amounts = {name: reading.amount(name) for name in ("amount", "costs", "deductions")}
    happened_on = reading.day()
    _check(kind, reading, amounts, happened_on)
    if kind != LineKind.STATUS and reading.is_money_unreadable:
        kind, amounts = LineKind.UNREADABLE, dict.fromkeys(amounts, ZERO)
    texts = {name: reading.text(name) for name in LENGTHS}
    return ReportLine(
        number=number,
        kind=kind,
        id=texts["id"],
        reference=texts["reference"],
        agency_reference=texts["agency_reference"],
        word=texts["word"],
        remittance=texts["remittance"],
        happened_on=happened_on,
        amount=amounts["amount"],
        costs=amounts["costs"],
        deductions=amounts["deductions"],
        problem=" ".join(reading.problems)[:500],
        cells={name: text[:500] for name, text in reading.cells.items() if text},
    )


def plain_amount(text: str) -> Decimal:
    """The amount of a program, with a decimal point and without thousands; NotAnAmount if none."""
    if not _PLAIN_AMOUNT.fullmatch(text):
        raise NotAnAmount(f"„{text[:_SHOWN]}“ ist kein Betrag der Form 1234.50.")
    return cents(Decimal(text))


def german_amount(text: str) -> Decimal:
    """The amount of a table, usually with a decimal comma; NotAnAmount if it is none."""
    return parse_amount(text)


def tidy(text: str) -> str:
    """The text in one line without control characters and marks that turn the writing."""
    words = " ".join(_CONTROL.sub(" ", text).split())
    return "".join(letter for letter in words if letter.isprintable()).strip()


@dataclass(slots=True)
class _Reading:
    cells: Mapping[str, str]
    amount_of: Callable[[str], Decimal]
    problems: list[str] = field(default_factory=list)
    is_money_unreadable: bool = False

    def text(self, name: str) -> str:
        """The cell, cut to what can be kept; the problem says so."""
        found = self.cells.get(name, "")
        if len(found) > LENGTHS[name]:
            self.problems.append(f"„{found[:_SHOWN]}…“ ist zu lang.")
        return found[: LENGTHS[name]]

    def kind(self) -> LineKind:
        """What the line tells."""
        word = self.cells.get("kind", "")
        kind = KIND_WORDS.get(word.casefold(), LineKind.UNREADABLE)
        if kind == LineKind.UNREADABLE:
            self.problems.append(
                f"Die Art „{word[:_SHOWN]}“ ist unbekannt; erwartet wird Status, Zahlung oder "
                "Auszahlung."
            )
        return kind

    def amount(self, name: str) -> Decimal:
        """The amount of a cell, zero where it is empty."""
        text = self.cells.get(name, "")
        if not text:
            return ZERO
        try:
            amount = self.amount_of(text)
        except NotAnAmount as refusal:
            self.problems.append(str(refusal))
        else:
            if abs(amount) <= LARGEST:
                return amount
            self.problems.append("Der Betrag ist zu groß.")
        self.is_money_unreadable = True
        return ZERO

    def day(self) -> date | None:
        """The day of the line."""
        text = self.cells.get("date", "")
        if not text:
            self.problems.append("Das Datum fehlt.")
            return None
        try:
            return parse_day(text)
        except NotADay as refusal:
            self.problems.append(str(refusal))
            return None


def _check(
    kind: LineKind, reading: _Reading, amounts: Mapping[str, Decimal], on: date | None
) -> None:
    """Find what cannot be, though every cell can be read."""
    problems, money = reading.problems, reading.is_money_unreadable
    if kind == LineKind.STATUS and not reading.cells.get("word"):
        problems.append("Das Wort für den Status fehlt.")
    if kind == LineKind.REMITTANCE and not reading.cells.get("remittance"):
        problems.append("Die Nummer der Abrechnung fehlt.")
    has_case = reading.cells.get("reference") or reading.cells.get("agency_reference")
    if kind in (LineKind.STATUS, LineKind.PAYMENT) and not has_case:
        problems.append("Das Aktenzeichen fehlt.")
    if kind == LineKind.PAYMENT and not money:
        reading.is_money_unreadable = _is_impossible_payment(amounts, problems)
    if kind == LineKind.REMITTANCE and not money and min(amounts.values()) < 0:
        problems.append("Eine Auszahlung und ihre Abzüge sind nie negativ.")
        reading.is_money_unreadable = True


def _is_impossible_payment(amounts: Mapping[str, Decimal], problems: list[str]) -> bool:
    """Whether no such payment can be kept; what is only odd becomes a problem to look at."""
    amount, costs = amounts["amount"], amounts["costs"]
    if amount <= 0:
        problems.append(
            f"Eine Zahlung über {euro(amount)} kann es nicht geben. Hat das Inkassobüro eine "
            "Zahlung zurückgenommen, buchen Sie am Auftrag eine Rückbuchung."
        )
        return True
    if costs < 0:
        problems.append("Die Kosten sind nie negativ.")
        return True
    if costs > amount:
        problems.append(
            f"Die Kosten von {euro(costs)} sind höher als die Zahlung von {euro(amount)}."
        )
    return False
