"""Send very many reminders end to end, beside bare loops over the same messages.

Each round plans a run for every way of sending and sends it; the ways take turns, so that a busy
machine slows all of them alike. Every process is tied to one processor.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from planning import make_orders

from dunning_site.env import parse_mail_url
from orders.models import Creditor, Order
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run

_FOLDER = Path(__file__).parent
_ROUNDS = 4
# Each round's runs of Mahnwerk: with letters in one process and in two, and without letters.
_RUNS = 3


@dataclass
class Way:
    """One way of sending: its processes, and what they took in all rounds."""

    label: str
    workers: list["Worker"]
    seconds: float = 0.0
    count: int = 0
    processor: float = 0.0
    outcomes: list[dict[str, float]] = field(default_factory=list)

    @property
    def speed(self) -> float:
        """Messages a second by the clock."""
        return self.count / self.seconds

    def go(self, planning_seconds: float = 0.0) -> None:
        """Let all processes send at once; the last one's end counts."""
        for worker in self.workers:
            worker.say("go")
        answers = [worker.answer().split() for worker in self.workers]
        self.seconds += max(float(seconds) for seconds, _ in answers) + planning_seconds
        self.count += sum(int(count) for _, count in answers)

    def end(self) -> None:
        """End the processes, and keep what they say of themselves."""
        for worker in self.workers:
            worker.say("end")
            self.outcomes.append(json.loads(worker.answer()))
        self.processor += sum(one["processor"] for one in self.outcomes)


class Worker:
    """A process of delivery_worker.py."""

    def __init__(self, kind: str, core: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, _FOLDER / "delivery_worker.py", kind, str(core)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def say(self, command: str) -> None:
        """Send one command."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()

    def answer(self) -> str:
        """The next line; the process has failed where there is none."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            sys.exit("Ein Prozess des Messstands ist gescheitert; seine Meldung steht darüber.")
        return line


def measure_delivery(count: int) -> None:
    """Print how many reminders a second are sent; count is that of each way of sending."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    with _sink() as url, ExitStack() as stack:
        os.environ["EMAIL_URL"] = url
        settings.MAIL_SERVER = parse_mail_url(url)
        _give_account_and_orders(count)
        ways = _ways(stack, cores)
        for batch in _batches(count):
            _measure_round(batch, *ways)
        for way in ways:
            way.end()
    _print_outcome(*ways)


def _ways(stack: ExitStack, cores: Sequence[int]) -> list[Way]:
    def way(label: str, kind: str, processes: int = 1) -> Way:
        chosen = [cores[number % len(cores)] for number in range(processes)]
        return Way(label, [stack.enter_context(Worker(kind, core)) for core in chosen])

    return [
        way("Mahnwerk, ein Prozess", "delivery"),
        way("Mahnwerk, zwei Prozesse", "delivery", 2),
        way("WeasyPrint und smtplib allein", "bare"),
        way("Mahnwerk ohne PDF", "delivery-without-pdf"),
        way("smtplib allein", "bare-without-pdf"),
    ]


def _measure_round(
    batch: Sequence[int], one: Way, two: Way, bare: Way, mails: Way, smtp: Way
) -> None:
    share = len(batch) // _RUNS
    for place, way in enumerate((one, two, mails)):
        run_id, planning_seconds = _plan(batch[place * share : (place + 1) * share])
        way.go(planning_seconds)
        for loop in (bare, smtp) if way is one else ():
            loop.workers[0].say(f"prepare {run_id}")
            loop.workers[0].answer()
    bare.go()
    smtp.go()


def _plan(order_ids: Sequence[int]) -> tuple[int, float]:
    """Propose and release a run; its key, and the seconds that took."""
    today = timezone.localdate()
    start = time.perf_counter()
    run = propose_run(
        order_ids, level=1, day=today, written_on=today, selection="Messung", actor=None
    )
    release_run(run.pk, actor=None, today=today, now=timezone.now())
    seconds = time.perf_counter() - start
    # The workers' turn: no connection of this process may be in their way.
    connections.close_all()
    return run.pk, seconds


def _give_account_and_orders(count: int) -> None:
    make_orders(count * _RUNS, timezone.localdate())
    Creditor.objects.update(
        iban="DE02120300000000202051", bic="BYLADEM1001", bank_name="Musterbank Köln"
    )


def _batches(count: int) -> Iterator[list[int]]:
    """The orders of each round."""
    order_ids = list(Order.objects.order_by("pk").values_list("pk", flat=True))
    size = count // _ROUNDS * _RUNS
    for number in range(_ROUNDS):
        yield order_ids[number * size : (number + 1) * size]


@contextmanager
def _sink() -> Iterator[str]:
    """The address of a mail server that takes everything."""
    command = [sys.executable, _FOLDER / "mail_sink.py"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield f"smtp://127.0.0.1:{int(process.stdout.readline())}"
        process.communicate()


def _print_outcome(one: Way, two: Way, bare: Way, mails: Way, smtp: Way) -> None:
    print(f"{one.count:,} Mahnungen je Zeile in {_ROUNDS} Runden, {connection.vendor}\n")
    print("| Versand | Mahnungen/s | gegen WeasyPrint und smtplib | Prozessor je Mahnung |")
    print("|---|---:|---:|---:|")
    for way in (one, two, bare, mails, smtp):
        print(
            f"| {way.label} | {way.speed:.1f} | {way.speed / bare.speed:.2f} "
            f"| {1000 * way.processor / way.count:.0f} ms |"
        )
    print(f"\nZwei Prozesse sind {two.speed / one.speed:.2f}-mal so schnell wie einer.")
    print(f"Ohne PDF ist es das {mails.speed / one.speed:.1f}-Fache.")
    worker = max(outcome["megabytes"] for outcome in one.outcomes + two.outcomes)
    child = max(outcome["child_megabytes"] for outcome in one.outcomes + two.outcomes)
    print(
        f"Speicher in der Spitze: {worker:.0f} MB je Prozess und {child:.0f} MB sein Kind für "
        f"Briefe, zusammen {worker + child:.0f} MB"
    )
