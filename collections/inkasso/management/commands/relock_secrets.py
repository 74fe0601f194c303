"""Lock the agencies' access data with the newest key of the installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.rules.german import plural
from inkasso.adapters.agencies.base import ChannelRefused
from inkasso.services.agencies import relock_secrets


class Command(BaseCommand):
    """Exit code 0: all are locked with SECRET_KEY. 1: a box does not open; nothing changed."""

    help = (
        "Verschließt die Zugangsdaten der Inkassopartner mit dem neuen SECRET_KEY; der alte steht "
        "dabei noch in SECRET_KEY_FALLBACKS."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Lock all of them anew and say how many."""
        try:
            count = relock_secrets()
        except ChannelRefused as refusal:
            raise CommandError(f"{refusal} Nichts wurde geändert.") from refusal
        agencies = plural(count, "Inkassopartner", "Inkassopartner")
        self.stdout.write(f"Zugangsdaten neu verschlossen: {agencies}.")
