"""What the stored reminders tell of a report to a credit bureau."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from inkasso.models import BureauRule, CollectionCase
from inkasso.rules.reports import AgencyStatus
from inkasso.rules.states import CaseState
from inkasso.services.bureau import bureau_check
from orders.models import HistoryEntry, Order
from orders.services.stops import lift_stop, set_stop
from reminders.models import (
    Channel,
    DunningBlock,
    DunningRun,
    Reminder,
    ReminderDocument,
    ReminderItem,
    ReminderTemplate,
)
from reminders.rules.states import ReminderState
from tests.collection_factories import case
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
NOTICE = (
    "Bleibt die Zahlung aus, kann die Forderung einer Auskunftei gemeldet werden. "
    "Das geschieht nicht, wenn Sie die Forderung bestreiten."
)
FIRST, SECOND = TODAY - timedelta(days=40), TODAY - timedelta(days=20)


def sent(
    found: CollectionCase,
    sent_on: date,
    level: int,
    text: str = "Bitte zahlen Sie.",
    *,
    channel: Channel = Channel.EMAIL,
    state: ReminderState = ReminderState.SENT,
    **texts: str,
) -> Reminder:
    """A reminder of the case's order as it was sent; texts: other fields."""
    order = found.order
    procedure = order.standing.procedure
    run = DunningRun.objects.create(level=level, run_on=sent_on, written_on=sent_on)
    reminder = Reminder.objects.create(
        run=run,
        creditor=order.sales_account.creditor,
        sales_account=order.sales_account,
        customer=order.customer,
        number=9000 + level,
        level=level,
        state=state,
        channel=channel,
        procedure=procedure,
        procedure_version=1,
        template=ReminderTemplate.objects.first(),
        template_version=1,
        written_on=sent_on,
        pay_by=sent_on + timedelta(days=14),
        principal=order.open_principal,
        mail_subject="Mahnung",
        mail_body=text,
        letter_subject="Mahnung",
        letter_body=texts.get("letter", ""),
        message_id=f"<{found.pk}-{level}@shop.example>",
        decided_at=timezone.now(),
        sent_at=timezone.now(),
        sent_on=sent_on,
    )
    ReminderItem.objects.create(
        reminder=reminder,
        order=order,
        installment=order.oldest_installment,
        level=level,
        principal=order.open_principal,
        state=state,
    )
    return reminder


@pytest.fixture
def dunned() -> CollectionCase:
    """A case that was dunned twice, the first time with the notice."""
    found = case(state=CaseState.IN_PROGRESS)
    sent(found, FIRST, 1, NOTICE)
    sent(found, SECOND, 2)
    return found


def met(found: CollectionCase) -> list[bool]:
    fresh = CollectionCase.objects.get(pk=found.pk)
    return [condition.is_met for condition in bureau_check(fresh, TODAY).conditions]


def test_two_reminders_four_weeks_and_the_notice_are_found(dunned):
    check = bureau_check(dunned, TODAY)

    assert check.is_met
    assert [one.since for one in check.conditions[:3]] == [
        SECOND,
        FIRST + timedelta(days=28),
        FIRST,
    ]
    assert "Auskunftei gemeldet" in check.conditions[2].found


def test_what_was_sent_counts_not_what_was_drafted(dunned):
    first = Reminder.objects.get(level=1)
    ReminderDocument.objects.create(
        reminder=first, sender="a@b.example", reply_to="", mail_text="Zahlen Sie.", mail_html=""
    )

    assert met(dunned) == [True, True, False, True]


def test_a_letter_is_read_in_its_own_words():
    found = case()
    sent(found, FIRST, 1, "", channel=Channel.LETTER, letter=NOTICE)
    sent(found, SECOND, 2, NOTICE, channel=Channel.LETTER)

    check = bureau_check(found, TODAY)

    assert check.conditions[2].since == FIRST


def test_friendly_and_withdrawn_reminders_do_not_count():
    found = case()
    sent(found, FIRST, 0, NOTICE)
    sent(found, SECOND, 1, NOTICE, state=ReminderState.WITHDRAWN)

    assert met(found) == [False, False, False, True]


def test_a_dispute_told_to_the_agency_counts(dunned):
    CollectionCase.objects.update(agency_status=AgencyStatus.DISPUTED)

    assert met(dunned)[3] is False


def test_an_objection_at_the_court_counts():
    found = case(state=CaseState.COURT_SERVED)
    CollectionCase.objects.update(state=CaseState.COURT_OBJECTION)

    assert met(found)[3] is False


def test_a_dispute_counts_from_the_day_it_was_settled(dunned):
    set_stop(dunned.order_id, Order.StopReason.DISPUTED, reason="Ware fehlt", actor=None)
    assert met(dunned)[3] is False

    lift_stop(dunned.order_id, seen="disputed", reason="Ware angekommen", actor=None)

    lifted_on = timezone.localdate(
        HistoryEntry.objects.filter(order=dunned.order).first().created_at
    )
    fresh = CollectionCase.objects.get(pk=dunned.pk)
    assert bureau_check(fresh, TODAY).conditions[3].since == lifted_on


@pytest.mark.parametrize(
    ("until_on", "is_met"),
    [(None, False), (TODAY, False), (TODAY - timedelta(days=1), True)],
)
def test_a_block_for_a_dispute_counts_until_its_end(dunned, until_on, is_met):
    DunningBlock.objects.create(
        customer=dunned.order.customer,
        reason=DunningBlock.Reason.DISPUTED,
        set_on=FIRST,
        until_on=until_on,
    )

    assert met(dunned)[3] is is_met


def test_the_rule_of_the_lead_decides(dunned):
    BureauRule.objects.create(pk=1, reminders_needed=3, needs_notice=False, citation="§ 37a BDSG")

    check = bureau_check(dunned, TODAY)

    assert [one.is_met for one in check.conditions] == [False, True, True]
    assert check.citation == "§ 37a BDSG"


def test_looking_changes_nothing_and_reports_nothing(dunned, django_assert_num_queries):
    before = dunned.events.count()

    with django_assert_num_queries(5):
        bureau_check(dunned, TODAY)

    assert dunned.events.count() == before


def test_the_fragment_shows_each_condition_and_no_button(dunned):
    page = render_to_string(
        "collections/bureau_check.html", {"bureau": bureau_check(dunned, TODAY)}
    )

    assert page.count("<li>") == 4
    assert "Mahnwerk meldet nie selbst" in page
    assert "<button" not in page
