"""Read what came back about reminders."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from reminders.services.bounce_mailbox import (
    MailboxUnreachable,
    Outcome,
    bounce_words,
    fetch_bounces,
)
from reminders.services.uncertain import settle_proven


class Command(BaseCommand):
    """Exit code 0: read, or no mailbox is set up. 1: the mailbox cannot be read."""

    help = "Liest Rückläufer aus dem Postfach und klärt Mahnungen, deren Versand belegt ist."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Settle what is proven, then read the mailbox."""
        now = timezone.now()
        settled = settle_proven(now=now)
        try:
            outcomes, trouble = fetch_bounces(now=now), ""
        except MailboxUnreachable as error:
            outcomes, trouble = {}, str(error)
        if options["json"]:
            counts = {str(one): outcomes.get(one, 0) for one in Outcome}
            answer: dict[str, Any] = {**counts, "settled": settled}
            self._say({**answer, "error": trouble} if trouble else answer)
        elif trouble:
            self.stderr.write(trouble)
        else:
            self.stdout.write(f"{_mailbox_words(outcomes)}; {settled} geklärt.")
        if trouble:
            sys.exit(1)

    def _say(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def _mailbox_words(outcomes: dict[str, int]) -> str:
    if settings.BOUNCE_MAILBOX is None:
        return "Kein Postfach für Rückläufer eingerichtet"
    return bounce_words(outcomes)
