"""Orders written as shops export them: the sample files that a visitor can import."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from common.rules.money import ZERO
from orders.rules.drafts import LineDraft, OrderDraft, ShopState

BERLIN = ZoneInfo("Europe/Berlin")
SHOPIFY_HEADINGS = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,"
    "Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,"
    "Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,"
    "Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,"
    "Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,"
    "Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,"
    "Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,"
    "Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,Next Payment Due At,Payment References"
)
WOOCOMMERCE_HEADINGS = (
    "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),"
    "Company (Billing),Address 1&2 (Billing),City (Billing),State Code (Billing),"
    "Postcode (Billing),Country Code (Billing),Email (Billing),Phone (Billing),"
    "First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),"
    "State Code (Shipping),Postcode (Shipping),Country Code (Shipping),Item #,SKU,Name,"
    "Product Variation,Quantity,Quantity (- Refund),Item Cost,Order Line (w/o tax),Order Line Tax,"
    "Order Line Total,Order Line Total Refunded,Order Line Total (- Refund),Image URL,Coupon Code,"
    "Discount Amount,Discount Amount Tax,Payment Method Title,Coupons Used,Cart Discount Amount,"
    "Order Subtotal Amount,Order Tax Amount,Order Shipping Amount,Order Refund Amount,"
    "Order Total Amount,Order Total Tax Amount,Total items,Total products"
)
WOOCOMMERCE_STATES = {
    ShopState.OPEN: "On hold",
    ShopState.PAID: "Completed",
    ShopState.CANCELLED: "Cancelled",
    ShopState.REFUNDED: "Refunded",
}


def shopify_file(drafts: Iterable[OrderDraft]) -> str:
    """The orders export with its 79 columns; only an order's first row carries the order."""
    rows: list[Mapping[str, str]] = []
    for draft in drafts:
        first, *others = draft.lines
        rows.append({**_shopify_order(draft), **_shopify_line(draft, first)})
        rows += [_shopify_line(draft, line) for line in others]
    return _csv(SHOPIFY_HEADINGS, rows)


def woocommerce_file(drafts: Iterable[OrderDraft]) -> str:
    """The Advanced Order Export; every row repeats the order."""
    rows = [
        {**_woocommerce_order(draft), **_woocommerce_line(line, position)}
        for draft in drafts
        for position, line in enumerate(draft.lines, start=1)
    ]
    return _csv(WOOCOMMERCE_HEADINGS, rows)


def with_broken_total(csv_text: str, number: str) -> str:
    """The Shopify file, with a letter in the total of that order: the reader must reject it."""
    rows = list(csv.DictReader(io.StringIO(csv_text)))
    first = next(row for row in rows if row["Name"] == f"#{number}")
    first["Total"] = f"{first['Total'][:-1]}O"
    return _csv(SHOPIFY_HEADINGS, rows)


def _shopify_order(draft: OrderDraft) -> dict[str, str]:
    customer = draft.customer
    subtotal = sum((line.quantity * line.unit_price for line in draft.lines), ZERO)
    is_paid = draft.shop_state == ShopState.PAID
    return {
        "Email": customer.email,
        "Financial Status": draft.shop_state_text,
        "Paid at": _instant(draft.ordered_on) if is_paid else "",
        "Currency": draft.currency,
        "Subtotal": str(subtotal),
        "Shipping": str(draft.total - subtotal),
        "Taxes": "0.00",
        "Total": str(draft.total),
        "Billing Name": f"{customer.first_name} {customer.last_name}",
        "Billing Street": customer.street,
        "Billing Address1": customer.street,
        "Billing Address2": customer.address_extra,
        "Billing Company": customer.company,
        "Billing City": customer.city,
        # Shopify guards the leading zero from Excel by an apostrophe.
        "Billing Zip": f"'{customer.postcode}",
        "Billing Province": customer.state,
        "Billing Country": customer.country,
        "Cancelled at": _instant(draft.cancelled_on) if draft.cancelled_on else "",
        "Payment Method": draft.payment_method,
        "Refunded Amount": str(draft.credited_amount),
        "Outstanding Balance": str(draft.open_amount),
    }


def _shopify_line(draft: OrderDraft, line: LineDraft) -> dict[str, str]:
    return {
        "Name": f"#{draft.number}",
        "Created at": _instant(draft.ordered_on),
        "Lineitem quantity": str(line.quantity),
        "Lineitem name": line.product,
        "Lineitem price": str(line.unit_price),
        "Lineitem sku": line.sku,
    }


def _woocommerce_order(draft: OrderDraft) -> dict[str, str]:
    customer = draft.customer
    return {
        "Order Number": draft.number,
        "Order Status": WOOCOMMERCE_STATES[draft.shop_state],
        "Order Date": f"{draft.ordered_on.isoformat()} 10:15",
        "First Name (Billing)": customer.first_name,
        "Last Name (Billing)": customer.last_name,
        "Company (Billing)": customer.company,
        "Address 1&2 (Billing)": customer.street,
        "City (Billing)": customer.city,
        "State Code (Billing)": f"DE-{customer.state}" if customer.state else "",
        "Postcode (Billing)": customer.postcode,
        "Country Code (Billing)": customer.country,
        "Email (Billing)": customer.email,
        "Payment Method Title": draft.payment_method,
        "Order Refund Amount": str(draft.credited_amount),
        "Order Total Amount": str(draft.total),
    }


def _woocommerce_line(line: LineDraft, position: int) -> dict[str, str]:
    return {
        "Item #": str(position),
        "SKU": line.sku,
        "Name": line.product,
        "Quantity": str(line.quantity),
        "Item Cost": str(line.unit_price),
    }


def _instant(day: date) -> str:
    """A quarter past ten on that day in Germany, as Shopify writes it."""
    return datetime.combine(day, time(10, 15), tzinfo=BERLIN).strftime("%Y-%m-%d %H:%M:%S %z")


def _csv(headings: str, rows: Iterable[Mapping[str, str]]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, headings.split(","), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
