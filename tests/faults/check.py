"""The judgement on a round: what the mail server swore to, against the database and the ledger.

The server's log is the truth, never what the product believes of itself.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone

from orders.models import LedgerEntry
from reminders.models import Reminder, ReminderBooking, ReminderItem
from reminders.rules.states import PENDING, ReminderState
from reminders.services.verify import verify
from tests.faults.arms import KILL, STALL
from tests.faults.crowd import STRIKES
from tests.faults.plan import RoundPlan
from tests.faults.witness_server import ACCEPTED, AMBIGUOUS, MISHAPS

MOST_TOLD = 5


@dataclass(frozen=True)
class Sworn:
    """What the mail server put on disk: how often it accepted each Message-ID, and its mishaps."""

    accepted: Counter[str]
    mishaps: Counter[str]
    strikes: Counter[str]

    @classmethod
    def of(cls, folder: Path) -> "Sworn":
        """What the logs of a round say."""
        return cls(
            Counter(json.loads(line)["message_id"] for line in _lines(folder / ACCEPTED)),
            Counter(_lines(folder / MISHAPS)),
            Counter(_lines(folder / STRIKES)),
        )

    def doubts(self) -> int:
        """How often something happened after which nobody can know whether a mail went out."""
        return self.strikes.total() + sum(self.mishaps[name] for name in AMBIGUOUS)


def check_round(plan: RoundPlan, folder: Path, shots: int) -> dict[str, Any]:
    """Figures of the round and its violations; shots: processes ended from outside."""
    sworn = Sworn.of(folder)
    reminders = list(Reminder.objects.order_by("pk"))
    uncertain = [one for one in reminders if one.state == ReminderState.UNCERTAIN]
    bound = shots + sworn.doubts()
    # The product's own hourly check, every kept letter included.
    findings = verify(timezone.now(), is_full=True).violations
    violations = Counter(_violations(plan, sworn, reminders))
    violations.update(f"verify {finding.split()[0]}" for finding in findings)
    if len(uncertain) > bound:
        violations["more uncertain than kills and doubts"] += len(uncertain) - bound
    return {
        "states": dict(Counter(one.state for one in reminders)),
        "accepted": sworn.accepted.total(),
        "uncertain": len(uncertain),
        "uncertain_really_sent": sum(1 for one in uncertain if sworn.accepted[one.message_id]),
        "uncertain_at_most": bound,
        "points": _named(sworn.strikes, KILL),
        "stalls": _named(sworn.strikes, STALL),
        "mishaps": dict(sworn.mishaps),
        "paid": _payments().count(),
        "violations": dict(violations),
        "told": findings[:MOST_TOLD],
    }


def _violations(plan: RoundPlan, sworn: Sworn, reminders: list[Reminder]) -> Iterator[str]:
    known = {one.message_id for one in reminders}
    yield from ("unknown mail" for one in sworn.accepted if one not in known)
    for reminder in reminders:
        yield from _of_one(reminder, sworn.accepted[reminder.message_id])
    if len(reminders) != plan.reminders:
        yield "reminders came or went"
    yield from _after_payment(sworn)
    yield from _of_charges()
    yield from _of_payments(plan)


def _of_one(reminder: Reminder, accepted: int) -> Iterator[str]:
    state = ReminderState(reminder.state)
    if accepted > 1:
        yield "duplicate"
    if state in PENDING or state == ReminderState.PROPOSED:
        yield "lost or stuck"
    if state == ReminderState.SENT and not accepted:
        yield "sent, but never accepted"
    if state in (ReminderState.FAILED, ReminderState.CANCELLED) and accepted:
        yield f"{state.value}, but accepted"


def _after_payment(sworn: Sworn) -> Iterator[str]:
    """Mails whose last look at the order saw its payment already."""
    paid = dict(_payments().values_list("order", "pk"))
    items = ReminderItem.objects.select_related("reminder")
    for item in items.exclude(decided_after_entry=None):
        entry = paid.get(item.order_id)
        is_accepted = sworn.accepted[item.reminder.message_id]
        if entry and is_accepted and entry <= item.decided_after_entry:
            yield "sent after payment"
    unpaid = items.filter(state=ReminderState.CANCELLED).exclude(order__in=list(paid))
    yield from ("cancelled without payment" for _ in unpaid)


def _of_charges() -> Iterator[str]:
    """The Mahnstufe and what it costs follow from sending, and from nothing else."""
    booked = dict(ReminderBooking.objects.values_list("item").annotate(sum=Sum("entry__amount")))
    for item in ReminderItem.objects.select_related("order__standing"):
        is_sent = item.state == ReminderState.SENT
        cost = item.interest + item.dunning_fee + item.lump_sum
        if booked.get(item.pk, 0) != (cost if is_sent else 0):
            yield "charge does not fit"
        standing = item.order.standing
        # Where everything is paid, the standing is that of no installment any more.
        is_its_own = standing.installment_id == item.installment_id
        if is_its_own and standing.levels_sent != (item.level if is_sent else 0):
            yield "level does not fit"


def _of_payments(plan: RoundPlan) -> Iterator[str]:
    per_order = Counter(_payments().values_list("order", flat=True))
    yield from ("booked twice" for count in per_order.values() if count > 1)
    if len(per_order) != min(plan.payments, plan.reminders):
        yield "payment lost"


def _payments() -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(kind=LedgerEntry.Kind.PAYMENT).order_by("pk")


def _named(strikes: Counter[str], what: str) -> dict[str, int]:
    pairs = ((strike.split(), count) for strike, count in strikes.items())
    return {label: count for (kind, label), count in pairs if kind == what}


def _lines(path: Path) -> Iterable[str]:
    return path.read_text().splitlines() if path.exists() else ()
