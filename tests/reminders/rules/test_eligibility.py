"""Who is not dunned, and why: every reason, and all of them at once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from orders.models import Order
from reminders.rules.eligibility import (
    Code,
    OrderFacts,
    doubts_about,
    is_reserved_address,
    reasons_against,
)

DAY = date(2026, 11, 21)
DUNNABLE = OrderFacts(
    is_open=True,
    is_cancelled=False,
    is_reseller=False,
    due_on=date(2026, 11, 1),
    has_procedure=True,
    is_procedure_active=True,
    starts_on=None,
    next_level=1,
    next_level_on=date(2026, 11, 6),
    has_template=True,
    email="zoe@kunden.example",
    address_problem="",
    is_example_creditor=False,
    blocked_until=None,
)


def codes(facts: OrderFacts, *, is_automatic: bool = False) -> list[Code]:
    return [reason.code for reason in reasons_against(facts, DAY, is_automatic=is_automatic)]


def test_an_overdue_order_is_dunned():
    assert codes(DUNNABLE) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_open": False}, Code.PAID),
        ({"is_open": False, "is_cancelled": True}, Code.CANCELLED),
        ({"is_open": False, "is_written_off": True}, Code.WRITTEN_OFF),
        ({"blocked_until": DAY}, Code.BLOCKED),
        ({"blocked_until": date.max}, Code.BLOCKED),
        ({"stop_reason": "disputed"}, Code.DISPUTED),
        ({"stop_reason": "deceased"}, Code.DECEASED),
        ({"stop_reason": "to_clarify"}, Code.TO_CLARIFY),
        ({"reported_total": Decimal("69.90")}, Code.AMOUNT_CHANGED),
        ({"is_reseller": True}, Code.RESELLER),
        ({"has_procedure": False}, Code.NO_PROCEDURE),
        ({"is_procedure_active": False}, Code.PROCEDURE_OFF),
        ({"starts_on": date(2026, 11, 2)}, Code.BEFORE_START),
        ({"next_level_on": date(2026, 11, 22)}, Code.WAITING),
        ({"next_level": None, "next_level_on": None}, Code.CLOSED),
        ({"has_template": False}, Code.NO_TEMPLATE),
        ({"email": ""}, Code.NO_ADDRESS),
        ({"address_problem": "„x“ ist keine E-Mail-Adresse."}, Code.INVALID_ADDRESS),
        ({"is_example_creditor": True, "email": "zoe@kunden.de"}, Code.EXAMPLE_CREDITOR),
        ({"live_run": "Mahnlauf 3"}, Code.IN_RUN),
        ({"is_uncertain": True}, Code.UNCERTAIN),
    ],
)
def test_each_hindrance_gives_its_reason(change, code):
    assert codes(replace(DUNNABLE, **change)) == [code]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"blocked_until": date(2026, 11, 20)}, id="a block ended yesterday"),
        pytest.param({"starts_on": date(2026, 11, 1)}, id="due on the start day itself"),
        pytest.param({"next_level_on": DAY}, id="the level begins today"),
        pytest.param({"is_example_creditor": True}, id="the example writes to example addresses"),
        pytest.param({"is_step_automatic": False}, id="by hand also where automatic is off"),
        pytest.param({"has_failed": True}, id="by hand a failed one is tried again"),
        pytest.param({"unmatched_payment": "Eine Zahlung."}, id="by hand with a warning of money"),
        pytest.param({"bank_data_problem": "Zu alt."}, id="by hand with a warning of old data"),
    ],
)
def test_it_is_dunned_all_the_same(change):
    assert codes(replace(DUNNABLE, **change)) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_step_automatic": False}, Code.NOT_AUTOMATIC),
        ({"has_failed": True}, Code.FAILED),
        ({"unmatched_payment": "Eine Zahlung wartet."}, Code.PAYMENT_UNMATCHED),
        ({"bank_data_problem": "Der Kontoauszug ist zu alt."}, Code.BANK_DATA_OLD),
    ],
)
def test_the_schedule_leaves_alone_what_only_a_clerk_may_send(change, code):
    assert codes(replace(DUNNABLE, **change), is_automatic=True) == [code]


DOUBTFUL = replace(DUNNABLE, unmatched_payment="Eine Zahlung.", bank_data_problem="Zu alt.")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, [Code.PAYMENT_UNMATCHED, Code.BANK_DATA_OLD]),
        ({"next_level_on": date(2026, 11, 22)}, [Code.PAYMENT_UNMATCHED]),
        ({"next_level": None, "next_level_on": None}, [Code.PAYMENT_UNMATCHED]),
        ({"is_open": False}, []),
    ],
)
def test_a_clerk_is_warned_of_doubts(change, expected):
    assert [doubt.code for doubt in doubts_about(replace(DOUBTFUL, **change), DAY)] == expected


def test_another_total_is_told_with_both_amounts():
    facts = replace(DUNNABLE, total=Decimal("79.90"), reported_total=Decimal("69.90"))

    (reason,) = reasons_against(facts, DAY)

    assert reason.text.startswith("Der Shop meldet 69,90\xa0€ statt 79,90\xa0€.")


def test_every_stop_of_an_order_has_its_reason():
    for stop in Order.StopReason.values:
        assert len(codes(replace(DUNNABLE, stop_reason=stop))) == bool(stop)


def test_all_reasons_are_given_at_once():
    facts = replace(
        DUNNABLE, blocked_until=DAY, block_reason="Bestritten", is_procedure_active=False, email=""
    )

    assert codes(facts) == [Code.BLOCKED, Code.PROCEDURE_OFF, Code.NO_ADDRESS]


def test_every_reason_is_a_sentence_with_a_label():
    for code in Code:
        assert code.label
    reasons = reasons_against(replace(DUNNABLE, email="", blocked_until=DAY), DAY)
    assert all(reason.text.endswith(".") for reason in reasons)


@pytest.mark.parametrize(
    ("email", "is_reserved"),
    [
        ("a@example.org", True),
        ("a@shop.example", True),
        ("a@EXAMPLE.COM", True),
        ("a@mail.test", True),
        ("a@example.org.de", False),
        ("a@gmx.de", False),
        ("a@notexample.org", False),
    ],
)
def test_reserved_addresses(email, is_reserved):
    assert is_reserved_address(email) is is_reserved
