"""WooCommerce's "Customer/Order CSV Export": one row per order, a column for each position."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from common.rules.money import ZERO, cents
from orders.adapters.shops.assembly import Block, assemble, blocks
from orders.adapters.shops.cells import (
    OrderReader,
    to_country,
    to_currency,
    to_number,
    to_optional_amount,
    to_owed_amount,
    to_quantity,
    to_text,
    to_unit_price,
)
from orders.adapters.shops.csv_file import Row
from orders.adapters.shops.woocommerce import to_day, to_state
from orders.rules.drafts import CustomerDraft, LineDraft, OrderDraft, RejectedOrder, ShopState
from orders.rules.states import german_state

FORMAT = "woocommerce_customer_export"
LABEL = "WooCommerce (Customer/Order CSV Export)"
REQUIRED = (
    "order_number_formatted",
    "date",
    "status",
    "order_total",
    "payment_method",
    "billing_first_name",
    "billing_last_name",
    "billing_email",
    "billing_address_1",
    "billing_postcode",
    "billing_city",
    "billing_country",
)
OPTIONAL = (
    "billing_company",
    "billing_address_2",
    "billing_state",
    "billing_phone",
    "order_currency",
    "refunded_total",
)
# The names by which WooCommerce calls its ways of paying in files; other ones stay as they are.
_METHODS = {
    "bacs": "Überweisung",
    "cheque": "Scheck",
    "cod": "Nachnahme",
    "paypal": "PayPal",
    "stripe": "Kreditkarte (Stripe)",
    "german_market_purchase_on_account": "Rechnung",
    "german_market_sepa_direct_debit": "Lastschrift",
    "invoice": "Rechnung",
    "direct-debit": "Lastschrift",
}
_ITEM_COLUMN = re.compile(r"order_item_([0-9]{1,4})")


def read_woocommerce_customer_export(
    rows: Iterable[Row],
) -> Iterator[OrderDraft | RejectedOrder]:
    """The orders of the export; it knows no part payments, so the whole total is owed or none."""
    return assemble(blocks(rows, "order_number_formatted", lambda *_: False), _read_order)


def _read_order(block: Block, reader: OrderReader) -> OrderDraft:
    row = block.rows[0]
    reader.read(row, "order_number_formatted", to_number, "")
    total = reader.read(row, "order_total", to_owed_amount, ZERO)
    refunded = abs(reader.read(row, "refunded_total", to_optional_amount, ZERO))
    method = reader.text(row, "payment_method", 60) or "Unbekannt"
    method = _METHODS.get(method.lower(), method)
    state = reader.read(row, "status", lambda text: to_state(text, method), ShopState.OPEN)
    open_amount = max(total - refunded, ZERO) if state == ShopState.OPEN else ZERO
    if state == ShopState.OPEN and not open_amount:
        state = ShopState.PAID
    return OrderDraft(
        line=block.line,
        number=block.number,
        ordered_on=reader.read(row, "date", to_day, date.min),
        currency=_read_currency(row, reader),
        total=total,
        open_amount=open_amount,
        credited_amount=min(refunded, total),
        payment_method=method,
        shop_state=state,
        shop_state_text=reader.text(row, "status", 60),
        customer=_read_customer(row, reader),
        lines=tuple(_read_lines(row, reader)),
    )


def _read_currency(row: Row, reader: OrderReader) -> str:
    """The currency; exports without that column come from shops that sell in euros."""
    if "order_currency" not in row.columns:
        return "EUR"
    return reader.read(row, "order_currency", to_currency, "")


def _read_customer(row: Row, reader: OrderReader) -> CustomerDraft:
    country = reader.read(row, "billing_country", to_country, "")
    return CustomerDraft(
        first_name=reader.text(row, "billing_first_name", 100),
        last_name=reader.text(row, "billing_last_name", 100),
        company=reader.text(row, "billing_company", 150),
        street=reader.text(row, "billing_address_1", 150),
        address_extra=reader.text(row, "billing_address_2", 150),
        postcode=reader.text(row, "billing_postcode", 20).removeprefix("'"),
        city=reader.text(row, "billing_city", 100),
        state=german_state(country, row.get("billing_state")),
        country=country,
        email=reader.text(row, "billing_email", 254),
        phone=reader.text(row, "billing_phone", 50),
    )


def _read_lines(row: Row, reader: OrderReader) -> Iterator[LineDraft]:
    """The positions in the order of their numbers."""
    numbered = {
        int(match.group(1)): column
        for column in row.columns
        if (match := _ITEM_COLUMN.fullmatch(column)) and row.get(column)
    }
    for _, column in sorted(numbered.items()):
        yield reader.read(row, column, to_line, LineDraft("", "", ZERO, ZERO))


def to_line(text: str) -> LineDraft:
    """The position of "HO-1|2|15.00|Farbe: blau": article, quantity and the sum of the line.

    The export tells no name of the article, only its SKU or "product_id:12". BadCell otherwise.
    """
    article, quantity_text, sum_text = (*text.split("|"), "", "")[:3]
    sku = to_text(article, 100)
    quantity = to_quantity(quantity_text)
    line_sum = to_unit_price(sum_text)
    unit_price = cents(line_sum / quantity) if quantity else line_sum
    if sku.startswith("product_id:"):
        return LineDraft(f"Artikel {sku.removeprefix('product_id:')}", "", quantity, unit_price)
    return LineDraft(sku or "Artikel", sku, quantity, unit_price)
