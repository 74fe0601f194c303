"""The token of an order's payment page: a public name and a signature that nobody can guess."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable

_TOKEN = re.compile(r"([A-Za-z0-9_-]{16,64})\.([A-Za-z0-9_-]{43})", re.ASCII)


def sign(key: bytes, public_id: str, version: int) -> str:
    """The token: public name, a point, 256 bits of HMAC-SHA-256 over name and version."""
    digest = hmac.new(key, f"{public_id}\n{version}".encode(), hashlib.sha256).digest()
    return f"{public_id}.{urlsafe_b64encode(digest).decode().rstrip('=')}"


def public_id_of(token: str) -> str:
    """The public name in a token, or "" when the text is no token at all."""
    match = _TOKEN.fullmatch(token)
    return match.group(1) if match else ""


def is_signed(token: str, keys: Iterable[bytes], public_id: str, version: int) -> bool:
    """Whether one of the keys signed the token for this name and version; in constant time."""
    # An address may hold any character. No early end: the time does not tell which key fits.
    told = token.encode(errors="replace")
    fits = [hmac.compare_digest(told, sign(key, public_id, version).encode()) for key in keys]
    return any(fits)
