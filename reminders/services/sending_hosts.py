"""Which hosts have sent for this installation: each has a journal that only it can read.

After a restore it is to be reconciled, and of a mail that stayed uncertain only the journal of the
host that sent it can tell what the mail server answered.
"""

from collections.abc import Collection
from datetime import datetime

from reminders.models import Beat
from reminders.services.beats import SENDER, beat, host_file, own_host

__all__ = ["SENDER", "host_file", "own_host"]

RECONCILED = "reconcile"
_RECONCILED_ON = f"{RECONCILED}:"
# When a host last compared what is uncertain with its journal.
ASKED = "asked:"


def note_asked(host: str, now: datetime) -> None:
    """Note that the host compared what is uncertain with its journal."""
    beat(ASKED + host, now)


def last_asked(hosts: Collection[str]) -> dict[str, datetime]:
    """When each of the hosts last compared what is uncertain with its journal, if ever."""
    if not hosts:
        return {}
    beats = Beat.objects.filter(name__in=[ASKED + host for host in hosts])
    return {name.removeprefix(ASKED): at for name, at in beats.values_list("name", "at")}


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
