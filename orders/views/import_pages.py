"""What the page of one import shows, by how far the import has come."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from common.rules.german import euro, plural, whole
from common.rules.money import ZERO
from orders.models import OrderImport
from orders.rules.drafts import CustomerDraft, FileRefused, ImportProblem, ParsedFile
from orders.services.import_plan import Action, PlannedOrder, known_elsewhere
from orders.services.order_import import FORMAT_LABELS, read_import

State = OrderImport.State
REJECTED_SHOWN = 500
CHANGED_SHOWN = 200
NEW_SHOWN = 20
_T = TypeVar("_T")


def import_page(order_import: OrderImport) -> tuple[str, dict[str, Any]]:
    """The template and what it prints."""
    facts = {"format_label": FORMAT_LABELS.get(order_import.format, order_import.format)}
    if order_import.state == State.PREVIEWED:
        return "orders/import_preview.html", {**facts, **_preview(order_import)}
    if order_import.state == State.APPLYING:
        return "orders/import_running.html", {**facts, **_running(order_import)}
    return "orders/import_result.html", {**facts, **_result(order_import)}


def _preview(order_import: OrderImport) -> dict[str, Any]:
    parsed, planned = _read(order_import)
    new = [one for one in planned if one.action == Action.NEW]
    changed = [one for one in planned if one.action == Action.CHANGED]
    unchanged = len(planned) - len(new) - len(changed)
    to_apply = len(new) + len(changed)
    return {
        "figures": _figures(
            len(new), len(changed), unchanged, parsed.rejected, note=_open_note(new)
        ),
        "to_apply": to_apply,
        "apply_label": f"{plural(to_apply, 'Auftrag', 'Aufträge')} übernehmen",
        "doubt": _doubt(known_elsewhere(order_import.sales_account, new)),
        **_problems(parsed.problems),
        "changed": _shown([_changed_row(one) for one in changed], CHANGED_SHOWN),
        "new": _shown([_new_row(one) for one in new], NEW_SHOWN),
    }


def _running(order_import: OrderImport) -> dict[str, Any]:
    done, total = order_import.done_count, order_import.total_count
    return {"done": done, "total": total, "progress_text": f"{whole(done)} von {whole(total)}"}


def _result(order_import: OrderImport) -> dict[str, Any]:
    parsed = _read(order_import)[0] if order_import.rejected_count else ParsedFile("")
    return {
        "figures": _figures(
            order_import.new_count,
            order_import.changed_count,
            order_import.unchanged_count,
            order_import.rejected_count,
        ),
        "result": _result_sentence(order_import),
        "is_applied": order_import.state == State.APPLIED,
        "is_failed": order_import.state == State.FAILED,
        **_problems(parsed.problems),
    }


def _read(order_import: OrderImport) -> tuple[ParsedFile, list[PlannedOrder]]:
    """The kept file; one that a newer version can no longer read has only problems."""
    try:
        return read_import(order_import)
    except FileRefused as refusal:
        return ParsedFile(order_import.format, problems=refusal.problems), []


def _figures(
    new: int, changed: int, unchanged: int, rejected: int, *, note: str = ""
) -> list[dict[str, str]]:
    return [
        {"label": "neu", "value": whole(new), "note": note},
        {"label": "geändert", "value": whole(changed)},
        {"label": "unverändert", "value": whole(unchanged)},
        {"label": "abgelehnt", "value": whole(rejected), "tone": "bad" if rejected else ""},
    ]


def _open_note(new: Iterable[PlannedOrder]) -> str:
    open_sum = sum((one.draft.open_amount for one in new), ZERO)
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
    return sentence


def _problems(problems: Sequence[ImportProblem]) -> dict[str, Any]:
    return {"problems": _shown(problems, REJECTED_SHOWN)}


def _shown(rows: Sequence[_T], limit: int) -> dict[str, Any]:
    """The first rows and, in words, how many more there are."""
    more = len(rows) - limit
    return {
        "rows": rows[:limit],
        "count": len(rows),
        "more": f"und {plural(more, 'weiterer', 'weitere')}" if more > 0 else "",
    }


def _changed_row(planned: PlannedOrder) -> dict[str, Any]:
    return {
        "order_id": planned.order_id,
        "number": planned.draft.number,
        "changes": planned.changes or ("Einzelheiten, die den Betrag nicht berühren",),
    }


def _new_row(planned: PlannedOrder) -> dict[str, Any]:
    draft = planned.draft
    return {
        "number": draft.number,
        "customer": _customer_name(draft.customer),
        "ordered_on": draft.ordered_on,
        "payment_method": draft.payment_method,
        "total": draft.total,
        "open_amount": draft.open_amount,
    }


def _customer_name(customer: CustomerDraft) -> str:
    full_name = f"{customer.first_name} {customer.last_name}".strip()
    return customer.company or full_name or customer.email or "ohne Namen"
