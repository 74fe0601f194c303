"""Exports of shops: the formats that can be read, recognised by their headings."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

from orders.adapters.shops import (
    copecart,
    csv_mapping,
    digistore24,
    elopage,
    shopify,
    shopware,
    woocommerce,
    woocommerce_customer_export,
)
from orders.adapters.shops.csv_file import CsvFile, Row, spelled_as
from orders.adapters.shops.csv_mapping import read_sample
from orders.adapters.shops.decoding import MAX_BYTES, MAX_HEADING, Source
from orders.rules.column_mapping import ColumnMapping, SampleTable
from orders.rules.drafts import (
    FileRefused,
    FormatUnknown,
    ImportProblem,
    OrderDraft,
    ParsedFile,
    RejectedOrder,
)

__all__ = [
    "AUTO",
    "MAX_BYTES",
    "SHOPS",
    "OrderFile",
    "ShopFormat",
    "open_orders",
    "read_orders",
    "read_sample",
    "recognised_shop",
    "sample_orders",
]

AUTO = "auto"
_HEADINGS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ShopFormat:
    """One format: its name for people, the columns it needs and may use, and its reader.

    The rows that the reader is told can be iterated as often as it likes. `asks_payment`: the
    export does not say what was paid. `is_platform`: it may sell in its own name. `marks`: columns
    without which no file is taken for one of this format by itself.
    """

    label: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    read: Callable[[Iterable[Row]], Iterator[OrderDraft | RejectedOrder]]
    asks_payment: bool = False
    is_platform: bool = False
    marks: tuple[str, ...] = ()


SHOPS: Mapping[str, ShopFormat] = {
    shopify.FORMAT: ShopFormat(
        shopify.LABEL, shopify.REQUIRED, shopify.OPTIONAL, shopify.read_shopify
    ),
    woocommerce.FORMAT: ShopFormat(
        woocommerce.LABEL, woocommerce.REQUIRED, woocommerce.OPTIONAL, woocommerce.read_woocommerce
    ),
    woocommerce_customer_export.FORMAT: ShopFormat(
        woocommerce_customer_export.LABEL,
        woocommerce_customer_export.REQUIRED,
        woocommerce_customer_export.OPTIONAL,
        woocommerce_customer_export.read_woocommerce_customer_export,
    ),
    shopware.FORMAT: ShopFormat(
        shopware.LABEL,
        shopware.REQUIRED,
        shopware.OPTIONAL,
        shopware.read_shopware,
        asks_payment=True,
    ),
    digistore24.FORMAT: ShopFormat(
        digistore24.LABEL,
        digistore24.REQUIRED,
        digistore24.OPTIONAL,
        digistore24.read_digistore24,
        is_platform=True,
        marks=("billing_type",),
    ),
    copecart.FORMAT: ShopFormat(
        copecart.LABEL,
        copecart.REQUIRED,
        copecart.OPTIONAL,
        copecart.read_copecart,
        is_platform=True,
        marks=("payment_plan",),
    ),
    elopage.FORMAT: ShopFormat(
        elopage.LABEL,
        elopage.REQUIRED,
        elopage.OPTIONAL,
        elopage.read_elopage,
        is_platform=True,
        marks=("TOKEN",),
    ),
}


class OrderFile:
    """A shop's file, its orders one after the other; every iteration reads the source anew."""

    def __init__(self, format: str, shop: ShopFormat, rows: Iterable[Row]) -> None:
        self.format = format
        self.label = shop.label
        self.asks_payment = shop.asks_payment
        self.is_platform = shop.is_platform
        self._shop, self._rows = shop, rows

    def __iter__(self) -> Iterator[OrderDraft | RejectedOrder]:
        """Its orders in their order. Raises FileRefused where the file turns out to be broken."""
        return self._shop.read(self._rows)


def open_orders(
    source: Source, format: str = AUTO, mapping: ColumnMapping | None = None
) -> OrderFile:
    """A shop's export in one of SHOPS, or in the one its headings tell, with checked headings.

    source: opens the file from its first byte, each time it is called. Nothing of the file is
    kept in memory but the numbers of its orders while they are read. A mapping says what the
    columns of any other table mean; the format is then not asked for. Raises FileRefused when the
    file as a whole cannot be read, FormatUnknown when its headings fit none of SHOPS.
    """
    if mapping is not None:
        return _open_mapped(source, mapping)
    if format != AUTO and format not in SHOPS:
        raise _refused(f"Das Format „{format}“ gibt es nicht. Bekannt sind: {_known_formats()}.")
    file = CsvFile(source)
    name = _recognise(file.headings) if format == AUTO else format
    shop = SHOPS[name]
    file.adopt_spelling(shop.required + shop.optional)
    _check_fits(shop, file)
    file.check_columns(shop.required, shop.required + shop.optional)
    return OrderFile(name, shop, file)


def _open_mapped(source: Source, mapping: ColumnMapping) -> OrderFile:
    file = CsvFile(source)
    mapped = tuple(mapping.columns.values())
    file.check_columns(mapped, mapped)
    shop = ShopFormat(
        csv_mapping.LABEL,
        mapped,
        (),
        partial(csv_mapping.read_mapped, mapping=mapping),
        asks_payment=not mapping.tells_payments,
    )
    return OrderFile(csv_mapping.FORMAT, shop, file)


def recognised_shop(source: Source) -> str:
    """The name for people of the shop whose export a file is by its headings, "" if of none."""
    try:
        return SHOPS[_recognise(CsvFile(source).headings)].label
    except FileRefused:
        return ""


def sample_orders(source: Source, row_count: int) -> SampleTable:
    """The headings and first rows of a table; raises FileRefused like open_orders."""
    file = CsvFile(source)
    rows = list(islice(file, row_count))
    cells = tuple(tuple(map(str.strip, row.cells)) for row in rows)
    return SampleTable(file.headings, cells, tuple(row.line for row in rows))


def read_orders(
    data: bytes, format: str = AUTO, mapping: ColumnMapping | None = None
) -> ParsedFile:
    """All orders of a small export at once. Raises FileRefused like open_orders."""
    file = open_orders(lambda: io.BytesIO(data), format, mapping)
    drafts: list[OrderDraft] = []
    problems: list[ImportProblem] = []
    rejected = 0
    for one in file:
        if isinstance(one, OrderDraft):
            drafts.append(one)
        else:
            problems += one.problems
            rejected += 1
    return ParsedFile(file.format, tuple(drafts), tuple(problems), rejected)


def _recognise(headings: tuple[str, ...]) -> str:
    """The format most of whose columns the file has; FormatUnknown if it has less than half."""
    best = max(SHOPS, key=lambda name: _share(SHOPS[name], headings))
    if _share(SHOPS[best], headings) < 0.5:
        message = (
            f"Das Format der Datei ist unbekannt. {_found(headings)} Bekannt sind die Exporte: "
            f"{_known_formats()}. Exportieren Sie die Bestellungen in einem dieser Formate."
        )
        raise FormatUnknown(ImportProblem(1, "", message), headings=headings)
    return best


def _share(shop: ShopFormat, headings: tuple[str, ...]) -> float:
    """How many of the needed columns are there, from 0 to 1; 0 without its marks."""
    there = set(spelled_as(shop.required, headings))
    if not there.issuperset(shop.marks):
        return 0.0
    return len(there.intersection(shop.required)) / len(shop.required)


def _check_fits(shop: ShopFormat, file: CsvFile) -> None:
    """Refuse a file of another shop in one sentence instead of one for each missing column."""
    missing = [column for column in shop.required if column not in file.headings]
    if len(missing) > len(shop.required) / 2:
        raise _refused(
            f"Die Datei ist kein Export von {shop.label}: Es fehlen die Spalten "
            f"{_shown(tuple(missing))}. Wählen Sie das Format, aus dem die Datei stammt, "
            "oder lassen Sie es erkennen."
        )


def _refused(message: str) -> FileRefused:
    return FileRefused(ImportProblem(1, "", message))


def _known_formats() -> str:
    return ", ".join(shop.label for shop in SHOPS.values())


def _found(headings: tuple[str, ...]) -> str:
    if not all(heading.isprintable() for heading in headings[:_HEADINGS_SHOWN]):
        return "Ihre erste Zeile hat unlesbaren Inhalt."
    return f"Gefunden wurden die Spalten {_shown(headings)}."


def _shown(headings: tuple[str, ...]) -> str:
    """The first headings, quoted, and how many more there are."""
    shown = ", ".join(f"„{heading[:MAX_HEADING]}“" for heading in headings[:_HEADINGS_SHOWN])
    more = len(headings) - _HEADINGS_SHOWN
    return f"{shown} und {more} weitere" if more > 0 else shown
