"""Exports of shops: the formats that can be read, recognised by their headings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from orders.adapters.shops import shopify, woocommerce
from orders.adapters.shops.csv_file import CsvFile, Row
from orders.adapters.shops.decoding import MAX_BYTES, MAX_HEADING
from orders.rules.drafts import FileRefused, ImportProblem, ParsedFile

__all__ = ["AUTO", "MAX_BYTES", "SHOPS", "ShopFormat", "read_orders"]

AUTO = "auto"
_HEADINGS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ShopFormat:
    """One format: its name for people, the columns it needs and may use, and its reader."""

    label: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    read: Callable[[Iterable[Row]], ParsedFile]


SHOPS: Mapping[str, ShopFormat] = {
    shopify.FORMAT: ShopFormat(
        shopify.LABEL, shopify.REQUIRED, shopify.OPTIONAL, shopify.read_shopify
    ),
    woocommerce.FORMAT: ShopFormat(
        woocommerce.LABEL, woocommerce.REQUIRED, woocommerce.OPTIONAL, woocommerce.read_woocommerce
    ),
}


def read_orders(data: bytes, format: str = AUTO) -> ParsedFile:
    """The orders of a shop's export in one of SHOPS, or in the one its headings tell.

    Raises FileRefused when the file as a whole cannot be read.
    """
    if format != AUTO and format not in SHOPS:
        raise _refused(f"Das Format „{format}“ gibt es nicht. Bekannt sind: {_known_formats()}.")
    file = CsvFile(data)
    shop = SHOPS[_recognise(file.headings) if format == AUTO else format]
    _check_fits(shop, file)
    file.check_columns(shop.required, shop.required + shop.optional)
    return shop.read(file.rows())


def _recognise(headings: tuple[str, ...]) -> str:
    """The format most of whose columns the file has; FileRefused if it has less than half."""
    best = max(SHOPS, key=lambda name: _share(SHOPS[name], headings))
    if _share(SHOPS[best], headings) < 0.5:
        raise _refused(
            "Das Format der Datei ist unbekannt. "
            f"{_found(headings)} Bekannt sind die Exporte: "
            f"{_known_formats()}. Exportieren Sie die Bestellungen in einem dieser Formate."
        )
    return best


def _share(shop: ShopFormat, headings: tuple[str, ...]) -> float:
    """How many of the needed columns are there, from 0 to 1."""
    return len(set(shop.required) & set(headings)) / len(shop.required)


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
