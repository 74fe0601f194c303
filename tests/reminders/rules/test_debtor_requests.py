"""What a debtor may ask for, what pauses the dunning, and what is granted at once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from reminders.models import DebtorRequest
from reminders.rules.debtor_requests import (
    MOST_PER_DAY,
    Grants,
    PageStanding,
    Refusal,
    RequestKind,
    grants_deferral,
    is_part,
    pause_until,
    pauses,
    possible,
    refusal,
)

TODAY = date(2026, 11, 21)
OPEN = PageStanding(is_open=True)
PAID, METHOD = RequestKind.ALREADY_PAID, RequestKind.PAYMENT_METHOD
DEFERRAL, RATES = RequestKind.DEFERRAL, RequestKind.INSTALMENTS
DISPUTE, ADDRESS = RequestKind.DISPUTE, RequestKind.ADDRESS


def test_the_rules_know_all_kinds_that_are_kept():
    assert [kind.value for kind in RequestKind] == DebtorRequest.Kind.values


@pytest.mark.parametrize(
    ("kind", "standing", "why"),
    [
        pytest.param(PAID, OPEN, None, id="open"),
        pytest.param(PAID, PageStanding(is_open=False), Refusal.SETTLED, id="nothing open"),
        pytest.param(
            DISPUTE,
            PageStanding(is_open=True, is_in_collection=True),
            Refusal.WITH_AGENCY,
            id="with an agency",
        ),
        pytest.param(
            DEFERRAL,
            PageStanding(is_open=True, waiting=("deferral",)),
            Refusal.WAITING,
            id="asked before",
        ),
        pytest.param(
            RATES, PageStanding(is_open=True, waiting=("deferral",)), None, id="asked for another"
        ),
        pytest.param(
            PAID,
            PageStanding(is_open=True, told_today=MOST_PER_DAY),
            Refusal.TOO_MANY,
            id="twenty times today",
        ),
        pytest.param(
            PAID, PageStanding(is_open=True, told_today=MOST_PER_DAY - 1), None, id="the twentieth"
        ),
        pytest.param(
            RATES, PageStanding(is_open=True, has_plan=True), Refusal.PLAN_RUNS, id="rates twice"
        ),
        pytest.param(
            DEFERRAL, PageStanding(is_open=True, has_plan=True), None, id="later in a plan"
        ),
        pytest.param(
            RATES,
            PageStanding(is_open=True, is_stopped=True),
            Refusal.NOT_DUNNED,
            id="rates of a disputed order",
        ),
        pytest.param(
            PAID, PageStanding(is_open=True, is_stopped=True), None, id="paid though disputed"
        ),
    ],
)
def test_what_may_be_asked(kind, standing, why):
    assert refusal(kind, standing) is why


def test_nothing_is_possible_once_all_is_paid():
    assert possible(PageStanding(is_open=False)) == []
    assert possible(OPEN) == list(RequestKind)


@pytest.mark.parametrize(
    ("days", "ahead", "facts", "is_granted"),
    [
        pytest.param(0, 1, {}, False, id="never by itself"),
        pytest.param(14, 14, {}, True, id="the last day"),
        pytest.param(14, 15, {}, False, id="a day too many"),
        pytest.param(14, 0, {}, False, id="today"),
        pytest.param(14, 7, {"was_deferred": True}, False, id="for the second time"),
        pytest.param(14, 7, {"has_plan": True}, False, id="in a plan"),
    ],
)
def test_a_delay_is_granted_once_within_the_days_of_the_account(days, ahead, facts, is_granted):
    until_on = TODAY + timedelta(days=ahead)

    granted = grants_deferral(
        Grants(deferral_days=days),
        until_on,
        today=TODAY,
        **{"was_deferred": False, "has_plan": False, **facts},
    )

    assert granted is is_granted


@pytest.mark.parametrize(
    ("kind", "facts", "is_paused"),
    [
        pytest.param(PAID, {}, True, id="already paid"),
        pytest.param(DEFERRAL, {}, True, id="delay"),
        pytest.param(RATES, {}, True, id="rates"),
        pytest.param(ADDRESS, {}, True, id="address"),
        pytest.param(DISPUTE, {"stops": True}, False, id="a dispute of all is stopped anyway"),
        pytest.param(DISPUTE, {}, True, id="what a dispute does not stop"),
        pytest.param(METHOD, {}, False, id="payment method"),
        pytest.param(METHOD, {"is_queued": True}, True, id="payment method, reminder queued"),
        pytest.param(PAID, {"was_declined": True}, False, id="said again after a no"),
        pytest.param(
            METHOD, {"is_queued": True, "was_declined": True}, False, id="queued, but after a no"
        ),
    ],
)
def test_what_pauses(kind, facts, is_paused):
    assert pauses(kind, **{"was_declined": False, **facts}) is is_paused


def test_a_pause_ends_after_its_days():
    assert pause_until(TODAY, 7) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("amount", "part"),
    [(None, False), (Decimal("79.90"), False), (Decimal("80"), False), (Decimal("79.89"), True)],
)
def test_a_part_is_less_than_the_goods(amount, part):
    assert is_part(amount, Decimal("79.90")) is part
