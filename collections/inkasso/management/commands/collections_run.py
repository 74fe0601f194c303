"""Do by hand what the program does every night with cases, or show what it would do."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from common.rules.german import day as german_day
from common.rules.german import plural
from inkasso.services.automatic import Nightly, collect, rehearse
from reminders.management.arguments import iso_day


class Command(BaseCommand):
    """Exit code 0: done. 1: refused, or a handover was refused. 2: wrong arguments."""

    help = "Legt Inkassofälle an, prüft die wartenden und übergibt, was automatisch gehen darf."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--date", required=True, type=iso_day, metavar="JJJJ-MM-TT")
        parser.add_argument(
            "--dry-run", action="store_true", help="zeigt nur, was geschähe; auch an anderen Tagen"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect or rehearse, then tell it in figures."""
        is_dry_run = options["dry_run"]
        if options["date"] != timezone.localdate() and not is_dry_run:
            # What leaves today must not tell of another day.
            self.stderr.write("Ein anderer Tag als heute lässt sich nur mit --dry-run ansehen.")
            sys.exit(1)
        work = rehearse if is_dry_run else collect
        night = work(today=options["date"], now=timezone.now())
        self._tell(night, options)
        if night.refusals:
            sys.exit(1)

    def _tell(self, night: Nightly, options: dict[str, Any]) -> None:
        if options["json"]:
            told = {
                "date": options["date"].isoformat(),
                "dry_run": options["dry_run"],
                **night.as_json(),
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        would = " (nur angezeigt, nichts gespeichert)" if options["dry_run"] else ""
        self.stdout.write(
            f"{german_day(options['date'])}: {plural(night.opened, 'Fall', 'Fälle')} angelegt, "
            f"{night.refreshed} geprüft, {night.handed_over} automatisch übergeben{would}."
        )
        for refusal in night.refusals:
            self.stderr.write(refusal)
