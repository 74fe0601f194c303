"""The claim of one order on a day: what was booked, what of it is open, and how that came about.

All amounts are Decimal euros.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from common.rules.money import ZERO
from reminders.rules.interest import InterestLine


class PartKind(StrEnum):
    """What a claim consists of, in the order in which it is told."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    INTEREST_TO_DAY = "interest_to_day"
    DUNNING_FEE = "dunning_fee"
    LUMP_SUM = "lump_sum"
    RETURNED_DEBIT_COST = "returned_debit_cost"
    CANCELLATION_COST = "cancellation_cost"
    COLLECTION_COST = "collection_cost"
    COURT_COST = "court_cost"

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS[self]


_LABELS = {
    PartKind.PRINCIPAL: "Hauptforderung",
    PartKind.INTEREST: "Verzugszinsen, gebucht",
    PartKind.INTEREST_TO_DAY: "Verzugszinsen, noch nicht gebucht",
    PartKind.DUNNING_FEE: "Mahnkosten",
    PartKind.LUMP_SUM: "Verzugspauschale (§ 288 Abs. 5 BGB)",
    PartKind.RETURNED_DEBIT_COST: "Rücklastschriftkosten",
    PartKind.CANCELLATION_COST: "Stornokosten",
    PartKind.COLLECTION_COST: "Inkassokosten",
    PartKind.COURT_COST: "Gerichts- und Anwaltskosten",
}
# Always told, also when nothing of it was ever booked.
_ALWAYS = (PartKind.PRINCIPAL, PartKind.INTEREST_TO_DAY)


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of claim: all that was booked, and what is still owed of it by § 367 BGB."""

    kind: PartKind
    booked: Decimal = ZERO
    open: Decimal = ZERO

    @property
    def settled(self) -> Decimal:
        """What was paid, credited, waived or written off of it."""
        return self.booked - self.open

    @property
    def label(self) -> str:
        """What people read."""
        return self.kind.label


@dataclass(frozen=True, slots=True)
class BookingLine:
    """One booking that counts, what it settled by § 367 BGB, and the balance after it.

    amount: positive raises what is owed. costs, interest, principal: what it settled (positive)
    or opened again (negative).
    """

    entry_id: int
    booked_on: date
    kind: str
    label: str
    source: str
    source_label: str
    reference: str
    amount: Decimal
    balance: Decimal
    costs: Decimal = ZERO
    interest: Decimal = ZERO
    principal: Decimal = ZERO
    is_principal_first: bool = False


@dataclass(frozen=True, slots=True)
class InterestPart:
    """The interest of one installment: all lines since default, and what of it was booked."""

    installment_id: int
    due_on: date
    since: date
    lines: tuple[InterestLine, ...]
    accrued: Decimal
    booked: Decimal
    new: Decimal


@dataclass(frozen=True, slots=True)
class ClaimAccount:
    """Forderungsaufstellung of one order on a day; the single figures say what is still open.

    not_due: principal that falls due on the day or later; it is no part of the total.
    """

    day: date
    parts: tuple[Part, ...]
    not_due: Decimal
    paid: Decimal
    credited: Decimal
    waived: Decimal
    written_off: Decimal
    overpaid: Decimal
    default_since: date | None
    default_ground: str
    default_ground_words: str
    bookings: tuple[BookingLine, ...]
    interest_parts: tuple[InterestPart, ...]

    @property
    def principal(self) -> Decimal:
        """The goods that are due and not paid."""
        return self.open_of(PartKind.PRINCIPAL)

    @property
    def interest_booked(self) -> Decimal:
        """Interest that reminders booked and that is still owed."""
        return self.open_of(PartKind.INTEREST)

    @property
    def interest_to_day(self) -> Decimal:
        """Interest up to the day, included, that nobody booked yet."""
        return self.open_of(PartKind.INTEREST_TO_DAY)

    @property
    def interest(self) -> Decimal:
        """All interest that is owed, booked or not."""
        return self.interest_booked + self.interest_to_day

    @property
    def fees(self) -> Decimal:
        """Dunning fees."""
        return self.open_of(PartKind.DUNNING_FEE)

    @property
    def lump_sum(self) -> Decimal:
        """The lump sum of § 288 Abs. 5 BGB."""
        return self.open_of(PartKind.LUMP_SUM)

    @property
    def returned_debit_cost(self) -> Decimal:
        """What banks took for returned debits."""
        return self.open_of(PartKind.RETURNED_DEBIT_COST)

    @property
    def cancellation_cost(self) -> Decimal:
        """Stornokosten."""
        return self.open_of(PartKind.CANCELLATION_COST)

    @property
    def collection_cost(self) -> Decimal:
        """What the debtor owes of the agency's cost."""
        return self.open_of(PartKind.COLLECTION_COST)

    @property
    def court_cost(self) -> Decimal:
        """Cost of court and lawyer."""
        return self.open_of(PartKind.COURT_COST)

    @property
    def costs(self) -> Decimal:
        """All costs, without interest."""
        return self.total - self.principal - self.interest

    @property
    def total(self) -> Decimal:
        """All that is owed on the day: the sum of the parts."""
        return sum((part.open for part in self.parts), ZERO)

    @property
    def balance(self) -> Decimal:
        """What the ledger alone says is due: the total without interest that is not booked."""
        return self.total - self.interest_to_day

    @property
    def told_parts(self) -> tuple[Part, ...]:
        """The parts that a statement lists: what was booked, beside principal and new interest."""
        return tuple(part for part in self.parts if part.kind in _ALWAYS or part.booked)

    @property
    def interest_lines(self) -> tuple[InterestLine, ...]:
        """The lines of all installments since default."""
        return tuple(line for part in self.interest_parts for line in part.lines)

    @property
    def is_provisional(self) -> bool:
        """Whether a line stands on a base rate that is not announced yet."""
        return any(line.is_provisional for line in self.interest_lines)

    def part(self, kind: PartKind) -> Part:
        """One part; each kind stands once."""
        return next(part for part in self.parts if part.kind == kind)

    def open_of(self, kind: PartKind) -> Decimal:
        """What is still owed of one kind."""
        return self.part(kind).open

    def booked_of(self, kind: PartKind) -> Decimal:
        """What was booked of one kind."""
        return self.part(kind).booked


def new_interest(parts: Sequence[InterestPart]) -> Decimal:
    """What of the interest is not booked yet."""
    return sum((part.new for part in parts), ZERO)
