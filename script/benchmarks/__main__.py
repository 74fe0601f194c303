"""The benchmarks of script/bench: one module each, named in BENCHMARKS."""

import argparse
import os
from collections.abc import Callable, Mapping

import django
from django.core.management import call_command


def main() -> None:
    """Prepare an empty database and run the benchmark asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dunning_site.settings")
    parser = argparse.ArgumentParser(prog="script/bench")
    commands = parser.add_subparsers(dest="benchmark", required=True)
    importing = commands.add_parser("import", help="die Datei eines Shops importieren")
    importing.add_argument("--orders", type=int, default=100_000)
    matching = commands.add_parser("match", help="einen Kontoauszug den Aufträgen zuordnen")
    matching.add_argument("--orders", type=int, default=100_000)
    matching.add_argument("--entries", type=int, default=20_000)
    options = parser.parse_args()
    django.setup()
    call_command("migrate", verbosity=0)
    BENCHMARKS[options.benchmark](options)


def _import(options: argparse.Namespace) -> None:
    from importing import measure_import

    measure_import(options.orders)


def _match(options: argparse.Namespace) -> None:
    from matching import measure_matching

    measure_matching(options.orders, options.entries)


BENCHMARKS: Mapping[str, Callable[[argparse.Namespace], None]] = {
    "import": _import,
    "match": _match,
}

if __name__ == "__main__":
    main()
