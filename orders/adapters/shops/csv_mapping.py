"""Tables of orders from anywhere, read by a mapping of their columns."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from orders.adapters.shops.assembly import Block, assemble, blocks
from orders.adapters.shops.cells import (
    CORRECT_AND_REPEAT,
    OrderReader,
    plain_number,
    quoted,
    to_currency,
    to_number,
)
from orders.adapters.shops.csv_file import Row
from orders.adapters.shops.mapped_cells import MappedCells, raw
from orders.rules.column_mapping import ColumnMapping, SampleTable
from orders.rules.drafts import (
    CustomerDraft,
    InstallmentDraft,
    LineDraft,
    OrderDraft,
    RejectedOrder,
    ShopState,
)
from orders.rules.names import split_name

FORMAT = "mapping"
LABEL = "Eigene Tabelle"
FILL_OR_MAP = (
    "Ergänzen Sie den Wert in der Datei, oder ordnen Sie die Spalten anders zu und prüfen Sie die "
    "Datei erneut."
)
# The fields in which two rows of one order must not contradict each other.
_ORDER_FIELDS = ("ordered_on", "due_on", "total", "open_amount", "paid_amount", "state")


def read_mapped(
    rows: Iterable[Row], mapping: ColumnMapping
) -> Iterator[OrderDraft | RejectedOrder]:
    """The orders of the table; rows of one number below each other are its positions.

    Without a column that tells of payments the open amount is None. An order cancelled by its
    state owes nothing; one that the state calls paid owes nothing unless an open amount says so.
    """
    number_column = mapping.columns["number"]

    def continues(row: Row, number: str, number_above: str) -> bool:
        if number:
            return number == number_above
        return not any(raw(row, mapping, field) for field in _ORDER_FIELDS)

    return assemble(
        blocks(rows, number_column, continues),
        lambda block, reader: _read_order(block, reader, mapping),
    )


def read_sample(sample: SampleTable, mapping: ColumnMapping) -> list[OrderDraft | RejectedOrder]:
    """The orders of a table's first rows, as if the table ended there."""
    columns = {heading: index for index, heading in enumerate(sample.headings)}
    rows = [
        Row(line, cells, columns) for line, cells in zip(sample.lines, sample.rows, strict=True)
    ]
    return list(read_mapped(rows, mapping))


def _read_order(block: Block, reader: OrderReader, mapping: ColumnMapping) -> OrderDraft:
    first, cells = block.rows[0], MappedCells(mapping, reader)
    if cells.has(first, "number"):
        reader.read(first, mapping.columns["number"], to_number, "")
    else:
        cells.refuse(first, "number", f"Die Bestellnummer fehlt. {FILL_OR_MAP}")
    _check_rows_agree(block, cells)
    state = _state(first, mapping)
    total, open_amount = _read_money(first, cells, state)
    ordered_on, due_on = cells.day(first, "ordered_on"), cells.day(first, "due_on")
    if ordered_on is None and due_on is None and not reader.problems:
        field = "ordered_on" if "ordered_on" in mapping.columns else "due_on"
        cells.refuse(first, field, f"Das Datum fehlt. {FILL_OR_MAP}")
    if state == ShopState.OPEN and open_amount == 0:
        state = ShopState.PAID
    return OrderDraft(
        line=block.line,
        number=block.number,
        ordered_on=ordered_on or due_on or date.min,
        currency=_read_currency(first, cells),
        total=total,
        open_amount=open_amount,
        payment_method=cells.text(first, "payment_method", 60) or "Unbekannt",
        shop_state=state,
        shop_state_text=cells.text(first, "state", 60),
        customer=_read_customer(first, cells),
        lines=_read_lines(block, cells, total),
        installments=(InstallmentDraft(due_on, total),) if due_on and total else (),
        invoice_number=cells.text(first, "invoice_number", 64),
        shop_token=cells.text(first, "shop_token", 100),
    )


def _check_rows_agree(block: Block, cells: MappedCells) -> None:
    """Refuse rows that contradict the first one in what concerns the whole order."""
    first, mapping = block.rows[0], cells.mapping
    for row in block.rows[1:]:
        for field in _ORDER_FIELDS:
            value, told = raw(row, mapping, field), raw(first, mapping, field)
            if value and value != told:
                cells.refuse(
                    row,
                    field,
                    f"„{quoted(value)}“ widerspricht „{quoted(told)}“ in Zeile {first.line} "
                    f"derselben Bestellung „{quoted(plain_number(block.number))}“. "
                    f"{CORRECT_AND_REPEAT}",
                )


def _state(row: Row, mapping: ColumnMapping) -> ShopState:
    """What became of the order by the words of the mapping; every other word means open."""
    word = " ".join(raw(row, mapping, "state").split()).casefold()
    if word in mapping.cancelled_words:
        return ShopState.CANCELLED
    return ShopState.PAID if word in mapping.paid_words else ShopState.OPEN


def _read_money(row: Row, cells: MappedCells, state: ShopState) -> tuple[Decimal, Decimal | None]:
    """Total and open amount, each from the other and the paid amount where it has no cell."""
    total, left = cells.owed(row, "total"), cells.owed(row, "open_amount")
    paid = cells.owed(row, "paid_amount")
    if total is None and left is None:
        if not cells.reader.problems:
            field = "total" if "total" in cells.mapping.columns else "open_amount"
            cells.refuse(row, field, f"Der Betrag fehlt. {FILL_OR_MAP}")
        return ZERO, ZERO
    if total is None:
        total = (left or ZERO) + (paid or ZERO)
    if left is None and paid is not None:
        left = max(total - paid, ZERO)
    if state == ShopState.CANCELLED:
        return total, ZERO
    if left is not None and left > total:
        cells.refuse(
            row,
            "open_amount",
            f"Der offene Betrag „{left}“ ist größer als der Gesamtbetrag „{total}“. "
            f"{CORRECT_AND_REPEAT}",
        )
    if left is None and cells.mapping.tells_payments:
        _check_open_amount(row, cells, state)
        left = ZERO if state == ShopState.PAID else total
    return total, left


def _check_open_amount(row: Row, cells: MappedCells, state: ShopState) -> None:
    """Refuse an order without open amount in a table of such: nobody knows whether it is paid."""
    is_missing = "open_amount" in cells.mapping.columns and not cells.has(row, "open_amount")
    if is_missing and state != ShopState.PAID:
        cells.refuse(
            row,
            "open_amount",
            f"Der offene Betrag fehlt; wenn nichts offen ist, steht hier 0. {FILL_OR_MAP}",
        )


def _read_currency(row: Row, cells: MappedCells) -> str:
    """The currency; tables without such a column are in euros."""
    if not cells.has(row, "currency"):
        return "EUR"
    if raw(row, cells.mapping, "currency") == "€":
        return "EUR"
    return cells.reader.read(row, cells.mapping.columns["currency"], to_currency, "")


def _read_customer(row: Row, cells: MappedCells) -> CustomerDraft:
    first_name, last_name = cells.text(row, "first_name", 100), cells.text(row, "last_name", 100)
    if not first_name and not last_name:
        first_name, last_name = split_name(cells.text(row, "full_name", 100))
    return CustomerDraft(
        first_name=first_name,
        last_name=last_name,
        company=cells.text(row, "company", 150),
        street=cells.text(row, "street", 150),
        address_extra=cells.text(row, "address_extra", 150),
        # Spreadsheets keep a leading zero behind an apostrophe.
        postcode=cells.text(row, "postcode", 20).removeprefix("'"),
        city=cells.text(row, "city", 100),
        country=cells.country(row, "country"),
        email=cells.text(row, "email", 254),
        phone=cells.text(row, "phone", 50),
    )


def _read_lines(block: Block, cells: MappedCells, total: Decimal) -> tuple[LineDraft, ...]:
    """The positions; without prices one for the whole order, so that no letter shows 0.00."""
    named = [row for row in block.rows if cells.has(row, "product") or cells.has(row, "sku")]
    if not named:
        return ()
    if "unit_price" not in cells.mapping.columns:
        products = [_product_of(row, cells) for row in named]
        more = f" und {len(products) - 1} weitere" if len(products) > 1 else ""
        sku = cells.text(named[0], "sku", 100) if len(named) == 1 else ""
        return (LineDraft(f"{products[0][:180]}{more}", sku, Decimal(1), total),)
    return tuple(
        LineDraft(
            product=_product_of(row, cells),
            sku=cells.text(row, "sku", 100),
            quantity=cells.quantity(row, "quantity"),
            unit_price=cells.price(row, "unit_price") or ZERO,
        )
        for row in named
    )


def _product_of(row: Row, cells: MappedCells) -> str:
    """The article's name, its number if it has none."""
    return cells.text(row, "product", 200) or cells.text(row, "sku", 100)
