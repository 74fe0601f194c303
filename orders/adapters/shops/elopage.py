"""elopage (today ablefy): its list of orders with open amounts, one row for each due day.

Of its columns only those are public that it recommends for reminders: E-Mail, Name, Nachname,
Bestell-ID, Produktname, offener Betrag, bezahlter Betrag, Fälligkeitsdatum and TOKEN.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from orders.adapters.shops.assembly import Block, assemble, twice
from orders.adapters.shops.cells import (
    CORRECT_AND_REPEAT,
    MAX_AMOUNT,
    BadCell,
    OrderReader,
    quoted,
    required,
    to_currency,
    to_number,
    to_text,
)
from orders.adapters.shops.csv_file import Row
from orders.adapters.shops.gathering import GatheredBlocks
from orders.adapters.shops.woocommerce import to_day
from orders.rules.cell_formats import COMMA, POINT, parse_amount
from orders.rules.drafts import (
    CustomerDraft,
    InstallmentDraft,
    LineDraft,
    OrderDraft,
    PaymentPlan,
    RejectedOrder,
    ShopState,
)
from orders.rules.names import split_name

FORMAT = "elopage"
LABEL = "elopage (ablefy)"
REQUIRED = (
    "E-Mail",
    "Name",
    "Bestell-ID",
    "Produktname",
    "offener Betrag",
    "bezahlter Betrag",
    "Fälligkeitsdatum",
    "TOKEN",
)
OPTIONAL = ("Nachname", "Bestelldatum", "Zahlungsart", "Währung")


def read_elopage(rows: Iterable[Row]) -> Iterator[OrderDraft | RejectedOrder]:
    """The orders of the list; several rows of one order are its rates.

    The list tells no day of the order, so the first due day stands for it. Orders without an open
    amount are paid.
    """
    return assemble(GatheredBlocks(rows, "Bestell-ID"), _read_order)


def _read_order(block: Block, reader: OrderReader) -> OrderDraft:
    first = block.rows[0]
    reader.read(first, "Bestell-ID", to_number, "")
    _check_due_days(block, reader)
    rates = sorted((_read_rate(row, reader) for row in block.rows), key=lambda rate: rate[0].due_on)
    installments = tuple(rate for rate, _ in rates if rate.amount)
    open_amount = sum((left for _, left in rates), ZERO)
    total = sum((rate.amount for rate in installments), ZERO)
    ordered_on = reader.read(first, "Bestelldatum", _to_optional_day, None)
    return OrderDraft(
        line=block.line,
        number=block.number,
        ordered_on=ordered_on or rates[0][0].due_on,
        currency=_read_currency(first, reader),
        total=total,
        open_amount=open_amount,
        payment_method=reader.text(first, "Zahlungsart", 60) or "elopage",
        shop_state=ShopState.OPEN if open_amount else ShopState.PAID,
        shop_state_text="Zahlung ausstehend" if open_amount else "Bezahlt",
        customer=_read_customer(first, reader),
        lines=(_read_line(first, total, reader),),
        installments=installments,
        payment_plan=PaymentPlan.RATES if len(installments) > 1 else PaymentPlan.ONE_OFF,
        shop_token=reader.read(first, "TOKEN", _to_token, ""),
    )


def _read_rate(row: Row, reader: OrderReader) -> tuple[InstallmentDraft, Decimal]:
    """The rate that the row tells of, and what is still owed of it."""
    left = reader.read(row, "offener Betrag", to_sum, ZERO)
    paid = reader.read(row, "bezahlter Betrag", _to_optional_sum, ZERO)
    due_on = reader.read(row, "Fälligkeitsdatum", to_day, date.min)
    return InstallmentDraft(due_on, left + paid), left


def _check_due_days(block: Block, reader: OrderReader) -> None:
    """Refuse an order two of whose rows tell of the same due day: nobody knows which is right."""
    seen: dict[str, int] = {}
    for row in block.rows:
        due_on = row.get("Fälligkeitsdatum")
        if due_on in seen:
            reader.problems.append(twice(block.number, seen[due_on], row.line))
            return
        seen[due_on] = row.line


def _to_optional_day(text: str) -> date | None:
    return to_day(text) if text else None


def to_sum(text: str) -> Decimal:
    """The amount of "1.234,56 €" or "1234.56", in euros; BadCell if none, negative or too large."""
    amount = parse_amount(required(text), COMMA)
    if amount is None:
        amount = parse_amount(text, POINT)
    if amount is None or not 0 <= amount <= MAX_AMOUNT:
        raise BadCell(f"„{quoted(text)}“ ist kein Betrag. {CORRECT_AND_REPEAT}")
    return amount


def _to_optional_sum(text: str) -> Decimal:
    return to_sum(text) if text else ZERO


def _to_token(text: str) -> str:
    return to_text(required(text), 100)


def _read_currency(row: Row, reader: OrderReader) -> str:
    """The currency; without that column the amounts are euros."""
    if "Währung" not in row.columns:
        return "EUR"
    return reader.read(row, "Währung", to_currency, "")


def _read_customer(row: Row, reader: OrderReader) -> CustomerDraft:
    """Who ordered; without a column for the last name, the name is the whole one."""
    first_name = reader.text(row, "Name", 100)
    last_name = reader.text(row, "Nachname", 100)
    if not last_name:
        first_name, last_name = split_name(first_name)
    return CustomerDraft(
        first_name=first_name, last_name=last_name, email=reader.text(row, "E-Mail", 254)
    )


def _read_line(row: Row, total: Decimal, reader: OrderReader) -> LineDraft:
    return LineDraft(
        product=reader.required_text(row, "Produktname", 200),
        sku="",
        quantity=Decimal(1),
        unit_price=total,
    )
