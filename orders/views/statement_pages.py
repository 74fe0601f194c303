"""What the page of one bank file shows, by how far the file has come."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from common.rules.german import euro, number, whole
from common.rules.iban import group_iban, is_valid_iban
from orders.forms import WhoseAccountForm
from orders.models import BankStatement, StatementImport
from orders.services.statement_import import is_proven
from orders.services.statement_reports import (
    held_entries,
    is_discarded,
    reading_done,
    statements_with_figures,
)

State = StatementImport.State
FORMAT_LABELS = {"camt053": "CAMT.053", "camt052": "CAMT.052", "mt940": "MT940", "csv": "CSV"}
HELD_SHOWN = 20
# A file may hold hundreds of statements; what waits for a clerk comes first.
STATEMENTS_SHOWN = 100


def statement_page(statement_import: StatementImport) -> tuple[str, dict[str, Any]]:
    """The template and what it prints."""
    facts = {"format_label": FORMAT_LABELS.get(statement_import.format, "")}
    if statement_import.state == State.READING:
        return "orders/statement_running.html", {**facts, **_running(statement_import)}
    return "orders/statement_result.html", {**facts, **_result(statement_import)}


def _running(statement_import: StatementImport) -> dict[str, Any]:
    done, total = reading_done(statement_import), statement_import.entry_count
    text = f"{whole(done)} von {whole(total)}" if total else "wird gelesen"
    return {"done": done, "total": total, "progress_text": text}


def _result(statement_import: StatementImport) -> dict[str, Any]:
    found = list(statements_with_figures(statement_import)[: STATEMENTS_SHOWN + 1])
    shown = [_shown(one) for one in found[:STATEMENTS_SHOWN]]
    return {
        "is_failed": statement_import.state == State.FAILED,
        "is_discarded": is_discarded(statement_import),
        "figures": _figures(statement_import),
        "sum_words": _sum_words(statement_import),
        "held": [one for one in shown if one["is_held"]],
        "statements": shown,
        "has_more": len(found) > STATEMENTS_SHOWN,
    }


def _figures(row: StatementImport) -> list[dict[str, str]]:
    """Each number; those that are seldom anything only when they are."""
    figures = [
        ("Umsätze", row.entry_count, ""),
        ("neu", row.new_count, ""),
        ("schon bekannt", row.known_count, ""),
        *([("nicht übernommen", row.left_count, "bad")] if row.left_count else []),
        ("zugeordnet", row.matched_count, ""),
        ("zu klären", row.inbox_count, "bad" if row.inbox_count else ""),
        ("beiseitegelegt", row.aside_count, ""),
        *([("noch nicht zugeordnet", row.unread_count, "")] if row.unread_count else []),
    ]
    return [{"label": label, "value": whole(count), "tone": tone} for label, count, tone in figures]


def _sum_words(row: StatementImport) -> str:
    """How the figures add up, in German."""
    left = ", nicht übernommen" if row.left_count else ""
    unread = ", noch nicht zugeordnet" if row.unread_count else ""
    taken = "Neue und bekannte" if row.left_count else "Alle"
    return (
        f"Jeder Umsatz der Datei ist entweder neu oder schon bekannt{left}. {taken} sind entweder "
        f"zugeordnet, zu klären oder beiseitegelegt{unread}."
    )


def _shown(statement: BankStatement) -> dict[str, Any]:
    is_held = statement.state == BankStatement.State.HELD
    account = statement.account or "ohne Angabe"
    return {
        "statement": statement,
        "account": group_iban(account) if is_valid_iban(account) else account,
        "is_held": is_held,
        "tone": {"taken_over": "good", "held": "warning"}.get(statement.state, "plain"),
        "opening": _money(statement, statement.opening_balance),
        "closing": _money(statement, statement.closing_balance),
        "difference": _money(statement, statement.difference) if statement.difference else "",
        "entries": _entries(statement) if is_held else [],
        "form": WhoseAccountForm(auto_id=f"{statement.pk}_%s")
        if is_held and statement.creditor is None
        else None,
        "is_proven": is_proven(statement),
        "confirm_label": _confirm_label(statement),
        "movements_url": _movements_url(statement),
    }


def _movements_url(statement: BankStatement) -> str:
    """Where the movements of a statement that counts are listed; "" for any other."""
    if statement.state != BankStatement.State.TAKEN_OVER or not statement.entry_count:
        return ""
    days = {"von": statement.from_on, "bis": statement.to_on}
    told = {name: str(one) for name, one in days.items() if one is not None}
    query = urlencode({"lage": "alle", "konto": statement.account, **told})
    return f"{reverse('orders:payment-list')}?{query}"


def _entries(statement: BankStatement) -> list[dict[str, Any]]:
    return [
        {"entry": entry, "amount": _in(entry.currency, entry.amount)}
        for entry in held_entries(statement, HELD_SHOWN)
    ]


def _confirm_label(statement: BankStatement) -> str:
    if statement.difference:
        return f"Trotz {_money(statement, abs(statement.difference))} übernehmen"
    return "Übernehmen" if statement.creditor is None else "Trotzdem übernehmen"


def _money(statement: BankStatement, amount: Any) -> str:
    return "–" if amount is None else _in(statement.currency, amount)


def _in(currency: str, amount: Any) -> str:
    return euro(amount) if currency == "EUR" else f"{number(amount)} {currency}"
