"""Return addresses of their own for every reminder, signed, so that a bounce says what it is about.

Variable envelope return path (VERP): "bounces+4711-20261122-<signature>@example.de". Any mail
server keeps such an address in its reports, however little else of the message it sends back.
"""

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Servers give up within days; what comes later is of no use and perhaps not genuine.
VALID_FOR = timedelta(days=60)
# 80 bits in letters that survive servers which change the case.
_SIGNATURE_LENGTH = 16
# RFC 5321 section 4.5.3.1.1 allows 64 characters before the @; the signed part takes 44 of them.
MAX_LOCAL_PART = 20
_SIGNED = re.compile(
    r"(?P<reminder>[1-9][0-9]{0,14})-(?P<day>[0-9]{8})-(?P<signature>[a-z2-7]{16})"
)


class ReturnPathForged(Exception):
    """An address below ours whose signature does not fit."""


class ReturnPathExpired(Exception):
    """A genuine address that is too old, or dated in the future."""


@dataclass(frozen=True, slots=True)
class SentMail:
    """The mail that a return address stands for: its reminder, and the day the address was made."""

    reminder_id: int
    message_id: str
    made_on: date


@dataclass(frozen=True, slots=True)
class Claim:
    """What a return address says of itself: nothing of it is proven before check_claim."""

    reminder_id: int
    made_on: date
    signature: str
    base: str


def return_path(sender: str, mail: SentMail, key: bytes, base: str) -> str:
    """The envelope sender of a reminder; without a base address simply the sender's own.

    base: the address below which bounces arrive, such as bounces@example.de.
    """
    if not base:
        return sender
    local, _, domain = base.rpartition("@")
    return f"{local}+{sign_reference(mail, key, base)}@{domain}"


def read_return_path(address: str, base: str) -> Claim | None:
    """What the address claims, None for one that is not below the base; raises ReturnPathForged."""
    reference = _below(address.strip().lower(), base.lower())
    return None if reference is None else read_reference(reference, base)


def sign_reference(mail: SentMail, key: bytes, base: str = "") -> str:
    """What stands for a mail and its day and cannot be made up: "4711-20261122-…"."""
    signature = _sign(mail.reminder_id, mail.made_on, mail.message_id, key, base)
    return f"{mail.reminder_id}-{mail.made_on:%Y%m%d}-{signature}"


def read_reference(reference: str, base: str = "") -> Claim:
    """What a reference claims; raises ReturnPathForged for what none of ours looks like."""
    match = _SIGNED.fullmatch(reference)
    if match is None:
        raise ReturnPathForged(f"{reference[:60]!r} is no signed reference")
    try:
        made_on = date.fromisoformat(match["day"])
    except ValueError as error:
        raise ReturnPathForged(f"{reference[:60]!r} names no day") from error
    return Claim(int(match["reminder"]), made_on, match["signature"], base)


def check_claim(claim: Claim, message_id: str, keys: Sequence[bytes], *, today: date) -> None:
    """Make sure that the claim is about the mail with this Message-ID and in date.

    message_id: of the reminder that it names, "" where there is none: that takes as long and ends
    alike. keys: the present one and those before it. Valid for 60 days, both ends included, and a
    day ahead for clocks that differ. Raises ReturnPathForged and ReturnPathExpired.
    """
    told = (claim.reminder_id, claim.made_on, message_id)
    fits = [hmac.compare_digest(claim.signature, _sign(*told, key, claim.base)) for key in keys]
    named = f"{claim.reminder_id}-{claim.made_on:%Y%m%d}"
    if not any(fits) or not message_id:
        raise ReturnPathForged(f"{named!r} carries a wrong signature")
    if not -timedelta(days=1) <= today - claim.made_on <= VALID_FOR:
        raise ReturnPathExpired(f"{named!r} is out of date")


def _below(address: str, base: str) -> str | None:
    """What stands between "+" and "@" of an address below the base address, else None."""
    local, _, domain = base.rpartition("@")
    if not base or not address.startswith(f"{local}+") or not address.endswith(f"@{domain}"):
        return None
    return address[len(local) + 1 : -len(domain) - 1]


def _sign(reminder_id: int, made_on: date, message_id: str, key: bytes, base: str) -> str:
    told = f"{base.lower()}\n{reminder_id}-{made_on:%Y%m%d}\n{message_id}"
    digest = hmac.new(key, told.encode(), hashlib.sha256).digest()
    return b32encode(digest).decode("ascii").lower()[:_SIGNATURE_LENGTH]
