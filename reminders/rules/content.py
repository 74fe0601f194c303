"""What a letter and a mail are made of: finished, plain values that adapters only lay out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# Stands in a finished text for the table of positions and sums. Private-use characters: no
# template and no import contains them, and PostgreSQL stores them (it refuses NUL).
POSITIONS_MARKER = "\ue000POSITIONEN\ue000"


@dataclass(frozen=True, slots=True)
class CreditorFacts:
    """Letterhead, legal details and bank account of the company that claims; "" = not given."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    register_court: str = ""
    register_number: str = ""
    managing_directors: str = ""
    vat_id: str = ""
    account_holder: str = ""
    iban: str = ""
    bic: str = ""
    bank_name: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """One bought thing: quantity times unit price is the amount, in the order's currency."""

    product: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """Money (or credit) received so far; the amount is positive and reduces the claim."""

    paid_on: date
    amount: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class ReminderContent:
    """All that one reminder says; letter and mail are two layouts of this same value.

    `other_amount` is total minus positions (shipping, discount); `claim` is the open amount plus
    interest and fee; `number` is empty while the reminder is only proposed; `payments_until` is the
    newest day that a bank statement covers. `not_due_amount` are rates that fall due later; they
    are not claimed.
    """

    creditor: CreditorFacts
    sender_name: str
    reply_to: str
    recipient_lines: tuple[str, ...]
    number: str
    order_number: str
    ordered_on: date
    due_on: date
    level: int
    written_on: date
    pay_by: date
    subject: str
    letter_subject: str
    mail_body: str
    letter_body: str
    positions: tuple[Position, ...]
    other_amount: Decimal
    total: Decimal
    payments: tuple[PaymentLine, ...]
    open_amount: Decimal
    interest: Decimal
    dunning_fee: Decimal
    claim: Decimal
    currency: str
    remittance_text: str
    payment_link: str = ""
    payments_until: date | None = None
    not_due_amount: Decimal = Decimal(0)


def other_label(other_amount: Decimal) -> str:
    """What stands between the positions and the total, in euros: shipping, or less a discount."""
    return "Versand und Sonstiges" if other_amount > 0 else "Rabatt und Sonstiges"


def split_at_positions(body: str) -> tuple[list[str], list[str]]:
    """The paragraphs before and after the table of positions.

    Without a marker the table stands before the last paragraph (the closing words). Further
    markers are dropped: the table is shown once.
    """
    head, marker, tail = body.replace("\r\n", "\n").partition(POSITIONS_MARKER)
    before, after = _paragraphs(head), _paragraphs(tail.replace(POSITIONS_MARKER, ""))
    return (before, after) if marker else (before[:-1], before[-1:])


def _paragraphs(text: str) -> list[str]:
    blocks = (block.strip() for block in text.split("\n\n"))
    return [block for block in blocks if block]
