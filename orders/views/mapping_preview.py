"""The first rows of a table as a mapping understands them, ready to be shown."""

from collections.abc import Sequence
from typing import Any

from common.rules.german import day, euro
from orders.rules.column_mapping import ColumnMapping, MappingKind, SampleTable
from orders.rules.drafts import OrderDraft, RejectedOrder, ShopState
from orders.rules.statements import EntryDraft
from orders.services.column_mapping import preview_movements, preview_orders

ROWS_SHOWN = 5
# Heading, text, and whether it is a number that stands on the right.
Cell = tuple[str, str, bool]


def preview_of(sample: SampleTable, mapping: ColumnMapping) -> list[dict[str, Any]]:
    """The first five: each has cells as (heading, text, is number), or a problem instead."""
    if mapping.kind == MappingKind.BANK:
        return [_movement_row(one) for one in preview_movements(sample, mapping)[:ROWS_SHOWN]]
    return [_order_row(one) for one in preview_orders(sample, mapping)[:ROWS_SHOWN]]


def _order_row(one: OrderDraft | RejectedOrder) -> dict[str, Any]:
    if isinstance(one, RejectedOrder):
        return {"problem": " ".join(problem.message for problem in one.problems)}
    return {"cells": _order_cells(one)}


def _order_cells(draft: OrderDraft) -> list[Cell]:
    customer = draft.customer
    due_on = draft.installments[0].due_on if draft.installments else None
    names = (customer.company, f"{customer.first_name} {customer.last_name}".strip())
    return [
        ("Bestellnummer", draft.number, False),
        ("Kunde", next(filter(None, (*names, customer.email)), "–"), False),
        ("Bestellt am", day(draft.ordered_on), False),
        ("Fällig am", day(due_on) if due_on else "nach Zahlungsziel", False),
        ("Betrag", euro(draft.total), True),
        ("Offen", _open_text(draft), True),
    ]


def _open_text(draft: OrderDraft) -> str:
    if draft.shop_state == ShopState.CANCELLED:
        return "storniert"
    return "nicht bekannt" if draft.open_amount is None else euro(draft.open_amount)


def _movement_row(one: EntryDraft | str) -> dict[str, Any]:
    if isinstance(one, str):
        return {"problem": one}
    cells = [
        ("Buchungstag", day(one.booked_on), False),
        ("Name", one.name or "–", False),
        ("Verwendungszweck", one.remittance_text[:140] or "–", False),
        ("IBAN", one.iban or "–", False),
        ("Betrag", euro(one.amount), True),
    ]
    return {"cells": cells}


def headings_of(rows: Sequence[dict[str, Any]]) -> list[tuple[str, bool]]:
    """The headings above the rows' cells, [] if none of them could be read."""
    cells = next((row["cells"] for row in rows if "cells" in row), [])
    return [(heading, is_number) for heading, _, is_number in cells]
