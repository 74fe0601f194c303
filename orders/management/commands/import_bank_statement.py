"""Import bank statements from the command line."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from common.rules.german import plural
from orders.rules.statements import StatementRefused
from orders.services.statement_import import read_import
from orders.services.statement_reports import FileReport, report
from orders.services.statement_tables import keep_file_or_table


class Command(BaseCommand):
    """Exit code 0: all taken over. 1: a file was refused, a statement held, something left out."""

    help = (
        "Liest Kontoauszüge ein: CAMT.053, CAMT.052, MT940, als ZIP oder CSV mit einer Vorlage. "
        "Wiederholen ändert nichts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read file by file, tell what happened to each."""
        told = [self._read(path) for path in options["files"]]
        if options["json"]:
            self.stdout.write(json.dumps({"files": told}, ensure_ascii=False, indent=2))
        else:
            for one in told:
                for line in as_sentences(one):
                    self.stdout.write(line)
        if any(one["errors"] or not one["reconciled"] for one in told):
            sys.exit(1)

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            kept, is_new = keep_file_or_table(file_name=path.name, data=path.read_bytes())
        except OSError:
            return refused(path, "Die Datei lässt sich nicht lesen. Prüfen Sie Namen und Rechte.")
        except StatementRefused as refusal:
            return refused(path, str(refusal))
        read = read_import(kept.pk, today=timezone.localdate(), clock=timezone.now)
        return as_json(path, report(read, is_new=is_new))


def as_json(path: Path, told: FileReport) -> dict[str, Any]:
    """The outcome of one file under the keys of the contract."""
    return {
        "file": str(path),
        "format": told.statement_import.format or None,
        "statements": len(told.statements),
        "entries": sum(statement.entry_count for statement in told.statements),
        "new": told.new,
        "known": told.known,
        "matched": told.matched,
        "inbox": told.inbox,
        "reconciled": told.is_reconciled,
        "errors": list(told.errors),
    }


def refused(path: Path, reason: str) -> dict[str, Any]:
    """A file of which nothing was read, under the same keys."""
    counts = dict.fromkeys(("statements", "entries", "new", "known", "matched", "inbox"), 0)
    return {
        "file": str(path),
        "format": None,
        **counts,
        "reconciled": False,
        "errors": [reason],
    }


def as_sentences(told: dict[str, Any]) -> list[str]:
    """The outcome of one file for people."""
    if not told["statements"]:
        return [f"{told['file']}: {error}" for error in told["errors"]]
    return [
        f"{told['file']} ({told['format']}): "
        f"{plural(told['statements'], 'Kontoauszug', 'Kontoauszüge')}, "
        f"{plural(told['entries'], 'Umsatz', 'Umsätze')}, {told['new']} neu, "
        f"{told['known']} schon bekannt, {told['matched']} zugeordnet, {told['inbox']} zu klären.",
        *told["errors"],
    ]
