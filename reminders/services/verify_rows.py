"""V2 to V4: nothing is stuck, nothing was sent after its payment, levels follow each other."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import DecimalField, Exists, F, OuterRef, Q, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce, Lag

from common.rules.german import euro
from common.rules.money import ZERO
from orders.models import LedgerEntry
from reminders.models import Channel, Reminder, ReminderItem
from reminders.rules.states import ReminderState
from reminders.services.outbox import BACKOFF
from reminders.services.verify_findings import CHUNK_SIZE, Finding

# The sweep settles an ended lease within minutes; after an hour it will not any more.
GRACE = timedelta(hours=1)
# Longer than the longest pause between two attempts.
FAR = max(BACKOFF) + timedelta(days=2)
WORKED_ON = (ReminderState.PREPARING, ReminderState.SENDING)
COUNTS = (ReminderState.SENT, ReminderState.WITHDRAWN)


def check_progress(now: datetime) -> Iterator[Finding]:
    """V2: every reminder is at its end, or something is going to happen to it soon.

    A letter lies with a clerk as long as it takes.
    """
    mails = Reminder.objects.exclude(channel=Channel.LETTER)
    ended = Q(lease_until__lt=now - GRACE) | Q(lease_until=None)
    stuck = (
        mails.filter(ended, state__in=WORKED_ON)
        | Reminder.objects.filter(state__in=WORKED_ON, lease_until__lt=now - GRACE)
    ).distinct()
    for reminder in stuck.order_by("pk").iterator(CHUNK_SIZE):
        yield Finding(
            "V2", f"Mahnung {reminder}", f"Sie steht auf „{reminder.state_words}“ und bleibt dort."
        )
    waiting = mails.filter(state=ReminderState.QUEUED, not_before__gt=now + FAR)
    for reminder in waiting.order_by("pk").iterator(CHUNK_SIZE):
        yield Finding("V2", f"Mahnung {reminder}", "Sie wartet auf einen Tag in ferner Zukunft.")
    torn = ReminderItem.objects.exclude(state=F("reminder__state")).select_related("reminder")
    for item in torn.order_by("pk").iterator(CHUNK_SIZE):
        yield Finding(
            "V2",
            f"Mahnung {item.reminder}",
            f"Sie steht auf „{item.reminder.state}“, ihr Posten auf „{item.state}“.",
        )


def check_payments() -> Iterator[Finding]:
    """V3: when it was decided to send, what a mail claims was still open.

    The decision keeps the newest booking that it saw under the order's lock, so that a payment
    counts as before it or after it without any clock.
    """
    seen = LedgerEntry.objects.filter(
        order=OuterRef("order"), pk__lte=OuterRef("decided_after_entry")
    ).order_by()
    balance = seen.values("order").annotate(sum=Sum("amount")).values("sum")
    amount = DecimalField(max_digits=14, decimal_places=2)
    items = (
        ReminderItem.objects.filter(state__in=COUNTS, decided_after_entry__isnull=False)
        .annotate(balance=Coalesce(Subquery(balance), Value(ZERO), output_field=amount))
        .annotate(claimed=F("principal") + F("other_costs"))
        .filter(balance__lt=F("claimed"))
        .select_related("reminder", "order")
    )
    for item in items.order_by("pk").iterator(CHUNK_SIZE):
        yield Finding(
            "V3",
            f"Mahnung {item.reminder}, Auftrag {item.order.number}",
            f"Gefordert wurden {euro(item.due_before)}, bei der Entscheidung offen waren nur noch "
            f"{euro(item.balance)}.",
        )


def check_levels() -> Iterator[Finding]:
    """V4: the levels that were sent for an installment rise, and none was sent twice.

    Where one was withdrawn the ladder may begin anew.
    """
    withdrawn = ReminderItem.objects.filter(
        installment=OuterRef("installment"), state=ReminderState.WITHDRAWN
    )
    before = Window(
        Lag("level"),
        partition_by=F("installment"),
        order_by=[F("reminder__sent_on").asc(), F("reminder").asc()],
    )
    items = (
        ReminderItem.objects.filter(state=ReminderState.SENT, level__gt=0)
        .exclude(Exists(withdrawn))
        .annotate(level_before=before)
        .filter(level__lte=F("level_before"))
        .select_related("reminder", "order")
    )
    for item in items.order_by("pk").iterator(CHUNK_SIZE):
        yield Finding(
            "V4",
            f"Mahnung {item.reminder}, Auftrag {item.order.number}",
            f"Mahnstufe {item.level} ging nach Mahnstufe {item.level_before} hinaus.",
        )
