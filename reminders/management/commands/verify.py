"""Ask all invariants of sending: manage.py verify [--full] [--json]."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.rules.german import plural
from reminders.adapters.journal import JournalNotWritable
from reminders.services.verify import Verification, verify_and_stop


class Command(BaseCommand):
    """Exit code 0 when everything agrees; 1 when something does not, then nothing is sent."""

    help = "Prüft Versand, Journal, Buchungen und Nachweise; ein Widerspruch hält den Versand an."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--json", action="store_true", help="als JSON ausgeben")
        parser.add_argument(
            "--full", action="store_true", help="alle aufbewahrten Briefe, nicht nur einen Teil"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, print it, stop the sending if need be."""
        try:
            found = verify_and_stop(timezone.now(), is_full=options["full"])
        except JournalNotWritable as hindrance:
            raise CommandError(str(hindrance)) from hindrance
        self.stdout.write(_as_json(found) if options["json"] else _in_words(found))
        if not found.is_ok:
            sys.exit(1)


def _as_json(found: Verification) -> str:
    return json.dumps(
        {
            "ok": found.is_ok,
            "checked": {
                "orders": found.orders,
                "entries": found.entries,
                "statements": found.statements,
                "reminders": found.reminders,
                "dispatches": found.dispatches,
                "documents": found.documents,
            },
            "findings": [
                {"check": one.check, "subject": one.subject, "message": one.message}
                for one in found.findings
            ],
        },
        ensure_ascii=False,
    )


def _in_words(found: Verification) -> str:
    looked_at = (
        f"Geprüft: {plural(found.orders, 'Auftrag', 'Aufträge')}, "
        f"{plural(found.entries, 'Buchung', 'Buchungen')}, "
        f"{plural(found.reminders, 'Mahnung', 'Mahnungen')}, "
        f"{plural(found.documents, 'Brief', 'Briefe')}."
    )
    if found.is_ok:
        return f"{looked_at} Alles stimmt."
    told = plural(len(found.findings), "Widerspruch", "Widersprüche")
    return "\n".join([looked_at, *found.violations, f"{told}. Der Versand ist angehalten."])
