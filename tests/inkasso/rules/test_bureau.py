"""The conditions of a report to a credit bureau."""

from datetime import date

import pytest

from inkasso.rules.bureau import (
    BureauFacts,
    BureauTerms,
    SentReminder,
    check_bureau,
    notice_in,
)

DUE, FIRST, SECOND = date(2026, 9, 1), date(2026, 9, 10), date(2026, 9, 30)
NOTICE = (
    "Sehr geehrte Frau Vogt. Zahlen Sie nicht, können wir die Forderung einer Auskunftei melden. "
    "Wenn Sie die Forderung bestreiten, melden wir sie nicht."
)
TERMS = BureauTerms()
ALL_MET = [True, True, True, True]


def facts(**changes) -> BureauFacts:
    values = {
        "reminders": (SentReminder(FIRST, NOTICE), SentReminder(SECOND, "Bitte zahlen Sie.")),
        "due_on": DUE,
    }
    return BureauFacts(**{**values, **changes})


def met(check) -> list[bool]:
    return [condition.is_met for condition in check.conditions]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2026, 9, 9), [False, False, False, True], id="nothing sent yet"),
        pytest.param(date(2026, 9, 29), [False, False, True, True], id="one reminder"),
        pytest.param(date(2026, 9, 30), [True, False, True, True], id="two reminders"),
        pytest.param(date(2026, 10, 7), [True, False, True, True], id="a day too early"),
        pytest.param(date(2026, 10, 8), ALL_MET, id="four weeks after the first"),
    ],
)
def test_the_conditions_come_to_be_met_one_by_one(on, expected):
    check = check_bureau(facts(), TERMS, on)

    assert met(check) == expected
    assert check.is_met is all(expected)


def test_it_tells_since_when_each_is_met():
    check = check_bureau(facts(), TERMS, date(2026, 11, 21))

    assert [one.since for one in check.conditions] == [SECOND, date(2026, 10, 8), FIRST, DUE]
    assert check.since == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"is_disputed": True}, [True, True, True, False], id="disputed"),
        pytest.param(
            {"reminders": (SentReminder(FIRST, ""), SentReminder(SECOND, ""))},
            [True, True, False, True],
            id="never informed",
        ),
        pytest.param(
            {"reminders": (SentReminder(DUE, NOTICE), SentReminder(SECOND, NOTICE))},
            [False, True, True, True],
            id="sent before it was overdue",
        ),
    ],
)
def test_one_missing_condition_is_enough(changes, expected):
    check = check_bureau(facts(**changes), TERMS, date(2026, 11, 21))

    assert met(check) == expected
    assert not check.is_met
    assert check.since is None


def test_a_notice_that_hides_the_dispute_is_none():
    text = "Wir können die Forderung der SCHUFA melden."
    check = check_bureau(facts(reminders=(SentReminder(FIRST, text),)), TERMS, date(2026, 11, 21))

    informed = check.conditions[2]
    assert not informed.is_met
    assert "I ZR 157/13" in informed.found


def test_a_settled_dispute_counts_from_its_end():
    settled = date(2026, 11, 2)
    check = check_bureau(facts(undisputed_since=settled), TERMS, date(2026, 11, 21))

    assert check.is_met
    assert check.since == settled


def test_a_paid_claim_is_never_reported():
    check = check_bureau(facts(is_open=False), TERMS, date(2026, 11, 21))

    assert not check.is_met
    assert "nichts mehr offen" in check.note


def test_a_title_is_pointed_out():
    check = check_bureau(facts(has_title=True), TERMS, date(2026, 11, 21))

    assert "Titel" in check.note


def test_the_lead_chooses_the_conditions():
    terms = BureauTerms(1, 2, needs_notice=False, needs_no_dispute=False, citation="§ 37a BDSG")
    check = check_bureau(
        facts(reminders=(SentReminder(FIRST, ""),), is_disputed=True), terms, date(2026, 9, 24)
    )

    assert met(check) == [True, True]
    assert check.citation == "§ 37a BDSG"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Guten Tag. Wir melden der Schufa\nHolding. Gruß", "Wir melden der Schufa Holding."),
        ("An Wirtschaftsauskunfteien melden wir.", "An Wirtschaftsauskunfteien melden wir."),
        ("It may go to a credit bureau.", "It may go to a credit bureau."),
        ("Wir geben keine Auskunft.", ""),
        ("", ""),
    ],
)
def test_it_finds_the_sentence_of_the_notice(text, expected):
    assert notice_in(text) == expected
