"""Shopify's export of orders: several rows per order, only the first carries the order."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from common.rules.money import ZERO
from orders.adapters.shops.assembly import Block, assemble, blocks
from orders.adapters.shops.cells import (
    CORRECT_AND_REPEAT,
    BadCell,
    OrderReader,
    no_day,
    quoted,
    required,
    to_amount,
    to_calendar_day,
    to_country,
    to_currency,
    to_number,
    to_owed_amount,
    to_quantity,
    to_unit_price,
)
from orders.adapters.shops.csv_file import Row
from orders.rules.drafts import CustomerDraft, LineDraft, OrderDraft, RejectedOrder, ShopState
from orders.rules.names import split_name
from orders.rules.states import german_state

FORMAT = "shopify"
LABEL = "Shopify"
REQUIRED = (
    "Name",
    "Email",
    "Financial Status",
    "Currency",
    "Total",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Billing Name",
    "Billing Address1",
    "Billing City",
    "Billing Zip",
    "Billing Country",
    "Cancelled at",
    "Payment Method",
    "Refunded Amount",
)
OPTIONAL = (
    "Outstanding Balance",
    "Lineitem sku",
    "Billing Address2",
    "Billing Company",
    "Billing Province",
    "Billing Phone",
    "Phone",
)
_STATES = {
    "pending": ShopState.OPEN,
    "authorized": ShopState.OPEN,
    "expired": ShopState.OPEN,
    "partially_paid": ShopState.OPEN,
    "partially_refunded": ShopState.OPEN,
    "paid": ShopState.PAID,
    "refunded": ShopState.REFUNDED,
    "voided": ShopState.CANCELLED,
}
_PAID_STATUSES = ("paid", "partially_paid", "partially_refunded")
_UNPAID_STATUSES = ("pending", "authorized", "expired")
_INSTANT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r" (?:UTC|([+-])([0-9]{2})([0-9]{2}))"
)
_BERLIN = ZoneInfo("Europe/Berlin")


def read_shopify(rows: Iterable[Row]) -> Iterator[OrderDraft | RejectedOrder]:
    """The orders of the export; what is owed is its `Outstanding Balance`.

    The first generation of the export has no such column: there the status tells what is owed.
    """
    return assemble(blocks(rows, "Name", _continues), _read_order)


def to_local_day(text: str) -> date:
    """The day in Germany of an instant like "2026-05-01 09:59:00 +0200"; BadCell if none."""
    match = _INSTANT.fullmatch(required(text))
    if match is None:
        raise no_day(text)
    year, month, day_of_month, hour, minute, second, sign, hours, minutes = match.groups()
    day = to_calendar_day(year, month, day_of_month, text=text)
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        zone = timezone(-offset if sign == "-" else offset)
        instant = datetime(
            day.year, day.month, day.day, int(hour), int(minute), int(second), tzinfo=zone
        )
    except ValueError:
        raise no_day(text) from None
    return instant.astimezone(_BERLIN).date()


def to_state(text: str) -> ShopState:
    """What became of the order by its `Financial Status`; BadCell if the status is unknown."""
    state = _STATES.get(required(text).lower())
    if state is None:
        raise BadCell(f"„{quoted(text)}“ ist kein Zahlungsstatus von Shopify. {CORRECT_AND_REPEAT}")
    return state


def _continues(row: Row, number: str, number_above: str) -> bool:
    """Rows without `Financial Status` continue the order above them."""
    return not row.get("Financial Status") and number in ("", number_above)


def _read_order(block: Block, reader: OrderReader) -> OrderDraft:
    first = block.rows[0]
    for row in block.rows:
        reader.read(row, "Name", to_number, "")
    cancelled_on = reader.read(first, "Cancelled at", _to_optional_day, None)
    total = reader.read(first, "Total", to_owed_amount, ZERO)
    balance = _read_balance(first, total, reader)
    state = reader.read(first, "Financial Status", to_state, ShopState.OPEN)
    if cancelled_on is not None:
        state = ShopState.CANCELLED
    elif state == ShopState.OPEN and not balance:
        state = ShopState.PAID
    open_amount = balance if state == ShopState.OPEN else ZERO
    refunded = reader.read(first, "Refunded Amount", _to_refund, ZERO)
    was_paid = first.get("Financial Status").lower() in _PAID_STATUSES
    return OrderDraft(
        line=block.line,
        number=block.number,
        ordered_on=reader.read(first, "Created at", to_local_day, date.min),
        currency=reader.read(first, "Currency", to_currency, ""),
        total=total,
        open_amount=open_amount,
        # What was given back and is owed again is no credit.
        credited_amount=min(refunded, total - open_amount),
        kept_amount=max(total - balance - refunded, ZERO) if was_paid else ZERO,
        payment_method=reader.text(first, "Payment Method", 60) or "Unbekannt",
        shop_state=state,
        shop_state_text=reader.text(first, "Financial Status", 60),
        cancelled_on=cancelled_on,
        customer=_read_customer(first, reader),
        lines=tuple(_read_line(row, reader) for row in block.rows),
    )


def _to_optional_day(text: str) -> date | None:
    return to_local_day(text) if text else None


def _to_refund(text: str) -> Decimal:
    return to_owed_amount(text) if text else ZERO


def _read_balance(row: Row, total: Decimal, reader: OrderReader) -> Decimal:
    """The `Outstanding Balance`; a negative one is the customer's credit, nothing is owed."""
    if "Outstanding Balance" not in row.columns:
        return _balance_by_status(row, total, reader)
    balance = reader.read(row, "Outstanding Balance", to_amount, ZERO)
    if balance > total and not reader.problems:
        reader.refuse(
            row,
            "Outstanding Balance",
            f"Der offene Betrag „{balance}“ ist größer als der Bestellbetrag „{total}“. "
            f"{CORRECT_AND_REPEAT}",
        )
    return max(balance, ZERO)


def _balance_by_status(row: Row, total: Decimal, reader: OrderReader) -> Decimal:
    """What is owed when the export has no column for it: all or nothing.

    Of an order refunded in part, the money had come before.
    """
    status = row.get("Financial Status").lower()
    if status == "partially_paid":
        reader.refuse(
            row,
            "Outstanding Balance",
            "Die Bestellung ist zum Teil bezahlt; wie viel noch offen ist, sagt nur die Spalte "
            "„Outstanding Balance“, und die fehlt. Exportieren Sie die Bestellungen in Shopify "
            "neu, als „CSV für Excel, Numbers oder andere Tabellenprogramme“, und importieren "
            "Sie die neue Datei.",
        )
    return total if status in _UNPAID_STATUSES else ZERO


def _read_customer(row: Row, reader: OrderReader) -> CustomerDraft:
    first_name, last_name = split_name(reader.text(row, "Billing Name", 100))
    country = reader.read(row, "Billing Country", to_country, "")
    return CustomerDraft(
        first_name=first_name,
        last_name=last_name,
        company=reader.text(row, "Billing Company", 150),
        street=reader.text(row, "Billing Address1", 150),
        address_extra=reader.text(row, "Billing Address2", 150),
        # Shopify guards the leading zero from Excel by an apostrophe.
        postcode=reader.text(row, "Billing Zip", 20).removeprefix("'"),
        city=reader.text(row, "Billing City", 100),
        state=german_state(country, row.get("Billing Province")),
        country=country,
        email=reader.text(row, "Email", 254),
        phone=reader.text(row, "Billing Phone", 50) or reader.text(row, "Phone", 50),
    )


def _read_line(row: Row, reader: OrderReader) -> LineDraft:
    return LineDraft(
        product=reader.required_text(row, "Lineitem name", 200),
        sku=reader.text(row, "Lineitem sku", 100),
        quantity=reader.read(row, "Lineitem quantity", to_quantity, ZERO),
        unit_price=reader.read(row, "Lineitem price", to_unit_price, ZERO),
    )
