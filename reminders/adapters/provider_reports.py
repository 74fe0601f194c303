"""What mail providers report by web, read from the events of django-anymail.

A provider takes our mail by SMTP and gives it a number of its own. So each mail carries a signed
reference in the header that the provider hands back with its reports.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from reminders.rules.delivery_kinds import DeliveryKind, kind_of_failure, status_in

REFERENCE = "mahnwerk"
_LONGEST_ID = 255
_LONGEST_DETAILS = 300
_KINDS = {
    EventType.DELIVERED: DeliveryKind.DELIVERED,
    EventType.DEFERRED: DeliveryKind.DELAYED,
    EventType.COMPLAINED: DeliveryKind.COMPLAINT,
}
_FAILED = frozenset({EventType.BOUNCED, EventType.REJECTED, EventType.FAILED})
_DEAD = frozenset({RejectReason.BOUNCED, RejectReason.INVALID})
# Where a provider says itself that a mail came back only for now.
_SOFT = frozenset({"softbounce", "soft_bounce", "temporary"})


@dataclass(frozen=True, slots=True)
class ProviderReport:
    """One event; reference and message_id are "" where the provider tells none."""

    event_id: str
    kind: DeliveryKind
    reference: str
    message_id: str
    address: str
    details: str
    occurred_at: datetime | None


def reference_headers(provider: str, reference: str) -> dict[str, str]:
    """The header by which the provider hands the reference back; none without a provider."""
    as_json = json.dumps({REFERENCE: reference})
    headers = {
        "brevo": {"X-Mailin-custom": as_json},
        "mailgun": {"X-Mailgun-Variables": as_json},
        "postmark": {f"X-PM-Metadata-{REFERENCE}": reference},
    }
    return headers.get(provider, {})


def read_event(provider: str, event: AnymailTrackingEvent) -> ProviderReport | None:
    """The report in an event; None for what does not matter here, such as an opened mail."""
    kind = _kind(event)
    if kind is None:
        return None
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    details = " ".join(_text(one) for one in (event.description, event.mta_response)).strip()
    return ProviderReport(
        event_id=_event_id(provider, event),
        kind=kind,
        reference=_text(metadata.get(REFERENCE)),
        message_id=_text(event.message_id),
        address=_text(event.recipient),
        details=details[:_LONGEST_DETAILS],
        occurred_at=event.timestamp if isinstance(event.timestamp, datetime) else None,
    )


def _kind(event: AnymailTrackingEvent) -> DeliveryKind | None:
    if event.event_type not in _FAILED:
        return _KINDS.get(event.event_type)
    if _own_words(event) & _SOFT or event.reject_reason not in _DEAD:
        return DeliveryKind.SOFT_BOUNCE
    told = _text(event.mta_response)
    return kind_of_failure("", told) if status_in(told) else DeliveryKind.HARD_BOUNCE


def _own_words(event: AnymailTrackingEvent) -> set[str]:
    """What kind of bounce the provider calls it."""
    raw = event.esp_event if isinstance(event.esp_event, dict) else {}
    inner = raw.get("event-data")
    inner = inner if isinstance(inner, dict) else {}
    told = (raw.get("Type"), raw.get("event"), inner.get("severity"))
    return {_text(one).lower() for one in told}


def _event_id(provider: str, event: AnymailTrackingEvent) -> str:
    """The provider's own number, else a digest of what it tells, which a repetition repeats."""
    told = _text(event.event_id)
    if told and len(told) <= _LONGEST_ID:
        return told
    facts = (provider, event.event_type, event.message_id, event.recipient, event.timestamp, told)
    return hashlib.sha256("\n".join(_text(one) for one in facts).encode()).hexdigest()


def _text(value: Any) -> str:
    """What was told, without what a database refuses: anybody's server wrote some of it."""
    told = "" if value is None else str(value)[:1000]
    return "".join(one if one.isprintable() else " " for one in told)
