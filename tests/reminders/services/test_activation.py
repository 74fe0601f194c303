"""Switch a procedure on, knowing whom it reaches, and off again at once."""

from datetime import date
from decimal import Decimal
from email import message_from_bytes, policy

import pytest

from orders.models import SalesAccount
from reminders.models import (
    AutomaticDunning,
    DunningBlock,
    DunningLevel,
    DunningProcedure,
    DunningRun,
    Reminder,
    Standing,
)
from reminders.profiles import PHOTO
from reminders.services.activation import (
    ActivationRefused,
    activate,
    deactivate,
    exclude,
    excluded_orders,
    reach,
    reached_standings,
)
from reminders.services.activation_trial import send_todays_reminders
from reminders.services.blocks import lift_block
from reminders.services.preferences import take_in
from reminders.services.procedures import create_from_profile
from reminders.services.proposals import propose_run
from reminders.services.runs import run_automatically
from reminders.services.trial_mails import TrialMailNotSent
from tests.factories import TODAY, order, procedure, sales_account, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped() -> DunningProcedure:
    """The shipped procedure, switched off."""
    DunningProcedure.objects.filter(pk=procedure(sales_account()).pk).update(is_active=False)
    return procedure(sales_account())


def counted(shipped: DunningProcedure, starts_on: date | None = None) -> list[tuple]:
    found = reach(shipped, on=TODAY, starts_on=starts_on)
    return [(one.title, one.orders, one.open_amount) for one in found]


def test_it_counts_whom_it_would_reach_today(shipped):
    order(total="100.00")
    order(total="50.00")
    order(due_on=TODAY)

    assert counted(shipped) == [("Mahnstufe 1", 2, Decimal("150.00"))]


def test_it_counts_payment_reminders_apart():
    account = sales_account("Fotoladen", has_procedure=False)
    photo = create_from_profile(PHOTO, account, payment_method=None, is_assigned=True, actor=None)
    order(account, due_on=date(2026, 12, 1), total="20.00")
    order(account, due_on=date(2026, 9, 1), total="30.00")

    assert counted(photo) == [
        ("Zahlungserinnerung", 1, Decimal("20.00")),
        ("Mahnstufe 1", 1, Decimal("30.00")),
    ]


def test_the_start_day_leaves_older_claims_out(shipped):
    order(total="100.00")
    order(total="70.00", due_on=date(2026, 9, 1))

    assert counted(shipped, date(2026, 11, 1)) == [("Mahnstufe 1", 1, Decimal("100.00"))]


def test_an_older_claim_that_was_taken_in_counts_all_the_same(shipped):
    early = order(total="70.00", due_on=date(2026, 9, 1))
    DunningProcedure.objects.filter(pk=shipped.pk).update(starts_on=date(2026, 11, 1))
    take_in([early.pk], actor=None)

    assert counted(shipped, date(2026, 11, 1)) == [("Mahnstufe 1", 1, Decimal("70.00"))]


def test_the_oldest_comes_first(shipped):
    young, old = order(due_on=date(2026, 11, 10)), order(due_on=date(2026, 10, 1))

    reached = reached_standings(shipped, on=TODAY, starts_on=None)

    assert [standing.order for standing in reached] == [old, young]


def test_switching_on_makes_a_new_version(shipped):
    leader = user("leonie")

    activate(shipped.pk, starts_on=date(2026, 11, 1), is_automatic=True, actor=leader)

    shipped.refresh_from_db()
    newest = shipped.versions.first()
    assert (shipped.is_active, shipped.is_automatic, shipped.version) == (True, True, 2)
    assert newest.content["starts_on"] == "2026-11-01"
    assert newest.created_by == leader


def test_switching_on_twice_is_one_version(shipped):
    for _ in range(2):
        activate(shipped.pk, starts_on=None, is_automatic=False, actor=None)

    shipped.refresh_from_db()
    assert shipped.version == 2


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        pytest.param(
            lambda: DunningLevel.objects.all().delete(), "mindestens eine Mahnstufe", id="no level"
        ),
        pytest.param(
            lambda: DunningLevel.objects.filter(level=2).update(template=None),
            "Mahnstufe 2 braucht eine Textvorlage",
            id="no text",
        ),
        pytest.param(
            lambda: SalesAccount.objects.update(is_reseller=True),
            "im Namen der Plattform",
            id="reseller",
        ),
    ],
)
def test_what_cannot_dun_is_not_switched_on(shipped, spoil, why):
    spoil()

    with pytest.raises(ActivationRefused, match=why):
        activate(shipped.pk, starts_on=None, is_automatic=False, actor=None)


def test_switching_off_takes_back_what_was_proposed():
    order()
    active = procedure(sales_account())
    run = propose_run(
        [one.order_id for one in Standing.objects.all()],
        level=1,
        day=TODAY,
        written_on=TODAY,
        selection="",
        actor=None,
    )

    count = deactivate(active.pk, actor=user("leonie"))

    active.refresh_from_db()
    reminder = run.reminders.get()
    assert count == 1
    assert (active.is_active, active.version) == (False, 2)
    assert (reminder.state, reminder.outcome) == ("cancelled", "Mahnverfahren ausgeschaltet")


def test_switching_off_takes_back_what_the_daily_run_has_queued(sink, clock):
    one = order()
    active = procedure(sales_account())
    activate(active.pk, starts_on=None, is_automatic=True, actor=None)
    AutomaticDunning.objects.update_or_create(pk=1, defaults={"is_enabled": True})
    run_automatically(today=TODAY, now=clock())

    deactivate(active.pk, actor=None)

    assert Reminder.objects.get().state == "cancelled"
    assert "Mahnverfahren ausgeschaltet" in one.history.first().text
    assert sink.envelopes == []


def test_an_excluded_order_is_blocked_until_somebody_lets_it_in(shipped):
    one = order()

    count = exclude(shipped.pk, [one.pk], actor=user("leonie"), today=TODAY)

    assert count == 1
    assert counted(shipped) == []
    assert excluded_orders(shipped) == [one]
    lift_block(one.pk, actor=None, today=TODAY)
    assert excluded_orders(shipped) == []
    assert len(counted(shipped)) == 1


def test_orders_of_another_procedure_are_not_excluded(shipped):
    foreign = order(sales_account("Zweiter Shop"))

    assert exclude(shipped.pk, [foreign.pk], actor=None, today=TODAY) == 0
    assert not DunningBlock.objects.exists()


def test_the_trial_sends_everything_to_the_clerk_and_keeps_nothing(sink, clock, shipped):
    clerk = user("leonie")
    first, _ = order(due_on=date(2026, 10, 1)), order()
    order(email="")

    count = send_todays_reminders(shipped.pk, starts_on=None, actor=clerk, today=TODAY, clock=clock)

    mails = [message_from_bytes(one.content, policy=policy.default) for one in sink.envelopes]
    assert count == 2
    assert {address for one in sink.envelopes for address in one.rcpt_tos} == {clerk.email}
    assert all("[Test]" in mail["Subject"] for mail in mails)
    assert first.number in mails[0]["Subject"]
    assert not Reminder.objects.exists()
    assert not DunningRun.objects.exists()


def test_the_trial_needs_a_mail_server(clock, shipped):
    with pytest.raises(TrialMailNotSent, match="kein Mailserver"):
        send_todays_reminders(
            shipped.pk, starts_on=None, actor=user("leonie"), today=TODAY, clock=clock
        )
