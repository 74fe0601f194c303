"""Compute what a debtor owes for agency and court (§ 13e RDG, RVG, GKG)."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from common.rules.german import day as german_day
from common.rules.german import euro
from inkasso.rules.cost_tables import CostsRefused
from inkasso.rules.costs import USUAL_FACTOR, AgencyCost, CostLine, collection_fee, court_lines
from reminders.management.arguments import amount, iso_day


class Command(BaseCommand):
    """Exit code 0: computed. 1: no table for the day, or amount or rate not allowed. 2: wrong
    arguments."""

    help = (
        "Berechnet Inkassokosten und die Gerichtsgebühr des Mahnbescheids; „gross“ enthält die "
        "Umsatzsteuer, die der Schuldner nur trägt, wenn der Gläubiger keine Vorsteuer abzieht."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--amount", required=True, type=amount, metavar="250.00")
        parser.add_argument("--date", required=True, type=iso_day, metavar="JJJJ-MM-TT")
        parser.add_argument("--factor", type=amount, default=USUAL_FACTOR, metavar="0.9")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute and print."""
        value, on = options["amount"], options["date"]
        try:
            cost = collection_fee(value, on, factor=options["factor"], is_vat_deductible=False)
            court = court_lines(value, on)
        except CostsRefused as refusal:
            if options["json"]:
                self.stdout.write(json.dumps({"error": str(refusal)}, ensure_ascii=False))
            else:
                self.stderr.write(str(refusal))
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(cost, court[-1]), indent=2))
        else:
            self.stdout.write("\n".join(as_sentences(cost, court)))


def as_json(cost: AgencyCost, court: CostLine) -> dict[str, str]:
    """The costs under the keys of the contract; gross includes VAT."""
    return {
        "table": cost.table.isoformat(),
        "fee": str(cost.fee),
        "expenses": str(cost.expenses),
        "net": str(cost.net),
        "gross": str(cost.gross),
        "court_fee": str(court.amount),
    }


def as_sentences(cost: AgencyCost, court: tuple[CostLine, CostLine]) -> list[str]:
    """The costs for people: the sums, then each line with its formula."""
    return [
        f"Inkassokosten: {euro(cost.net)}, mit Umsatzsteuer {euro(cost.gross)} "
        f"(Tabelle ab {german_day(cost.table)}).",
        *(_sentence(line) for line in (*cost.lines, *court)),
    ]


def _sentence(line: CostLine) -> str:
    result = "" if line.is_basis else f" = {euro(line.amount)}"
    return f"{line.label}: {line.formula}{result} ({line.ground})"
