"""What a reminder charges: the letter's cost in default, of businesses 40 € instead."""

from datetime import date
from decimal import Decimal

import pytest

from orders.models import LedgerEntry
from orders.services.reversals import reverse_entry
from reminders.models import Channel
from reminders.services.claims import claim_of
from tests.reminders.services.claim_bench import WRITTEN_ON, again, bought, claim, send, step

LETTER = {"fee": "1.20", "channel": Channel.LETTER}

pytestmark = pytest.mark.django_db


def test_the_notice_that_creates_default_charges_nothing():
    order = bought(kind="business")  # BGH VIII ZR 226/83

    claimed = claim(order, step(1, **LETTER))

    assert (claimed.interest, claimed.dunning_fee, claimed.lump_sum) == (Decimal(0),) * 3


@pytest.mark.parametrize(
    ("kind", "of_step", "fee", "lump_sum"),
    [
        pytest.param("consumer", step(2, **LETTER), "1.20", "0.00", id="280, 286: actual cost"),
        pytest.param(
            "consumer",
            step(2, fee="1.20", channel=Channel.BOTH),
            "1.20",
            "0.00",
            id="mail and letter",
        ),
        pytest.param("consumer", step(2, fee="1.20"), "0.00", "0.00", id="a mail costs nothing"),
        pytest.param("consumer", step(0), "0.00", "0.00", id="a payment reminder costs nothing"),
        pytest.param(
            "consumer", step(2, channel=Channel.LETTER), "0.00", "0.00", id="no cost given"
        ),
        pytest.param("unknown", step(2, **LETTER), "1.20", "0.00", id="13: unknown is a consumer"),
        pytest.param("business", step(2, **LETTER), "0.00", "40.00", id="288 V: instead of it"),
        pytest.param("business", step(1), "0.00", "40.00", id="288 V: also by mail"),
        pytest.param("business", step(0), "0.00", "0.00", id="a payment reminder of a business"),
    ],
)
def test_fees_in_default(kind, of_step, fee, lump_sum):
    order = bought(kind=kind, due_day_agreed=True)

    claimed = claim(order, of_step)

    assert (claimed.dunning_fee, claimed.lump_sum) == (Decimal(fee), Decimal(lump_sum))


@pytest.mark.parametrize(
    ("written_on", "fee", "interest"),
    [
        pytest.param((10, 1), "0.00", "0.00", id="on the agreed day: not in default"),
        pytest.param((10, 2), "1.20", "0.18", id="on its first day: 1000 · 6.52 % · 1/365"),
        pytest.param((10, 3), "1.20", "0.36", id="two days"),
    ],
)
def test_charges_begin_with_the_first_day_of_default(written_on, fee, interest):
    order = bought(due_day_agreed=True)

    claimed = claim(order, step(1, **LETTER), written_on=date(2026, *written_on))

    assert (claimed.dunning_fee, claimed.interest) == (Decimal(fee), Decimal(interest))


def test_the_lump_sum_comes_once():
    order = bought(kind="business", due_day_agreed=True)
    send(order, step(1), on=date(2026, 10, 31))

    claimed = claim(order, step(2))

    assert (claimed.lump_sum, claimed.dunning_fee) == (Decimal(0), Decimal(0))
    assert claimed.other_costs == Decimal("48.65")  # 40.00 and 30 days at 10.52 %


def test_the_lump_sum_does_not_come_again_after_a_clerk_took_it_back():
    order = bought(kind="business", due_day_agreed=True)
    send(order, step(1, interest=False), on=date(2026, 10, 31))
    lump_sum = LedgerEntry.objects.get(kind="lump_sum")
    reverse_entry(lump_sum.pk, reason="Kulanz", actor=None, today=WRITTEN_ON)

    claimed = claim(order, step(2, interest=False))

    assert claimed.total == Decimal("1000.00")


def test_two_letters_are_charged_and_no_third():
    order = bought(due_day_agreed=True)
    for level, on in ((1, date(2026, 10, 10)), (2, date(2026, 10, 25))):
        send(order, step(level, interest=False, **LETTER), on=on)

    claimed = claim(order, step(3, interest=False, **LETTER))

    assert (claimed.other_costs, claimed.dunning_fee) == (Decimal("2.40"), Decimal("0.00"))


def test_a_reminder_written_by_hand_adds_nothing():
    order = bought(kind="business", due_day_agreed=True)
    claimed = claim_of(again(order), None, channel=Channel.LETTER, written_on=WRITTEN_ON)

    assert claimed.total == Decimal("1000.00")


def test_of_several_orders_only_the_leading_one_bears_the_fee():
    order = bought(due_day_agreed=True)
    claimed = claim_of(
        again(order), step(2, **LETTER), channel=Channel.LETTER, written_on=WRITTEN_ON, leads=False
    )

    assert (claimed.dunning_fee, claimed.interest) == (Decimal(0), Decimal("9.11"))
