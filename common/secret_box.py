"""Secrets at rest: passwords of partners, locked with keys derived from the installation's own."""

import base64
import json
from collections.abc import Mapping, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# A key of its own for each purpose: nobody can use what is signed elsewhere to open a box.
AGENCIES = b"mahnwerk agency secrets 1"
PROVIDERS = b"mahnwerk provider secrets 1"


class BoxLocked(Exception):
    """None of the installation's keys opens the box."""


def lock_secrets(
    secrets: Mapping[str, str], keys: Sequence[str], *, purpose: bytes = AGENCIES
) -> str:
    """The box for the database, locked with the first of the installation's keys; "" if empty."""
    kept = {name: value for name, value in secrets.items() if value}
    if not kept:
        return ""
    return _locks(keys, purpose).encrypt(json.dumps(kept, sort_keys=True).encode()).decode()


def open_secrets(box: str, keys: Sequence[str], *, purpose: bytes = AGENCIES) -> dict[str, str]:
    """The secrets in a box locked with any of the keys. Raises BoxLocked."""
    if not box:
        return {}
    try:
        opened = _locks(keys, purpose).decrypt(box.encode())
    except InvalidToken as refusal:
        raise BoxLocked("the secrets were locked with another key") from refusal
    found: dict[str, str] = json.loads(opened)
    return found


def _locks(keys: Sequence[str], purpose: bytes) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str, purpose: bytes) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
    return base64.urlsafe_b64encode(derivation.derive(key.encode()))
