"""The way out of the house: what must hold before a mail is sent, and how the server took it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from reminders.adapters.disk import check_room
from reminders.adapters.journal import Journal
from reminders.adapters.smtp import NotAccepted, ServerUnavailable, SmtpClient
from reminders.services import mail_channel
from reminders.services.durability import why_not_durable
from reminders.services.instances import Beginning, Quarantined, check_instance
from reminders.services.patience import BRIEFLY, patiently
from reminders.services.restored import is_copy, is_restored

Clock = Callable[[], datetime]
# Somebody is waiting for the page.
DIRECT_TIMEOUT_SECONDS = 15.0
NOTE_EVERY = timedelta(minutes=1)
NOT_TOGETHER = "die Datenbank ist wiederhergestellt oder kopiert"


class DeliveryImpossible(Exception):
    """Nothing can be sent now; the message says why and what to do."""


class RoadClosed(Exception):
    """No mail may leave now; the message says why, without a full stop."""


@dataclass
class Road:
    """What one worker sends over: connection, journal and clock; and what it saw waiting.

    beginning: which database the worker began with.
    """

    client: SmtpClient
    journal: Journal
    clock: Clock
    beginning: Beginning
    waiting: list[int] = field(default_factory=list, init=False)
    _noted_at: datetime | None = field(default=None, init=False)

    def open(self) -> None:
        """Have a connection before a reminder is claimed, so that a dead server costs none.

        Raises DeliveryImpossible, without a try while the sending is paused.
        """
        if self.client.is_usable():
            return
        now = self.clock()
        if not patiently(lambda: mail_channel.may_connect(now), within=BRIEFLY):
            raise DeliveryImpossible(mail_channel.channel_state(now).words)
        try:
            self.client.connect()
        except ServerUnavailable as error:
            raise self.lost(error) from error

    def lost(self, error: ServerUnavailable) -> DeliveryImpossible:
        """Tell the channel that the server is away; what the caller raises then."""
        now = self.clock()
        patiently(lambda: mail_channel.note_unreachable(str(error), now), within=BRIEFLY)
        return DeliveryImpossible(str(error))

    def note_reached(self) -> None:
        """Tell the channel, at most once a minute, that the server takes part in mails."""
        now = self.clock()
        if self._noted_at is None or not timedelta() <= now - self._noted_at < NOTE_EVERY:
            patiently(lambda: mail_channel.note_reached(now), within=BRIEFLY)
            self._noted_at = now

    def check_journal(self) -> None:
        """Raise JournalNotWritable if the server's yes could not be kept; right before the dot."""
        check_room(settings.JOURNAL_PATH)


def check_ready(journal: Journal, now: datetime) -> Beginning:
    """Whether a worker may begin at all, and how it began.

    Raises DeliveryImpossible and JournalNotWritable.
    """
    if settings.MAIL_SERVER is None:
        raise DeliveryImpossible("Es ist kein Mailserver eingerichtet. Setzen Sie EMAIL_URL.")
    if why := why_not_durable():
        raise DeliveryImpossible(why)
    journal.check_writable()
    check_room(settings.JOURNAL_PATH)
    try:
        return check_instance(now)
    except Quarantined as error:
        raise DeliveryImpossible(f"Der Versand ist gesperrt: {error}") from error


def send_directly(
    envelope_from: str,
    recipients: Sequence[str],
    raw: bytes,
    *,
    sales_account_id: int,
    now: datetime,
) -> None:
    """Send one mail that is no reminder while somebody waits: once, outside of any transaction.

    Raises RoadClosed while the sending is stopped, quarantined or paused, in a restored or copied
    database and without a server, and ServerUnavailable, NotAccepted and Ambiguous as the client
    does.
    """
    if settings.MAIL_SERVER is None:
        raise RoadClosed("Es ist kein Mailserver eingerichtet")
    _refuse_if_halted(sales_account_id)
    if not mail_channel.may_connect(now):
        raise RoadClosed(mail_channel.channel_state(now).words.removesuffix("."))
    client = SmtpClient(
        settings.MAIL_SERVER,
        timeout=DIRECT_TIMEOUT_SECONDS,
        reply_timeout=DIRECT_TIMEOUT_SECONDS,
    )
    try:
        with client:
            client.transfer(envelope_from, recipients, raw)
            # Somebody may have stopped the sending while the server took its time.
            _refuse_if_halted(sales_account_id)
            client.finish()
    except ServerUnavailable as error:
        mail_channel.note_unreachable(str(error), now)
        raise
    except NotAccepted as refusal:
        if refusal.code:
            mail_channel.note_reached(now)
        raise
    mail_channel.note_reached(now)


def _refuse_if_halted(sales_account_id: int) -> None:
    """Look under the channel's lock, as every decision does. Raises RoadClosed."""
    with transaction.atomic():
        channel = mail_channel.lock_channel()
        why = mail_channel.why_halted(channel, sales_account_id)
        if not why and (is_restored(channel) or is_copy(channel)):
            why = NOT_TOGETHER
    if why:
        raise RoadClosed(why[0].upper() + why[1:])
