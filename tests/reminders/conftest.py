"""A clock that stands still, a mail server that keeps what it accepts, and released runs."""

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from pypdf import PdfWriter

from orders.models import Order
from reminders.models import Channel, DunningLevel, DunningRun, PrintBatch
from reminders.services.letter_posting import mark_posted
from reminders.services.letter_preparing import prepare_batch
from reminders.services.letters import create_batch
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run
from tests.factories import TODAY, order, sales_account
from tests.reminders.adapters.mail_servers import Server, Sink, sink_server


class Clock:
    """Tells the same instant until it is moved."""

    def __init__(self) -> None:
        self.now = timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 9, 0))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def letter_order(db) -> Callable[..., Order]:
    """An order whose reminders go by letter, or by mail and letter."""

    def make(channel: Channel = Channel.LETTER, **of_draft: object) -> Order:
        account = sales_account()
        DunningLevel.objects.update(channel=channel)
        return order(account, **of_draft)

    return make


@pytest.fixture
def printed(clock):
    """Put all waiting letters into a batch and make them."""

    def make() -> PrintBatch:
        batch = create_batch(run_id=None, actor=None, now=clock())
        return prepare_batch(batch.pk, clock=clock)

    return make


@pytest.fixture
def posted(clock):
    """Say that a batch is in the post."""

    def mark(batch: PrintBatch, *, on: date | None = None, without: tuple[int, ...] = ()):
        return mark_posted(
            batch.pk,
            posted_on=on or clock.today,
            not_posted=without,
            actor=None,
            today=clock.today,
            now=clock(),
        )

    return mark


@pytest.fixture
def blank_pdf() -> bytes:
    """A PDF of one empty page."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    """A real mail server; it refuses recipients that begin with "weg@"."""
    with sink_server() as (kept, port):
        settings.MAIL_SERVER = Server(port=port)
        yield kept


@pytest.fixture
def released(sink, clock) -> Callable[..., DunningRun]:
    """Propose and release a run of one level for some orders on the clock's day."""

    def release(*orders, level: int = 1, actor=None) -> DunningRun:
        run = propose_run(
            [one.pk for one in orders],
            level=level,
            day=clock.today,
            written_on=clock.today,
            selection="Test",
            actor=actor,
        )
        return release_run(run.pk, actor=actor, today=clock.today, now=clock())

    return release
