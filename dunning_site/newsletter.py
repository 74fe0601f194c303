"""The file for newsletter programs: whom to write to, what is open, and the own payment page."""

from collections.abc import Iterator
from itertools import islice

from common.models import ExportLog
from common.rules.spreadsheets import Cell
from common.web.list_tools import ExportProfile
from common.web.table_cells import CHUNK_SIZE
from dunning_site.tables import OrderTable, product_words
from orders.models import Order
from orders.services.access import token_of
from reminders.services.debtor_page import link_for, page_is_offered

# As newsletter programs are told of them; Name is the first name.
HEADINGS = (
    "E-Mail",
    "Name",
    "Nachname",
    "Bestell-ID",
    "Produktname",
    "offener Betrag",
    "bezahlter Betrag",
    "Fälligkeitsdatum",
    "TOKEN",
    "Zahlungslink",
)
NOTE = (
    "Enthält Zugangslinks: Wer einen davon kennt, sieht den Auftrag ohne Anmeldung. Geben Sie die "
    "Datei nur an Ihr Newsletter-System. Ohne Aufträge beim Inkasso, mit Mahnstopp oder Mahnsperre."
)


def newsletter(table: OrderTable) -> ExportProfile:
    """The orders of the list whose customer has an e-mail address and may be reminded today.

    Whoever disputes, has been granted time or is with an agency is asked for nothing, not even by
    a newsletter; nor is who bought of a platform.
    """
    return ExportProfile(
        name=ExportLog.Format.NEWSLETTER,
        label="Newsletter (CSV)",
        note=NOTE,
        headings=HEADINGS,
        rows=_rows(table),
    )


def _rows(table: OrderTable) -> Iterator[list[Cell]]:
    """In the order of the list, read when the file is sent."""
    orders = (
        table.data.data.filter(
            collection_since=None,
            customer__collection_since=None,
            stop_reason="",
            sales_account__is_reseller=False,
        )
        .exclude(standing__blocked_until__gte=table.day)
        .exclude(customer__email="", customer__reminder_email="")
        .select_related("customer", "sales_account__debtor_page")
    )
    found = orders.iterator(chunk_size=CHUNK_SIZE)
    while chunk := list(islice(found, CHUNK_SIZE)):
        products = product_words([order.pk for order in chunk])
        for order in chunk:
            yield _row(order, products.get(order.pk, ""))


def _row(order: Order, product: str) -> list[Cell]:
    customer = order.customer
    return [
        customer.effective_email,
        customer.first_name,
        customer.last_name or customer.company,
        order.number,
        product,
        order.open_amount,
        order.paid_amount,
        order.oldest_due_on,
        _token(order),
        link_for(order),
    ]


def _token(order: Order) -> str:
    """What opens the order's page; "" where it is closed."""
    is_closed = order.access_revoked_on is not None or not page_is_offered(order)
    return "" if is_closed else token_of(order)
