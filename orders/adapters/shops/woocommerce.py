"""WooCommerce's "Advanced Order Export": one row per position, the order on each or the first."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from common.rules.money import ZERO
from orders.adapters.shops.assembly import Block, assemble, blocks, twice
from orders.adapters.shops.cells import (
    CORRECT_AND_REPEAT,
    OrderReader,
    no_day,
    quoted,
    required,
    to_calendar_day,
    to_country,
    to_currency,
    to_number,
    to_optional_amount,
    to_owed_amount,
    to_quantity,
    to_unit_price,
)
from orders.adapters.shops.csv_file import Row
from orders.rules.drafts import CustomerDraft, LineDraft, OrderDraft, RejectedOrder, ShopState
from orders.rules.states import german_state

FORMAT = "woocommerce"
LABEL = "WooCommerce (Advanced Order Export)"
REQUIRED = (
    "Order Number",
    "Order Status",
    "Order Date",
    "First Name (Billing)",
    "Last Name (Billing)",
    "Address 1&2 (Billing)",
    "City (Billing)",
    "Postcode (Billing)",
    "Country Code (Billing)",
    "Email (Billing)",
    "Item #",
    "Name",
    "Quantity",
    "Item Cost",
    "Payment Method Title",
    "Order Total Amount",
)
OPTIONAL = (
    "Company (Billing)",
    "State Code (Billing)",
    "Phone (Billing)",
    "SKU",
    "Order Refund Amount",
    "Order Currency",
)
# The fields in which two rows of one order must not contradict each other.
_ORDER_COLUMNS = ("Order Status", "Order Date", "Order Total Amount")
_ITEM_COLUMNS = ("Name", "SKU", "Quantity", "Item Cost")
# Every other status, also one that a plug-in invented, is an order with money owed.
_CLOSED_STATES = {
    "completed": ShopState.PAID,
    "abgeschlossen": ShopState.PAID,
    "fertiggestellt": ShopState.PAID,
    "refunded": ShopState.REFUNDED,
    "rückerstattet": ShopState.REFUNDED,
    "erstattet": ShopState.REFUNDED,
    "cancelled": ShopState.CANCELLED,
    "canceled": ShopState.CANCELLED,
    "storniert": ShopState.CANCELLED,
    "failed": ShopState.CANCELLED,
    "fehlgeschlagen": ShopState.CANCELLED,
    # Drafts of the checkout were never ordered.
    "draft": ShopState.CANCELLED,
    "checkout draft": ShopState.CANCELLED,
    "entwurf": ShopState.CANCELLED,
    "trash": ShopState.CANCELLED,
    "papierkorb": ShopState.CANCELLED,
}
# "Payment received, awaiting fulfilment": true of every gateway but those that are paid later.
_PROCESSING = ("processing", "in bearbeitung")
_PAID_LATER = re.compile(
    r"rechnung|invoice|vorkasse|prepayment|überweisung|bank ?transfer|bacs|nachnahme"
    r"|cash on delivery|che(?:que|ck)|scheck|lastschrift|direct debit|unbekannt"
)
# The clock time is the shop's own, so the day needs no conversion.
_TIME = r"(?:[ T](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)?"
_ISO_DAY = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}}){_TIME}")
_GERMAN_DAY = re.compile(rf"([0-9]{{1,2}})\.([0-9]{{1,2}})\.([0-9]{{4}}){_TIME}")


def read_woocommerce(rows: Iterable[Row]) -> Iterator[OrderDraft | RejectedOrder]:
    """The orders of the export; it knows no part payments, so the whole total is owed or none."""
    return assemble(blocks(rows, "Order Number", _continues), _read_order)


def to_day(text: str) -> date:
    """The day of "2026-11-03 11:02" or "03.11.2026 11:02", the shop's own clock; BadCell if none.

    Days with slashes are refused: nobody can tell the day from the month.
    """
    if match := _ISO_DAY.fullmatch(required(text)):
        year, month, day_of_month = match.groups()
    elif match := _GERMAN_DAY.fullmatch(text):
        day_of_month, month, year = match.groups()
    else:
        raise no_day(text)
    return to_calendar_day(year, month, day_of_month, text=text)


def to_state(text: str, payment_method: str) -> ShopState:
    """What became of the order by its status, English or German; unknown ones are open.

    An order being processed is paid, unless its method is one that is paid after delivery or by
    hand: nobody who paid by PayPal or card may be dunned because the parcel is not packed yet.
    """
    slug = required(text).lower().removeprefix("wc-").replace("-", " ").replace("_", " ")
    if slug in _PROCESSING and not _PAID_LATER.search(payment_method.lower()):
        return ShopState.PAID
    return _CLOSED_STATES.get(slug, ShopState.OPEN)


def _continues(row: Row, number: str, number_above: str) -> bool:
    """Rows of the same number, and those without any order field, continue the order above."""
    return number == number_above if number else not any(map(row.get, _ORDER_COLUMNS))


def _read_order(block: Block, reader: OrderReader) -> OrderDraft:
    first = block.rows[0]
    reader.read(first, "Order Number", to_number, "")
    _check_rows_agree(block, reader)
    total = reader.read(first, "Order Total Amount", to_owed_amount, ZERO)
    # Some versions write refunds as negative amounts.
    refunded = abs(reader.read(first, "Order Refund Amount", to_optional_amount, ZERO))
    method = reader.text(first, "Payment Method Title", 60) or "Unbekannt"
    state = reader.read(first, "Order Status", lambda text: to_state(text, method), ShopState.OPEN)
    open_amount = max(total - refunded, ZERO) if state == ShopState.OPEN else ZERO
    if state == ShopState.OPEN and not open_amount:
        state = ShopState.PAID
    return OrderDraft(
        line=block.line,
        number=block.number,
        ordered_on=reader.read(first, "Order Date", to_day, date.min),
        currency=_read_currency(first, reader),
        total=total,
        open_amount=open_amount,
        credited_amount=min(refunded, total),
        payment_method=method,
        shop_state=state,
        shop_state_text=reader.text(first, "Order Status", 60),
        customer=_read_customer(first, reader),
        lines=tuple(_read_line(row, reader) for row in block.rows if _has_item(row)),
    )


def _check_rows_agree(block: Block, reader: OrderReader) -> None:
    """Refuse rows that contradict the first one, and positions that come twice."""
    first = block.rows[0]
    items: dict[str, int] = {}
    for row in block.rows:
        item = row.get("Item #")
        if item and item in items:
            reader.problems.append(twice(block.number, items[item], row.line))
            return
        items[item] = row.line
        for column in _ORDER_COLUMNS:
            value = row.get(column)
            if value and value != first.get(column):
                reader.refuse(
                    row,
                    column,
                    f"„{quoted(value)}“ widerspricht „{quoted(first.get(column))}“ in Zeile "
                    f"{first.line} derselben Bestellung. {CORRECT_AND_REPEAT}",
                )


def _read_currency(row: Row, reader: OrderReader) -> str:
    """The currency; exports without that column come from shops that sell in euros."""
    if "Order Currency" not in row.columns:
        return "EUR"
    return reader.read(row, "Order Currency", to_currency, "")


def _read_customer(row: Row, reader: OrderReader) -> CustomerDraft:
    country = reader.read(row, "Country Code (Billing)", to_country, "")
    return CustomerDraft(
        first_name=reader.text(row, "First Name (Billing)", 100),
        last_name=reader.text(row, "Last Name (Billing)", 100),
        company=reader.text(row, "Company (Billing)", 150),
        street=reader.text(row, "Address 1&2 (Billing)", 150),
        postcode=reader.text(row, "Postcode (Billing)", 20).removeprefix("'"),
        city=reader.text(row, "City (Billing)", 100),
        state=german_state(country, row.get("State Code (Billing)")),
        country=country,
        email=reader.text(row, "Email (Billing)", 254),
        phone=reader.text(row, "Phone (Billing)", 50),
    )


def _has_item(row: Row) -> bool:
    """Whether the row carries a position; orders of fees alone have none."""
    return any(map(row.get, _ITEM_COLUMNS))


def _read_line(row: Row, reader: OrderReader) -> LineDraft:
    return LineDraft(
        product=reader.required_text(row, "Name", 200),
        sku=reader.text(row, "SKU", 100),
        quantity=reader.read(row, "Quantity", to_quantity, ZERO),
        unit_price=reader.read(row, "Item Cost", to_unit_price, ZERO),
    )
