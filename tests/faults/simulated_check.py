"""Which promises a seed broke: the server's own record against the database and its log."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import connection

from reminders.adapters.journal import Journal
from tests.faults.simulated_edges import Edges
from tests.faults.simulated_log import Line
from tests.faults.simulated_people import WORKERS, People
from tests.faults.simulated_record import Record, Sent
from tests.faults.simulated_server import Dot

IN_HAND = ("preparing", "sending")
NOT_SENT = ("proposed", "queued", "cancelled", "failed")
SENT = ("sent", "withdrawn")
GIVES_UP = ("send_again", "as_letter", "discard")
# reliability.md 3.1, written down here once more: from where a reminder may go where.
STEPS = {
    "": "proposed queued",
    "proposed": "queued cancelled",
    "queued": "preparing cancelled",
    "preparing": "queued sending failed cancelled",
    "sending": "sent queued failed uncertain",
    "uncertain": "sent queued cancelled",
    "failed": "queued",
}
UNDOUBTED = ("uncertain>queued", "uncertain>cancelled", "uncertain>preparing")
# A yes that came when a person had queued the mail again.
LATE_YES = ("queued>sent", "preparing>sent")
STEPS_IN_DAYS = (5, 15, 30)


def violations(edges: Edges, people: People) -> list[str]:
    """Each broken promise in words; none when all is well."""
    record = Record(edges, people)
    return [broken for check in _CHECKS for broken in check(record)]


def _once(record: Record) -> Iterator[str]:
    """At most one mail, and one more for each time that a person said so."""
    for one in record.reminders:
        decisions = [line.value for line in record.told("decision", one.pk)]
        again = decisions.count("send_again")
        if len(record.accepted(one.pk)) > 1 + again:
            yield f"duplicate: reminder {one.pk}"
        intents = [x for x in record.told("state", one.pk) if x.value.endswith(">sending")]
        if len(record.dots[one.pk]) > len(intents):
            yield f"dot without intent: reminder {one.pk}"
        doubts = [x for x in record.told("state", one.pk) if x.value.endswith(">uncertain")]
        if len(decisions) > len(doubts):
            yield f"two decisions on one doubt: reminder {one.pk}"
        given_up = [x for x in record.told("state", one.pk) if x.value in UNDOUBTED]
        if len(given_up) > sum(choice in GIVES_UP for choice in decisions):
            yield f"given up without a decision: reminder {one.pk}"


def _truth(record: Record) -> Iterator[str]:
    """What the database says is what the server has, or what a person decided."""
    for one in record.reminders:
        accepted = record.accepted(one.pk)
        decided = record.told("decision", one.pk)
        if one.state in SENT and not accepted:
            yield f"sent but not accepted: reminder {one.pk}"
        given_up = max((x.position for x in decided if x.value in GIVES_UP), default=0)
        # A mail may still leave that a person gave up while its process stood still.
        known = [dot for dot in accepted if dot.position > 0 and not _is_late(record, one, dot)]
        if one.state in NOT_SENT and known and one.channel == "email":
            yield f"accepted but {one.state}: reminder {one.pk}"
        if any(dot.position <= given_up and not _is_late(record, one, dot) for dot in known):
            yield f"given up though accepted: reminder {one.pk}"


def _kept(record: Record) -> Iterator[str]:
    """Each yes that a process heard and wrote down stands in the journal, which nothing spoiled."""
    if record.edges.disk.is_spoiled:
        return
    known = {entry.message_id for entry in Journal(settings.JOURNAL_PATH).entries()}
    for one in record.reminders:
        settled = [x for x in record.told("state", one.pk) if x.value.endswith(">sent")]
        if settled and settled[-1].process in WORKERS and one.message_id not in known:
            yield f"not in the journal: reminder {one.pk}"


def _is_late(record: Record, one: Sent, dot: Dot) -> bool:
    """Whether a person gave the mail up after the intent and before the dot."""
    intent = record.intent_of(one.pk, dot)
    decided = record.told("decision", one.pk)
    return any(x.value in GIVES_UP and intent < x.position <= dot.position for x in decided)


def _settled(record: Record) -> Iterator[str]:
    """Nothing stays half done."""
    if record.rows("SELECT 1 FROM reminders_mailchannel WHERE quarantined_at IS NOT NULL"):
        yield "quarantined though nothing was restored"
    last_run = max(row[0] for row in record.rows("SELECT id FROM reminders_dunningrun"))
    fresh = {row[0] for row in record.rows(_OF_RUN.format(last_run))}
    busy = {one.order for one in record.reminders if one.state in (*IN_HAND, "uncertain")}
    for one in record.reminders:
        is_letter = one.channel == "letter"
        if one.state in IN_HAND and not is_letter:
            yield f"stuck in {one.state}: reminder {one.pk}"
        is_due = one.state == "queued" and one.pk not in fresh and one.order not in busy
        if is_due and not is_letter:
            yield f"stuck in the queue: reminder {one.pk}"
    for row in record.rows(_OPEN_RUNS):
        yield f"run {row[0]} never ends"


_OPEN_RUNS = """
SELECT id FROM reminders_dunningrun WHERE state IN ('released', 'running') AND id NOT IN (
    SELECT run_id FROM reminders_reminder WHERE state IN ('queued', 'preparing', 'sending'))
"""
_OF_RUN = "SELECT id FROM reminders_reminder WHERE run_id = {}"


def _lawful(record: Record) -> Iterator[str]:
    """No intent while stopped, blocked or paid; each names the newest booking and the right sum."""
    reminders = {one.pk: one for one in record.reminders}
    past = Past()
    seen: dict[int, int] = {}
    for line in record.log:
        if line.what == "state" and line.value.endswith(">sending"):
            one = reminders[line.ref]
            seen[one.pk] = past.newest.get(one.order, 0)
            if why := past.objection(one):
                yield f"decided {why}: reminder {one.pk}"
        past.add(line)
    for pk, newest in seen.items():
        if reminders[pk].seen_entry != newest:
            yield f"names another newest booking: reminder {pk}"


class Past:
    """What was committed up to a line of the log: stops, blocks, bookings in cents."""

    def __init__(self) -> None:
        self._held: dict[str, set[int]] = {"stop": set(), "block": set()}
        self._balances: Counter[int] = Counter()
        self.newest: dict[int, int] = {}

    def add(self, line: Line) -> None:
        """Go on by one line."""
        if line.what in self._held:
            held = self._held[line.what]
            (held.add if line.value == "on" else held.discard)(line.ref)
        elif line.what == "entry":
            key, amount = line.value.split()
            self.newest[line.ref] = int(key)
            self._balances[line.ref] += round(100 * float(amount))

    def objection(self, one: Sent) -> str:
        """Why no decision to send may follow here, or ""."""
        if self._held["stop"] & {0, one.account}:
            return "while stopped"
        if one.order in self._held["block"]:
            return "while blocked"
        balance = self._balances[one.order]
        if balance <= 0:
            return "after the payment"
        return "" if balance == one.claimed else "for a wrong sum"


def _levels(record: Record) -> Iterator[str]:
    """One level after the other, and the standing knows each that was sent."""
    by_id = {one.message_id: one for one in record.reminders}
    reached: dict[int, int] = {}
    for dot in record.edges.server.dots:
        one = by_id[dot.message_id]
        if dot.is_accepted and not _is_late(record, one, dot):
            if one.level < reached.get(one.order, 0):
                yield f"level {one.level} after level {reached[one.order]}: order {one.order}"
            reached[one.order] = one.level
    stands = dict(record.rows("SELECT order_id, levels_sent FROM reminders_standing"))
    is_open = {row[0] for row in record.rows("SELECT id FROM orders_order WHERE open_amount > 0")}
    for one in record.reminders:
        if one.state in SENT and one.order in is_open and stands.get(one.order, 0) < one.level:
            yield f"level {one.level} lost: order {one.order}"


def _lawful_steps(record: Record) -> Iterator[str]:
    """Only steps of reliability.md 3.1, and who decides is who has claimed."""
    claimed: dict[int, str] = {}
    for line in record.log:
        if line.what != "state":
            continue
        if line.value.endswith(">preparing"):
            claimed[line.ref] = line.process
        before, after = line.value.split(">")
        if line.value in LATE_YES and _is_sent_again(record, line):
            continue
        if after not in STEPS.get(before, "").split():
            yield f"step {line.value}: reminder {line.ref}"
        elif line.value == "preparing>sending" and claimed.get(line.ref) != line.process:
            yield f"decided without the claim: reminder {line.ref}"


def _is_sent_again(record: Record, step: Line) -> bool:
    decisions = record.told("decision", step.ref)
    return any(one.value == "send_again" and one.position < step.position for one in decisions)


def _refusals(record: Record) -> Iterator[str]:
    """Back to the queue, or failed, only without a dot since the intent or after a clear no."""
    for one in record.reminders:
        intent = 0
        for line in record.told("state", one.pk):
            if line.value.endswith(">sending"):
                intent = line.position
            elif line.value in ("sending>queued", "sending>failed", "sending>cancelled"):
                since = [dot for dot in record.dots[one.pk] if intent <= dot.position]
                since = [dot for dot in since if dot.position <= line.position]
                if line.process not in {dot.process for dot in since if dot.is_refused} and (
                    since or line.process == "sweep"
                ):
                    yield f"{line.value} without a clear no: reminder {one.pk}"


def _money(record: Record) -> Iterator[str]:
    """Each payment once, figures as booked, numbers without gaps."""
    for order, reference, count in record.rows(_PAYMENTS):
        if count > 1:
            yield f"double booked: order {order}, {reference}"
    for order, figure, total in record.rows(_FIGURES):
        if round(100 * figure) != round(100 * total):
            yield f"figures are not the bookings: order {order}"
    for used, last in record.rows(_NUMBERS):
        if used != last:
            yield f"{last} numbers given for {used} reminders"


def _fees(record: Record) -> Iterator[str]:
    """Each fee once, and only with its mail."""
    booked = Counter(dict(record.rows(_FEES)))
    owed = Counter(one.order for one in record.reminders if one.state in SENT and one.fee)
    for order in booked.keys() | owed.keys():
        if booked[order] > owed[order]:
            yield f"fee without sending: order {order}"
        if booked[order] < owed[order]:
            yield f"fee not booked: order {order}"


_PAYMENTS = """
SELECT order_id, reference, count(*) FROM orders_ledgerentry WHERE kind = 'payment' GROUP BY 1, 2
"""
_FEES = """
SELECT order_id, count(*) FROM orders_ledgerentry WHERE kind = 'dunning_fee' GROUP BY 1
"""
_FIGURES = """
SELECT o.id, o.open_amount + o.open_costs + o.open_interest - o.credit_amount,
       (SELECT sum(amount) FROM orders_ledgerentry e WHERE e.order_id = o.id)
FROM orders_order o
"""
_NUMBERS = """
SELECT (SELECT count(*) FROM reminders_reminder r
        WHERE r.creditor_id = n.creditor_id AND r.number IS NOT NULL), n.last_number
FROM reminders_remindernumber n
"""


def _remembered(record: Record) -> Iterator[str]:
    """Every order that is ripe at the end has its reminder, or waits for a person."""
    for order in ripe_without_reminder(record.edges.stage.now.date()):
        yield f"forgotten: order {order}"


def ripe_without_reminder(today: date) -> list[int]:
    """The open orders whose next step is due by the plain rule, with none under way.

    A failed one waits for a person.
    """
    return [
        order
        for order, due_on, sent, pay_by in connection.connection.execute(_RIPE)
        if due_on + timedelta(days=STEPS_IN_DAYS[sent]) <= today
        and (pay_by is None or date.fromisoformat(pay_by) < today)
    ]


_RIPE = """
SELECT o.id, o.oldest_due_on, s.levels_sent,
       (SELECT max(r.pay_by) FROM reminders_reminder r
        JOIN reminders_reminderitem i ON i.reminder_id = r.id
        WHERE i.order_id = o.id AND r.state = 'sent')
FROM orders_order o JOIN reminders_standing s ON s.order_id = o.id
WHERE o.open_amount > 0 AND s.levels_sent < 3 AND o.id NOT IN (
    SELECT order_id FROM reminders_dunningblock WHERE lifted_on IS NULL AND order_id IS NOT NULL)
AND o.id NOT IN (SELECT order_id FROM reminders_reminderitem
    WHERE state IN ('proposed', 'queued', 'preparing', 'sending', 'uncertain'))
AND o.id NOT IN (SELECT i.order_id FROM reminders_reminderitem i WHERE i.state = 'failed'
    AND i.id = (SELECT max(j.id) FROM reminders_reminderitem j WHERE j.order_id = i.order_id))
"""
_CHECKS = (
    _once,
    _truth,
    _kept,
    _settled,
    _lawful,
    _levels,
    _lawful_steps,
    _refusals,
    _money,
    _fees,
    _remembered,
)
