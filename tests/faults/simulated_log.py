"""What became of a seed's world, written down by triggers of the database itself.

A line is committed or rolled back with what it tells of, so its number is the order of commits:
the witness of what was before what that no clock and no code of the product can bend.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection

TABLE = """
CREATE TABLE simulated_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT, ref INTEGER, value TEXT, process TEXT
);
"""
_TRIGGER = """
CREATE TRIGGER simulated_{name} AFTER {event} ON {table} {when} BEGIN
    INSERT INTO simulated_log (what, ref, value, process)
    VALUES ('{what}', {ref}, {value}, simulated_process());
END;
"""
_MOVES = [
    ("made", "INSERT", "reminders_reminder", "", "state", "NEW.id", "'>' || NEW.state"),
    (
        "moved",
        "UPDATE OF state",
        "reminders_reminder",
        "WHEN OLD.state <> NEW.state",
        "state",
        "NEW.id",
        "OLD.state || '>' || NEW.state",
    ),
    (
        "entry",
        "INSERT",
        "orders_ledgerentry",
        "",
        "entry",
        "NEW.order_id",
        "NEW.id || ' ' || NEW.amount",
    ),
    (
        "stopped",
        "INSERT",
        "reminders_sendingstop",
        "",
        "stop",
        "COALESCE(NEW.sales_account_id, 0)",
        "'on'",
    ),
    (
        "released",
        "UPDATE OF lifted_at",
        "reminders_sendingstop",
        "",
        "stop",
        "COALESCE(NEW.sales_account_id, 0)",
        "'off'",
    ),
    ("blocked", "INSERT", "reminders_dunningblock", "", "block", "NEW.order_id", "'on'"),
    (
        "unblocked",
        "UPDATE OF lifted_on",
        "reminders_dunningblock",
        "",
        "block",
        "NEW.order_id",
        "'off'",
    ),
    (
        "decided",
        "INSERT",
        "reminders_uncertaindecision",
        "",
        "decision",
        "NEW.reminder_id",
        "NEW.choice",
    ),
]


@dataclass(frozen=True, slots=True)
class Line:
    """One committed change; position: its number."""

    position: int
    what: str
    ref: int
    value: str
    process: str


def triggers() -> str:
    """The script that makes table and triggers."""
    names = ("name", "event", "table", "when", "what", "ref", "value")
    made = [_TRIGGER.format(**dict(zip(names, one, strict=True))) for one in _MOVES]
    return TABLE + "".join(made)


def lines(database: Connection) -> Iterator[Line]:
    """All lines, oldest first."""
    rows = database.execute("SELECT id, what, ref, value, process FROM simulated_log ORDER BY id")
    return (Line(*row) for row in rows)
