"""Lock the access data of agencies and payment providers with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from common.rules.german import plural
from inkasso.adapters.agencies.base import ChannelRefused
from inkasso.services.agencies import relock_secrets
from orders.services.payment_providers import ProviderRefused, relock_provider_keys


class Command(BaseCommand):
    """Exit code 0: all are locked with SECRET_KEY. 1: a box does not open; nothing changed."""

    help = (
        "Verschließt die Zugangsdaten der Inkassopartner und Zahlungsanbieter mit dem neuen "
        "SECRET_KEY; der alte steht dabei noch in SECRET_KEY_FALLBACKS."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Lock all of them anew and say how many."""
        try:
            with transaction.atomic():
                counts = relock_secrets(), relock_provider_keys()
        except (ChannelRefused, ProviderRefused) as refusal:
            raise CommandError(f"{refusal} Nichts wurde geändert.") from refusal
        agencies = plural(counts[0], "Inkassopartner", "Inkassopartner")
        providers = plural(counts[1], "Zahlungsanbieter", "Zahlungsanbieter")
        self.stdout.write(f"Zugangsdaten neu verschlossen: {agencies}, {providers}.")
