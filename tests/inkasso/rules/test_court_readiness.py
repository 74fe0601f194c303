"""What is missing before a Mahnbescheid can be asked for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from inkasso.rules.court_application import CounterPerformance
from inkasso.rules.court_readiness import CourtFacts, court_gaps

TODAY = date(2026, 11, 21)
COMPLETE = CourtFacts(
    today=TODAY,
    court_fault="",
    has_applicant_address=True,
    has_applicant_representative=True,
    has_defendant_name=True,
    has_defendant_address=True,
    is_defendant_in_germany=True,
    has_defendant_legal_form=True,
    not_due=Decimal("0.00"),
    amount=Decimal("250.00"),
    currency="EUR",
    counter_performance=CounterPerformance.RENDERED,
    default_since=date(2026, 10, 1),
    barred_on=date(2029, 12, 31),
    is_disputed=False,
    is_insolvent=False,
    is_withdrawn=False,
    is_reseller=False,
)


def codes(**changes: object) -> list[str]:
    return [gap.code for gap in court_gaps(replace(COMPLETE, **changes))]


def test_nothing_is_missing_of_a_complete_case():
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"court_fault": "Tragen Sie das Bundesland ein."}, "court"),
        ({"has_applicant_address": False}, "applicant_address"),
        ({"has_applicant_representative": False}, "applicant_representative"),
        ({"is_reseller": True}, "reseller"),
        ({"has_defendant_name": False}, "defendant_name"),
        ({"has_defendant_address": False}, "defendant_address"),
        ({"is_defendant_in_germany": False}, "abroad"),
        ({"amount": Decimal("0.00")}, "amount"),
        ({"currency": "CHF"}, "currency"),
        ({"counter_performance": CounterPerformance.UNDECLARED}, "counter_performance"),
        ({"default_since": None}, "default"),
        ({"default_since": date(2026, 11, 22)}, "default"),
        ({"is_disputed": True}, "dispute"),
        ({"is_insolvent": True}, "insolvency"),
        ({"is_withdrawn": True}, "withdrawal"),
        ({"barred_on": date(2026, 11, 20)}, "barred"),
        ({"not_due": Decimal("100.00")}, "not_due"),
    ],
)
def test_it_names_what_is_missing(changes, code):
    (gap,) = court_gaps(replace(COMPLETE, **changes))

    assert gap.code == code
    assert not gap.is_warning
    assert gap.text.endswith(".")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"has_defendant_legal_form": False}, "legal_form"),
        ({"barred_on": TODAY}, "barred_soon"),
        ({"barred_on": date(2026, 12, 19)}, "barred_soon"),
    ],
)
def test_it_warns_of_what_stops_nothing(changes, code):
    (gap,) = court_gaps(replace(COMPLETE, **changes))

    assert (gap.code, gap.is_warning) == (code, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"barred_on": date(2026, 12, 20)},
        {"barred_on": None},
        {"default_since": TODAY},
        {"counter_performance": CounterPerformance.NONE_OWED},
    ],
)
def test_it_is_content_with(changes):
    assert codes(**changes) == []


def test_what_stops_the_application_comes_first():
    assert codes(has_defendant_legal_form=False, currency="CHF") == ["currency", "legal_form"]
