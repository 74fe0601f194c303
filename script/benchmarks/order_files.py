"""Invented exports of a shop, as large as asked, written row by row."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from orders.adapters.shops import shopify

_FIRST = ("Greta", "Zoë", "Jürgen", "Ayşe", "Björn", "Marie-Luise", "Timo", "Hannelore")
_LAST = ("Winkelmann", "Böhm", "Schröder", "Yılmaz", "von der Aue", "Krüger", "Petersen")
_PRODUCTS = ("Emaillebecher „Möwe“", "Postkarten-Set Nordsee", "Öllampe Messing", "Seife")
_METHODS = ("Rechnung", "Vorkasse", "PayPal", "Lastschrift")
_FIRST_DAY = date(2026, 1, 1)
# The real export has 79 columns; those that nobody reads cost time as well.
_MORE_COLUMNS = tuple(f"Tax {number} Name" for number in range(1, 56))


def write_shopify(path: Path, count: int) -> None:
    """An export of that many orders, of one to three positions, two thirds of them open."""
    columns = [*shopify.REQUIRED, *shopify.OPTIONAL, *_MORE_COLUMNS]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        for number in range(count):
            writer.writerows(_rows(number, random.Random(number)))  # noqa: S311 - invented data


def _rows(number: int, chance: random.Random) -> Iterator[dict[str, str]]:
    name = f"#HK-{1_000_000 + number}"
    prices = [chance.randint(500, 9000) for _ in range(chance.randint(1, 3))]
    total = sum(prices)
    state = chance.choice(["pending", "pending", "pending", "partially_paid", "paid", "refunded"])
    owed = {"pending": total, "partially_paid": total // 2}.get(state, 0)
    lines = [_line(name, cents, chance) for cents in prices]
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    ordered_on = _FIRST_DAY + timedelta(days=number % 300)
    yield lines[0] | {
        "Email": f"kunde{number * 4 // 5}@kunden.example",
        "Financial Status": state,
        "Currency": "EUR",
        "Total": _euros(total),
        "Created at": f"{ordered_on} 10:15:00 +0200",
        "Billing Name": f"{first} {last}",
        "Billing Address1": f"Deichweg {number % 200}",
        "Billing City": "Büsum",
        "Billing Zip": "'25761",
        "Billing Province": "SH",
        "Billing Country": "DE",
        "Payment Method": chance.choice(_METHODS),
        "Refunded Amount": _euros(total if state == "refunded" else 0),
        "Outstanding Balance": _euros(owed),
    }
    yield from lines[1:]


def _line(name: str, cents: int, chance: random.Random) -> dict[str, str]:
    return {
        "Name": name,
        "Lineitem quantity": "1",
        "Lineitem name": chance.choice(_PRODUCTS),
        "Lineitem sku": f"SKU-{cents}",
        "Lineitem price": _euros(cents),
    }


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
