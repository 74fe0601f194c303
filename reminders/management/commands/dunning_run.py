"""Run the dunning for a day by hand, or show what it would do."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from common.rules.german import day as german_day
from common.rules.german import euro, plural
from common.rules.money import ZERO
from orders.services.sales_accounts import NoSuchSalesAccount, find_sales_account
from reminders.management.arguments import iso_day
from reminders.rules.eligibility import Code
from reminders.services.delivery import DeliveryImpossible, deliver_run
from reminders.services.dry_runs import forecast
from reminders.services.mail_server import JournalNotWritable
from reminders.services.reports import ReportedOrder, report
from reminders.services.runs import RunRefused, run_by_hand


class Command(BaseCommand):
    """Exit code 0: done. 1: refused, or not everything could be sent. 2: wrong arguments."""

    help = "Mahnt alle überfälligen Aufträge eines Tages, auch ohne eingeschaltete Automatik."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--date", required=True, type=iso_day, metavar="JJJJ-MM-TT")
        parser.add_argument(
            "--dry-run", action="store_true", help="zeigt nur, was geschähe; auch künftige Tage"
        )
        parser.add_argument("--sales-account", metavar="NAME")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run or forecast, then tell it order by order."""
        try:
            account_id = self._account_id(options)
            if options["dry_run"]:
                today = timezone.localdate()
                planned = forecast(options["date"], today=today, sales_account_id=account_id)
                self._tell(None, planned.orders, options)
                return
            self._run(account_id, options)
        except (NoSuchSalesAccount, RunRefused) as refusal:
            self._refuse(str(refusal), options)

    def _run(self, account_id: int | None, options: dict[str, Any]) -> None:
        name = options["sales_account"]
        run = run_by_hand(
            options["date"],
            sales_account_id=account_id,
            selection=f"Kommando, Verkaufsaccount {name}" if name else "Kommando, alle Aufträge",
            today=timezone.localdate(),
            now=timezone.now(),
        )
        hindrance = ""
        try:
            deliver_run(run.pk, clock=timezone.now)
        except (DeliveryImpossible, JournalNotWritable) as error:
            hindrance = str(error)
        orders = list(report(run))
        self._tell(run.pk, orders, options)
        if hindrance:
            self.stderr.write(hindrance)
        if hindrance or run.reminders.exclude(state="sent").exists():
            sys.exit(1)

    def _account_id(self, options: dict[str, Any]) -> int | None:
        name = options["sales_account"]
        return find_sales_account(name).pk if name else None

    def _tell(
        self, run_id: int | None, orders: list[ReportedOrder], options: dict[str, Any]
    ) -> None:
        if options["json"]:
            outcome = {
                "date": options["date"].isoformat(),
                "dry_run": options["dry_run"],
                "run": run_id,
                "orders": [as_json(order) for order in orders],
                "warnings": [warning_as_json(order) for order in orders if order.warnings],
            }
            self.stdout.write(json.dumps(outcome, ensure_ascii=False, indent=2))
            return
        for line in as_sentences(options["date"], orders, is_dry_run=options["dry_run"]):
            self.stdout.write(line)

    def _refuse(self, message: str, options: dict[str, Any]) -> None:
        if options["json"]:
            refused = {
                "date": options["date"].isoformat(),
                "dry_run": options["dry_run"],
                "run": None,
                "orders": [],
                "error": message,
            }
            self.stdout.write(json.dumps(refused, ensure_ascii=False, indent=2))
        else:
            self.stderr.write(message)
        sys.exit(1)


def as_json(order: ReportedOrder) -> dict[str, Any]:
    """One order under the keys of the contract."""
    return {
        "sales_account": order.sales_account,
        "number": order.number,
        "level": order.level,
        "action": "send" if order.is_sent else "skip",
        "channel": order.channel,
        "open_amount": str(order.open_amount),
        "interest": str(order.interest),
        "fee": str(order.fee),
        "reasons": [reason.code.value for reason in order.reasons],
    }


def warning_as_json(order: ReportedOrder) -> dict[str, Any]:
    """The codes of what a clerk should know of an order that is dunned all the same."""
    return {
        "sales_account": order.sales_account,
        "number": order.number,
        "codes": [warning.code.value for warning in order.warnings],
    }


def as_sentences(day: date, orders: list[ReportedOrder], *, is_dry_run: bool) -> list[str]:
    """The outcome for people: a summary, then each skipped order with its reasons."""
    sent = [order for order in orders if order.is_sent]
    total = sum((order.open_amount for order in sent), ZERO)
    would = "würde" if len(sent) == 1 else "würden"
    what = f"{would} versendet" if is_dry_run else "versendet"
    lines = [
        f"Mahnlauf für den {german_day(day)}: {plural(len(sent), 'Mahnung', 'Mahnungen')} {what} "
        f"über zusammen {euro(total)}, {len(orders) - len(sent)} ausgelassen."
    ]
    for order in orders:
        if order.is_sent and is_dry_run:
            lines.append(f"{_name(order)}: Mahnstufe {order.level}, {euro(order.open_amount)}")
        elif not order.is_sent:
            why = " ".join(reason.text for reason in order.reasons)
            lines.append(f"{_name(order)}: ausgelassen. {why}")
    return [*lines, *_warnings(sent)]


def _warnings(sent: list[ReportedOrder]) -> list[str]:
    """What speaks against the reminders; what is true of many orders is said once."""
    warnings = [
        f"Achtung: {warning.text}"
        if warning.code == Code.BANK_DATA_OLD
        else f"Achtung, {_name(order)}: {warning.text}"
        for order in sent
        for warning in order.warnings
    ]
    return list(dict.fromkeys(warnings))


def _name(order: ReportedOrder) -> str:
    """The number with its account: two accounts may use the same number."""
    return f"{order.number} ({order.sales_account})"
