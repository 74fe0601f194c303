"""Shopware 6, its export profile "Standardprofil Bestellungen": one row per order.

The profile tells neither what was paid nor how, and names states, countries and articles only by
the shop's internal ids: clerks say what is paid, and addresses come without a country.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
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
    to_calendar_day,
    to_currency,
    to_number,
    to_unit_price,
)
from orders.adapters.shops.csv_file import Row
from orders.rules.drafts import CustomerDraft, OrderDraft, RejectedOrder, ShopState

FORMAT = "shopware"
LABEL = "Shopware 6"
REQUIRED = (
    "order_number",
    "customer_firstname",
    "customer_lastname",
    "customer_email",
    "billing_address_street",
    "billing_address_zipcode",
    "billing_address_city",
    "amount_total",
    "order_date_time",
)
OPTIONAL = ("billing_address_company", "billing_address_department", "currency_iso_code")
_INSTANT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ T]([0-9]{2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z|([+-])([0-9]{2}):?([0-9]{2}))?"
)
_BERLIN = ZoneInfo("Europe/Berlin")


def read_shopware(rows: Iterable[Row]) -> Iterator[OrderDraft | RejectedOrder]:
    """The orders of the export, none of which says what was paid; its amounts are euros."""
    return assemble(blocks(rows, "order_number", lambda *_: False), _read_order)


def to_local_day(text: str) -> date:
    """The day in Germany of an instant like "2026-05-01 22:30:00.000", which is UTC.

    BadCell if it is none.
    """
    match = _INSTANT.fullmatch(required(text))
    if match is None:
        raise no_day(text)
    year, month, day_of_month, hour, minute, sign, hours, minutes = match.groups()
    day = to_calendar_day(year, month, day_of_month, text=text)
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        zone = timezone(-offset if sign == "-" else offset) if sign else UTC
        instant = datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=zone)
    except ValueError:
        raise no_day(text) from None
    return instant.astimezone(_BERLIN).date()


def to_total(text: str) -> Decimal:
    """The sum of an order, which the shop may write with more than two decimals; never negative."""
    total = to_unit_price(text)
    if total < 0:
        raise BadCell(f"„{quoted(text)}“ ist negativ. {CORRECT_AND_REPEAT}")
    return total


def _read_order(block: Block, reader: OrderReader) -> OrderDraft:
    row = block.rows[0]
    reader.read(row, "order_number", to_number, "")
    return OrderDraft(
        line=block.line,
        number=block.number,
        ordered_on=reader.read(row, "order_date_time", to_local_day, date.min),
        currency=_read_currency(row, reader),
        total=reader.read(row, "amount_total", to_total, ZERO),
        open_amount=None,
        payment_method="Unbekannt",
        shop_state=ShopState.OPEN,
        shop_state_text="",
        customer=_read_customer(row, reader),
        # The profile names articles by internal ids only, and no price of theirs.
        lines=(),
    )


def _read_currency(row: Row, reader: OrderReader) -> str:
    if "currency_iso_code" not in row.columns:
        return "EUR"
    return reader.read(row, "currency_iso_code", to_currency, "")


def _read_customer(row: Row, reader: OrderReader) -> CustomerDraft:
    return CustomerDraft(
        first_name=reader.text(row, "customer_firstname", 100),
        last_name=reader.text(row, "customer_lastname", 100),
        company=reader.text(row, "billing_address_company", 150),
        street=reader.text(row, "billing_address_street", 150),
        address_extra=reader.text(row, "billing_address_department", 150),
        postcode=reader.text(row, "billing_address_zipcode", 20),
        city=reader.text(row, "billing_address_city", 100),
        email=reader.text(row, "customer_email", 254),
    )
