"""Tell where one order stands."""

import json
import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils import timezone

from common.rules.money import ZERO
from orders.models import Order
from reminders.services.assessment import Assessment, assess


class Command(BaseCommand):
    """Exit code 0: found. 1: no such order, or several accounts have one of that number."""

    help = "Zeigt, wo ein Auftrag im Mahnverfahren steht und was als Nächstes kommt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--number", required=True)
        parser.add_argument("--sales-account", metavar="NAME")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the order and explain it."""
        orders = Order.objects.filter(number=options["number"])
        if options["sales_account"]:
            orders = orders.filter(sales_account__name=options["sales_account"])
        found = list(assess(orders.order_by("pk")[:2], timezone.localdate()))
        if len(found) != 1:
            self._refuse(
                f"Es gibt keinen Auftrag {options['number']}."
                if not found
                else f"Auftrag {options['number']} gibt es in mehreren Verkaufsaccounts. "
                "Nennen Sie --sales-account.",
                is_json=options["json"],
            )
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found[0]), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(f"{found[0].order.number}: {found[0].explanation}")

    def _refuse(self, message: str, *, is_json: bool) -> NoReturn:
        if is_json:
            self.stdout.write(json.dumps({"error": message}, ensure_ascii=False))
        else:
            self.stderr.write(message)
        sys.exit(1)


def as_json(assessment: Assessment) -> dict[str, Any]:
    """The standing under the keys of the contract."""
    order, standing = assessment.order, assessment.order.standing
    today = timezone.localdate()
    overdue = sum((one.open_amount for one in order.installments.all() if one.due_on < today), ZERO)
    return {
        "number": order.number,
        "total": str(order.total),
        "paid": str(order.paid_amount),
        "open_amount": str(order.open_amount),
        "overdue_amount": str(overdue),
        "due_on": order.oldest_due_on and order.oldest_due_on.isoformat(),
        "levels_sent": standing.levels_sent,
        "next_level": standing.next_level,
        "next_level_on": standing.next_level_on and standing.next_level_on.isoformat(),
        "closed": standing.is_closed,
        "reasons": [reason.code.value for reason in assessment.reasons],
        "explanation": assessment.explanation,
    }
