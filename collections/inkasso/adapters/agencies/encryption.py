"""Encryption to an agency's public OpenPGP key.

The library encrypts to expired and revoked keys without a word, so that is looked at here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pysequoia import Cert
from pysequoia import encrypt as openpgp_encrypt
from pysequoia.packet import Packet, PacketPile, SignatureType, Tag

from inkasso.adapters.agencies.base import ChannelRefused

ENDING = ".pgp"
LONGEST_KEY = 200_000
_KEYS = (Tag.PublicKey, Tag.PublicSubkey, Tag.UserID, Tag.UserAttribute)
_PEM_OF_SECRET = "PRIVATE KEY"


class KeyRefused(ChannelRefused):
    """Nothing can be encrypted with this key; the message says why and what to do."""


@dataclass(frozen=True)
class PublicKey:
    """What a clerk compares with what the agency says of its key."""

    fingerprint: str
    owner: str
    expires_at: datetime | None


def read_public_key(text: str, now: datetime) -> PublicKey:
    """The key in an armored text, if something can be encrypted with it. Raises KeyRefused."""
    cert = _usable(text, now)
    owners = [str(user) for user in cert.user_ids]
    return PublicKey(_grouped(cert.fingerprint), owners[0] if owners else "", cert.expiration)


def encrypt(content: bytes, public_key: str, now: datetime) -> bytes:
    """The content as a binary OpenPGP message for the owner of the key. Raises KeyRefused."""
    return _encrypted(content, _usable(public_key, now))


def _encrypted(content: bytes, cert: Cert) -> bytes:
    try:
        return bytes(openpgp_encrypt(recipients=[cert], bytes=content, armor=False))
    except RuntimeError as refusal:
        raise _useless() from refusal


def _useless() -> KeyRefused:
    return KeyRefused(
        "Mit diesem Schlüssel lässt sich nicht verschlüsseln: Er ist nur zum Unterschreiben "
        "gedacht, abgelaufen oder zu schwach. Bitten Sie das Inkassobüro um einen anderen."
    )


def _usable(text: str, now: datetime) -> Cert:
    """The certificate, cut down to what is valid at that moment. Raises KeyRefused."""
    cert = _only_cert(text)
    try:
        is_revoked, expires_at = cert.is_revoked, cert.expiration
    except RuntimeError as refusal:
        # The library does not even look at algorithms that are broken.
        raise _useless() from refusal
    if is_revoked:
        raise KeyRefused(
            "Dieser Schlüssel ist widerrufen. Bitten Sie das Inkassobüro um den neuen."
        )
    if expires_at is not None and expires_at <= now:
        raise KeyRefused(
            f"Dieser Schlüssel ist seit {expires_at:%d.%m.%Y} abgelaufen. "
            "Bitten Sie das Inkassobüro um einen gültigen."
        )
    packets = PacketPile.from_bytes(bytes(cert))
    living = [
        packet
        for component in _components(packets)
        if _is_alive(component, now)
        for packet in component
    ]
    pruned = Cert.from_packets(living)
    # Better refused now than when a handover is to be written.
    _encrypted(b"", pruned)
    return pruned


def _only_cert(text: str) -> Cert:
    if _PEM_OF_SECRET in text:
        raise KeyRefused(
            "Das ist ein geheimer Schlüssel. Er gehört nur dem Inkassobüro: Tragen Sie den "
            "öffentlichen ein (BEGIN PGP PUBLIC KEY BLOCK) und sagen Sie dem Büro Bescheid."
        )
    if len(text) > LONGEST_KEY:
        raise KeyRefused("Dieser Schlüssel ist zu lang. Tragen Sie genau einen ein.")
    try:
        certs = Cert.split_bytes(text.encode())
    except RuntimeError as refusal:
        raise _not_a_key() from refusal
    if len(certs) > 1:
        raise KeyRefused("Das sind mehrere Schlüssel. Tragen Sie genau einen ein.")
    if not certs:
        raise _not_a_key()
    return certs[0]


def _not_a_key() -> KeyRefused:
    return KeyRefused(
        "Das ist kein öffentlicher OpenPGP-Schlüssel. Kopieren Sie ihn vollständig, von "
        "„-----BEGIN PGP PUBLIC KEY BLOCK-----“ bis „-----END PGP PUBLIC KEY BLOCK-----“."
    )


def _components(packets: PacketPile) -> Iterator[Sequence[Packet]]:
    """Each key and user of a certificate with the signatures that follow it."""
    component: list[Packet] = []
    for packet in packets:
        if packet.tag in _KEYS and component:
            yield component
            component = []
        component.append(packet)
    if component:
        yield component


def _is_alive(component: Sequence[Packet], now: datetime) -> bool:
    """Whether a subkey is neither revoked nor expired; everything else always is."""
    key, *signatures = component
    if key.tag != Tag.PublicSubkey:
        return True
    if any(one.signature_type == SignatureType.SubkeyRevocation for one in signatures):
        return False
    bindings = [one for one in signatures if one.signature_type == SignatureType.SubkeyBinding]
    newest = max(bindings, key=_created, default=None)
    period = newest.key_validity_period if newest else None
    return period is None or key.key_created is None or key.key_created + period > now


def _created(signature: Packet) -> float:
    return signature.signature_created.timestamp() if signature.signature_created else 0.0


def _grouped(fingerprint: str) -> str:
    """In groups of four, as keys are read out on the telephone."""
    capital = fingerprint.upper()
    return " ".join(capital[start : start + 4] for start in range(0, len(capital), 4))
