"""All that is known of a seed at its end: the server's record, the log, the reminders."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from sqlite3 import Connection

from django.db import connection

from tests.faults.simulated_edges import Edges
from tests.faults.simulated_log import Line, lines
from tests.faults.simulated_people import People
from tests.faults.simulated_server import Dot


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder as it stands at the end, in cents."""

    pk: int
    state: str
    channel: str
    level: int
    message_id: str
    account: int
    order: int
    seen_entry: int | None
    claimed: int
    fee: int


class Record:
    """All that is known of a seed at its end."""

    def __init__(self, edges: Edges, people: People) -> None:
        self.edges, self.people = edges, people
        self.database: Connection = connection.connection
        self.log: list[Line] = list(lines(self.database))

    def rows(self, sql: str) -> list[tuple]:
        """What a query gives."""
        return self.database.execute(sql).fetchall()

    @cached_property
    def reminders(self) -> list[Sent]:
        """All reminders; each claims one order here."""
        return [Sent(*row) for row in self.rows(_REMINDERS)]

    @cached_property
    def dots(self) -> dict[int, list[Dot]]:
        """The final dots of each reminder, oldest first."""
        ids = {one.message_id: one.pk for one in self.reminders}
        found: dict[int, list[Dot]] = defaultdict(list)
        for dot in self.edges.server.dots:
            found[ids[dot.message_id]].append(dot)
        return found

    def accepted(self, pk: int) -> list[Dot]:
        """The dots by which the server took the reminder."""
        return [dot for dot in self.dots[pk] if dot.is_accepted]

    def told(self, what: str, ref: int) -> list[Line]:
        """The lines of the log about one thing."""
        return [line for line in self.log if line.what == what and line.ref == ref]

    def intent_of(self, pk: int, dot: Dot) -> int:
        """Where the process committed that it would send this dot; 0 when it never did."""
        intents = [
            line.position
            for line in self.told("state", pk)
            if line.value.endswith(">sending")
            and line.process == dot.process
            and line.position <= dot.position
        ]
        return max(intents, default=0)


_REMINDERS = """
SELECT r.id, r.state, r.channel, r.level, r.message_id, r.sales_account_id, i.order_id,
       i.decided_after_entry, round(100 * (i.principal + i.other_costs)),
       round(100 * r.dunning_fee)
FROM reminders_reminder r JOIN reminders_reminderitem i ON i.reminder_id = r.id ORDER BY r.id
"""
