"""One round: lets the product send, ends its processes at random, and waits until nothing is open.

Started as a process of its own with an installation in its environment:
python -m tests.faults.start conductor FOLDER PLAN; the last line it prints is the result as JSON.
"""

import json
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from django.db import Error, connection, connections
from django.db.models import Count
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

from reminders.models import Reminder
from reminders.rules.states import PENDING
from tests.faults.check import check_round
from tests.faults.crowd import Crowd
from tests.faults.plan import RoundPlan
from tests.faults.postgres import restart_at_once, terminate_some
from tests.faults.processes import Child, send_signal
from tests.faults.results import say

SWEEP_TASK = "reminders.tasks.sweep"
SWEEP_EVERY = 1.5
TICK = 0.1
LOOK_EVERY = 0.4
MOST_RINGS = 6
# Who gets nothing done for so long hangs: a killed worker may have held the lock of its queue.
PATIENCE = 10.0
WHOLE_CLUSTER_SHARE = 0.2
PAYER_SHARE = 0.1
_END = object()


class Conductor:
    """Runs one round to its end.

    script: what shall happen besides, advanced a little at every tick.
    """

    def __init__(
        self, plan: RoundPlan, folder: Path, script: Callable[[Self], Iterator[None]] | None = None
    ) -> None:
        self.plan = plan
        self.crowd = Crowd(plan, folder)
        self._script = script(self) if script else iter(())
        self._has_played = False
        self.kills = self.hangs = self.database_restarts = self.terminations = 0
        self._dice = random.Random(plan.seed)
        self._last: Counter[str] = Counter()
        self._moved_at = time.monotonic()
        self._due: dict[str, float] = {}

    def run(self) -> dict[str, Any]:
        """The result of the round; all processes are ended, however it ends."""
        started = time.monotonic()
        self._plan_next()
        try:
            self.crowd.start()
            while not self._is_done() and time.monotonic() - started < self.plan.limit:
                self._tick()
                time.sleep(TICK)
        finally:
            self.crowd.end()
        seconds = time.monotonic() - started
        return {**self._told(seconds), **check_round(self.plan, self.crowd.folder, self._shots())}

    def _plan_next(self) -> None:
        now = time.monotonic()
        for name, mean in self._means().items():
            self._due[name] = now + self._dice.expovariate(1 / mean) if mean else float("inf")
        self._due["look"] = self._due["sweep"] = now

    def _means(self) -> dict[str, float]:
        return {
            "kill": self.plan.kill_every,
            "restart": self.plan.restart_every,
            "terminate": self.plan.terminate_every,
        }

    def _is_time(self, name: str, mean: float) -> bool:
        if time.monotonic() < self._due[name]:
            return False
        self._due[name] = time.monotonic() + mean
        return True

    def _tick(self) -> None:
        # A database that restarts answers nobody for a moment.
        try:
            if self._is_time("look", LOOK_EVERY):
                self._look()
        except Error:
            connections.close_all()
        self.crowd.revive()
        self._has_played = next(self._script, _END) is _END
        means = self._means()
        if self._is_time("kill", self._dice.expovariate(1 / (means["kill"] or 1))):
            self._kill_somebody()
        if self._is_time("restart", means["restart"]):
            connections.close_all()
            restart_at_once()
            self.database_restarts += 1
        if self._is_time("terminate", means["terminate"]):
            with suppress(Error):
                self.terminations += terminate_some(self._dice)

    def _look(self) -> None:
        """Ring the sweep, and end clusters that get nothing done."""
        counts = state_counts()
        if counts != self._last:
            self._last, self._moved_at = counts, time.monotonic()
        elif time.monotonic() - self._moved_at > PATIENCE:
            self.hangs += 1
            self._moved_at = time.monotonic()
            for index, _ in enumerate(self.crowd.clusters):
                self.kills += len(self.crowd.clusters[index].family())
                self.crowd.replace_cluster(index)
        if self._is_time("sweep", SWEEP_EVERY):
            waiting = OrmQ.objects.filter(lock__lte=timezone.now()).count()
            if waiting < MOST_RINGS:
                async_task(SWEEP_TASK)

    def is_settled(self) -> bool:
        """Whether no reminder is on its way any more, at the last look."""
        return bool(self._last) and not any(self._last[state] for state in PENDING)

    def _is_done(self) -> bool:
        return self.is_settled() and self._has_played and self.crowd.have_paid()

    def _kill_somebody(self) -> None:
        alive = [payer for payer in self.crowd.payers if not payer.is_over()]
        if alive and self._dice.random() < PAYER_SHARE:
            self._shoot(self._dice.choice(alive), is_whole=True)
        else:
            is_whole = self._dice.random() < WHOLE_CLUSTER_SHARE
            self._shoot(self._dice.choice(self.crowd.clusters), is_whole=is_whole)

    def _shoot(self, child: Child, *, is_whole: bool) -> None:
        family = child.family()
        victims = family if is_whole or not family else [self._dice.choice(family)]
        self.kills += sum(send_signal(pid, signal.SIGKILL) for pid in victims)

    def _shots(self) -> int:
        """How many processes were ended from outside, the database's included."""
        sessions = self.database_restarts * self.plan.clusters * 4
        return self.kills + sessions + self.terminations

    def _told(self, seconds: float) -> dict[str, Any]:
        return {
            "check": self.plan.check,
            "database": connection.vendor,
            "seed": self.plan.seed,
            "mutant": self.plan.mutant,
            "reminders": self.plan.reminders,
            "seconds": round(seconds, 1),
            "kills": self.kills,
            "hangs": self.hangs,
            "cluster_starts": self.crowd.starts,
            "database_restarts": self.database_restarts,
            "terminations": self.terminations,
        }


def state_counts() -> Counter[str]:
    """How many reminders are in each state."""
    counted = Reminder.objects.order_by().values_list("state").annotate(Count("pk"))
    return Counter(dict(counted))


def main(arguments: list[str]) -> None:
    """Run the round of the command line."""
    folder, plan = Path(arguments[0]), RoundPlan.from_text(arguments[1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    result = Conductor(plan, folder).run()
    say(json.dumps(result))
