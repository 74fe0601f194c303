from datetime import date, timedelta

import pytest

from reminders.rules.return_paths import (
    MAX_LOCAL_PART,
    VALID_FOR,
    ReturnPath,
    ReturnPathExpired,
    ReturnPathForged,
    read_reference,
    read_return_path,
    return_path,
    sign_reference,
)

BASE = "bounces@brief.example"
KEY, OLD_KEY = b"new key", b"old key"
MADE_ON = date(2026, 11, 22)


def made(**changes) -> str:
    facts = {"sender": "mahnung@shop.example", "reminder_id": 4711, "key": KEY, "base": BASE}
    return return_path(**{**facts, **changes}, made_on=MADE_ON)


def read(address: str, today: date = MADE_ON) -> ReturnPath | None:
    return read_return_path(address, [KEY, OLD_KEY], BASE, today=today)


def test_it_names_the_reminder_and_fits_before_the_at_sign():
    longest = made(reminder_id=10**14, base=f"{'b' * MAX_LOCAL_PART}@brief.example")

    assert made().startswith("bounces+4711-20261122-")
    assert len(longest.partition("@")[0]) <= 64


def test_it_is_the_senders_own_address_without_a_base():
    assert made(base="") == "mahnung@shop.example"


@pytest.mark.parametrize("change", [str, str.upper, lambda one: f" {one} "])
def test_it_reads_its_own_address_in_any_case(change):
    assert read(change(made())) == ReturnPath(4711, MADE_ON)


def test_it_reads_what_an_earlier_key_has_signed():
    assert read(made(key=OLD_KEY)) == ReturnPath(4711, MADE_ON)


@pytest.mark.parametrize(
    "address",
    ["", "mahnung@shop.example", "bounces@brief.example", "bounces+1-2@other.example"],
)
def test_it_leaves_alone_what_is_not_below_its_address(address):
    assert read(address) is None


@pytest.mark.parametrize(
    "address",
    [
        made(key=b"third key"),
        made().replace("4711", "4712"),
        made().replace("20261122", "20261123"),
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
        read(address)


@pytest.mark.parametrize("days", [-1, 0, VALID_FOR.days])
def test_it_holds_for_sixty_days(days):
    assert read(made(), MADE_ON + timedelta(days=days)) is not None


@pytest.mark.parametrize("days", [-2, VALID_FOR.days + 1, 4000])
def test_it_expires(days):
    with pytest.raises(ReturnPathExpired):
        read(made(), MADE_ON + timedelta(days=days))


def test_a_provider_hands_back_a_reference_without_any_address():
    reference = sign_reference(4711, KEY, made_on=MADE_ON)

    assert read_reference(reference, [KEY], today=MADE_ON) == ReturnPath(4711, MADE_ON)
    with pytest.raises(ReturnPathForged):
        read_return_path(f"bounces+{reference}@brief.example", [KEY], BASE, today=MADE_ON)
