"""What an adapter read from somebody's file: plain values that know no table."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """One order as the shop tells it; `line` is the first line of the file that speaks of it.

    The credited amount is the part the shop refunded. The open amount is what is still owed,
    0.00 once paid, refunded or cancelled. The kept amount is what the shop holds of a cancelled
    order's payments; of other orders it follows from the rest.
    """

    line: int
    number: str
    ordered_on: date
    currency: str
    total: Decimal
    open_amount: Decimal
    credited_amount: Decimal = ZERO
    kept_amount: Decimal = ZERO
    payment_method: str
    shop_state: ShopState
    shop_state_text: str
    cancelled_on: date | None = None
    customer: CustomerDraft
    lines: tuple[LineDraft, ...]


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
