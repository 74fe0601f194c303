"""What an adapter read from somebody's file: plain values that know no table."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from common.rules.money import ZERO


class ShopState(StrEnum):
    """What the shop says has become of an order."""

    OPEN = "open"
    PAID = "paid"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One position; the price is that of one piece, in the order's currency."""

    product: str
    sku: str
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """Who ordered; "" = not given. State: two letters ("NW"), country: ISO code ("DE")."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    street: str = ""
    address_extra: str = ""
    postcode: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""


class PaymentPlan(StrEnum):
    """How an order is paid: at once, in rates, or again and again."""

    ONE_OFF = "one_off"
    RATES = "rates"
    SUBSCRIPTION = "subscription"


class UnpaidReason(StrEnum):
    """Why money did not come, as far as the source tells; "" = it does not."""

    UNKNOWN = ""
    NO_AUTOMATIC_DEBIT = "no_automatic_debit"
    REJECTED = "rejected"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    BANK_RETURNED = "bank_returned"
    MAIL_IGNORED = "mail_ignored"


@dataclass(frozen=True, slots=True)
class InstallmentDraft:
    """A rate: the amount in the order's currency that falls due on the day."""

    due_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """One order as the shop tells it; `line` is the first line of the file that speaks of it.

    The credited amount is the part the shop refunded. The open amount is what is still owed,
    0.00 once paid, refunded or cancelled; None when the source knows nothing of payments. The
    kept amount is what the shop holds of a cancelled order's payments; of other orders it follows
    from the rest. Lines are empty when the source tells no positions. Installments are empty when
    the order falls due once, by the terms of method and account; else they add up to the total,
    by due day.
    """

    line: int = field(repr=False)
    number: str
    ordered_on: date
    currency: str
    total: Decimal
    open_amount: Decimal | None
    credited_amount: Decimal = ZERO
    kept_amount: Decimal = ZERO
    payment_method: str
    shop_state: ShopState
    shop_state_text: str
    cancelled_on: date | None = None
    customer: CustomerDraft
    lines: tuple[LineDraft, ...]
    installments: tuple[InstallmentDraft, ...] = ()
    payment_plan: PaymentPlan = PaymentPlan.ONE_OFF
    unpaid_reason: UnpaidReason = UnpaidReason.UNKNOWN
    invoice_number: str = ""
    shop_token: str = ""

    @property
    def knows_payments(self) -> bool:
        """Whether the source tells what was paid."""
        return self.open_amount is not None


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Why something was left out: a German sentence that says what to do, and its place.

    The line is the physical line of the file, None if the whole file is meant.
    """

    line: int | None
    column: str
    message: str
    number: str = ""

    @property
    def reason(self) -> str:
        """The message without its place, for tables that show line and column on their own."""
        line = f"Zeile {self.line}"
        column = f", Spalte „{self.column}“" if self.column else ""
        return self.message.removeprefix(f"{line}{column}: ").removeprefix(f"{line}: ")


@dataclass(frozen=True, slots=True)
class RejectedOrder:
    """An order of a file that is left out, with everything that is wrong with it."""

    line: int
    number: str
    problems: tuple[ImportProblem, ...]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """All that could be read; `rejected` counts the orders left out because of their problems."""

    format: str
    orders: tuple[OrderDraft, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    rejected: int = 0


class FileRefused(Exception):
    """The file as a whole cannot be read; `problems` says why, the text is the first of them."""

    def __init__(self, *problems: ImportProblem) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


class FormatUnknown(FileRefused):
    """A file that can be read, but whose headings fit no known format."""

    def __init__(self, *problems: ImportProblem, headings: tuple[str, ...]) -> None:
        super().__init__(*problems)
        self.headings = headings
