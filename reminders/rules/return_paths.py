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
class ReturnPath:
    """What a genuine return address says: which reminder, and the day it was made."""

    reminder_id: int
    made_on: date


def return_path(sender: str, reminder_id: int, key: bytes, base: str, *, made_on: date) -> str:
    """The envelope sender of a reminder; without a base address simply the sender's own.

    base: the address below which bounces arrive, such as bounces@example.de.
    """
    if not base:
        return sender
    local, _, domain = base.rpartition("@")
    return f"{local}+{sign_reference(reminder_id, key, base, made_on=made_on)}@{domain}"


def read_return_path(
    address: str, keys: Sequence[bytes], base: str, *, today: date
) -> ReturnPath | None:
    """What the address says, None for one that is not below the base address.

    keys: the present one and those before it. Raises ReturnPathForged and ReturnPathExpired.
    """
    reference = _below(address.strip().lower(), base.lower())
    return None if reference is None else read_reference(reference, keys, base, today=today)


def sign_reference(reminder_id: int, key: bytes, base: str = "", *, made_on: date) -> str:
    """What stands for a reminder and its day and cannot be made up: "4711-20261122-…"."""
    told = f"{reminder_id}-{made_on:%Y%m%d}"
    return f"{told}-{_sign(told, key, base)}"


def read_reference(
    reference: str, keys: Sequence[bytes], base: str = "", *, today: date
) -> ReturnPath:
    """The reminder behind a signed reference.

    Valid for 60 days, both ends included, and a day ahead for clocks that differ. Raises
    ReturnPathForged and ReturnPathExpired.
    """
    match = _SIGNED.fullmatch(reference)
    if match is None:
        raise ReturnPathForged(f"{reference[:60]!r} is no signed reference")
    told = f"{match['reminder']}-{match['day']}"
    fits = [hmac.compare_digest(match["signature"], _sign(told, key, base)) for key in keys]
    if not any(fits):
        raise ReturnPathForged(f"{told!r} carries a wrong signature")
    made_on = date.fromisoformat(match["day"])
    if not -timedelta(days=1) <= today - made_on <= VALID_FOR:
        raise ReturnPathExpired(f"{told!r} is out of date")
    return ReturnPath(int(match["reminder"]), made_on)


def _below(address: str, base: str) -> str | None:
    """What stands between "+" and "@" of an address below the base address, else None."""
    local, _, domain = base.rpartition("@")
    if not base or not address.startswith(f"{local}+") or not address.endswith(f"@{domain}"):
        return None
    return address[len(local) + 1 : -len(domain) - 1]


def _sign(told: str, key: bytes, base: str) -> str:
    digest = hmac.new(key, f"{base.lower()}\n{told}".encode(), hashlib.sha256).digest()
    return b32encode(digest).decode("ascii").lower()[:_SIGNATURE_LENGTH]
