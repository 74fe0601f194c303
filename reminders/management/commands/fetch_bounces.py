"""Read what came back about reminders."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from reminders.services.bounce_mailbox import Outcome, bounce_round, bounce_words


class Command(BaseCommand):
    """Exit code 0: read, or no mailbox is set up. 1: mailbox or journal cannot be read."""

    help = "Liest Rückläufer aus dem Postfach und klärt Mahnungen, deren Versand belegt ist."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Settle what is proven, then read the mailbox."""
        done = bounce_round(now=timezone.now())
        if options["json"]:
            counts = {str(one): done.outcomes.get(one, 0) for one in Outcome}
            answer: dict[str, Any] = {**counts, "settled": done.settled}
            self._say({**answer, "error": done.trouble} if done.trouble else answer)
        elif done.is_read:
            self.stdout.write(f"{_mailbox_words(done.outcomes)}; {done.settled} geklärt.")
        if done.trouble and not options["json"]:
            self.stderr.write(done.trouble)
        if done.trouble:
            sys.exit(1)

    def _say(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def _mailbox_words(outcomes: Mapping[str, int]) -> str:
    if settings.BOUNCE_MAILBOX is None:
        return "Kein Postfach für Rückläufer eingerichtet"
    return bounce_words(outcomes)
