"""Which hosts have sent for this installation: after a restore each has a journal to reconcile."""

from datetime import datetime

from reminders.models import Beat
from reminders.services.beats import beat

SENDER = "sender:"
RECONCILED = "reconcile"
_RECONCILED_ON = f"{RECONCILED}:"


def note_sender(host: str, now: datetime) -> None:
    """Note that the host began to send, or may from now on."""
    beat(SENDER + host, now)


def note_reconciled(host: str, now: datetime) -> None:
    """Note that the journal of the host was reconciled."""
    beat(RECONCILED, now)
    beat(_RECONCILED_ON + host, now)


def is_reconciled_since(since: datetime) -> bool:
    """Whether the journal of any host was reconciled at the instant or later."""
    return Beat.objects.filter(name=RECONCILED, at__gte=since).exists()


def unreconciled_hosts(since: datetime) -> list[str]:
    """The hosts that have sent and whose journals were not reconciled since, by name."""
    senders = Beat.objects.filter(name__startswith=SENDER).values_list("name", flat=True)
    beats = Beat.objects.filter(name__startswith=_RECONCILED_ON, at__gte=since)
    done = {name.removeprefix(_RECONCILED_ON) for name in beats.values_list("name", flat=True)}
    return sorted({name.removeprefix(SENDER) for name in senders} - done)


def forget_hosts(hosts: list[str]) -> None:
    """Ask no more for the journals of hosts that a person gave up."""
    Beat.objects.filter(name__in=[SENDER + host for host in hosts]).delete()
