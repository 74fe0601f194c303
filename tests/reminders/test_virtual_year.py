"""A virtual year, every day of it: exactly these mails, letters, levels, fees and reasons."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.test.utils import override_settings
from django.utils import timezone
from pypdf import PdfWriter

from orders.services.ledger_check import check_ledger
from reminders.models import AutomaticDunning, DunningRun
from reminders.services import delivery, letter_preparing
from reminders.services.delivery import deliver_due
from reminders.services.letter_posting import mark_posted
from reminders.services.letter_preparing import prepare_batch
from reminders.services.letters import create_batch, letters_to_print
from reminders.services.plans import break_missed_plans
from reminders.services.runs import run_automatically
from tests.reminders.adapters.mail_servers import Server, Sink, sink_server
from tests.reminders.conftest import Clock
from tests.reminders.year.happenings import HAPPENINGS
from tests.reminders.year.log import YearLog
from tests.reminders.year.shops import all_days, come_in, on, open_shops

# A year takes a minute, on a busy machine several.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1200)]

EXPECTED = Path(__file__).parents[1] / "data" / "virtual_year.txt"
MISSED_NIGHT = on(4, 15)


@pytest.fixture
def mails() -> Iterator[Sink]:
    with sink_server() as (kept, port), override_settings(MAIL_SERVER=Server(port=port)):
        yield kept


@pytest.fixture
def blank_paper(monkeypatch) -> None:
    """Letters are looked at elsewhere; here they cost a second for every day."""
    page, paper = PdfWriter(), BytesIO()
    page.add_blank_page(width=595, height=842)
    page.write(paper)
    for maker in (delivery, letter_preparing):
        monkeypatch.setattr(maker, "render_letter", lambda content: paper.getvalue())


def morning(clock: Clock) -> None:
    """What the schedule does at six."""
    break_missed_plans(today=clock.today)
    run_automatically(today=clock.today, now=clock())
    deliver_due(clock=clock)


def noon(clock: Clock) -> None:
    """What a clerk does with the letters of the day."""
    if letters_to_print().exists():
        batch = create_batch(run_id=None, actor=None, now=clock())
        prepare_batch(batch.pk, clock=clock)
        mark_posted(batch.pk, posted_on=clock.today, actor=None, today=clock.today, now=clock())


def test_every_day_of_a_year_is_as_expected(mails, clock, blank_paper):
    AutomaticDunning.objects.update_or_create(pk=1, defaults={"is_enabled": True})
    sales, log = open_shops(), YearLog()

    for day in all_days():
        clock.now = timezone.make_aware(datetime(day.year, day.month, day.day, 6))
        for sale in [one for one in sales if one.comes_on == day]:
            come_in(sale)
        for happening in HAPPENINGS.get(day, []):
            happening(day)
        if day != MISSED_NIGHT:
            morning(clock)
            noon(clock)
        log.add(day)

    assert log.lines == EXPECTED.read_text(encoding="utf-8").splitlines()
    assert check_ledger().findings == ()
    assert not DunningRun.objects.exclude(state=DunningRun.State.FINISHED).exists()
    assert len(mails.envelopes) == log.mail_count
