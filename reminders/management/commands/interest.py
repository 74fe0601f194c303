"""Compute default interest on an amount (§§ 247, 288 BGB)."""

import json
import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import OperationalError, ProgrammingError

from common.rules.german import day as german_day
from common.rules.german import euro, number, plural
from reminders.management.arguments import amount, iso_day
from reminders.rules.interest import InterestLine, NoBaseRate, as_json
from reminders.services.interest_calculation import InterestAnswer, InterestQuestion, calculate

NO_TABLES = (
    "Die Datenbank ist nicht erreichbar oder noch nicht eingerichtet. Führen Sie zuerst "
    "„manage.py migrate“ aus."
)


class Command(BaseCommand):
    """Exit code 0: computed. 1: no base rate that far back, or no database. 2: wrong arguments."""

    help = "Berechnet Verzugszinsen; der erste und der letzte Tag zählen mit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        day = {"type": iso_day, "metavar": "JJJJ-MM-TT"}
        parser.add_argument("--principal", required=True, type=amount, metavar="1000.00")
        parser.add_argument("--from", required=True, dest="from_on", **day)
        parser.add_argument("--to", required=True, dest="to_on", **day)
        parser.add_argument("--debtor", required=True, choices=("consumer", "business"))
        parser.add_argument("--claim-arose", **day, help="vor dem 29.07.2014: 8 statt 9 Punkte")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute and print."""
        question = InterestQuestion(
            principal=options["principal"],
            from_on=options["from_on"],
            to_on=options["to_on"],
            is_business=options["debtor"] == "business",
            claim_arose_on=options["claim_arose"],
        )
        try:
            answer = calculate(question)
        except NoBaseRate as refusal:
            self._refuse(str(refusal), is_json=options["json"])
        except (OperationalError, ProgrammingError):
            self._refuse(NO_TABLES, is_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(answer_as_json(answer), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(as_sentences(answer)))

    def _refuse(self, message: str, *, is_json: bool) -> NoReturn:
        if is_json:
            self.stdout.write(json.dumps({"error": message}, ensure_ascii=False))
        else:
            self.stderr.write(message)
        sys.exit(1)


def answer_as_json(answer: InterestAnswer) -> dict[str, Any]:
    """The interest under the keys of the contract."""
    return {
        "total": str(answer.total),
        "provisional": answer.is_provisional,
        "lines": [as_json(line) for line in answer.lines],
    }


def as_sentences(answer: InterestAnswer) -> list[str]:
    """The interest for people: the sum, then each line."""
    summary = f"Verzugszinsen: {euro(answer.total)} für {plural(answer.days, 'Tag', 'Tage')}."
    hint = "Vorläufig: Ein Basiszinssatz ist noch nicht bekannt." if answer.is_provisional else ""
    return [summary, *([hint] if hint else []), *(_sentence(line) for line in answer.lines)]


def _sentence(line: InterestLine) -> str:
    return (
        f"{german_day(line.from_on)} bis {german_day(line.to_on)}: "
        f"{plural(line.days, 'Tag', 'Tage')} zu {number(line.rate)} % "
        f"aus {euro(line.principal)} = {euro(line.amount)}"
    )
