"""How calls of agencies are signed: HMAC-SHA256 over the time, a point and the body."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
PREFIX = "sha256="
_SECONDS = re.compile(r"[0-9]{1,12}")


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What stands in the header of a genuine call: "sha256=" and 64 hexadecimal digits."""
    signed = timestamp.encode() + b"." + body
    return PREFIX + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_genuine(secret: str, timestamp: str, body: bytes, given: str, *, now: datetime) -> bool:
    """Whether a call is signed with the secret and at most five minutes away from now.

    timestamp: seconds since 1970 as they stand in the header. Always takes the same time: also
    without a secret, for which no signature is right.
    """
    expected = signature(secret, timestamp, body)
    is_equal = hmac.compare_digest(expected.encode(), given.encode())
    return is_equal and bool(secret) and _is_recent(timestamp, now)


def _is_recent(timestamp: str, now: datetime) -> bool:
    if not _SECONDS.fullmatch(timestamp):
        return False
    return abs(now.timestamp() - int(timestamp)) <= TOLERANCE.total_seconds()
