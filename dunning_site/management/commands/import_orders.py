"""Import a shop's export of orders from the command line."""

import json
import sys
from argparse import ArgumentParser, BooleanOptionalAction
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.rules.german import euro, plural
from orders.models import OrderImport, SalesAccount
from orders.rules.column_mapping import ColumnMapping, MappingInvalid
from orders.rules.drafts import FileRefused, ImportProblem
from orders.services.column_mapping import Kind, NoSuchTemplate, mapping_named
from orders.services.import_apply import ImportedFile, import_file, matched_sentence
from orders.services.import_questions import Answers, ImportRefused
from orders.services.import_reading import AUTO, FORMAT_LABELS, Source, check_importable
from orders.services.sales_accounts import NoCreditor, NoSuchSalesAccount, find_sales_account
from reminders.services.procedures import open_sales_account

HOW_TO_ANSWER = "Dazu gibt es --assume open|paid und --reseller oder --no-reseller."


class Command(BaseCommand):
    """Exit code 0: all imported. 1: the file or some of its orders were refused."""

    help = "Importiert die Bestellexport-Datei eines Shops. Wiederholen ändert nichts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--sales-account", required=True, metavar="NAME")
        parser.add_argument(
            "--create-account",
            action="store_true",
            help="legt einen fehlenden Verkaufsaccount mit dem Standard-Mahnverfahren an",
        )
        parser.add_argument("--format", default=AUTO, choices=[AUTO, *FORMAT_LABELS])
        parser.add_argument(
            "--template",
            default="",
            metavar="NAME",
            help="liest eine Tabelle nach der Importvorlage, die ihre Spalten zuordnet",
        )
        parser.add_argument(
            "--assume",
            default="",
            choices=OrderImport.AssumedState.values,
            help="neue Aufträge eines Formats, das keine Zahlungen kennt, sind offen oder bezahlt",
        )
        parser.add_argument(
            "--reseller",
            action=BooleanOptionalAction,
            help="die Plattform verkauft im eigenen Namen, oder nicht; gefragt beim ersten Import",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file, import it, tell what happened."""
        path: Path = options["file"]
        try:
            path.open("rb").close()
        except OSError as error:
            raise CommandError(
                f"Die Datei {path} lässt sich nicht lesen. Prüfen Sie Namen und Rechte.",
                returncode=2,
            ) from error
        source = partial(path.open, "rb")
        answers = Answers(
            is_confirmed=True, assumed=options["assume"], is_reseller=options["reseller"]
        )
        try:
            mapping = self._mapping(options)
            imported = import_file(
                self._account(options, source, answers, mapping),
                file_name=path.name,
                source=source,
                format=options["format"],
                mapping=mapping,
                answers=answers,
                actor=None,
                today=timezone.localdate(),
                clock=timezone.now,
            )
        except (NoSuchSalesAccount, NoCreditor, NoSuchTemplate, MappingInvalid) as refusal:
            self._refuse([ImportProblem(None, "", str(refusal))], options)
        except ImportRefused as refusal:
            self._refuse([ImportProblem(None, "", f"{refusal} {HOW_TO_ANSWER}")], options)
        except FileRefused as refusal:
            self._refuse(refusal.problems, options)
        else:
            self._tell(imported, options)

    def _mapping(self, options: dict[str, Any]) -> ColumnMapping | None:
        name = options["template"]
        return mapping_named(Kind.ORDERS, name) if name else None

    def _account(
        self,
        options: dict[str, Any],
        source: Source,
        answers: Answers,
        mapping: ColumnMapping | None,
    ) -> SalesAccount:
        name = options["sales_account"]
        if options["create_account"] and not SalesAccount.objects.filter(name=name).exists():
            # A file that cannot be imported must not leave an account behind.
            check_importable(source, options["format"], answers, mapping)
            return open_sales_account(name)
        return find_sales_account(name)

    def _tell(self, imported: ImportedFile, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(as_json(imported), ensure_ascii=False, indent=2))
        else:
            for line in as_sentences(imported):
                self.stdout.write(line)
        if imported.problems:
            sys.exit(1)

    def _refuse(self, problems: Any, options: dict[str, Any]) -> None:
        if options["json"]:
            refused = {
                "format": None,
                "orders": dict.fromkeys(("new", "changed", "unchanged", "rejected"), 0),
                "open": {"count": 0, "sum": "0.00"},
                "errors": [problem_as_json(problem) for problem in problems],
            }
            self.stdout.write(json.dumps(refused, ensure_ascii=False, indent=2))
        else:
            for problem in problems:
                self.stderr.write(problem.message)
            self.stderr.write("Nichts wurde importiert.")
        sys.exit(1)


def as_json(imported: ImportedFile) -> dict[str, Any]:
    """The outcome under the keys of the contract."""
    row: OrderImport = imported.order_import
    return {
        "format": row.format,
        "orders": {
            "new": row.new_count,
            "changed": row.changed_count,
            "unchanged": row.unchanged_count,
            "rejected": row.rejected_count,
        },
        "open": {"count": imported.open_count, "sum": str(imported.open_sum)},
        "errors": [problem_as_json(problem) for problem in imported.problems],
    }


def problem_as_json(problem: ImportProblem) -> dict[str, Any]:
    """One problem under the keys of the contract."""
    return {"line": problem.line, "column": problem.column, "message": problem.message}


def as_sentences(imported: ImportedFile) -> list[str]:
    """The outcome for people."""
    row = imported.order_import
    return [
        f"{row.file_name} ({row.format}): {row.new_count} neu, {row.changed_count} geändert, "
        f"{row.unchanged_count} unverändert, {row.rejected_count} abgelehnt.",
        f"Offen: {plural(imported.open_count, 'Auftrag', 'Aufträge')} "
        f"über {euro(imported.open_sum)}.",
        *([matched] if (matched := matched_sentence(row)) else []),
        *(problem.message for problem in imported.problems),
    ]
