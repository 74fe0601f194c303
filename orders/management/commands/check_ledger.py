"""Prove the books: manage.py check_ledger [--json]."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from common.rules.german import plural
from orders.services.ledger_check import CheckResult, check_ledger, keep_check


class Command(BaseCommand):
    """Exit code 0 when every figure agrees with its entries, 1 when something disagrees."""

    help = "Prüft, ob alle gespeicherten Beträge den Buchungen und Kontoauszügen entsprechen."

    def add_arguments(self, parser: CommandParser) -> None:
        """The only choice is how the result is printed."""
        parser.add_argument("--json", action="store_true", help="als JSON ausgeben")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, keep the result for the pages, print it."""
        result = check_ledger()
        keep_check(result, now=timezone.now())
        self.stdout.write(_as_json(result) if options["json"] else _in_words(result))
        if not result.is_ok:
            sys.exit(1)


def _as_json(result: CheckResult) -> str:
    return json.dumps(
        {
            "ok": result.is_ok,
            "checked": {
                "orders": result.orders,
                "entries": result.entries,
                "statements": result.statements,
            },
            "findings": [
                {"subject": one.subject, "message": one.message} for one in result.findings
            ],
        },
        ensure_ascii=False,
    )


def _in_words(result: CheckResult) -> str:
    looked_at = (
        f"Geprüft: {plural(result.orders, 'Auftrag', 'Aufträge')}, "
        f"{plural(result.entries, 'Buchung', 'Buchungen')}, "
        f"{plural(result.statements, 'Kontoauszug', 'Kontoauszüge')}."
    )
    if result.is_ok:
        return f"{looked_at} Alles stimmt."
    found = [f"{one.subject}: {one.message}" for one in result.findings]
    return "\n".join([looked_at, *found, plural(len(found), "Abweichung", "Abweichungen") + "."])
