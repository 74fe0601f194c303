"""Since when a debtor is in default: § 286 BGB with § 193 BGB."""

from datetime import date

import pytest

from reminders.rules.default import DefaultFacts, DefaultStart, Ground, default_start

DAYS = frozenset(
    {"due_on", "invoice_received_on", "notice_received_on", "notice_pay_by", "refused_on"}
)


def start(**facts):
    facts = {name: _day(value) if name in DAYS else value for name, value in facts.items()}
    return default_start(DefaultFacts(**({"is_consumer": True, "due_on": None} | facts)))


def _day(text):
    return date.fromisoformat(text) if text else None


def expected(last, since, ground):
    return DefaultStart(_day(last), _day(since), ground)


@pytest.mark.parametrize(
    ("due_on", "state", "last", "since"),
    [
        pytest.param("2026-11-10", "", "2026-11-10", "2026-11-11", id="§ 286 II 1: Tuesday"),
        pytest.param("2026-11-14", "", "2026-11-16", "2026-11-17", id="§ 193: Saturday"),
        pytest.param("2026-11-15", "", "2026-11-16", "2026-11-17", id="§ 193: Sunday"),
        pytest.param("2026-11-18", "SN", "2026-11-19", "2026-11-20", id="§ 193: Bußtag, Saxony"),
        pytest.param("2026-11-18", "BY", "2026-11-18", "2026-11-19", id="no Bußtag in Bavaria"),
        pytest.param("2026-11-18", "", "2026-11-18", "2026-11-19", id="state unknown: national"),
        pytest.param("2026-06-04", "NW", "2026-06-05", "2026-06-06", id="§ 193: Fronleichnam"),
        pytest.param("2026-06-04", "BE", "2026-06-04", "2026-06-05", id="none in Berlin"),
        pytest.param("2026-03-08", "BE", "2026-03-09", "2026-03-10", id="Sunday and Frauentag"),
        pytest.param("2026-12-25", "", "2026-12-28", "2026-12-29", id="§ 193: over Christmas"),
        pytest.param("2026-12-24", "", "2026-12-24", "2026-12-25", id="24 December is no holiday"),
        pytest.param("2026-12-31", "", "2026-12-31", "2027-01-01", id="31 December is none"),
        pytest.param("2026-04-03", "", "2026-04-07", "2026-04-08", id="§ 193: Good Friday to Tue"),
        pytest.param("2028-02-29", "", "2028-02-29", "2028-03-01", id="leap day"),
        pytest.param("2026-05-31", "", "2026-06-01", "2026-06-02", id="Sunday, end of month"),
    ],
)
@pytest.mark.parametrize("is_consumer", [True, False])
def test_a_day_fixed_by_contract_needs_no_notice(due_on, state, last, since, is_consumer):
    found = start(due_on=due_on, day_is_agreed=True, state=state, is_consumer=is_consumer)

    assert found == expected(last, since, Ground.AGREED_DAY)


@pytest.mark.parametrize(
    ("due_on", "last"),
    [
        pytest.param("2026-11-10", "2026-11-10", id="BGH III ZR 91/07"),
        pytest.param("2026-11-14", "2026-11-16", id="the day to pay still moves, § 193"),
    ],
)
def test_a_day_the_seller_alone_set_puts_no_consumer_in_default(due_on, last):
    assert start(due_on=due_on) == expected(last, None, Ground.NONE)


def test_a_claim_of_which_nothing_is_known_is_not_in_default():
    assert start() == expected(None, None, Ground.NONE)


@pytest.mark.parametrize(
    ("facts", "last", "since"),
    [
        pytest.param(
            {"due_on": "2026-05-31"}, "2026-06-30", "2026-07-01", id="§ 286 III 2: receipt unknown"
        ),
        pytest.param(
            {"due_on": "2026-05-31", "invoice_received_on": "2026-05-17"},
            "2026-06-30",
            "2026-07-01",
            id="§ 286 III 1: due day is later",
        ),
        pytest.param(
            {"due_on": "2026-05-31", "invoice_received_on": "2026-06-10"},
            "2026-07-10",
            "2026-07-11",
            id="§ 286 III 1: receipt is later",
        ),
        pytest.param(
            {"invoice_received_on": "2026-06-10"},
            "2026-07-10",
            "2026-07-11",
            id="§ 271: due at once",
        ),
        pytest.param(
            {"due_on": "2026-10-15"}, "2026-11-16", "2026-11-17", id="III ZR 159/06: Saturday"
        ),
        pytest.param(
            {"due_on": "2026-10-19", "state": "SN"},
            "2026-11-19",
            "2026-11-20",
            id="III ZR 159/06: Bußtag in Saxony",
        ),
        pytest.param(
            {"due_on": "2026-10-19", "state": "BE"}, "2026-11-18", "2026-11-19", id="not in Berlin"
        ),
        pytest.param(
            {"due_on": "2028-01-30"}, "2028-02-29", "2028-03-01", id="thirtieth day is a leap day"
        ),
    ],
)
def test_thirty_days_put_a_business_in_default(facts, last, since):
    found = start(is_consumer=False, **facts)

    assert found == expected(last, since, Ground.NOTICE_30_DAYS)


@pytest.mark.parametrize(
    ("has_notice", "received_on", "ground"),
    [
        pytest.param(True, "2026-05-17", Ground.NOTICE_30_DAYS, id="§ 286 III 1: pointed out"),
        pytest.param(False, "2026-05-17", Ground.NONE, id="§ 286 III 1: not pointed out"),
        pytest.param(True, None, Ground.NONE, id="§ 286 III 2: receipt unknown"),
    ],
)
def test_thirty_days_put_a_consumer_in_default_only_if_pointed_out(has_notice, received_on, ground):
    found = start(
        due_on="2026-05-31", has_consumer_notice=has_notice, invoice_received_on=received_on
    )

    assert found.ground is ground
    assert found.since == (date(2026, 7, 1) if ground is not Ground.NONE else None)


@pytest.mark.parametrize(
    ("facts", "last", "since"),
    [
        pytest.param(
            {"notice_received_on": "2026-06-10"},
            "2026-06-10",
            "2026-06-11",
            id="§ 286 I, § 187 I: without a period from the day after receipt",
        ),
        pytest.param(
            {"notice_received_on": "2026-06-13"},
            "2026-06-13",
            "2026-06-14",
            id="§ 286 I: received on a Saturday, no period that could move",
        ),
        pytest.param(
            {"notice_received_on": "2026-06-10", "notice_pay_by": "2026-06-24"},
            "2026-06-24",
            "2026-06-25",
            id="§ 286 I: from the day after the period",
        ),
        pytest.param(
            {"notice_received_on": "2026-06-10", "notice_pay_by": "2026-06-20"},
            "2026-06-22",
            "2026-06-23",
            id="§ 193: period ends on a Saturday",
        ),
        pytest.param(
            {"notice_received_on": "2026-11-05", "notice_pay_by": "2026-11-18", "state": "SN"},
            "2026-11-19",
            "2026-11-20",
            id="§ 193: period ends on Bußtag in Saxony",
        ),
        pytest.param(
            {"notice_received_on": "2026-06-26", "notice_pay_by": "2026-06-24"},
            "2026-06-26",
            "2026-06-27",
            id="received after its period: not before receipt",
        ),
    ],
)
def test_a_dunning_notice_puts_in_default(facts, last, since):
    assert start(due_on="2026-05-29", **facts) == expected(last, since, Ground.REMINDER)


@pytest.mark.parametrize(
    "received_on",
    [
        pytest.param("2026-05-20", id="before the claim is due"),
        pytest.param("2026-05-30", id="on the due day, a Saturday"),
        pytest.param("2026-06-01", id="on the working day it moved to, § 193"),
    ],
)
def test_a_notice_while_one_may_still_pay_in_time_does_nothing(received_on):
    found = start(due_on="2026-05-30", notice_received_on=received_on)

    assert found == expected("2026-06-01", None, Ground.NONE)


@pytest.mark.parametrize(
    ("refused_on", "last", "since"),
    [
        pytest.param("2026-06-10", "2026-06-10", "2026-06-11", id="§ 286 II 3: after due day"),
        pytest.param("2026-05-20", "2026-06-01", "2026-06-02", id="§ 271: not before due day"),
    ],
)
def test_a_serious_refusal_puts_in_default(refused_on, last, since):
    found = start(due_on="2026-05-30", refused_on=refused_on)

    assert found == expected(last, since, Ground.REFUSAL)


@pytest.mark.parametrize(
    ("facts", "since", "ground"),
    [
        pytest.param(
            {"notice_received_on": "2026-06-10"}, "2026-06-11", Ground.REMINDER, id="notice first"
        ),
        pytest.param(
            {"notice_received_on": "2026-07-20"},
            "2026-07-01",
            Ground.NOTICE_30_DAYS,
            id="30 days first",
        ),
        pytest.param(
            {"notice_received_on": "2026-06-20", "notice_pay_by": "2026-07-10"},
            "2026-07-01",
            Ground.NOTICE_30_DAYS,
            id="30 days end within the notice's period",
        ),
        pytest.param(
            {"notice_received_on": "2026-06-30"},
            "2026-07-01",
            Ground.NOTICE_30_DAYS,
            id="on the same day what needs no proof of receipt",
        ),
        pytest.param(
            {"notice_received_on": "2026-06-10", "day_is_agreed": True},
            "2026-06-02",
            Ground.AGREED_DAY,
            id="contract first",
        ),
        pytest.param(
            {"notice_received_on": "2026-06-10", "refused_on": "2026-06-05"},
            "2026-06-06",
            Ground.REFUSAL,
            id="refusal first",
        ),
    ],
)
def test_the_earliest_way_counts(facts, since, ground):
    found = start(due_on="2026-05-31", is_consumer=False, **facts)

    assert (found.since, found.ground) == (_day(since), ground)


def test_the_day_after_the_last_day_to_pay_is_the_first_with_interest():
    found = start(due_on="2026-05-31", day_is_agreed=True)

    assert found.since.toordinal() - found.last_day_to_pay.toordinal() == 1
