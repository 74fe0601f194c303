"""Since when a debtor is in default, from the facts of an order (§ 286 BGB)."""

from datetime import date
from decimal import Decimal

import pytest

from tests.reminders.services.claim_bench import bought, claim, in_rates, invoice, send, step

pytestmark = pytest.mark.django_db

RATES = (
    (date(2026, 10, 1), "300.00"),
    (date(2026, 11, 2), "400.00"),
    (date(2026, 12, 1), "300.00"),
)


@pytest.mark.parametrize(
    ("facts", "received_on", "since", "ground"),
    [
        pytest.param({}, None, None, "", id="BGH III ZR 91/07: printed by the seller alone"),
        pytest.param(
            {"due_day_agreed": True}, None, (10, 2), "agreed_day", id="286 II 1: agreed day"
        ),
        pytest.param(
            {"due_day_agreed": True, "due_on": date(2026, 10, 3)},
            None,
            (10, 6),
            "agreed_day",
            id="193: Saturday and holiday, pays on Monday",
        ),
        pytest.param(
            {"due_day_agreed": True, "due_on": date(2026, 6, 4), "state": "BY"},
            None,
            (6, 6),
            "agreed_day",
            id="193: Fronleichnam counts in Bavaria",
        ),
        pytest.param(
            {"due_day_agreed": True, "due_on": date(2026, 6, 4), "state": "HH"},
            None,
            (6, 5),
            "agreed_day",
            id="193: Fronleichnam does not count in Hamburg",
        ),
        pytest.param(
            {"due_day_agreed": True, "due_on": date(2026, 6, 4), "state": ""},
            None,
            (6, 6),
            "agreed_day",
            id="193: state unknown, the latest day counts",
        ),
        pytest.param(
            {"due_day_agreed": True, "due_on": date(2026, 11, 18), "state": "SN"},
            None,
            (11, 20),
            "agreed_day",
            id="193: Buß- und Bettag in Saxony",
        ),
        pytest.param(
            {"due_day_agreed": True, "due_on": date(2026, 11, 18), "state": "NW"},
            None,
            (11, 19),
            "agreed_day",
            id="193: Buß- und Bettag nowhere else",
        ),
        pytest.param(
            {"consumer_notice": True},
            date(2026, 9, 20),
            (11, 3),
            "notice_30_days",
            id="286 III 1: consumer with notice, 30 days after the due day end on a Saturday",
        ),
        pytest.param(
            {"consumer_notice": True},
            date(2026, 10, 12),
            (11, 12),
            "notice_30_days",
            id="286 III 1: the invoice came after the due day",
        ),
        pytest.param(
            {"consumer_notice": False}, date(2026, 9, 20), None, "", id="286 III 1: no notice"
        ),
        pytest.param(
            {"consumer_notice": True}, None, None, "", id="286 III 1: receipt is not known"
        ),
        pytest.param(
            {"kind": "business"},
            date(2026, 9, 20),
            (11, 3),
            "notice_30_days",
            id="286 III: a business needs no notice",
        ),
        pytest.param(
            {"kind": "business"}, None, (11, 3), "notice_30_days", id="286 III 2: receipt unknown"
        ),
        pytest.param(
            {"kind": "unknown"}, date(2026, 9, 20), None, "", id="13: unknown counts as consumer"
        ),
    ],
)
def test_default_begins_as_the_law_has_it(facts, received_on, since, ground):
    order = bought(**facts)
    invoice(order, received_on)

    claimed = claim(order)

    assert claimed.default_since == (date(2026, *since) if since else None)
    assert claimed.default_ground == ground
    assert bool(claimed.interest) == bool(since)


def test_without_any_invoice_the_thirty_days_never_begin():
    order = bought(kind="business")

    assert claim(order).default_since is None


@pytest.mark.parametrize(
    ("sent_on", "pay_by", "since"),
    [
        pytest.param((10, 8), (10, 19), (10, 20), id="286 I: the day after the notice's period"),
        pytest.param((10, 8), (10, 17), (10, 20), id="193: the period ends on a Saturday"),
        pytest.param((10, 1), (10, 12), None, id="286 I: sent on the due day, no effect"),
        pytest.param((9, 25), (10, 5), None, id="286 I: sent before the due day, no effect"),
    ],
)
def test_a_notice_puts_in_default(sent_on, pay_by, since):
    order = bought()
    send(order, step(0), on=date(2026, *sent_on), pay_by=date(2026, *pay_by))

    claimed = claim(order, step(1))

    assert claimed.default_since == (date(2026, *since) if since else None)
    assert claimed.default_ground == ("reminder" if since else "")


def test_the_first_notice_after_the_due_day_counts_and_no_later_one():
    order = bought()
    send(order, step(0), on=date(2026, 9, 28), pay_by=date(2026, 10, 5))
    send(order, step(0), on=date(2026, 10, 8), pay_by=date(2026, 10, 19))
    send(order, step(1), on=date(2026, 10, 22), pay_by=date(2026, 11, 5))

    assert claim(order, step(2)).default_since == date(2026, 10, 20)


def test_each_rate_is_in_default_from_its_own_day():
    order = in_rates(bought(due_day_agreed=True), *RATES)

    claimed = claim(order)

    assert claimed.principal == Decimal("700.00")
    lines = [(line["principal"], line["days"]) for line in claimed.interest_lines]
    assert lines == [("300.00", 51), ("400.00", 19)]
    assert claimed.interest == Decimal("2.73") + Decimal("1.36")
