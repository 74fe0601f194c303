"""The interest that a reminder claims, to the cent (§§ 247, 288, 289, 367 BGB)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.models import LedgerEntry, Order
from orders.services.corrections import charge_back, credit, write_off
from reminders.models import BaseRate, DunningBlock
from tests.reminders.services.claim_bench import (
    DUE_ON,
    WRITTEN_ON,
    bought,
    claim,
    in_rates,
    pay,
    send,
    step,
)

pytestmark = pytest.mark.django_db

RATES = (
    (date(2026, 10, 1), "300.00"),
    (date(2026, 11, 2), "400.00"),
    (date(2026, 12, 1), "300.00"),
)


@pytest.mark.parametrize(
    ("kind", "total", "due_on", "written_on", "interest"),
    [
        pytest.param(
            "consumer", "1000.00", (2026, 10, 1), (2026, 11, 21), "9.11", id="288 I: 6.52"
        ),
        pytest.param(
            "business", "1000.00", (2026, 10, 1), (2026, 11, 21), "14.70", id="288 II: 10.52"
        ),
        pytest.param(
            "unknown", "1000.00", (2026, 10, 1), (2026, 11, 21), "9.11", id="13: consumer"
        ),
        pytest.param("consumer", "79.90", (2026, 10, 1), (2026, 11, 21), "0.73", id="small sum"),
        pytest.param("consumer", "0.01", (2026, 10, 1), (2026, 11, 21), "0.00", id="one cent"),
        # 184 days of 2025-H2 at 6.27 % and 181 of 2026-H1 at 6.27 %, on 1000: 31.61 + 31.09
        pytest.param("consumer", "1000.00", (2025, 6, 30), (2026, 6, 30), "62.70", id="a year"),
        # 2023-H2: 184 days at 8.12 %/365; 2024-H1: 182 days at 8.62 %/366
        pytest.param("consumer", "1000.00", (2023, 6, 30), (2024, 6, 30), "83.79", id="leap year"),
        # 2022-H2 at 4.12 % (base −0.88), 2023-H1 at 6.62 %
        pytest.param("consumer", "1000.00", (2022, 6, 30), (2023, 6, 30), "53.60", id="below zero"),
    ],
)
def test_interest_to_the_cent(kind, total, due_on, written_on, interest):
    order = bought(total, kind=kind, due_on=date(*due_on), due_day_agreed=True)

    claimed = claim(order, written_on=date(*written_on))

    assert claimed.interest == Decimal(interest)
    lines = claimed.interest_lines
    assert sum(Decimal(line["amount"]) for line in lines) == claimed.interest


def test_an_old_claim_against_a_business_bears_eight_points():
    told = {"kind": "business", "due_day_agreed": True, "due_on": date(2014, 7, 28)}
    old = bought(ordered_on=date(2014, 7, 28), **told)
    new = bought(ordered_on=date(2014, 7, 29), **told)

    surcharges = [claim(one).interest_lines[0]["surcharge"] for one in (old, new)]

    assert surcharges == ["8.00", "9.00"]  # Art. 229 § 34 EGBGB


def test_a_step_without_interest_claims_none():
    order = bought(due_day_agreed=True)

    claimed = claim(order, step(1, interest=False))

    assert (claimed.interest, claimed.interest_lines) == (Decimal(0), ())
    assert claimed.default_since == date(2026, 10, 2)


def test_days_after_the_last_known_base_rate_are_provisional():
    order = bought(due_day_agreed=True)

    known, unknown = (claim(order, written_on=date(*day)) for day in ((2026, 12, 31), (2027, 1, 1)))

    assert (known.is_provisional, unknown.is_provisional) == (False, True)
    assert [line["is_provisional"] for line in unknown.interest_lines] == [False, True]


def test_a_base_rate_entered_since_counts_from_its_day():
    BaseRate.objects.create(valid_from=date(2027, 1, 1), percent=Decimal("2.00"), source="Test")
    order = bought(due_day_agreed=True)

    claimed = claim(order, written_on=date(2027, 1, 10))

    assert claimed.is_provisional is False
    assert [line["base_rate"] for line in claimed.interest_lines] == ["1.52", "2.00"]


@pytest.mark.parametrize(
    ("booked", "principals", "interest"),
    [
        # 367 I: nothing else is owed, so that the payment lowers the principal from the next day.
        pytest.param(
            ("pay", "400.00", (10, 31)), [(30, "1000.00"), (21, "600.00")], "7.61", id="367"
        ),
        pytest.param(
            ("pay", "400.00", (10, 1)), [(51, "600.00")], "5.47", id="paid on the due day"
        ),
        pytest.param(("pay", "400.00", (9, 25)), [(51, "600.00")], "5.47", id="paid before"),
        pytest.param(("pay", "400.00", (11, 21)), [(51, "1000.00")], "9.11", id="paid today"),
        pytest.param(("credit", "400.00", (11, 10)), [(51, "600.00")], "5.47", id="never owed"),
        pytest.param(
            ("write_off", "400.00", (10, 31)),
            [(30, "1000.00"), (21, "600.00")],
            "7.61",
            id="given up",
        ),
    ],
)
def test_interest_follows_the_principal(booked, principals, interest):
    order, (what, amount, day) = bought(due_day_agreed=True), booked
    on = date(2026, *day)
    if what == "pay":
        pay(order, amount, on)
    elif what == "credit":
        credit(order.pk, amount=Decimal(amount), reason="Retoure", actor=None, today=on)
    else:
        write_off(order.pk, amount=Decimal(amount), reason="Kulanz", actor=None, today=on)

    claimed = claim(order)

    lines = [(line["days"], line["principal"]) for line in claimed.interest_lines]
    assert (lines, claimed.interest) == (principals, Decimal(interest))
    assert claimed.principal == Decimal("600.00")


def test_a_returned_debit_bears_interest_only_from_the_day_after_its_return():
    order = bought(due_day_agreed=True)
    pay(order, "1000.00", date(2026, 9, 30))
    charge_back(
        order.pk,
        amount=Decimal("1000.00"),
        cost=Decimal("3.00"),
        reason_code="AM04",
        booked_on=date(2026, 10, 31),
        actor=None,
        today=WRITTEN_ON,
    )

    claimed = claim(order)

    assert [(line["from"], line["days"]) for line in claimed.interest_lines] == [("2026-11-01", 21)]
    assert claimed.principal == Decimal("1000.00")
    assert claimed.other_costs == Decimal("3.00")  # no interest on costs (§ 289)


@pytest.mark.parametrize(
    ("until_on", "lifted_on", "days"),
    [
        pytest.param((10, 20), None, [8, 32], id="until a day"),
        pytest.param((12, 31), (10, 20), [8, 32], id="lifted before its end"),
        pytest.param((11, 21), None, [8], id="still deferred"),
        pytest.param(None, None, [8], id="without end"),
    ],
)
def test_no_interest_runs_while_payment_is_deferred(until_on, lifted_on, days):
    order = bought(due_day_agreed=True)  # Stundung: the claim is not due meanwhile
    DunningBlock.objects.create(
        order=order,
        reason=DunningBlock.Reason.DEFERRED,
        set_on=date(2026, 10, 10),
        until_on=date(2026, *until_on) if until_on else None,
        lifted_on=date(2026, *lifted_on) if lifted_on else None,
    )

    claimed = claim(order)

    assert [line["days"] for line in claimed.interest_lines] == days


def test_the_customers_deferral_holds_for_each_of_his_orders():
    order = bought(due_day_agreed=True)
    DunningBlock.objects.create(
        customer=order.customer, reason="deferred", set_on=DUE_ON, until_on=WRITTEN_ON
    )

    assert claim(order).interest == Decimal("0.00")


def test_another_block_stops_no_interest():
    order = bought(due_day_agreed=True)
    DunningBlock.objects.create(order=order, reason="clarification", set_on=DUE_ON)

    assert claim(order).interest == Decimal("9.11")


def test_what_was_booked_before_is_claimed_as_such_and_not_again():
    order = bought(due_day_agreed=True)
    send(order, step(1), on=date(2026, 10, 31))  # 30 days: 5.36

    claimed = claim(order, step(2))

    assert claimed.other_costs == Decimal("5.36")
    assert claimed.interest == Decimal("9.11") - Decimal("5.36")
    assert claimed.principal == Decimal("1000.00")
    # No interest on interest (§ 289): the calculation since default stays that of the goods.
    assert [line["principal"] for line in claimed.interest_lines] == ["1000.00"]


def test_interest_that_was_paid_is_not_claimed_again():
    order = bought(due_day_agreed=True)
    send(order, step(1), on=date(2026, 10, 31))
    pay(order, "405.36", date(2026, 10, 31))

    claimed = claim(order)

    assert (claimed.principal, claimed.other_costs) == (Decimal("600.00"), Decimal("0.00"))
    assert claimed.interest == Decimal("2.25")  # 600 · 6.52 % · 21/365


def test_interest_of_two_rates_is_booked_for_each_so_that_paying_one_changes_nothing():
    order = in_rates(bought(due_day_agreed=True, insists=True), *RATES)
    send(order, step(1), on=date(2026, 11, 20))
    pay(
        order, "304.00", date(2026, 11, 20)
    )  # interest 2.68 + 1.29, and the first rate but for 2 ct
    pay(order, "0.03", date(2026, 11, 20))

    booked = LedgerEntry.objects.filter(kind="interest").values_list(
        "installment__position", "amount"
    )
    claimed = claim(order)

    assert sorted(booked) == [(1, Decimal("2.68")), (2, Decimal("1.29"))]
    assert claimed.interest == Decimal("0.07")  # one day of the second rate
    assert claimed.principal == Decimal("399.94")


def test_the_next_rate_alone_is_claimed_before_anything_is_due():
    order = in_rates(bought(due_day_agreed=True), *RATES)

    claimed = claim(order, step(0), written_on=date(2026, 9, 28))

    assert (claimed.principal, claimed.interest) == (Decimal("300.00"), Decimal("0.00"))


@pytest.mark.parametrize(
    ("disputed", "principal", "interest"),
    [
        pytest.param("400.00", "600.00", "5.47", id="a part"),
        pytest.param("1000.00", "0.00", "0.00", id="all of it"),
        pytest.param("2000.00", "0.00", "0.00", id="more than is open"),
        pytest.param(None, "1000.00", "9.11", id="the whole: nobody is dunned at all"),
    ],
)
def test_the_disputed_part_is_left_out(disputed, principal, interest):
    order = bought(due_day_agreed=True)
    Order.objects.filter(pk=order.pk).update(stop_reason="disputed", disputed_amount=disputed)

    claimed = claim(order)

    assert (claimed.principal, claimed.interest) == (Decimal(principal), Decimal(interest))


def test_what_is_frozen_adds_up_for_each_line():
    order = bought(due_day_agreed=True, due_on=date(2025, 10, 1))
    pay(order, "123.45", date(2026, 2, 3))

    claimed = claim(order)

    for line in claimed.interest_lines:
        days = (date.fromisoformat(line["to"]) - date.fromisoformat(line["from"])).days + 1
        assert days == line["days"]
    ends = [date.fromisoformat(line["to"]) for line in claimed.interest_lines]
    starts = [date.fromisoformat(line["from"]) for line in claimed.interest_lines]
    assert [end + timedelta(days=1) for end in ends[:-1]] == starts[1:]
    assert ends[-1] == WRITTEN_ON


def test_days_before_the_first_base_rate_bear_no_interest():
    order = bought(due_day_agreed=True, due_on=date(2001, 5, 1))  # mistyped in a shop's file

    claimed = claim(order)

    assert claimed.default_since == date(2001, 5, 3)  # 1 May is a holiday
    assert claimed.interest_lines[0]["from"] == "2002-01-01"
