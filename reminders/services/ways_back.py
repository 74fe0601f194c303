"""How a reminder's mail can be recognised when something about it comes back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils.crypto import salted_hmac

from reminders.adapters.provider_reports import reference_headers
from reminders.models import Reminder
from reminders.rules.return_paths import (
    ReturnPathExpired,
    ReturnPathForged,
    read_reference,
    read_return_path,
    return_path,
    sign_reference,
)

# A key of its own: what is signed for other purposes makes no return path.
_PURPOSE = "reminders.ways_back"


@dataclass(frozen=True, slots=True)
class WayBack:
    """The envelope sender of a mail, and further headers for the provider that reports on it."""

    envelope_from: str
    headers: dict[str, str] = field(default_factory=dict)


def way_back(reminder: Reminder, sender: str, *, today: date) -> WayBack:
    """Where bounces of the reminder go: an address of its own, or the sender's without a base."""
    key, *_ = _keys()
    reference = sign_reference(reminder.pk, key, made_on=today)
    return WayBack(
        return_path(sender, reminder.pk, key, settings.BOUNCE_ADDRESS, made_on=today),
        reference_headers(settings.MAIL_PROVIDER, reference),
    )


def reminder_id_in(addresses: Iterable[str], *, today: date) -> int | None:
    """The reminder that one of the addresses proves, None where none is a return path of ours.

    Raises ReturnPathForged or ReturnPathExpired where there are such, but no genuine one.
    """
    fault: Exception | None = None
    for address in addresses:
        try:
            path = read_return_path(address, _keys(), settings.BOUNCE_ADDRESS, today=today)
        except (ReturnPathForged, ReturnPathExpired) as error:
            fault = error
        else:
            if path is not None:
                return path.reminder_id
    if fault is not None:
        raise fault
    return None


def reminder_id_of_reference(reference: str, *, today: date) -> int:
    """The reminder that a provider hands back. Raises ReturnPathForged, ReturnPathExpired."""
    return read_reference(reference, _keys(), today=today).reminder_id


def _keys() -> Sequence[bytes]:
    """The installation's keys for this purpose, the one that signs first."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        salted_hmac(_PURPOSE, "", secret=secret, algorithm="sha256").digest() for secret in secrets
    ]
