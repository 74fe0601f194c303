"""Whether the road of all mail is open: stops by people, quarantine after a restore."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from reminders.models import MailChannel, SendingStop

QUARANTINED = "der Versand ist nach einer Wiederherstellung gesperrt"
STOPPED = "der Versand ist angehalten"


def lock_channel() -> MailChannel:
    """The one row, locked until the transaction ends; always the last lock that is taken."""
    channels = MailChannel.objects.select_for_update()
    channel, _ = channels.get_or_create(pk=MailChannel.ONLY)
    return channel


def why_halted(channel: MailChannel, sales_account_id: int) -> str:
    """Why nothing may be sent for the account now, or ""; the channel is locked."""
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


def _open_stops() -> QuerySet[SendingStop]:
    return SendingStop.objects.filter(lifted_at=None)
