"""Make a batch for the tax adviser: manage.py datev_export --creditor … --from … --to … --out …"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from common.rules.german import NotADay, parse_day, plural
from orders.models import Creditor
from orders.services.datev_export import DatevRefused, export_batch


class Command(BaseCommand):
    """Exit code 0 when the file was written, 1 when there is nothing to export."""

    help = "Schreibt einen Buchungsstapel für DATEV (EXTF); jede Buchung steht in genau einem."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose books, which days (both included), and where to."""
        parser.add_argument("--creditor", required=True, help="Name des Gläubigers")
        parser.add_argument("--from", dest="from_on", required=True, help="erster Tag")
        parser.add_argument("--to", dest="to_on", required=True, help="letzter Tag")
        parser.add_argument("--out", required=True, type=Path, help="Datei, die entsteht")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the batch, keep it, write it."""
        creditor = Creditor.objects.filter(name=options["creditor"]).first()
        if creditor is None:
            names = ", ".join(f"„{one}“" for one in Creditor.objects.all())
            raise CommandError(f"Diesen Gläubiger gibt es nicht. Es gibt: {names}.", returncode=2)
        if options["out"].exists():
            raise CommandError(f"{options['out']} gibt es schon.", returncode=2)
        try:
            batch = export_batch(
                creditor.pk,
                from_on=parse_day(options["from_on"]),
                to_on=parse_day(options["to_on"]),
                actor=None,
                today=timezone.localdate(),
                now=timezone.localtime(),
            )
        except NotADay as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        except DatevRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        options["out"].write_bytes(bytes(batch.content))
        made = plural(batch.entry_count, "Buchung", "Buchungen")
        self.stdout.write(f"{made} in {options['out']} geschrieben.")
