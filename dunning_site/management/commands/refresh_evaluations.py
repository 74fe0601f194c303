"""Bring the figures of overview and evaluations up to date, as the timetable does."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from common.rules.german import plural, whole
from dunning_site.services.kept_figures import refresh_kept_figures


class Command(BaseCommand):
    """Exit code 0: done. 2: wrong arguments."""

    help = "Aktualisiert die Zahlen der Übersicht und der Auswertungen. Wiederholen ändert nichts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument(
            "--full", action="store_true", help="rechnet alles neu, wie es nachts geschieht"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refresh and say what was looked at."""
        done = refresh_kept_figures(
            now=timezone.now(), today=timezone.localdate(), full=options["full"]
        )
        if options["json"]:
            self.stdout.write(json.dumps(asdict(done)))
            return
        self.stdout.write(
            f"{plural(done.orders, 'Auftrag', 'Aufträge')} angesehen, "
            f"{plural(done.changed, 'Geldeingang', 'Geldeingänge')} geändert, "
            f"{whole(done.months)} Monate gezählt."
        )
