"""What a dossier tells: finished, plain values that an adapter only lays out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inkasso.rules.claim import BookingLine, ClaimAccount

# A label with its value, as two columns show them.
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF that is bound in behind the page that names it; title: for contents and bookmarks."""

    title: str
    file_name: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One position of the order; amounts in euros."""

    product: str
    sku: str
    quantity: str
    unit_price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RateRow:
    """One installment; amounts in euros."""

    due_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One invoice, with its PDF where somebody stored it."""

    number: str
    issued_on: date | None
    received_on: date | None
    file: Attachment | None = None


@dataclass(frozen=True, slots=True)
class ReminderSheet:
    """One reminder as it was sent; proof tells how, gaps tell plainly what is not proven.

    claims: what it asked for, in euros; mail_text: "" for letters; letter: None where the papers
    are not stored any more.
    """

    title: str
    number: str
    written_on: date
    pay_by: date
    sent_on: date | None
    way: str
    claims: tuple[tuple[str, Decimal], ...]
    claim: Decimal
    proof: tuple[Fact, ...]
    gaps: tuple[str, ...] = ()
    mail_subject: str = ""
    mail_text: str = ""
    letter: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that people added to the case; it is kept beside the dossier."""

    title: str
    file_name: str
    added_on: date
    sha256: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Akte of one case on a day."""

    reference: str
    day: date
    creditor: tuple[str, ...]
    creditor_facts: tuple[Fact, ...]
    debtor: tuple[str, ...]
    debtor_facts: tuple[Fact, ...]
    case_facts: tuple[Fact, ...]
    order_number: str
    order_facts: tuple[Fact, ...]
    positions: tuple[PositionRow, ...]
    # Total less positions: shipping or discount.
    other_amount: Decimal
    order_total: Decimal
    rates: tuple[RateRow, ...]
    claim: ClaimAccount
    invoices: tuple[InvoiceRow, ...]
    reminders: tuple[ReminderSheet, ...]
    timeline: tuple[Happening, ...]
    papers: tuple[PaperRow, ...]
    convention: str

    @property
    def payments(self) -> tuple[BookingLine, ...]:
        """The bookings that moved money, in either direction."""
        return tuple(one for one in self.claim.bookings if one.kind in _MONEY)


_MONEY = frozenset({"payment", "refund", "chargeback", "transfer"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of contents and bookmarks; level 2 stands under the level 1 before it."""

    title: str
    level: int
    page: int
