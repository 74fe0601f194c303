"""Every version of a procedure is kept."""

from datetime import date
from decimal import Decimal

import pytest

from reminders.models import DunningProcedure
from reminders.rules.procedure_words import changes_between
from reminders.services.activation import activate
from reminders.services.procedures import revise_procedure
from reminders.services.versions import content_of_procedure, shown_versions
from tests.factories import procedure, sales_account, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped() -> DunningProcedure:
    return procedure(sales_account())


def test_a_new_procedure_has_its_first_version(shipped):
    (first,) = shown_versions(shipped)

    assert first.version.version == 1
    assert first.changes == []
    assert ("Mahnstufe 2", first.lines[-2][1]) == first.lines[-2]


def test_a_change_is_kept_with_who_made_it(shipped):
    clerk = user("leonie")
    shipped.levels.filter(level=1).update(days_after_anchor=7, fee=Decimal("1.20"))

    revise_procedure(shipped, is_ladder_changed=True, actor=clerk)

    newest = shown_versions(shipped)[0]
    assert (newest.version.version, newest.version.created_by) == (2, clerk)
    (change,) = newest.changes
    assert change[0] == "Mahnstufe 1"
    assert change[1].startswith("5 Tage nach der Fälligkeit")
    assert change[2].startswith("7 Tage nach der Fälligkeit")


def test_what_stood_before_versions_were_kept_is_kept_with_the_first_change(shipped):
    shipped.versions.all().delete()

    activate(shipped.pk, starts_on=date(2026, 10, 1), is_automatic=False, actor=None)

    assert [one.version.version for one in shown_versions(shipped)] == [2, 1]


def test_what_was_kept_stays_when_the_procedure_changes(shipped):
    before = content_of_procedure(shipped)

    shipped.levels.filter(level=3).delete()
    revise_procedure(shipped, is_ladder_changed=True, actor=None)

    assert shown_versions(shipped)[-1].version.content == before


@pytest.mark.parametrize(
    ("field", "value", "change"),
    [
        pytest.param("name", "Neu", ("Name", "Shop 5/15/30", "Neu"), id="name"),
        pytest.param("is_active", False, ("Aktiv", "ja", "nein"), id="switch"),
        pytest.param(
            "starts_on",
            date(2026, 10, 1),
            ("Gilt für Fälligkeiten ab", "alle", "01.10.2026"),
            id="start day",
        ),
        pytest.param("is_automatic", True, ("Automatisch mahnen", "nein", "ja"), id="automatic"),
    ],
)
def test_what_differs_is_said_in_words(shipped, field, value, change):
    before = content_of_procedure(shipped)
    setattr(shipped, field, value)

    assert changes_between(before, content_of_procedure(shipped)) == [change]


def test_a_step_that_is_gone_is_named(shipped):
    before = content_of_procedure(shipped)
    shipped.levels.filter(level=3).delete()

    ((label, _, now),) = changes_between(before, content_of_procedure(shipped))

    assert (label, now) == ("Mahnstufe 3", "–")
