"""Files that somebody brought to the wrong page: say so, and which page reads them."""

from orders.adapters.bank import FORMATS, StatementFormat, check_recognised
from orders.adapters.shops import OrderFile, open_orders, recognised_shop
from orders.adapters.shops.decoding import Source
from orders.rules.column_mapping import ColumnMapping
from orders.rules.drafts import FileRefused, ImportProblem
from orders.rules.statements import StatementRefused
from orders.services.import_files import in_memory

_CAMT_ROOT = b"BkToCstmr"
# More than the names of spaces and whatever else stands before the first statement.
_BEGINNING_BYTES = 4_000


class StatementAmongOrders(FileRefused):
    """The file is a bank's statement, which the import of orders does not read."""


class OrdersAmongStatements(StatementRefused):
    """The file is a shop's export, which is no statement."""


def open_shop_file(source: Source, format: str, mapping: ColumnMapping | None) -> OrderFile:
    """Like open_orders, but raises StatementAmongOrders for a file of a bank."""
    try:
        return open_orders(source, format, mapping)
    except FileRefused:
        if label := _statement_label(source):
            message = (
                f"Die Datei ist ein Kontoauszug ({label}) und enthält keine Bestellungen. Lesen "
                "Sie sie unter „Kontoauszüge“ ein."
            )
            raise StatementAmongOrders(ImportProblem(None, "", message)) from None
        raise


def check_statement_file(data: bytes) -> StatementFormat | None:
    """Like check_recognised, but raises OrdersAmongStatements for a shop's export."""
    try:
        return check_recognised(data)
    except StatementRefused:
        if shop := recognised_shop(in_memory(data)):
            raise OrdersAmongStatements(
                f"Die Datei ist ein Export von {shop} und kein Kontoauszug. Importieren Sie sie "
                "unter „Import“."
            ) from None
        raise


def _statement_label(source: Source) -> str:
    """The bank's format by which a file begins, "" if by none; XML of other kinds is none."""
    with source() as stream:
        beginning = stream.read(_BEGINNING_BYTES)
    try:
        format = check_recognised(beginning)
    except StatementRefused:
        return ""
    if format is None or (format is FORMATS["camt"] and _CAMT_ROOT not in beginning):
        return ""
    return format.label if format is not FORMATS["camt"] else "CAMT"
