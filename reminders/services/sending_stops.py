"""The kill switch: people, or a check that failed, stop the sending for all or one account."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import CharField, Count, F, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from common.jobs import enqueue
from reminders.models import MailChannel, SendingStop
from reminders.services.mail_channel import lock_channel
from reminders.services.runs import DELIVERY_TASK

REASON_MISSING = "Geben Sie einen Grund an."
LONGEST_REASON = 500


class StopRefused(Exception):
    """The sending cannot be stopped or released so; the message tells the person why."""


@transaction.atomic
def stop_sending(
    sales_account_id: int | None,
    *,
    reason: str,
    actor: AbstractBaseUser | None,
    now: datetime,
) -> SendingStop:
    """Stop the sending for one sales account, or for all with None; an open stop stays.

    What the program found (actor None) is added to the reason of a stop that a person has set, so
    that nobody releases it unread. Once this is committed no decision to send follows
    (reliability.md 3.7). Raises StopRefused without a reason.
    """
    lock_channel()
    if (held := open_stops().filter(sales_account=sales_account_id).first()) is not None:
        if actor is None and reason not in held.reason:
            room = LONGEST_REASON - len(f" · {reason}")
            held.reason = f"{held.reason[: max(room, 0)]} · {_checked(reason)}"[:LONGEST_REASON]
            held.save(update_fields=["reason"])
        return held
    return SendingStop.objects.create(
        sales_account_id=sales_account_id,
        reason=_checked(reason),
        stopped_at=now,
        stopped_by=actor,
    )


@transaction.atomic
def release_sending(
    stop_id: int, *, reason: str, actor: AbstractBaseUser | None, now: datetime
) -> SendingStop:
    """Let the sending go on and ring for what waits.

    Raises StopRefused without a reason, and when somebody has released it before: who and when.
    """
    lock_channel()
    stop = SendingStop.objects.select_for_update(of=("self",)).get(pk=stop_id)
    if stop.lifted_at is not None:
        raise StopRefused(f"Schon wieder freigegeben{_by(stop.lifted_by)}.")
    stop.lifting_reason = _checked(reason)
    stop.lifted_at, stop.lifted_by = now, actor
    stop.save(update_fields=["lifting_reason", "lifted_at", "lifted_by"])
    enqueue(DELIVERY_TASK)
    return stop


def open_stops() -> QuerySet[SendingStop]:
    """The stops that hold now, that for everything first."""
    held = SendingStop.objects.filter(lifted_at=None)
    return held.order_by(F("sales_account__name").asc(nulls_first=True), "pk")


def channel_with_stops() -> MailChannel | None:
    """The channel with what stops it, in one query, or None before anything was ever sent.

    stopped_why: the reason of the stop for everything, "" without one. stopped_accounts: how many
    accounts have a stop of their own. stopped_account, account_why: name and reason of one.
    """
    held = SendingStop.objects.filter(lifted_at=None).order_by("pk")
    of_accounts = held.filter(sales_account__isnull=False)
    everything = held.filter(sales_account=None).values("reason")
    count = of_accounts.order_by().values("lifted_at").annotate(n=Count("pk")).values("n")
    return (
        MailChannel.objects.filter(pk=MailChannel.ONLY)
        .annotate(
            stopped_why=_first(everything),
            stopped_account=_first(of_accounts.values("sales_account__name")),
            account_why=_first(of_accounts.values("reason")),
            stopped_accounts=Coalesce(Subquery(count), 0),
        )
        .first()
    )


def _first(rows: QuerySet[SendingStop]) -> Coalesce:
    return Coalesce(Subquery(rows[:1]), Value(""), output_field=CharField())


def _checked(reason: str) -> str:
    if not reason.strip():
        raise StopRefused(REASON_MISSING)
    return reason.strip()[:LONGEST_REASON]


def _by(person: AbstractBaseUser | None) -> str:
    return f" von {person.get_full_name() or person.get_username()}" if person else ""
