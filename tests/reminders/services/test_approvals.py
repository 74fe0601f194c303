"""Approval by a second person of what is over an account's limit."""

from decimal import Decimal

import pytest

from reminders.models import AutomaticDunning, DunningRun
from reminders.services.approvals import ApprovalRefused, awaiting_approval, hand_in, send_back
from reminders.services.proposals import propose_run, take_out
from reminders.services.runs import RunRefused, release_run, run_automatically, run_by_hand
from tests.factories import TODAY, dunning_rules, order, procedure, sales_account, user

pytestmark = pytest.mark.django_db
APPROVE = "reminders.approve_dunningrun"


@pytest.fixture
def account():
    """An account that wants a second person above 100 euros."""
    account = sales_account()
    dunning_rules(account, approval_limit=Decimal("100.00"))
    return account


@pytest.fixture
def petra():
    return user("petra", APPROVE)


@pytest.fixture
def proposed(account, petra):
    """Petra's proposal over orders of the sums."""

    def propose(*totals: str) -> DunningRun:
        return propose_run(
            [order(account, total=total).pk for total in totals],
            level=1,
            day=TODAY,
            written_on=TODAY,
            selection="Test",
            actor=petra,
        )

    return propose


def release(run, actor, clock) -> DunningRun:
    return release_run(run.pk, actor=actor, today=TODAY, now=clock())


@pytest.mark.parametrize(
    ("total", "is_free"),
    [("99.99", True), ("100.00", True), ("100.01", False)],
)
def test_only_what_is_over_the_limit_needs_a_second_person(
    proposed, petra, clock, sink, total, is_free
):
    run = proposed(total)

    if is_free:
        assert release(run, petra, clock).approved_by is None
    else:
        with pytest.raises(RunRefused, match="Eine zweite Person muss den Mahnlauf freigeben"):
            release(run, petra, clock)


def test_a_second_person_releases_and_both_names_are_kept(proposed, petra, clock, sink):
    run, karl = proposed("150.00"), user("karl", APPROVE)
    hand_in(run.pk, actor=petra)

    released = release(run, karl, clock)

    assert (released.created_by, released.approved_by) == (petra, karl)
    assert released.approved_at == clock()
    assert released.needs_approval


def test_a_second_person_without_the_right_is_refused(proposed, clock, sink):
    run = proposed("150.00")

    with pytest.raises(RunRefused, match="fehlt Ihnen das Recht"):
        release(run, user("karl"), clock)


def test_taking_the_large_one_out_frees_the_run(proposed, petra, clock, sink):
    run = proposed("150.00", "20.00")
    take_out(run.reminders.get(principal=Decimal("150.00")).pk)

    assert release(run, petra, clock).reminders.filter(state="queued").count() == 1


def test_a_run_that_waits_survives_its_authors_next_proposal(proposed, petra):
    run = proposed("150.00")
    hand_in(run.pk, actor=petra)

    proposed("20.00")

    assert [one.pk for one in awaiting_approval()] == [run.pk]


def test_a_run_below_the_limit_cannot_be_handed_in(proposed, petra):
    with pytest.raises(ApprovalRefused, match="selbst versenden"):
        hand_in(proposed("20.00").pk, actor=petra)


def test_sending_back_keeps_who_and_why(proposed, petra):
    run, karl = proposed("150.00"), user("karl", APPROVE)
    hand_in(run.pk, actor=petra)

    returned = send_back(run.pk, actor=karl, why="Rechnung prüfen")

    assert returned.refusal == "Von karl zurückgegeben: Rechnung prüfen"
    assert not awaiting_approval().exists()


@pytest.mark.parametrize(("is_handed_in", "why"), [(False, "Grund"), (True, "  ")])
def test_sending_back_is_refused(proposed, petra, is_handed_in, why):
    run = proposed("150.00")
    if is_handed_in:
        hand_in(run.pk, actor=petra)

    with pytest.raises(ApprovalRefused):
        send_back(run.pk, actor=petra, why=why)


def test_a_released_run_cannot_be_handed_in(proposed, petra, clock, sink):
    run = proposed("20.00")
    release(run, petra, clock)

    with pytest.raises(ApprovalRefused, match="schon"):
        hand_in(run.pk, actor=petra)


def test_the_daily_run_leaves_out_what_is_over_the_limit(account, clock, sink):
    scheme = procedure(account)
    scheme.is_automatic = True
    scheme.save()
    scheme.levels.update(is_automatic=True)
    AutomaticDunning.objects.update_or_create(pk=1, defaults={"is_enabled": True})
    small, large = order(account, total="20.00"), order(account, total="150.00")

    run = run_automatically(today=TODAY, now=clock())

    assert run is not None
    assert [one.items.get().order for one in run.reminders.all()] == [small]
    skipped = run.skipped_orders.get()
    assert (skipped.order, skipped.reasons[0]["code"]) == (large, "approval_needed")


def test_the_command_leaves_it_out_too(account, clock, sink):
    order(account, total="150.00")

    run = run_by_hand(TODAY, sales_account_id=None, selection="Test", today=TODAY, now=clock())

    assert not run.reminders.exists()
    assert run.skipped_orders.get().reasons[0]["code"] == "approval_needed"
