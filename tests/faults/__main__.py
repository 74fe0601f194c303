"""The proofs of script/faults; exit code 1 when anything was violated."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path

from tests.faults import postgres
from tests.faults.disk import try_disks
from tests.faults.pause import try_pause
from tests.faults.plan import PLANS, RoundPlan
from tests.faults.points import try_points
from tests.faults.results import Result, Results, say
from tests.faults.rounds import RoundFailed, Workshop, workshop
from tests.faults.two_hosts import REMINDERS, try_hosts

POSTGRES_ONLY = {"dbrestart"}
SINGLE: Mapping[str, Callable[[argparse.Namespace], Iterator[Result]]] = {
    "points": try_points,
    "pause": try_pause,
    "disk": try_disks,
}
ROUNDS = ("kill", "payments", "dbrestart", *SINGLE)
# Not part of all: it needs root, and brings servers and hosts of its own.
HOSTS = "hosts"
CHECKS = (*ROUNDS, HOSTS, "simulate", "all")


def main() -> int:
    """Run what the command line asks for."""
    options, rest = _parser().parse_known_args()
    if options.check == "simulate":
        return _simulate(rest)
    if rest:
        _parser().error(f"unknown: {' '.join(rest)}")
    results = Results.read(options.out)
    known = len(results.rows)
    for check in [name for name in ROUNDS if options.check in (name, "all")]:
        _run(check, options, results)
    if options.check == HOSTS:
        _cut_off(options, results)
    say(f"\n{results.table()}")
    if words := results.mutants():
        say(f"\nMutants: {words}")
    is_violated = any(row["violations"] for row in results.rows[known:])
    return 1 if is_violated else 0


def _run(check: str, options: argparse.Namespace, results: Results) -> None:
    if check in POSTGRES_ONLY and not postgres.is_used():
        say(f"{check}: only on PostgreSQL, as script/with_postgres script/faults {check}.")
    elif check in SINGLE:
        for result in SINGLE[check](options):
            results.add(result)
    else:
        _play(PLANS[check].with_options(**vars(options)), options, results)


def _play(plan: RoundPlan, options: argparse.Namespace, results: Results) -> None:
    """Rounds with one seed after the other; those in the file are not played again."""
    database = "postgresql" if postgres.is_used() else "sqlite"
    seeds = range(options.seed, options.seed + options.rounds)
    with workshop(plan.reminders) as shop:
        for mutant, seed in product(options.mutant.split(","), seeds):
            one = plan.with_options(seed=seed, mutant=mutant)
            facts = {"check": one.check, "database": database, "reminders": one.reminders}
            if not results.has(**facts, seed=seed, mutant=mutant):
                results.add(_round(shop, one))


def _round(shop: Workshop, plan: RoundPlan) -> Result:
    try:
        return shop.play(plan)
    except RoundFailed as failure:
        say(f"{failure}")
        raise SystemExit(2) from failure


def _cut_off(options: argparse.Namespace, results: Results) -> None:
    """Two hosts, one cut off in the middle: a run for each seed."""
    for seed in range(options.seed, options.seed + options.rounds):
        reminders = options.reminders or REMINDERS
        facts = {"check": HOSTS, "database": "postgresql", "reminders": reminders}
        if not results.has(**facts, seed=seed, mutant=""):
            results.add(try_hosts(reminders, seed))


def _simulate(rest: list[str]) -> int:
    from tests.faults.simulator import main as simulate

    return simulate(rest)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="script/faults", description=__doc__)
    parser.add_argument("check", choices=CHECKS)
    parser.add_argument("--rounds", type=int, default=1, help="how many, one seed each")
    parser.add_argument("--seed", type=int, default=1, help="of the first round")
    parser.add_argument("--reminders", type=int, default=None, help="per round (2000)")
    parser.add_argument("--payments", type=int, default=None, help="per round (300)")
    parser.add_argument("--kill-every", type=float, default=None, help="mean seconds (2.5)")
    parser.add_argument("--restart-every", type=float, default=None, help="seconds (10)")
    parser.add_argument("--limit", type=float, default=None, help="seconds of a round at most")
    parser.add_argument(
        "--mutant", default="", help="wrong designs, with commas; each must be caught"
    )
    parser.add_argument("--out", type=Path, default=None, help="results, one JSON line a round")
    parser.add_argument(
        "--real-letters", action="store_true", dest="has_real_letters", help="not a small one"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
