"""The benchmarks of script/bench: one module each, named in BENCHMARKS."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping

import django
from django.core.management import call_command
from django.db import connection


def main() -> None:
    """Prepare an empty database and run the benchmark asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dunning_site.settings")
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("benchmark", choices=BENCHMARKS)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--letters", type=int, default=500)
    parser.add_argument("--dossiers", type=int, default=40)
    parser.add_argument("--mails", type=int, default=400)
    parser.add_argument("--reminders", type=int, default=10_000)
    options = parser.parse_args()
    django.setup()
    if options.benchmark not in WITHOUT_DATABASE:
        _refuse_used_database()
        call_command("migrate", verbosity=0)
    BENCHMARKS[options.benchmark](options)


def _refuse_used_database() -> None:
    """Nobody may fill the database of a business with invented orders."""
    from orders.models import Order

    is_made = Order._meta.db_table in connection.introspection.table_names()
    if is_made and Order.objects.exists():
        sys.exit("In dieser Datenbank stehen schon Aufträge. Messen Sie in einer leeren.")


def _import(options: argparse.Namespace) -> None:
    from importing import measure_import

    measure_import(options.orders)


def _match(options: argparse.Namespace) -> None:
    from matching import measure_matching

    measure_matching(options.orders, options.entries)


def _letters(options: argparse.Namespace) -> None:
    from letters import measure_letters

    measure_letters(options.letters)


def _dossiers(options: argparse.Namespace) -> None:
    from dossiers import measure_dossiers

    measure_dossiers(options.dossiers)


def _runs(options: argparse.Namespace) -> None:
    from planning import measure_planning

    measure_planning(options.reminders)


def _overview(options: argparse.Namespace) -> None:
    from overview import measure_overview

    measure_overview(options.orders)


def _search(options: argparse.Namespace) -> None:
    from search import measure_search

    measure_search(options.orders)


def _exports(options: argparse.Namespace) -> None:
    from exports import measure_exports

    measure_exports(options.orders)


def _delivery(options: argparse.Namespace) -> None:
    from delivery import measure_delivery

    measure_delivery(options.mails)


BENCHMARKS: Mapping[str, Callable[[argparse.Namespace], None]] = {
    "import": _import,
    "match": _match,
    "letters": _letters,
    "dossiers": _dossiers,
    "runs": _runs,
    "search": _search,
    "overview": _overview,
    "exports": _exports,
    "delivery": _delivery,
}
WITHOUT_DATABASE = {"letters", "dossiers"}

if __name__ == "__main__":
    main()
