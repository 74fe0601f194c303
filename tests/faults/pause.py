"""Check 7: a worker is stopped for longer than its lease, others go on, then it wakes up."""

import argparse
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.faults import arms as labels
from tests.faults.plan import CALM
from tests.faults.results import say
from tests.faults.rounds import workshop

PLAN = CALM.with_options(check="pause", reminders=1, limit=90)
# Where it is stopped; how the reminder stands before it wakes up, how its worker ends it, and how
# it stands then. After a standstill no dot is written, as a person may have decided meanwhile.
PAUSES = {
    labels.AFTER_CLAIM: (("sent", 1), "revoked", ("sent", 1)),
    labels.BEFORE_DECIDE: (("sent", 1), "revoked", ("sent", 1)),
    labels.AFTER_DECIDE: (("uncertain", 0), "revoked", ("uncertain", 0)),
    labels.AFTER_ACCEPT: (("uncertain", 1), "sent", ("sent", 1)),
}


def try_pause(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One result per place."""
    with workshop(PLAN.reminders) as shop:
        for label in PAUSES:
            yield shop.attempt("pause", label, options.mutant)


def main(arguments: list[str]) -> None:
    """Stop a worker at one label, let clusters take over, wake it, and print what came of it."""
    from tests.faults import trials
    from tests.faults.conductor import Conductor
    from tests.faults.processes import send_signal

    folder, label, mutant = Path(arguments[0]), arguments[1], arguments[2]
    asleep, ending, awake = PAUSES[label]
    seen: list[tuple[str, int]] = []

    def script(conductor: Conductor) -> Iterator[None]:
        while not conductor.is_settled():
            yield
        seen.extend(trials.truth(folder).values())
        send_signal(sleeper.pid, signal.SIGCONT)
        while not sleeper.is_over():
            yield

    conductor = Conductor(PLAN.with_options(mutant=mutant), folder, script)
    conductor.crowd.start_witness()
    what = {"stalls": {label: 1.0}, "is_stopping": True, "mutant": mutant}
    work = lambda: trials.deliver(folder)  # noqa: E731
    sleeper = trials.start_armed(folder, trials.arms(folder, **what), work)
    try:
        _wait_for(folder)
        result = conductor.run()
    finally:
        sleeper.kill()
    found = (seen, trials.ended(folder), list(trials.truth(folder).values()))
    if found != ([asleep], {ending: 1}, [awake]):
        result["violations"][f"{label}: {found}"] = 1
    say(json.dumps({**result, "label": label}))


def _wait_for(folder: Path) -> None:
    """Wait until the worker sleeps."""
    from tests.faults.crowd import STRIKES

    until = time.monotonic() + 60
    while not (folder / STRIKES).exists() and time.monotonic() < until:
        time.sleep(0.05)
