"""Fill the placeholders of a template with the facts of one order."""

import re
from datetime import date
from decimal import Decimal

from common.rules.german import day, euro
from common.rules.iban import group_iban
from orders.models import Order
from reminders.models import ReminderTemplate
from reminders.rules.content import POSITIONS_MARKER
from reminders.rules.placeholders import fill
from reminders.services.claims import principal_of

_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
# Stands for the reminder's number, which is given only when the run is released.
NUMBER_MARKER = "\ue001"
# A long product name may make a subject longer than the template.
MAX_SUBJECT_LENGTH = 300


def filled_texts(
    template: ReminderTemplate,
    order: Order,
    *,
    level: int,
    written_on: date,
    pay_by: date,
    payments_until: date | None,
) -> dict[str, str]:
    """Subject and texts of mail and letter with all placeholders filled, by field name."""
    values = placeholder_values(
        order, level=level, written_on=written_on, pay_by=pay_by, payments_until=payments_until
    )
    bodies = {name: fill(getattr(template, name), values) for name in ("mail_body", "letter_body")}
    subjects = {
        name: fill(getattr(template, name), values)[:MAX_SUBJECT_LENGTH]
        for name in ("mail_subject", "letter_subject")
    }
    return {**bodies, **subjects}


def placeholder_values(
    order: Order, *, level: int, written_on: date, pay_by: date, payments_until: date | None
) -> dict[str, str]:
    """Every placeholder with its finished German string.

    payments_until: the newest day that a bank statement covers, None when none was read.
    """
    facts = {
        **_customer_values(order),
        **_order_values(order, written_on),
        **_creditor_values(order),
    }
    return {
        # Our own markers are characters that no name and no product may bring in.
        **{name: _PRIVATE_USE.sub("", text) for name, text in facts.items()},
        "FRIST": day(pay_by),
        "ZAHLUNGEN_BIS": day(payments_until) if payments_until else "",
        "MAHNSTUFE": str(level),
        "MAHNNUMMER": NUMBER_MARKER,
        "POSITIONEN": POSITIONS_MARKER,
    }


def _customer_values(order: Order) -> dict[str, str]:
    customer = order.customer
    name = customer.full_name or customer.company
    return {
        "ANREDE": f"Guten Tag {name}".strip(),
        "NAME": name,
        "VORNAME": customer.first_name,
        "NACHNAME": customer.last_name or name,
        "FIRMA": customer.company,
    }


def _order_values(order: Order, written_on: date) -> dict[str, str]:
    products = [line.product for line in order.lines.all()]
    more = f" und {len(products) - 1} weitere" if len(products) > 1 else ""
    settled = order.total - order.open_amount
    return {
        "BESTELLNUMMER": order.number,
        "BESTELLDATUM": day(order.ordered_on),
        "PRODUKTNAME": f"{products[0]}{more}" if products else "",
        "GESAMTBETRAG": euro(order.total),
        "OFFENER_BETRAG": euro(principal_of(order, written_on)),
        "BEZAHLTER_BETRAG": euro(max(settled, Decimal("0.00"))),
        "FAELLIGKEITSDATUM": day(order.oldest_due_on) if order.oldest_due_on else "",
        "TAGE_UEBERFAELLIG": str(order.days_overdue(written_on)),
        "TOKEN": order.token,
        "VERWENDUNGSZWECK": order.number,
    }


def _creditor_values(order: Order) -> dict[str, str]:
    account = order.sales_account
    creditor = account.creditor
    return {
        "VERKAUFSACCOUNT": account.name,
        "ABSENDER": account.effective_sender_name,
        "GLAEUBIGER": creditor.name,
        "KONTAKT_EMAIL": account.reply_to or account.effective_sender_email,
        "KONTAKT_TELEFON": creditor.phone,
        "KONTOINHABER": creditor.account_holder or creditor.name,
        "IBAN": group_iban(creditor.iban),
        "BIC": creditor.bic,
    }
