"""Tell since when a debtor is in default (§ 286 BGB)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from common.rules.german import day as german_day
from reminders.management.arguments import STATES, iso_day
from reminders.rules.default import DefaultFacts, DefaultStart, Ground, default_start

_GROUNDS = {
    Ground.AGREED_DAY: "vereinbarter Zahlungstag, § 286 Abs. 2 Nr. 1 und 2 BGB",
    Ground.REFUSAL: "endgültige Verweigerung, § 286 Abs. 2 Nr. 3 BGB",
    Ground.NOTICE_30_DAYS: "30 Tage nach Fälligkeit und Zugang der Rechnung, § 286 Abs. 3 BGB",
    Ground.REMINDER: "Mahnung, § 286 Abs. 1 BGB",
}


class Command(BaseCommand):
    """Exit code 0: answered, also when there is no default yet. 2: wrong arguments."""

    help = "Berechnet den letzten Zahlungstag und den Beginn des Verzugs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        day = {"type": iso_day, "metavar": "JJJJ-MM-TT"}
        parser.add_argument("--due", **day, help="Fälligkeitstag, wie ihn die Rechnung nennt")
        parser.add_argument(
            "--received",
            **day,
            help="Zugang der Rechnung; ohne Angabe spätestens am Fälligkeitstag",
        )
        parser.add_argument(
            "--agreed", action="store_true", help="der Fälligkeitstag steht im Vertrag"
        )
        parser.add_argument("--notice-received", **day, help="Zugang der ersten Mahnung")
        parser.add_argument("--pay-by", **day, help="letzter Tag der Frist in dieser Mahnung")
        parser.add_argument(
            "--consumer-notice",
            action="store_true",
            help="die Rechnung weist Verbraucher auf die 30 Tage hin",
        )
        parser.add_argument("--debtor", required=True, choices=("consumer", "business"))
        parser.add_argument("--state", default="", choices=("", *STATES), metavar="BE")
        parser.add_argument("--json", action="store_true")
        self._parser = parser

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer for the facts given."""
        self._refuse_contradictions(options)
        found = default_start(_facts(options))
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(as_sentence(found))

    def _refuse_contradictions(self, options: dict[str, Any]) -> None:
        """Exit with code 2 for arguments that mean nothing without another one."""
        if not options["due"] and not options["received"]:
            self._parser.error("Nennen Sie --due oder --received.")
        if options["agreed"] and not options["due"]:
            self._parser.error("--agreed braucht --due.")
        if options["pay_by"] and not options["notice_received"]:
            self._parser.error("--pay-by braucht --notice-received.")


def _facts(options: dict[str, Any]) -> DefaultFacts:
    return DefaultFacts(
        due_on=options["due"],
        is_consumer=options["debtor"] == "consumer",
        state=options["state"],
        day_is_agreed=options["agreed"],
        invoice_received_on=options["received"] or options["due"],
        has_consumer_notice=options["consumer_notice"],
        notice_received_on=options["notice_received"],
        notice_pay_by=options["pay_by"],
    )


def as_json(found: DefaultStart) -> dict[str, str | None]:
    """The start of default under the keys of the contract."""
    return {
        "last_day_to_pay": found.last_day_to_pay and found.last_day_to_pay.isoformat(),
        "in_default_from": found.since and found.since.isoformat(),
        "ground": found.ground.value,
    }


def as_sentence(found: DefaultStart) -> str:
    """The start of default for people."""
    last = german_day(found.last_day_to_pay) if found.last_day_to_pay else "sofort"
    if found.since is None:
        return (
            f"Noch nicht in Verzug. Letzter Zahlungstag: {last}. Ein Tag, den nur der Verkäufer "
            "nennt, begründet keinen Verzug; es braucht eine Mahnung."
        )
    return (
        f"In Verzug seit {german_day(found.since)} ({_GROUNDS[found.ground]}). "
        f"Letzter Zahlungstag: {last}."
    )
