from datetime import date, timedelta

import pytest

from reminders.rules.return_paths import (
    MAX_LOCAL_PART,
    VALID_FOR,
    ReturnPathExpired,
    ReturnPathForged,
    SentMail,
    check_claim,
    read_reference,
    read_return_path,
    return_path,
    sign_reference,
)

BASE = "bounces@brief.example"
KEY, OLD_KEY = b"new key", b"old key"
MADE_ON = date(2026, 11, 22)


MESSAGE_ID = "<r.A1b2@shop.example>"


def made(
    reminder_id: int = 4711, message_id: str = MESSAGE_ID, key: bytes = KEY, base: str = BASE
) -> str:
    return return_path(
        "mahnung@shop.example", SentMail(reminder_id, message_id, MADE_ON), key, base
    )


def proven(address: str, today: date = MADE_ON, message_id: str = MESSAGE_ID) -> int | None:
    """The reminder that the address proves, whose mail has that Message-ID."""
    claim = read_return_path(address, BASE)
    if claim is None:
        return None
    check_claim(claim, message_id, [KEY, OLD_KEY], today=today)
    return claim.reminder_id


def test_it_names_the_reminder_and_fits_before_the_at_sign():
    longest = made(reminder_id=10**14, base=f"{'b' * MAX_LOCAL_PART}@brief.example")

    assert made().startswith("bounces+4711-20261122-")
    assert len(longest.partition("@")[0]) <= 64


def test_it_is_the_senders_own_address_without_a_base():
    assert made(base="") == "mahnung@shop.example"


@pytest.mark.parametrize("change", [str, str.upper, lambda one: f" {one} "])
def test_it_reads_its_own_address_in_any_case(change):
    assert proven(change(made())) == 4711


def test_it_reads_what_an_earlier_key_has_signed():
    assert proven(made(key=OLD_KEY)) == 4711


@pytest.mark.parametrize(
    "address",
    ["", "mahnung@shop.example", "bounces@brief.example", "bounces+1-2@other.example"],
)
def test_it_leaves_alone_what_is_not_below_its_address(address):
    assert proven(address) is None


@pytest.mark.parametrize(
    "address",
    [
        made(key=b"third key"),
        made().replace("4711", "4712"),
        made().replace("20261122", "20261123"),
        made(message_id="<r.a1b2@shop.example>"),
        made(base="bounces@brief.example.evil.example").replace(".evil.example", ""),
        made()[: -len("@brief.example") - 1] + "@brief.example",
        "bounces+@brief.example",
        "bounces+1-20261122-aaaaaaaaaaaaaaaa@brief.example",
        "bounces+4711-99999999-aaaaaaaaaaaaaaaa@brief.example",
        "bounces+\u0664711-20261122-aaaaaaaaaaaaaaaa@brief.example",
    ],
)
def test_it_refuses_forged_addresses(address):
    with pytest.raises(ReturnPathForged):
        proven(address)


@pytest.mark.parametrize("days", [-1, 0, VALID_FOR.days])
def test_it_holds_for_sixty_days(days):
    assert proven(made(), MADE_ON + timedelta(days=days)) == 4711


@pytest.mark.parametrize("days", [-2, VALID_FOR.days + 1, 4000])
def test_it_expires(days):
    with pytest.raises(ReturnPathExpired):
        proven(made(), MADE_ON + timedelta(days=days))


@pytest.mark.parametrize("message_id", ["", "<r.other@shop.example>"])
def test_it_proves_nothing_of_another_mail_with_the_same_number(message_id):
    with pytest.raises(ReturnPathForged, match="wrong signature"):
        proven(made(), message_id=message_id)


def test_without_a_reminder_even_a_signature_of_nothing_is_refused_alike():
    with pytest.raises(ReturnPathForged, match="wrong signature"):
        proven(made(message_id=""), message_id="")


def test_a_provider_hands_back_a_reference_without_any_address():
    reference = sign_reference(SentMail(4711, MESSAGE_ID, MADE_ON), KEY)

    check_claim(read_reference(reference), MESSAGE_ID, [KEY], today=MADE_ON)
    with pytest.raises(ReturnPathForged):
        proven(f"bounces+{reference}@brief.example")
