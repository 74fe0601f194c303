"""Whether this database and this host belong together: what was restored or copied never sends.

The database and each host name the installation and count how often a sending began. A backup
counts less than the host has seen, a copy runs where nobody knows it (reliability.md 3.8), and on
PostgreSQL each is another database, which hosts notice that had not sent since the backup.
"""

import logging
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from reminders.adapters.host_file import (
    HostFile,
    HostFileUnreadable,
    HostIdentity,
    new_host_name,
)
from reminders.adapters.journal import Journal, JournalEntry, JournalNotWritable
from reminders.models import (
    MailChannel,
    Reminder,
    SendingStop,
    UncertainDecision,
    UnrecordedDispatch,
)
from reminders.services.database_mark import database_mark
from reminders.services.mail_channel import lock_channel
from reminders.services.sending_hosts import (
    forget_hosts,
    host_file,
    is_reconciled_since,
    note_reconciled,
    note_sender,
    unreconciled_hosts,
)
from reminders.services.verify_journal import MAY_BE_ACCEPTED

UNKNOWN_HOST = "Dieser Rechner hat noch nie für diese Installation versendet."
OTHER_INSTALLATION = "Dieser Rechner versendet für eine andere Installation."
RESTORED = "Die Datenbank ist älter als das, was von diesem Rechner schon versendet wurde."
MOVED = "Die Datenbank ist nicht mehr die vom letzten Versand: wiederhergestellt oder umgezogen."
FORGOTTEN = "Das Versandjournal nennt Mahnungen, die diese Datenbank nicht als versendet kennt."
UNREADABLE = "Die Datei mit der Kennung der Installation ist nicht lesbar."
# A restored database does not know who joined after its backup; hosts tell it with
# the tasks that they do each minute.
HOSTS_TELL_WITHIN = timedelta(minutes=10)
logger = logging.getLogger(__name__)


class Quarantined(Exception):
    """Nothing is sent until a person has looked at it; the message says why."""


class TrustRefused(Exception):
    """A host cannot be trusted now; the message says what to do first."""


class LiftRefused(Exception):
    """The quarantine cannot be lifted yet; the message says what to do first."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a host began to send: a row that says otherwise later was restored in between."""

    instance_id: uuid.UUID
    send_epoch: int
    host: str

    def fits(self, channel: MailChannel) -> bool:
        """Whether the row can have come of this beginning: others only count it further.

        One query on PostgreSQL: a replica that took over may have counted just as far.
        """
        is_same = channel.instance_id == self.instance_id and not is_moved(channel)
        return is_same and channel.send_epoch >= self.send_epoch


def check_instance(now: datetime) -> Beginning:
    """Count one more beginning of a sending, in the database and then on this host.

    Call before anything is claimed. Raises Quarantined when the two do not belong together, which
    from then on holds for all hosts, and JournalNotWritable; a fresh installation gets its name.
    """
    file = host_file()
    with file.locked():
        _keep_name(file)
        with transaction.atomic():
            channel = lock_channel()
            why = _mismatch(channel, file)
            if why:
                _bar(channel, why, now)
            else:
                _count(channel)
            # Also when it is refused: a host that has sent has a journal to reconcile.
            known = _read(file)
            if known is not None:
                note_sender(known.host, now)
        if why:
            raise Quarantined(why)
        assert known is not None
        file.write(replace(known, send_epoch=channel.send_epoch))
    return Beginning(known.instance_id, channel.send_epoch, known.host)


def watch_instance(now: datetime) -> None:
    """Let this host notice a restored database also when only letters are due; once a minute.

    Nothing is compared without a mail server. Whoever is refused finds it in the log and the row.
    """
    if settings.MAIL_SERVER is None:
        return
    try:
        check_instance(now)
    except (Quarantined, JournalNotWritable) as hindrance:
        logger.warning("%s", hindrance)


def quarantine(reason: str, now: datetime) -> None:
    """Let no host send any more until a person lifts it.

    Nothing happens if it is set already, unless a restored backup brought that along.
    """
    with transaction.atomic():
        _bar(lock_channel(), reason, now)


def lift_quarantine(
    reason: str, actor: AbstractBaseUser | None, now: datetime, *, are_lost: bool = False
) -> None:
    """Let all hosts send again; the history of stops keeps who did and why.

    are_lost: a person says that the journals not reconciled yet are lost. Raises LiftRefused when
    nothing is quarantined, without a reason, on PostgreSQL in its first minutes, and before every
    journal was reconciled.
    """
    if not reason.strip():
        raise LiftRefused("Geben Sie einen Grund an.")
    with transaction.atomic():
        channel = lock_channel()
        if channel.quarantined_at is None:
            raise LiftRefused("Der Versand ist nicht gesperrt.")
        if not is_reconciled(channel):
            raise LiftRefused(
                "Gleichen Sie zuerst das Versandjournal ab: manage.py reconcile_journal."
            )
        if database_mark() and now < (until := channel.quarantined_at + HOSTS_TELL_WITHIN):
            raise LiftRefused(
                "Lassen Sie den Rechnern mit Hintergrundaufgaben Zeit, sich zu melden: Diese "
                "Datenbank kennt vielleicht nicht alle, die versendet haben. Heben Sie die Sperre "
                f"nach {timezone.localtime(until):%H:%M:%S} Uhr auf."
            )
        if (missing := missing_hosts(channel)) and not are_lost:
            raise LiftRefused(
                "Gleichen Sie das Versandjournal auch auf diesen Rechnern ab, oder sagen Sie "
                f"ausdrücklich, dass es verloren ist: {', '.join(missing)}."
            )
        if missing:
            reason = f"{reason.strip()} (ohne das Versandjournal von {', '.join(missing)})"
            forget_hosts(missing)
        _lift(channel, reason, actor, now)


def is_reconciled(channel: MailChannel) -> bool:
    """Whether the journal of any host was reconciled since the quarantine began."""
    since = channel.quarantined_at
    return since is not None and is_reconciled_since(since)


def missing_hosts(channel: MailChannel) -> list[str]:
    """The hosts that have sent and whose journals wait for being reconciled, by name."""
    since = channel.quarantined_at
    return unreconciled_hosts(since) if since is not None else []


def adopt_host(now: datetime) -> str:
    """After its journal was reconciled: this host and the database agree again, ahead of both.

    The first host of a quarantine gives the installation a new name, so that one whose journal
    nobody reconciled is a stranger to it, however far it has counted. Returns the host's name.
    """
    file = host_file()
    with file.locked():
        with transaction.atomic():
            channel = lock_channel()
            known = _read(file)
            if channel.instance_id is None or not is_reconciled(channel):
                channel.instance_id = uuid.uuid4()
            seen = known.send_epoch if known else 0
            channel.send_epoch = max(channel.send_epoch, seen) + 1
            channel.save(update_fields=["instance_id", "send_epoch"])
            host = known.host if known else new_host_name()
            note_sender(host, now)
            note_reconciled(host, now)
        file.write(HostIdentity(channel.instance_id, channel.send_epoch, host))
    return host


def trust_host(reason: str, now: datetime, *, is_no_copy: bool = False) -> None:
    """Let this new host send for the installation.

    is_no_copy: a person says that the quarantine comes only from this host having started too
    early, or from the database having moved as it was; it is lifted then, if that was its ground.
    Raises TrustRefused without a reason, in any other quarantine, and for a host that belongs to
    another installation.
    """
    if not reason.strip():
        raise TrustRefused("Geben Sie einen Grund an.")
    file = host_file()
    with file.locked():
        with transaction.atomic():
            channel = lock_channel()
            _check_trust(channel, file, is_no_copy)
            if channel.quarantined_at is not None:
                _lift(channel, reason, None, now)
            channel.instance_id = channel.instance_id or uuid.uuid4()
            channel.save(update_fields=["instance_id"])
            known = _read(file)
            host = known.host if known else new_host_name()
            note_sender(host, now)
        file.write(HostIdentity(channel.instance_id, channel.send_epoch, host))
    logger.warning("Dieser Rechner darf jetzt versenden: %s", reason)


def _check_trust(channel: MailChannel, file: HostFile, is_no_copy: bool) -> None:
    known = _read(file)
    if known is not None and known.instance_id != channel.instance_id:
        raise TrustRefused(OTHER_INSTALLATION)
    if known is not None and known.send_epoch > channel.send_epoch:
        raise TrustRefused(RESTORED)
    if _forgotten():
        raise TrustRefused(FORGOTTEN)
    if channel.quarantined_at is None:
        return
    if channel.quarantine_reason not in (UNKNOWN_HOST, MOVED) or not is_no_copy:
        raise TrustRefused(
            f"Der Versand ist gesperrt: {channel.quarantine_reason} Gleichen Sie das "
            "Versandjournal ab. Nur wenn die Datenbank weder wiederhergestellt noch kopiert ist, "
            "genügt --no-copy."
        )


def _mismatch(channel: MailChannel, file: HostFile) -> str:
    """Why the locked row and this host do not belong together, or ""; names a fresh installation.

    Whatever the file or the journal says was committed before, so the row cannot be behind them.
    """
    if is_moved(channel):
        return MOVED
    if channel.quarantined_at is not None:
        return channel.quarantine_reason
    try:
        known = file.read()
    except HostFileUnreadable:
        return UNREADABLE
    if channel.instance_id is None:
        return _begin(channel, file, known)
    if known is None:
        return UNKNOWN_HOST
    if known.instance_id != channel.instance_id:
        return OTHER_INSTALLATION
    if known.send_epoch > channel.send_epoch:
        return RESTORED
    return FORGOTTEN if _forgotten() else ""


def _begin(channel: MailChannel, file: HostFile, known: HostIdentity | None) -> str:
    """The first sending: the file first, so that a crash leaves a name that was never used."""
    if known is not None and known.send_epoch:
        return OTHER_INSTALLATION
    if _forgotten():
        return FORGOTTEN
    channel.instance_id = known.instance_id if known else uuid.uuid4()
    file.write(known or HostIdentity(channel.instance_id, 0))
    return ""


def is_moved(channel: MailChannel) -> bool:
    """Whether the row was written in another database than the one it lies in now."""
    return channel.database_mark not in ("", database_mark())


def _count(channel: MailChannel) -> None:
    """One more beginning; the locked row keeps in which database that was."""
    channel.send_epoch += 1
    channel.database_mark = database_mark()
    channel.save(update_fields=["instance_id", "send_epoch", "database_mark"])


def _bar(channel: MailChannel, reason: str, now: datetime) -> None:
    """Begin a quarantine; one that was in a restored backup begins anew, and so do its journals."""
    if channel.quarantined_at is None or is_moved(channel):
        _set_quarantine(channel, reason, now)


def _forgotten() -> bool:
    """Whether the last mails of the journal are not known here as perhaps accepted.

    Also not where a person has decided since: the mail server's yes may come after that.
    """
    tail: list[JournalEntry] = Journal(settings.JOURNAL_PATH).tail()
    named = {entry.message_id for entry in tail}
    known = Reminder.objects.filter(message_id__in=named).filter(
        Q(state__in=MAY_BE_ACCEPTED)
        | Exists(UncertainDecision.objects.filter(reminder=OuterRef("pk")))
    )
    missing = named - set(known.values_list("message_id", flat=True))
    if missing:
        unrecorded = UnrecordedDispatch.objects.filter(message_id__in=missing)
        missing -= set(unrecorded.values_list("message_id", flat=True))
    return bool(missing)


def _read(file: HostFile) -> HostIdentity | None:
    try:
        return file.read()
    except HostFileUnreadable:
        return None


def _keep_name(file: HostFile) -> None:
    """The name by which the database misses this host must stay, also while it is refused."""
    with suppress(HostFileUnreadable):
        file.keep_name()


def _set_quarantine(channel: MailChannel, reason: str, now: datetime) -> None:
    channel.quarantined_at, channel.quarantine_reason = now, reason[:500]
    channel.database_mark = database_mark()
    channel.save(update_fields=["quarantined_at", "quarantine_reason", "database_mark"])
    logger.error("Der Versand ist gesperrt: %s", reason)


def _lift(channel: MailChannel, reason: str, actor: AbstractBaseUser | None, now: datetime) -> None:
    SendingStop.objects.create(
        reason=f"Sperre nach Wiederherstellung: {channel.quarantine_reason}"[:500],
        stopped_at=channel.quarantined_at,
        lifted_at=now,
        lifted_by=actor,
        lifting_reason=reason.strip()[:500],
    )
    channel.quarantined_at, channel.quarantine_reason = None, ""
    channel.save(update_fields=["quarantined_at", "quarantine_reason"])
