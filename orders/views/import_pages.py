"""What the page of one import shows, by how far the import has come."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from common.rules.german import euro, plural, whole
from orders.models import OrderImport
from orders.services.import_apply import matched_sentence
from orders.services.import_questions import asks_payment, asks_platform
from orders.services.import_reading import format_label

State = OrderImport.State
NOTHING: Mapping[str, Any] = {"rows": [], "count": 0}


def import_page(order_import: OrderImport) -> tuple[str, dict[str, Any]]:
    """The template and what it prints."""
    facts = {"format_label": format_label(order_import.format)}
    if order_import.state == State.PREVIEWED:
        return "orders/import_preview.html", {**facts, **_preview(order_import)}
    if order_import.state in (State.READING, State.APPLYING):
        return "orders/import_running.html", {**facts, **_running(order_import)}
    return "orders/import_result.html", {**facts, **_result(order_import)}


def progress_text(order_import: OrderImport) -> str:
    """How far the import has come, in words; how long a file is, is only guessed while reading."""
    done, total = order_import.done_count, order_import.total_count
    if order_import.state != State.READING:
        return f"{whole(done)} von {whole(total)}"
    if not done:
        return "Die Datei wird geöffnet"
    return f"{whole(done)} von etwa {whole(max(done, total))}"


def _preview(order_import: OrderImport) -> dict[str, Any]:
    seen = order_import.preview or {}
    to_apply = order_import.new_count + order_import.changed_count
    return {
        "figures": _figures(order_import, note=_open_note(seen)),
        "to_apply": to_apply,
        "nothing_to_apply": _nothing_to_apply(order_import),
        "apply_label": f"{plural(to_apply, 'Auftrag', 'Aufträge')} übernehmen",
        "doubt": _doubt(seen.get("elsewhere", {})),
        "asks_payment": asks_payment(order_import),
        "assumed_states": OrderImport.AssumedState.choices,
        "asks_platform": asks_platform(order_import),
        "problems": _shown(seen, "problems"),
        "flagged": _flagged(seen),
        "changed": _shown(seen, "changed"),
        "new": _new(seen),
    }


def _running(order_import: OrderImport) -> dict[str, Any]:
    return {
        "is_reading": order_import.state == State.READING,
        "done": order_import.done_count,
        "total": order_import.total_count,
        "progress_text": progress_text(order_import),
    }


def _result(order_import: OrderImport) -> dict[str, Any]:
    seen = order_import.preview or {}
    return {
        "figures": _figures(order_import),
        "result": _result_sentence(order_import),
        "progress_text": progress_text(order_import),
        "is_applied": order_import.state == State.APPLIED,
        "is_failed": order_import.state == State.FAILED,
        "is_cancelled": order_import.state == State.CANCELLED,
        "was_read": bool(seen),
        "problems": _shown(seen, "problems"),
        "flagged": _flagged(seen),
    }


def _figures(order_import: OrderImport, *, note: str = "") -> list[dict[str, str]]:
    rejected = order_import.rejected_count
    return [
        {"label": "neu", "value": whole(order_import.new_count), "note": note},
        {"label": "geändert", "value": whole(order_import.changed_count)},
        {"label": "unverändert", "value": whole(order_import.unchanged_count)},
        {"label": "abgelehnt", "value": whole(rejected), "tone": "bad" if rejected else ""},
    ]


def _nothing_to_apply(order_import: OrderImport) -> str:
    """Why there is nothing to take over, where that is so."""
    if not order_import.rejected_count:
        return "Die Datei enthält nichts Neues. Es gibt nichts zu übernehmen."
    if not order_import.unchanged_count:
        return "Kein Auftrag der Datei ist lesbar. Es gibt nichts zu übernehmen."
    return "Was lesbar ist, ist schon gespeichert; die abgelehnten Aufträge fehlen noch."


def _open_note(seen: Mapping[str, Any]) -> str:
    open_sum = Decimal(seen.get("open_sum", 0))
    return f"davon offen {euro(open_sum)}" if open_sum else ""


def _doubt(elsewhere: Mapping[str, int]) -> str:
    """A warning that the file may belong to another sales account, "" without a sign of it."""
    if not elsewhere:
        return ""
    numbers = sum(elsewhere.values())
    names = " und ".join(f"„{name}“" for name in elsewhere)
    which = "Eine" if numbers == 1 else whole(numbers)
    return (
        f"{which} dieser Bestellnummern gibt es schon bei {names}. "
        "Prüfen Sie, ob der Verkaufsaccount stimmt."
    )


def _result_sentence(order_import: OrderImport) -> str:
    stored = order_import.new_count + order_import.changed_count
    sentence = (
        f"{plural(stored, 'Auftrag', 'Aufträge')} übernommen: {whole(order_import.new_count)} neu, "
        f"{whole(order_import.changed_count)} geändert."
    )
    if not stored:
        sentence = "Nichts zu übernehmen: Die Aufträge der Datei waren schon so gespeichert."
    rejected = order_import.rejected_count
    if rejected:
        verb = "wurde" if rejected == 1 else "wurden"
        sentence += f" {plural(rejected, 'Auftrag', 'Aufträge')} {verb} abgelehnt."
    return f"{sentence} {matched_sentence(order_import)}".rstrip()


def _shown(seen: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The kept rows of a list and, in words, how many more there are."""
    kept = seen.get(name, NOTHING)
    more = kept["count"] - len(kept["rows"])
    return {**kept, "more": f"und {plural(more, 'weiterer', 'weitere')}" if more > 0 else ""}


def _flagged(seen: Mapping[str, Any]) -> dict[str, Any]:
    shown = _shown(seen, "flagged")
    rows = [{**row, "reported_total": Decimal(row["reported_total"])} for row in shown["rows"]]
    return {**shown, "rows": rows}


def _new(seen: Mapping[str, Any]) -> dict[str, Any]:
    shown = _shown(seen, "new")
    return {**shown, "rows": [_new_row(row) for row in shown["rows"]]}


def _new_row(row: Mapping[str, Any]) -> dict[str, Any]:
    owed = row["open_amount"]
    return {
        **row,
        "ordered_on": date.fromisoformat(row["ordered_on"]),
        "total": Decimal(row["total"]),
        "open_amount": None if owed is None else Decimal(owed),
    }
