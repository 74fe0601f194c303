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
    over_limit,
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
    claim=Decimal("20.00"),
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
        ({"stop_reason": "withdrawal"}, Code.WITHDRAWAL),
        ({"stop_reason": "insolvency"}, Code.INSOLVENCY),
        ({"stop_reason": "deceased", "disputed_part": Decimal("5.00")}, Code.DECEASED),
        ({"reported_total": Decimal("69.90")}, Code.AMOUNT_CHANGED),
        ({"running_plan": "nächste Rate 50,00 € am 01.12.2026"}, Code.PLAN_RUNNING),
        ({"minimum_amount": Decimal("20.01")}, Code.BELOW_MINIMUM),
        ({"is_reseller": True}, Code.RESELLER),
        ({"has_procedure": False}, Code.NO_PROCEDURE),
        ({"is_procedure_active": False}, Code.PROCEDURE_OFF),
        ({"starts_on": date(2026, 11, 2)}, Code.BEFORE_START),
        ({"next_level_on": date(2026, 11, 22)}, Code.WAITING),
        ({"next_level": None, "next_level_on": None}, Code.CLOSED),
        ({"has_template": False}, Code.NO_TEMPLATE),
        ({"email": ""}, Code.NO_ADDRESS),
        ({"address_problem": "„x“ ist keine E-Mail-Adresse."}, Code.INVALID_ADDRESS),
        ({"email_failed_on": date(2026, 11, 2)}, Code.ADDRESS_BOUNCED),
        ({"channel": "both", "email_failed_on": date(2026, 11, 2)}, Code.ADDRESS_BOUNCED),
        ({"channel": "both", "email": ""}, Code.NO_ADDRESS),
        ({"channel": "both", "has_postal_address": False}, Code.NO_POSTAL_ADDRESS),
        ({"channel": "letter", "has_postal_address": False}, Code.NO_POSTAL_ADDRESS),
        ({"is_example_creditor": True, "email": "zoe@kunden.de"}, Code.EXAMPLE_CREDITOR),
        (
            {"is_example_creditor": True, "channel": "letter", "email": ""},
            Code.EXAMPLE_CREDITOR,
        ),
        ({"live_run": "Mahnlauf 3"}, Code.IN_RUN),
        ({"is_uncertain": True}, Code.UNCERTAIN),
        ({"unrecorded": "Mahnung M-000123 ging hinaus."}, Code.UNRECORDED),
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
        pytest.param({"minimum_amount": Decimal("20.00")}, id="exactly the minimum"),
        pytest.param({"is_manual_only": True}, id="by hand where the schedule must not"),
        pytest.param({"approval_limit": Decimal("1.00")}, id="by hand over the limit"),
        pytest.param(
            {"stop_reason": "disputed", "disputed_part": Decimal("5.00")},
            id="by hand of a dispute that leaves a part",
        ),
        pytest.param({"channel": "letter", "email": ""}, id="a letter needs no e-mail"),
        pytest.param(
            {"channel": "letter", "email_failed_on": date(2026, 11, 2)},
            id="a letter goes where mails bounce",
        ),
        pytest.param({"has_postal_address": False}, id="a mail needs no postal address"),
    ],
)
def test_it_is_dunned_all_the_same(change):
    assert codes(replace(DUNNABLE, **change)) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_step_automatic": False}, Code.NOT_AUTOMATIC),
        ({"has_failed": True}, Code.FAILED),
        ({"is_manual_only": True}, Code.MANUAL_ONLY),
        ({"approval_limit": Decimal("19.99")}, Code.APPROVAL_NEEDED),
        ({"stop_reason": "disputed", "disputed_part": Decimal("5.00")}, Code.DISPUTED_PART),
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


def test_the_reasons_stand_in_one_order_whatever_is_in_the_way():
    facts = replace(
        DUNNABLE,
        due_on=DAY,
        blocked_until=DAY,
        running_plan="nächste Rate 5,00 € am 01.12.2026",
        minimum_amount=Decimal("50.00"),
        approval_limit=Decimal("10.00"),
        is_reseller=True,
        stop_reason="disputed",
        disputed_part=Decimal("3.00"),
        reported_total=Decimal("30.00"),
        next_level_on=date(2026, 11, 22),
        is_step_automatic=False,
        is_manual_only=True,
        email="",
        channel="both",
        has_postal_address=False,
        has_failed=True,
    )

    assert codes(facts, is_automatic=True) == [
        Code.NOT_OVERDUE,
        Code.BLOCKED,
        Code.PLAN_RUNNING,
        Code.BELOW_MINIMUM,
        Code.RESELLER,
        Code.DISPUTED_PART,
        Code.AMOUNT_CHANGED,
        Code.WAITING,
        Code.NOT_AUTOMATIC,
        Code.MANUAL_ONLY,
        Code.APPROVAL_NEEDED,
        Code.NO_ADDRESS,
        Code.NO_POSTAL_ADDRESS,
        Code.FAILED,
    ]


@pytest.mark.parametrize(
    ("claim", "limit", "is_over"),
    [
        (None, "10.00", False),
        ("10.00", None, False),
        ("10.00", "10.00", False),
        ("10.01", "10.00", True),
    ],
)
def test_a_second_person_is_asked_above_the_limit_only(claim, limit, is_over):
    amounts = [Decimal(one) if one else None for one in (claim, limit)]

    assert bool(over_limit(*amounts)) is is_over


def test_a_part_in_dispute_is_told_with_its_amount():
    facts = replace(DUNNABLE, stop_reason="disputed", disputed_part=Decimal("5.00"))

    (reason,) = reasons_against(facts, DAY, is_automatic=True)

    assert reason.text.startswith("Der Kunde bestreitet 5,00\xa0€ davon.")


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
