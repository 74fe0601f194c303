"""After a restore: manage.py reconcile_journal [--quarantine | --lift [--lost-hosts]] [--json]."""

import json
import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils import timezone

from common.rules.german import plural
from reminders.adapters.journal import JournalNotWritable
from reminders.services.instances import LiftRefused, lift_quarantine, quarantine
from reminders.services.reconcile import ReconcileRefused, Reconciliation, reconcile_journal


class Command(BaseCommand):
    """Exit code 0: done. 1: refused, or something that a person has to look at is left."""

    help = (
        "Gleicht nach einer Wiederherstellung das Versandjournal dieses Rechners mit der Datenbank "
        "ab. Auf jedem Rechner mit eigenem Journal aufrufen; Wiederholen schadet nicht."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--json", action="store_true", help="als JSON ausgeben")
        step = parser.add_mutually_exclusive_group()
        step.add_argument(
            "--quarantine",
            action="store_true",
            help="nur den Versand sperren: der erste Schritt einer Wiederherstellung",
        )
        step.add_argument("--lift", action="store_true", help="danach die Sperre aufheben")
        parser.add_argument(
            "--lost-hosts",
            action="store_true",
            help="aufheben, obwohl Journale fehlen: sie sind verloren oder hier schon enthalten",
        )
        parser.add_argument(
            "--reason", default="", metavar="GRUND", help="warum gesperrt oder aufgehoben wird"
        )
        parser.add_argument(
            "--force-check",
            action="store_true",
            help="nur nachsehen und nichts ändern, auch ohne Sperre",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Reconcile, print what was done, lift the quarantine if asked to."""
        now, is_json = timezone.now(), options["json"]
        if (options["lift"] or options["quarantine"]) and not options["reason"].strip():
            self._refuse("Dazu gehört ein Grund: --reason GRUND.", is_json=is_json)
        if options["quarantine"]:
            quarantine(options["reason"].strip(), now)
            told = {"ok": True, "quarantined": True}
            self.stdout.write(json.dumps(told) if is_json else "Der Versand ist gesperrt.")
            return
        try:
            done = reconcile_journal(now, is_check=options["force_check"])
        except (ReconcileRefused, JournalNotWritable) as refusal:
            self._refuse(str(refusal), is_json=is_json)
        is_lifted = options["lift"] and not done.is_check
        if is_lifted:
            try:
                lift_quarantine(options["reason"], None, now, are_lost=options["lost_hosts"])
            except LiftRefused as refusal:
                is_lifted = False
                done.unattributed.append(str(refusal))
        words = json.dumps(_as_json(done, is_lifted), ensure_ascii=False)
        self.stdout.write(words if is_json else _in_words(done, is_lifted))
        if done.unattributed:
            sys.exit(1)

    def _refuse(self, message: str, *, is_json: bool) -> NoReturn:
        if is_json:
            self.stdout.write(json.dumps({"error": message}, ensure_ascii=False))
        else:
            self.stderr.write(message)
        sys.exit(1)


def _as_json(done: Reconciliation, is_lifted: bool) -> dict[str, Any]:
    return {
        "ok": not done.unattributed,
        "checked_only": done.is_check,
        "host": done.host,
        "entries": done.entries,
        "known": done.known,
        "sent": done.sent,
        "uncertain": done.uncertain,
        "discarded": done.discarded,
        "unrecorded": done.unrecorded,
        "letters_to_check": done.letters_to_check,
        "findings": done.unattributed,
        "lifted": is_lifted,
    }


def _in_words(done: Reconciliation, is_lifted: bool) -> str:
    lines = [
        "Nur nachgesehen, nichts geändert."
        if done.is_check
        else f"Das Journal des Rechners {done.host} ist abgeglichen.",
        f"{plural(done.entries, 'Zeile', 'Zeilen')} im Journal, davon {done.known} schon bekannt.",
        f"Als versendet nachgetragen: {done.sent}.",
        f"Ungeklärt, eine Person entscheidet: {done.uncertain}.",
        f"Versand ohne Buchung, Aufträge werden nicht gemahnt: {done.unrecorded}.",
    ]
    if done.discarded:
        lines.append(f"Zurückgenommen, weil eine andere ungeklärt ist: {done.discarded}.")
    if done.letters_to_check:
        lines.append(
            f"{plural(done.letters_to_check, 'Brief wartet', 'Briefe warten')} auf den Druck, "
            "vielleicht schon in der Post: Prüfen Sie das, bevor Sie drucken."
        )
    lines.extend(done.unattributed)
    lines.append("Die Sperre ist aufgehoben." if is_lifted else "Am Versand ändert sich nichts.")
    return "\n".join(lines)
