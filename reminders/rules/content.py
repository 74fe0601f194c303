"""What a letter and a mail are made of: finished, plain values that adapters only lay out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO

# Stands in a finished text for the statement of what is claimed. Private-use characters: no
# template and no import contains them, and PostgreSQL stores them (it refuses NUL).
POSITIONS_MARKER = "\ue000POSITIONEN\ue000"
# Stands for the reminder's number, which is given only when the run is released.
NUMBER_MARKER = "\ue001"
# Stand for the token and the link of the payment page, which no stored text may hold.
TOKEN_MARKER = "\ue003"
LINK_MARKER = "\ue004"


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
    """What was booked since the order.

    Money and credit are positive and reduce the claim; costs and interest are negative.
    """

    paid_on: date
    amount: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class RateLine:
    """One rate that is due and not fully paid."""

    due_on: date
    amount: Decimal
    open_amount: Decimal


@dataclass(frozen=True, slots=True)
class InterestRow:
    """Interest on one principal at one rate; from and to are both counted.

    base_rate and surcharge are percent a year; provisional while the base rate is not published.
    """

    from_on: date
    to_on: date
    days: int
    days_in_year: int
    base_rate: Decimal
    surcharge: Decimal
    principal: Decimal
    amount: Decimal
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class OrderClaim:
    """What a reminder claims of one order; every amount in the reminder's currency.

    `other_amount` is total minus positions (shipping, discount). Total less `payments`,
    `not_due_amount` (rates that fall due later) and `disputed_amount` is `open_amount`: the goods
    that are due, and costs and interest booked before. `interest`, `dunning_fee` and `lump_sum`
    come on top with this reminder. `interest_rows` calculate all interest since default, also
    what was claimed before.
    """

    order_number: str
    ordered_on: date
    due_on: date
    positions: tuple[Position, ...]
    other_amount: Decimal
    total: Decimal
    payments: tuple[PaymentLine, ...]
    open_amount: Decimal
    invoice_numbers: tuple[str, ...] = ()
    rates: tuple[RateLine, ...] = ()
    not_due_amount: Decimal = ZERO
    disputed_amount: Decimal = ZERO
    interest: Decimal = ZERO
    dunning_fee: Decimal = ZERO
    lump_sum: Decimal = ZERO
    interest_rows: tuple[InterestRow, ...] = ()
    default_since: date | None = None
    default_ground: str = ""
    payment_link: str = ""

    @property
    def claim(self) -> Decimal:
        """What is to be paid for this order."""
        return self.open_amount + self.interest + self.dunning_fee + self.lump_sum

    @property
    def earlier_interest(self) -> Decimal:
        """The part of the calculated interest that was claimed before this reminder."""
        return sum((row.amount for row in self.interest_rows), ZERO) - self.interest


@dataclass(frozen=True, slots=True)
class ReminderContent:
    """All that one reminder says; letter and mail are two layouts of this same value.

    It claims one order or, as a collective reminder (Sammelmahnung), several of one customer.
    `number` is empty while the reminder is only proposed; `payments_until` is the newest day that
    a bank statement covers; `language` is that of the fixed words, "de" or "en". `payment_link` is
    that of the one order that is claimed; of several, each claim has its own.
    """

    creditor: CreditorFacts
    sender_name: str
    reply_to: str
    recipient_lines: tuple[str, ...]
    number: str
    level: int
    written_on: date
    pay_by: date
    subject: str
    letter_subject: str
    mail_body: str
    letter_body: str
    claims: tuple[OrderClaim, ...]
    currency: str
    remittance_text: str
    payment_link: str = ""
    payments_until: date | None = None
    language: str = "de"

    @property
    def order_numbers(self) -> tuple[str, ...]:
        """The numbers of the orders that are claimed."""
        return tuple(claim.order_number for claim in self.claims)

    @property
    def claim(self) -> Decimal:
        """What is to be paid in all."""
        return sum((claim.claim for claim in self.claims), ZERO)

    @property
    def is_collective(self) -> bool:
        """Whether more than one order is claimed."""
        return len(self.claims) > 1


def other_label(other_amount: Decimal) -> str:
    """What stands between the positions and the total, in euros: shipping, or less a discount."""
    return "Versand und Sonstiges" if other_amount > 0 else "Rabatt und Sonstiges"


def joined_references(numbers: tuple[str, ...], *, fallback: str, longest: int) -> str:
    """The order numbers for a transfer's text, or the fallback where they are too long together."""
    joined = ", ".join(numbers)
    return joined if len(joined) <= longest else fallback[:longest]


def with_link(text: str, *, token: str, link: str) -> str:
    """A stored text as it is sent; without a payment page the lines that name its link go."""
    lines = text.splitlines(keepends=True)
    kept = "".join(line for line in lines if link or LINK_MARKER not in line)
    return kept.replace(LINK_MARKER, link).replace(TOKEN_MARKER, token)


def split_at_positions(body: str) -> tuple[list[str], list[str]]:
    """The paragraphs before and after the statement of what is claimed.

    Without a marker the statement stands before the last paragraph (the closing words). Further
    markers are dropped: it is shown once.
    """
    head, marker, tail = body.replace("\r\n", "\n").partition(POSITIONS_MARKER)
    before, after = _paragraphs(head), _paragraphs(tail.replace(POSITIONS_MARKER, ""))
    return (before, after) if marker else (before[:-1], before[-1:])


def _paragraphs(text: str) -> list[str]:
    blocks = (block.strip() for block in text.split("\n\n"))
    return [block for block in blocks if block]
