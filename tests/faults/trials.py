"""What the single trials share: one worker of the product that something happens to."""

import json
from collections.abc import Callable
from pathlib import Path

from django.db import connection, connections
from django.utils import timezone

from reminders.models import Reminder
from reminders.services import delivery
from tests.faults.arms import Arms, arm
from tests.faults.check import Sworn
from tests.faults.crowd import STRIKES
from tests.faults.processes import Child, fork

ENDED = "ended.json"
WORKER_SECONDS = 30.0


def start_armed(folder: Path, arms: Arms, work: Callable[[], object]) -> Child:
    """A process that does the work and to which the arms happen."""
    connections.close_all()

    def armed() -> None:
        arm(arms)
        work()

    return fork(armed, folder / "worker.log")


def deliver(folder: Path) -> None:
    """Send as a worker does, and note how the reminders ended."""
    ended = delivery.deliver_due(clock=timezone.now, seconds=WORKER_SECONDS)
    (folder / ENDED).write_text(json.dumps(ended))


def ended(folder: Path) -> dict[str, int]:
    """How the worker ended its reminders; nothing when it never came to its end."""
    path = folder / ENDED
    return dict(json.loads(path.read_text())) if path.exists() else {}


def arms(folder: Path, **what: object) -> Arms:
    """Arms that strike once."""
    return Arms(log=f"{folder / STRIKES}", is_once=True, **what)  # type: ignore[arg-type]


def truth(folder: Path) -> dict[str, tuple[str, int]]:
    """State and number of accepted mails of each reminder, by Message-ID."""
    accepted = Sworn.of(folder).accepted
    return {
        message_id: (state, accepted[message_id])
        for message_id, state in Reminder.objects.order_by("pk").values_list("message_id", "state")
    }


def database() -> str:
    """The vendor's name."""
    return connection.vendor
