"""Load invented data to try the program out with; script/demo calls it."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.rules.german import plural
from dunning_site.demo.services.loading import DemoRefused, Loaded, load_demo
from dunning_site.demo.services.story import StoryBroken
from dunning_site.demo.services.users import LOGINS, PASSWORD
from reminders.services.delivery import DeliveryImpossible
from reminders.services.mail_server import JournalNotWritable

HINDRANCES = (DemoRefused, StoryBroken, DeliveryImpossible, JournalNotWritable)


class Command(BaseCommand):
    """Progress goes to stderr, the result to stdout."""

    help = "Lädt die Demo-Daten in eine leere Datenbank. Wiederholen ändert nichts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load once, then only tell what is there."""
        # Every run of the past rings for the queue, which tells of each ring.
        logging.getLogger("django-q").setLevel(logging.WARNING)
        try:
            loaded = load_demo(
                today=timezone.localdate(),
                now=timezone.now(),
                say=self._say,
            )
        except HINDRANCES as hindrance:
            raise CommandError(str(hindrance)) from hindrance
        except KeyboardInterrupt as interrupt:
            raise CommandError(
                "Das Laden wurde abgebrochen. Beginnen Sie neu mit script/demo --fresh."
            ) from interrupt
        self._tell(loaded)

    def _say(self, text: str) -> None:
        # Without a style: on a terminal stderr would be red.
        self.stderr.write(f"Demo wird geladen: {text}", str)

    def _tell(self, loaded: Loaded) -> None:
        count = plural(loaded.order_count, "Auftrag", "Aufträge")
        if loaded.is_new:
            self.stdout.write(f"Die Demo ist geladen: {count}.")
        else:
            self.stdout.write(f"Die Demo ist schon geladen: {count}. Nichts wurde geändert.")
        for path in loaded.sample_files:
            self.stdout.write(f"Beispieldatei zum Importieren: {path}")
        self.stdout.write("")
        self.stdout.write(f"Anmelden (Passwort überall {PASSWORD}):")
        for login in LOGINS:
            role = login.role or "alles, auch die Administration"
            self.stdout.write(f"  {login.username:<16} {role}")
