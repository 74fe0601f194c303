"""Let a further host send: manage.py trust_host --reason REASON [--no-copy]."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reminders.services.instances import TrustRefused, trust_host


class Command(BaseCommand):
    """Exit code 0: trusted. 1: refused, and why."""

    help = (
        "Erlaubt diesem Rechner, für die Installation zu versenden. Vor dem ersten Start eines "
        "weiteren Rechners; nach einer Wiederherstellung dient reconcile_journal."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--reason", required=True, metavar="GRUND")
        parser.add_argument(
            "--no-copy",
            action="store_true",
            help="die Datenbank ist weder wiederhergestellt noch kopiert, nur der Rechner ist neu",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Trust this host."""
        try:
            trust_host(options["reason"], timezone.now(), is_no_copy=options["no_copy"])
        except TrustRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Dieser Rechner darf jetzt versenden.")
