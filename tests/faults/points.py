"""Check 2: a process dies once at each label, and the rows are what reliability.md 3.2 says.

Then everything is started again as if nothing had happened, and that settles the rest.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import arms as labels
from tests.faults.plan import CALM
from tests.faults.results import say
from tests.faults.rounds import workshop

REMINDERS = 3


@dataclass(frozen=True)
class Fate:
    """What a death leaves of the reminder it hits, and what becomes of that: state and mails."""

    left: tuple[str, int]
    becomes: tuple[str, int]


SENT = ("sent", 1)
ROAD = {
    # The server is asked for before anything is claimed.
    labels.AFTER_CONNECT: Fate(("queued", 0), SENT),
    labels.AFTER_CLAIM: Fate(("preparing", 0), SENT),
    labels.BEFORE_DECIDE: Fate(("preparing", 0), SENT),
    labels.IN_DECIDE: Fate(("preparing", 0), SENT),
    labels.AFTER_DECIDE: Fate(("sending", 0), ("uncertain", 0)),
    labels.AFTER_ACCEPT: Fate(("sending", 1), ("uncertain", 1)),
    # From here on the journal knows.
    labels.AFTER_JOURNAL: Fate(("sending", 1), SENT),
    labels.IN_SETTLE: Fate(("sending", 1), SENT),
    labels.AFTER_SETTLE: Fate(SENT, SENT),
}
# How many payments are in the books after the death; afterwards it is one in any case.
PAYMENT = {labels.IN_PAYMENT: 0, labels.AFTER_PAYMENT: 1}
PLANNING = (labels.IN_PLANNING, labels.AFTER_PLANNING, labels.IN_RELEASE)


def try_points(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One result per label, each in a world of its own."""
    with workshop(REMINDERS, is_planned=False) as shop:
        names = (*ROAD, *PAYMENT, *PLANNING)
        for name in names:
            yield shop.attempt("points", name, options.mutant)


def main(arguments: list[str]) -> None:
    """Die at one label, start again, and print what came of it."""
    from tests.faults.points_trial import Trial

    folder, label, mutant = arguments
    trial = Trial(Path(folder), label, mutant)
    tries: dict[bool, Callable[[], list[str]]] = {
        label in ROAD: lambda: trial.on_the_road(ROAD[label]),
        label in PAYMENT: lambda: trial.in_payment(PAYMENT[label]),
        label in PLANNING: trial.in_planning,
    }
    say(json.dumps(trial.result(tries[True]())))


PLAN = CALM.with_options(check="points", reminders=REMINDERS, limit=90)
