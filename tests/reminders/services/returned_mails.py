"""Reminders that went out, and the reports that come back about them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from reminders.models import Reminder
from reminders.services.ways_back import way_back
from tests.factories import TODAY, order
from tests.reminders.adapters.bounces import dsn
from tests.sent_reminders import sent_reminder

BASE = "bounces@brief.example"


@dataclass
class Returned:
    """A sent reminder with its return path; report: what a server writes back about it."""

    reminder: Reminder
    path: str

    def report(self, **changes: str) -> bytes:
        facts = {
            "to": self.path,
            "recipient": self.reminder.recipient,
            "message_id": self.reminder.message_id,
            "diagnostic": "smtp; 550 5.1.1 unknown mailbox",
        }
        return dsn(**{**facts, **changes})

    @property
    def words(self) -> list[str]:
        """The order's history."""
        item = self.reminder.items.get()
        return list(item.order.history.order_by("pk").values_list("text", flat=True))


@pytest.fixture
def returned(db, settings) -> Callable[..., Returned]:
    """A sent reminder whose bounces come to an address of ours; the keywords are its fields."""
    settings.BOUNCE_ADDRESS = BASE

    def make(**fields: object) -> Returned:
        bought = order()
        reminder = sent_reminder(
            bought, sent_on=TODAY, **{"recipient": bought.customer.email, **fields}
        )
        return Returned(reminder, way_back(reminder, "", today=TODAY).envelope_from)

    return make
