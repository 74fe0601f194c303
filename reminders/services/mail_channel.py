"""Whether the road of all mail is open: stops by people, quarantine, a server that is away.

All of it stands in one row, so that it holds for every worker on every host.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from reminders.models import MailChannel, SendingStop
from reminders.rules import channel_words

logger = logging.getLogger(__name__)

QUARANTINED = "der Versand ist nach einer Wiederherstellung gesperrt"
STOPPED = "der Versand ist angehalten"
# So many connections in a row must fail until nobody tries any more but one, once a minute.
FAILURES_UNTIL_PAUSE = 5
PROBE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """The road of all mail as the pages show it; words are German sentences.

    restriction: whom mail may reach at all in a trial installation, "" for everybody.
    """

    is_open: bool
    words: str
    next_try_at: datetime | None
    paused_since: datetime | None
    last_error: str
    last_reached_at: datetime | None
    restriction: str = ""


def lock_channel() -> MailChannel:
    """The one row, locked until the transaction ends; always the last lock that is taken."""
    channels = MailChannel.objects.select_for_update()
    channel, _ = channels.get_or_create(pk=MailChannel.ONLY)
    return channel


def why_halted(channel: MailChannel, sales_account_id: int) -> str:
    """Why nothing may be sent for the account now, or ""; the decision has locked the channel."""
    if channel.quarantined_at is not None:
        return QUARANTINED
    stop = _open_stops().filter(Q(sales_account=None) | Q(sales_account=sales_account_id)).first()
    return f"{STOPPED}: {stop.reason}" if stop else ""


def stopped_accounts() -> Q:
    """The condition on reminders that nobody may claim now; the decision looks once more."""
    quarantined = MailChannel.objects.filter(quarantined_at__isnull=False)
    everything = _open_stops().filter(sales_account=None)
    own = _open_stops().filter(sales_account=OuterRef("sales_account"))
    return Q(Exists(quarantined)) | Q(Exists(everything)) | Q(Exists(own))


def channel_state(now: datetime) -> ChannelState:
    """Whether mail goes out now, and in words why not; stops of single accounts leave it open."""
    channel = MailChannel.objects.filter(pk=MailChannel.ONLY).first() or MailChannel()
    is_open, words = _verdict(channel, now)
    restriction = channel_words.allowlist_words(settings.MAIL_ALLOWLIST)
    return ChannelState(
        is_open=is_open,
        words=" ".join(part for part in (words, restriction) if part),
        next_try_at=channel.next_try_at if channel.paused_since else None,
        paused_since=channel.paused_since,
        last_error=channel.last_error,
        last_reached_at=channel.last_reached_at,
        restriction=restriction,
    )


def may_connect(now: datetime) -> bool:
    """Whether the mail server may be tried; while paused one caller a minute gets the yes.

    That one wins over all workers and hosts, because only one can move the next try on.
    """
    paused = MailChannel.objects.filter(pk=MailChannel.ONLY, paused_since__isnull=False)
    if not paused.exists():
        return True
    # A next try further ahead than it is ever set: the clock has been put back meanwhile.
    is_due = Q(next_try_at__lte=now) | Q(next_try_at__gt=now + PROBE_EVERY)
    return paused.filter(is_due).update(next_try_at=now + PROBE_EVERY) == 1


def note_reached(now: datetime) -> None:
    """The mail server took part in a whole mail: whatever was wrong is over."""
    with transaction.atomic():
        channel = lock_channel()
        was_paused_since = channel.paused_since
        channel.failures_in_row, channel.last_error = 0, ""
        channel.paused_since = channel.next_try_at = None
        channel.last_reached_at = now
        channel.save(update_fields=_BREAKER)
    if was_paused_since is not None:
        logger.warning("The mail server is back; it was away since %s.", was_paused_since)


def note_unreachable(error: str, now: datetime) -> None:
    """Count a connection that came to nothing; the fifth in a row pauses the sending.

    Logs an error then, once: that is the alarm.
    """
    with transaction.atomic():
        channel = lock_channel()
        channel.failures_in_row += 1
        channel.last_error = error[:500]
        opens = channel.paused_since is None and channel.failures_in_row >= FAILURES_UNTIL_PAUSE
        if opens:
            channel.paused_since, channel.next_try_at = now, now + PROBE_EVERY
        channel.save(update_fields=_BREAKER)
    if opens:
        logger.error(
            "Sending is paused: %s connections to the mail server failed in a row. %s",
            channel.failures_in_row,
            error,
        )


_BREAKER = ["failures_in_row", "last_error", "paused_since", "next_try_at", "last_reached_at"]


def _verdict(channel: MailChannel, now: datetime) -> tuple[bool, str]:
    today = timezone.localtime(now)
    if channel.quarantined_at is not None:
        since = timezone.localtime(channel.quarantined_at)
        reason = channel.quarantine_reason
        return False, channel_words.quarantined_words(since=since, reason=reason, today=today)
    if stop := _open_stops().filter(sales_account=None).first():
        since = timezone.localtime(stop.stopped_at)
        return False, channel_words.stopped_words(since=since, reason=stop.reason, today=today)
    if settings.MAIL_SERVER is None:
        return False, channel_words.NO_SERVER
    if channel.paused_since is not None:
        return False, channel_words.paused_words(
            since=timezone.localtime(channel.paused_since),
            why=channel.last_error,
            next_try=channel.next_try_at and timezone.localtime(channel.next_try_at),
            today=today,
        )
    return True, _open_words(channel, today)


def _open_words(channel: MailChannel, today: datetime) -> str:
    if channel.failures_in_row:
        words = channel_words.unreachable_words(
            count=channel.failures_in_row, why=channel.last_error
        )
    else:
        reached_at = channel.last_reached_at and timezone.localtime(channel.last_reached_at)
        words = channel_words.open_words(reached_at=reached_at, today=today)
    stops = _open_stops().filter(sales_account__isnull=False).order_by("sales_account__name")
    stopped = channel_words.stopped_accounts_words(
        list(stops.values_list("sales_account__name", flat=True))
    )
    return " ".join(part for part in (words, stopped) if part)


def _open_stops() -> QuerySet[SendingStop]:
    return SendingStop.objects.filter(lifted_at=None)
