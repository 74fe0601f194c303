"""The application for a Mahnbescheid in plain values, for the data sheet and the EDA draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from inkasso.rules.courts import Court

# Numbers of the court's catalogue of claims that a seller can have.
CATALOGUE = {
    43: "Warenlieferung(en)",
    11: "Kaufvertrag",
    5: "Dienstleistungsvertrag",
    16: "Lehrgang/Unterricht",
    44: "Werkvertrag/Werklieferungsvertrag",
}
_BY_LINE_KIND = {"goods": 43, "download": 11, "service": 5, "course": 16}
_GOODS = frozenset({"goods", "download"})
_SALE = 11

# Longest first: "GmbH & Co. KG" must not be read as a GmbH.
_LEGAL_FORMS = (
    ("GmbH & Co. KG", "GmbH & Co KG"),
    ("GmbH & Co KG", "GmbH & Co KG"),
    ("AG & Co. KG", "AG & Co KG"),
    ("AG & Co KG", "AG & Co KG"),
    ("UG (haftungsbeschränkt) & Co. KG", "UG (haftungsbeschränkt) & Co KG"),
    ("UG (haftungsbeschränkt)", "UG (haftungsbeschränkt)"),
    ("gGmbH", "gGmbH"),
    ("GmbH", "GmbH"),
    ("UG", "UG (haftungsbeschränkt)"),
    ("PartG mbB", "PartG mbB"),
    ("eGbR", "eGbR"),
    ("GbR", "GbR"),
    ("oHG", "OHG"),
    ("OHG", "OHG"),
    ("KG", "KG"),
    ("AG", "AG"),
    ("SE", "SE"),
    ("eG", "eG"),
    ("e. V.", "e.V."),
    ("e.V.", "e.V."),
    ("e. K.", "e.K."),
    ("e.K.", "e.K."),
    ("e.Kfm.", "e.K."),
    ("e.Kfr.", "e.K."),
)


class SideClaimKind(StrEnum):
    """The kinds of side claims (Nebenforderungen), in the order of the application."""

    EXPENSES = "expenses"
    REMINDERS = "reminders"
    INFORMATION = "information"
    RETURNED_DEBIT = "returned_debit"
    COLLECTION = "collection"
    LAWYER = "lawyer"
    OTHER = "other"

    @property
    def label(self) -> str:
        """As the application calls it."""
        return _SIDE_CLAIMS[self]


_SIDE_CLAIMS = {
    SideClaimKind.EXPENSES: "Porto und Auslagen",
    SideClaimKind.REMINDERS: "Mahnkosten",
    SideClaimKind.INFORMATION: "Auskunftskosten",
    SideClaimKind.RETURNED_DEBIT: "Bankrücklastkosten",
    SideClaimKind.COLLECTION: "Inkassokosten",
    SideClaimKind.LAWYER: "Vorgerichtliche Anwaltsvergütung",
    SideClaimKind.OTHER: "Andere Nebenforderung",
}


class CounterPerformance(StrEnum):
    """The declaration without which no Mahnbescheid is issued (§ 688 Abs. 2 Nr. 2 ZPO)."""

    UNDECLARED = ""
    RENDERED = "rendered"
    NONE_OWED = "none_owed"

    @property
    def label(self) -> str:
        """As the application words it."""
        return _DECLARATIONS[self]


_DECLARATIONS = {
    CounterPerformance.UNDECLARED: "noch nicht erklärt",
    CounterPerformance.RENDERED: (
        "Der Anspruch hängt von einer Gegenleistung ab, diese ist aber bereits erbracht."
    ),
    CounterPerformance.NONE_OWED: "Der Anspruch hängt nicht von einer Gegenleistung ab.",
}


@dataclass(frozen=True, slots=True)
class Representative:
    """Who acts for a company."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Party:
    """Applicant or defendant; company is empty for a person."""

    company: str
    legal_form: str
    first_name: str
    last_name: str
    street: str
    postcode: str
    city: str
    country: str = ""
    court_number: str = ""
    representatives: tuple[Representative, ...] = ()

    @property
    def is_company(self) -> bool:
        """Whether it is entered as a Firma."""
        return bool(self.company)


@dataclass(frozen=True, slots=True)
class RunningInterest:
    """Interest for days that go on; both ends included, to_on None: until it is paid.

    points: percentage points above the base rate, by the year; amount in euros.
    """

    points: Decimal
    from_on: date
    to_on: date | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ComputedInterest:
    """Interest that is told as a sum in euros, for days that have passed; both ends included."""

    from_on: date
    to_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class SideClaim:
    """A side claim in euros; reason only for other ones."""

    kind: SideClaimKind
    amount: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """The main claim, in euros; from_on the day of invoice or order."""

    catalogue_number: int
    ground: str
    number: str
    from_on: date
    to_on: date | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CourtApplication:
    """Everything that the application asks for."""

    reference: str
    court: Court | None
    applicant: Party
    defendant: Party
    claim: Claim
    running: tuple[RunningInterest, ...]
    computed: ComputedInterest | None
    side_claims: tuple[SideClaim, ...]
    counter_performance: CounterPerformance
    is_contested_wanted: bool


def catalogue_number(line_kinds: Sequence[tuple[str, Decimal]]) -> int:
    """The catalogue number for lines of an order, told as kind and amount in euros.

    Goods and downloads together are a sale; else the kind that costs most decides. Without lines
    goods are assumed, as a shop sells them.
    """
    sums: dict[str, Decimal] = {}
    for kind, amount in line_kinds:
        sums[kind] = sums.get(kind, Decimal(0)) + amount
    if not sums:
        return _BY_LINE_KIND["goods"]
    if len(sums) > 1 and sums.keys() <= _GOODS:
        return _SALE
    dearest = max(sums, key=lambda kind: sums[kind])
    return _BY_LINE_KIND.get(dearest, _SALE)


def legal_form_of(company: str) -> str:
    """The legal form that a company's name ends with, as the court's list spells it; or ""."""
    for words, form in _LEGAL_FORMS:
        if company.endswith(f" {words}") or company == words:
            return form
    return ""
