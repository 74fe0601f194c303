"""Whether a database may be acted on from this host, asked without beginning to send.

Whoever sends counts a beginning (instances); a page that prints letters or sends one mail does
not, and may be served by a host that never sends.
"""

from reminders.adapters.host_file import HostFileUnreadable, HostIdentity
from reminders.models import MailChannel
from reminders.services.instances import is_moved
from reminders.services.sending_hosts import host_file


def is_restored(channel: MailChannel) -> bool:
    """Whether the locked row is quarantined, or will be as soon as this host begins to send."""
    if channel.quarantined_at is not None or is_moved(channel):
        return True
    known = _known()
    return known is not None and _is_behind(channel, known)


def is_copy(channel: MailChannel) -> bool:
    """Whether the database has been sent from, but never from here.

    Only without a mark, as on SQLite: with one a copy has another, and hosts may serve pages only.
    """
    if channel.instance_id is None or channel.database_mark:
        return False
    try:
        return host_file().read() is None
    except HostFileUnreadable:
        # It bars the next sending, but no page.
        return False


def _is_behind(channel: MailChannel, known: HostIdentity) -> bool:
    """Whether this host has begun a sending that the row knows nothing of."""
    is_other = known.instance_id != channel.instance_id
    return known.send_epoch > (0 if is_other else channel.send_epoch)


def _known() -> HostIdentity | None:
    """What the host's file says; what cannot be read bars the next sending, but no page."""
    try:
        return host_file().read()
    except HostFileUnreadable:
        return None
