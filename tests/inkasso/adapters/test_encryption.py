"""Encryption to an agency's key, and keys that nothing may be encrypted with."""

from datetime import UTC, datetime, timedelta

import pytest
from pysequoia import Cert, Tsk, decrypt

from inkasso.adapters.agencies.encryption import KeyRefused, encrypt, read_public_key

# Keys are made by the library's own clock.
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def agency_key() -> Tsk:
    return Tsk.generate("Nordwest Inkasso <daten@nordwest-inkasso.example>")


def _public(key: Tsk) -> str:
    return str(key.extract_certificate())


def test_only_the_agency_can_read_what_was_encrypted(agency_key):
    stranger = Tsk.generate("Fremde")

    sealed = encrypt("geheim ä".encode(), _public(agency_key), NOW)

    assert decrypt(sealed, decryptor=agency_key.decryptor()).bytes == "geheim ä".encode()
    assert b"geheim" not in sealed
    with pytest.raises(RuntimeError):
        decrypt(sealed, decryptor=stranger.decryptor())


def test_it_tells_owner_and_fingerprint(agency_key):
    key = read_public_key(_public(agency_key), NOW)

    assert key.owner == "Nordwest Inkasso <daten@nordwest-inkasso.example>"
    fingerprint = agency_key.extract_certificate().fingerprint
    assert key.fingerprint.replace(" ", "") == fingerprint.upper()


def test_it_refuses_an_expired_key():
    key = _public(Tsk.generate("Alt", validity_seconds=3600))

    assert read_public_key(key, NOW).expires_at is not None
    with pytest.raises(KeyRefused, match="abgelaufen"):
        encrypt(b"x", key, NOW + timedelta(hours=2))


def test_it_refuses_a_revoked_key(agency_key):
    public = agency_key.extract_certificate()
    revoked = Cert.from_bytes(bytes(public) + bytes(public.revoke(agency_key.certifier())))

    with pytest.raises(KeyRefused, match="widerrufen"):
        read_public_key(str(revoked), NOW)


def test_it_refuses_the_agencys_secret_key(agency_key):
    with pytest.raises(KeyRefused, match="geheimer Schlüssel"):
        read_public_key(str(agency_key), NOW)


def test_it_refuses_two_keys(agency_key):
    both = f"{_public(agency_key)}\n{_public(Tsk.generate('Zweiter'))}"

    with pytest.raises(KeyRefused, match="mehrere"):
        read_public_key(both, NOW)


@pytest.mark.parametrize("file", ["sign_only.asc", "rsa1024.asc", "expired_subkey.asc"])
def test_it_refuses_a_key_that_nothing_can_be_encrypted_with(file, data_file):
    key = data_file(f"agencies/{file}").decode()

    with pytest.raises(KeyRefused, match="lässt sich nicht verschlüsseln"):
        read_public_key(key, NOW)


def test_it_uses_the_living_one_of_two_subkeys(data_file):
    key = data_file("agencies/renewed_subkey.asc").decode()

    assert encrypt(b"x", key, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kein Schlüssel",
        "ssh-ed25519 AAAA",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc\n-----END PGP PUBLIC KEY BLOCK-----",
    ],
)
def test_it_refuses_what_is_no_key(text):
    with pytest.raises(KeyRefused, match="kein öffentlicher OpenPGP-Schlüssel"):
        read_public_key(text, NOW)
