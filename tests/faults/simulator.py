"""Deterministic simulation of the delivery: one seed is one schedule of everything that goes wrong.

    python -m tests.faults.simulator FIRST COUNT [--mutant NAME] [--jobs N] [-v]

The same code that delivers, plans and books runs as simulated processes in one thread; the seed
says who goes on at each point, who dies, how far clocks jump and what mail server and disk do.
Ends with one line of JSON, and with exit code 1 when a seed broke a promise, or, with a mutant,
when none did.
"""

import argparse
import atexit
import json
import logging
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

LAST_LINES = 40


@dataclass(frozen=True)
class Batch:
    """Some seeds for one process; is_loud: tell each broken promise with the last lines."""

    first: int
    count: int
    mutant: str = ""
    is_loud: bool = False
    all_lines: bool = False


@dataclass(frozen=True)
class Tally:
    """What a batch came to: problems by kind, the seeds that had one, and sums over all seeds."""

    kinds: Counter[str]
    seeds: tuple[int, ...]
    counts: Counter[str]


def run_batch(batch: Batch) -> Tally:
    """Run the seeds of a batch in this process, which stays mutated if one was named."""
    _set_up()
    from tests.faults.simulated_seed import simulate
    from tests.faults.simulated_world import simulated_world

    kinds: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    seeds: list[int] = []
    with simulated_world() as world:
        _mutate(batch.mutant)
        for seed in range(batch.first, batch.first + batch.count):
            outcome = simulate(seed, world)
            counts.update(outcome.counts)
            if not outcome.problems:
                continue
            seeds.append(seed)
            kinds.update({problem.partition(":")[0] for problem in outcome.problems})
            if batch.is_loud or not batch.mutant:
                _tell(seed, outcome.problems, outcome.trace, all_lines=batch.all_lines)
    return Tally(kinds, tuple(seeds), counts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="tests.faults.simulator")
    parser.add_argument("first", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--mutant", default="", help="a wrong design that must be found")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("-v", action="store_true", help="tell what a mutant breaks, too")
    parser.add_argument("--all-lines", action="store_true", help="the whole trace of a bad seed")
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    batches = list(_batches(asked))
    if asked.jobs > 1:
        with ProcessPoolExecutor(asked.jobs, mp_context=get_context("spawn")) as pool:
            tallies = list(pool.map(run_batch, batches))
    else:
        tallies = [run_batch(batch) for batch in batches]
    seeds = sorted(seed for tally in tallies for seed in tally.seeds)
    summary = {
        "simulator": [asked.first, asked.count],
        "mutant": asked.mutant,
        "seconds": round(time.monotonic() - began, 1),
        "violations": sum((tally.kinds for tally in tallies), Counter()),
        "seeds_with_violations": len(seeds),
        "first_seed": seeds[0] if seeds else None,
        **sum((tally.counts for tally in tallies), Counter()),
    }
    sys.stdout.write(f"{json.dumps(summary)}\n")
    return int(bool(seeds) != bool(asked.mutant))


def _batches(asked: argparse.Namespace) -> Iterator[Batch]:
    """The seeds dealt out in equal parts, one for each job."""
    share = -(-asked.count // asked.jobs)
    for start in range(0, asked.count, share):
        yield Batch(
            asked.first + start,
            min(share, asked.count - start),
            asked.mutant,
            asked.v,
            asked.all_lines,
        )


def _tell(seed: int, problems: Sequence[str], trace: Sequence[str], *, all_lines: bool) -> None:
    lines = trace if all_lines else trace[-LAST_LINES:]
    told = [f"seed {seed}: {'; '.join(problems)}", *(f"  {line}" for line in lines)]
    sys.stdout.write("\n".join(told) + "\n")


def _set_up() -> None:
    """Make a Django of this process, in a folder of its own, unless there is one."""
    from django.apps import apps

    if apps.ready:
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "dunning_site.settings"
    folder = tempfile.mkdtemp(prefix="mahnwerk-simulator-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATA_DIR"] = folder
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "collections"))
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    # What goes wrong is meant to; the check tells what is not.
    logging.disable(logging.CRITICAL)


def _mutate(name: str) -> None:
    if name:
        from tests.faults.mutants import apply_mutant

        apply_mutant(name)


if __name__ == "__main__":
    sys.exit(main())
