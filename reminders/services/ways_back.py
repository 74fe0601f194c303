"""How a reminder's mail can be recognised when something about it comes back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils.crypto import salted_hmac

from reminders.adapters.provider_reports import reference_headers
from reminders.models import Reminder
from reminders.rules.return_paths import (
    Claim,
    ReturnPathExpired,
    ReturnPathForged,
    SentMail,
    check_claim,
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
    mail = SentMail(reminder.pk, reminder.message_id, today)
    return WayBack(
        return_path(sender, mail, key, settings.BOUNCE_ADDRESS),
        reference_headers(settings.MAIL_PROVIDER, sign_reference(mail, key)),
    )


def reminder_behind(addresses: Iterable[str], *, today: date) -> Reminder | None:
    """The reminder that one of the addresses proves, None where none is a return path of ours.

    Raises ReturnPathForged or ReturnPathExpired where there are such, but no genuine one.
    """
    claims, fault = _claims_of(addresses)
    reminders = _named_by(claims)
    for claim in claims:
        try:
            return _proven(claim, reminders.get(claim.reminder_id), today)
        except (ReturnPathForged, ReturnPathExpired) as error:
            fault = error
    if fault is not None:
        raise fault
    return None


def reminder_of_reference(reference: str, *, today: date) -> Reminder:
    """The reminder that a provider hands back. Raises ReturnPathForged, ReturnPathExpired."""
    claim = read_reference(reference)
    return _proven(claim, _named_by([claim]).get(claim.reminder_id), today)


def _claims_of(addresses: Iterable[str]) -> tuple[Sequence[Claim], Exception | None]:
    """What the addresses below ours claim, and the last that cannot be one."""
    claims: list[Claim] = []
    fault: Exception | None = None
    for address in addresses:
        try:
            claim = read_return_path(address, settings.BOUNCE_ADDRESS)
        except ReturnPathForged as error:
            fault = error
        else:
            claims += [claim] if claim else []
    return claims, fault


def _named_by(claims: Sequence[Claim]) -> dict[int, Reminder]:
    """The reminders that the claims name, in one query however many addresses a mail bears."""
    if not claims:
        return {}
    reminders = Reminder.objects.select_related("sales_account")
    return reminders.in_bulk({claim.reminder_id for claim in claims})


def _proven(claim: Claim, reminder: Reminder | None, today: date) -> Reminder:
    """The reminder of a genuine claim. Raises ReturnPathForged also where there is no reminder."""
    check_claim(claim, reminder.message_id if reminder else "", _keys(), today=today)
    if reminder is None:
        raise ReturnPathForged("refused above already: there is no mail that it could be about")
    return reminder


def _keys() -> Sequence[bytes]:
    """The installation's keys for this purpose, the one that signs first."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        salted_hmac(_PURPOSE, "", secret=secret, algorithm="sha256").digest() for secret in secrets
    ]
