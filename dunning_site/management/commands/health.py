"""Say whether the installation gets on; for watchdogs and for people at a console."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from dunning_site.services.health import health

# What a new start of the background service may mend.
PROGRESS = frozenset({"sweep", "due", "leases", "schedules"})


class Command(BaseCommand):
    """Exit code 0: all is fine. 1: something is not, and what it says is on stdout."""

    help = "Zeigt die Prüfungen der Seite Betrieb."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--progress",
            action="store_true",
            help="nur, was ein Neustart der Hintergrundaufgaben beheben kann",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask all checks and tell them."""
        now = timezone.now()
        checks = [
            check
            for check in health(now, timezone.localdate(now))
            if not options["progress"] or check.name in PROGRESS
        ]
        if options["json"]:
            self.stdout.write(json.dumps({check.name: check.is_fine for check in checks}))
        else:
            for check in checks:
                stands = "in Ordnung" if check.is_fine else "NICHT in Ordnung"
                advice = "" if check.is_fine else f" {check.advice}"
                self.stdout.write(f"{check.label}: {stands}. {check.words}{advice}")
        if not all(check.is_fine for check in checks):
            sys.exit(1)
