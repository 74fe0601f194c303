"""docs/agency_interface.md says what really leaves the house and what really is understood."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inkasso.adapters.agencies.neutral_file import notice_json
from inkasso.models import AgencyNotice
from inkasso.rules.report_formats import CELLS
from inkasso.rules.reports import AgencyStatus
from inkasso.rules.states import CaseState
from inkasso.services.handover_content import contents
from tests import collection_factories
from tests.factories import TODAY
from tests.inkasso.servers.packages import notice

DOCUMENT = Path(__file__).parents[2] / "docs" / "agency_interface.md"


@pytest.fixture(scope="module")
def named() -> set[str]:
    """Every word that the document writes as code."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return set(re.findall(r"`([^`\n]+)`", text)) | set(re.findall(r'"(\w+)":', text))


def _names(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for name, inner in told.items():
            yield name
            yield from _names(inner)
    elif isinstance(told, list):
        for one in told:
            yield from _names(one)


@pytest.mark.django_db
def test_it_names_every_field_of_a_case(named):
    case = collection_factories.case(state=CaseState.READY)

    told = contents([case], TODAY)[case.pk]

    assert set(_names(told)) - named == set()


def test_it_names_every_field_and_kind_of_a_later_event(named):
    assert set(notice_json(notice())) - named == set()
    assert set(AgencyNotice.Kind.values) - named == set()


def test_it_names_every_cell_of_a_report(named):
    assert set(CELLS) - named == set()


def test_it_names_every_word_that_is_understood(named):
    assert {status.value for status in AgencyStatus} - named == set()
