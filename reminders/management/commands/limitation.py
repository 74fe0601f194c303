"""Tell when a claim becomes statute-barred (§§ 195, 199, 212 BGB)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from common.rules.german import day as german_day
from reminders.management.arguments import iso_day
from reminders.rules.limitation import statute_barred_on


class Command(BaseCommand):
    """Exit code 0: answered. 2: wrong arguments."""

    help = "Berechnet, wann eine Forderung verjährt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--due", required=True, type=iso_day, metavar="JJJJ-MM-TT")
        parser.add_argument(
            "--acknowledged",
            type=iso_day,
            metavar="JJJJ-MM-TT",
            help="Tag einer Teilzahlung oder eines anderen Anerkenntnisses",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer for the facts given."""
        last_day = statute_barred_on(options["due"], acknowledged_on=options["acknowledged"])
        if options["json"]:
            self.stdout.write(json.dumps({"statute_barred_on": last_day.isoformat()}))
        else:
            self.stdout.write(
                f"Die Forderung verjährt mit Ablauf des {german_day(last_day)}. "
                "Ab dem Tag danach kann sich der Schuldner darauf berufen."
            )
