"""The pictures of the payment page: the GiroCode of what is to be paid, and the creditor's logo."""

from decimal import Decimal

from orders.models import Creditor, Order
from reminders.adapters.girocode import (
    MAX_NAME,
    MAX_TEXT,
    NotAGiroCode,
    girocode_payload,
    girocode_png,
)
from reminders.adapters.pdf import LogoUnreadable, logo_jpeg
from reminders.services.content import creditor_facts

# Large enough that a banking app reads the picture when it was saved on the telephone.
_PIXELS_PER_MODULE = 8


def girocode_text(order: Order, amount: Decimal) -> str:
    """What the code says for an amount of the order; "" where no SEPA transfer can pay it."""
    creditor = order.sales_account.creditor
    if not creditor.iban or order.currency != "EUR":
        return ""
    try:
        return girocode_payload(
            name=(creditor.account_holder or creditor.name)[:MAX_NAME],
            iban=creditor.iban,
            bic=creditor.bic,
            amount=amount,
            text=order.number[:MAX_TEXT],
        )
    except NotAGiroCode:
        # The bank data stand beside it in words; a code that no app reads would only mislead.
        return ""


def girocode_picture(order: Order, amount: Decimal) -> bytes | None:
    """The code as PNG; None where no SEPA transfer can pay the amount."""
    text = girocode_text(order, amount)
    return girocode_png(text, scale=_PIXELS_PER_MODULE) if text else None


def logo_picture(creditor: Creditor) -> bytes | None:
    """The creditor's logo drawn anew as JPEG; None without one that can be read."""
    try:
        logo = creditor_facts(creditor).logo
        return logo_jpeg(logo) if logo else None
    except LogoUnreadable:
        # Here it is decoration beside the name; the clerk learns of it with the next letter.
        return None
