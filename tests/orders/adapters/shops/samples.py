"""Shop files for tests: the invented ones on disk, and small ones put together on the spot."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from orders.adapters.shops import shopify, woocommerce

FOLDER = Path(__file__).parents[3] / "data" / "shops"

SHOPIFY_ORDER = {
    "Name": "#1001",
    "Email": "greta@example.com",
    "Financial Status": "pending",
    "Currency": "EUR",
    "Total": "49.70",
    "Created at": "2026-09-14 10:15:00 +0200",
    "Lineitem quantity": "1",
    "Lineitem name": "Becher",
    "Lineitem price": "49.70",
    "Billing Name": "Greta Winkelmann",
    "Billing Address1": "Deichweg 4",
    "Billing City": "Büsum",
    "Billing Zip": "'25761",
    "Billing Country": "DE",
    "Payment Method": "Rechnung",
    "Refunded Amount": "0.00",
    "Outstanding Balance": "49.70",
}
SHOPIFY_LINE = {
    "Name": "#1001",
    "Lineitem quantity": "2",
    "Lineitem name": "Seife",
    "Lineitem price": "5.00",
}
WOOCOMMERCE_ORDER = {
    "Order Number": "7001",
    "Order Status": "On hold",
    "Order Date": "2026-09-14 10:15",
    "First Name (Billing)": "Birte",
    "Last Name (Billing)": "Lorenzen",
    "Address 1&2 (Billing)": "Süderstraße 8",
    "City (Billing)": "Husum",
    "State Code (Billing)": "DE-SH",
    "Postcode (Billing)": "25813",
    "Country Code (Billing)": "DE",
    "Email (Billing)": "birte@example.com",
    "Item #": "1",
    "Name": "Honig",
    "Quantity": "2",
    "Item Cost": "7.50",
    "Payment Method Title": "Rechnung",
    "Order Total Amount": "15.00",
}


def read_sample(name: str) -> bytes:
    """A file of tests/data/shops."""
    return (FOLDER / name).read_bytes()


def shopify_csv(*rows: dict[str, str], without: str = "") -> bytes:
    """A Shopify export of these rows, perhaps without one column."""
    columns = [*shopify.REQUIRED, *shopify.OPTIONAL]
    return _csv([column for column in columns if column != without], rows)


def woocommerce_csv(*rows: dict[str, str], more: tuple[str, ...] = ()) -> bytes:
    """A WooCommerce export of these rows, perhaps with more columns."""
    columns = [*woocommerce.REQUIRED, "State Code (Billing)", "Order Refund Amount", *more]
    return _csv(columns, rows)


def _csv(columns: list[str], rows: tuple[dict[str, str], ...]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def source(data: bytes) -> Callable[[], BinaryIO]:
    """The bytes as a file that can be opened as often as one likes."""
    return lambda: io.BytesIO(data)
