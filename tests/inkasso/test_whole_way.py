"""The whole way, night by night: last Mahnstufe, 30 days, agency, money, recall, court, the end."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection

from inkasso.models import AgencyNotice, AgencyReport, CollectionCase, CollectionPolicy
from inkasso.rules.court_application import CounterPerformance
from inkasso.rules.court_steps import CourtStep
from inkasso.rules.states import CaseState
from inkasso.services.automatic import collect
from inkasso.services.case_endings import cancel_case, recall_case
from inkasso.services.claim_account import claim_account
from inkasso.services.court import StepTold, prepare_court, take_step
from inkasso.services.handover_delivery import deliver_due as deliver_handovers
from inkasso.services.handover_download import download
from inkasso.services.handover_proposals import propose_handover
from inkasso.services.handovers import release_handover
from inkasso.services.notices import pending_notices
from inkasso.services.policies import PolicyRefused, change_option
from inkasso.services.reports import take_report
from orders.models import LedgerEntry, Order
from orders.services.chargebacks import record_chargeback
from orders.services.ledger_check import check_ledger
from orders.services.payments import record_payment
from reminders.models import AutomaticDunning, Reminder, ReminderItem
from reminders.services.delivery import deliver_due
from reminders.services.runs import run_automatically
from tests import collection_factories, factories
from tests.factories import TODAY
from tests.reminders.adapters.mail_servers import Server, sink_server
from tests.reminders.conftest import Clock

pytestmark = pytest.mark.django_db
Option = CollectionPolicy.Option
Kind = LedgerEntry.Kind


class Office:
    """One order, its account's rules, a clock, and what clerk and program do with them."""

    def __init__(self, **rules: object) -> None:
        self.clock = Clock()
        self.account = factories.sales_account()
        self.account.due_day_agreed = True
        self.account.save()
        procedure = factories.procedure(self.account)
        procedure.is_automatic = True
        procedure.save()
        AutomaticDunning.objects.update_or_create(pk=1, defaults={"is_enabled": True})
        collection_factories.claimant(self.account)
        collection_factories.policy(self.account, levels_required=3, **rules)
        self.clerk = User.objects.create(username="petra")
        self.order = factories.order(self.account, due_on=TODAY, total="250.00")

    @property
    def today(self) -> date:
        return self.clock.today

    @property
    def case(self) -> CollectionCase:
        return CollectionCase.objects.get(order=self.order)

    @property
    def open_amount(self) -> Decimal:
        return Order.objects.get(pk=self.order.pk).open_amount

    def nights_pass(self, count: int) -> None:
        """What the schedule does, once for every night."""
        for _ in range(count):
            self.clock.advance(days=1)
            run_automatically(today=self.today, now=self.clock())
            deliver_due(clock=self.clock)
            collect(today=self.today, now=self.clock())
            deliver_handovers(clock=self.clock)

    def nights_until_case(self) -> None:
        """Nights until there is a case; a year without one is too long."""
        for _ in range(365):
            if CollectionCase.objects.filter(order=self.order).exists():
                return
            self.nights_pass(1)
        raise AssertionError("no case was opened")

    def hand_over(self) -> str:
        """By hand; returns the table that the agency gets."""
        handover = propose_handover(
            [self.case.pk], day=self.today, actor=self.clerk, now=self.clock()
        )[0]
        release_handover(handover.pk, actor=self.clerk, today=self.today, now=self.clock())
        deliver_handovers(clock=self.clock)
        file = download(handover.pk, actor=self.clerk, now=self.clock()).file
        assert file is not None
        return file.file_name

    def agency_reports(self, *rows: dict[str, str]) -> AgencyReport:
        """A table of the agency, taken as if a clerk uploaded it."""
        columns = ("id", "kind", "reference", "word", "date", "amount", "costs", "remittance")
        table = io.StringIO()
        writer = csv.DictWriter(table, columns, delimiter=";")
        writer.writeheader()
        for row in rows:
            writer.writerow({"reference": self.case.reference, **row})
        assert self.case.agency is not None
        return take_report(
            self.case.agency,
            table.getvalue().encode(),
            file_name="bericht.csv",
            source=AgencyReport.Source.UPLOAD,
            received_at=self.clock(),
            actor=self.clerk,
        )

    def pays_us(self, amount: str) -> None:
        record_payment(
            self.order.pk,
            amount=Decimal(amount),
            paid_on=self.today,
            actor=self.clerk,
            today=self.today,
        )

    def court_says(self, step: CourtStep, **costs: Decimal) -> None:
        take_step(
            self.case.pk,
            StepTold(step=step, on=self.today, **costs),
            actor=self.clerk,
            today=self.today,
        )

    def asks_the_court(self) -> None:
        prepare_court(
            self.case.pk,
            claim_number=43,
            counter_performance=CounterPerformance.RENDERED,
            is_contested_wanted=True,
            actor=self.clerk,
            today=self.today,
        )
        self.court_says(CourtStep.REQUEST, court_cost=Decimal("38.00"))

    def booked(self) -> dict[str, Decimal]:
        """What the bookings that count add up to, by kind, without the price."""
        sums: dict[str, Decimal] = {}
        for entry in LedgerEntry.objects.effective().filter(order=self.order):
            sums[entry.kind] = sums.get(entry.kind, Decimal(0)) + entry.amount
        sums.pop(Kind.CHARGE)
        return sums

    def check_books(self) -> None:
        assert check_ledger().findings == ()
        account = claim_account(self.case, self.today)
        assert account.total == self.open_amount + account.interest_to_day


@pytest.fixture
def office_with(settings) -> Iterator[type[Office]]:
    with sink_server() as (_, port):
        settings.MAIL_SERVER = Server(port=port)
        yield Office


def reminders_sent() -> int:
    return Reminder.objects.filter(state="sent").count()


def test_three_levels_thirty_days_agency_part_payment_direct_payment_recall(office_with):
    office = office_with(option=Option.COURT)
    office.nights_until_case()
    assert list(ReminderItem.objects.values_list("level", flat=True)) == [1, 2, 3]
    assert office.today - TODAY >= timedelta(days=30)
    assert office.case.state == CaseState.READY
    assert office.case.missing == []

    assert office.hand_over().endswith(".zip")
    assert office.case.state == CaseState.HANDED_OVER
    assert office.case.principal == Decimal("250.00")

    office.nights_pass(5)
    office.agency_reports(
        {"id": "1", "kind": "status", "word": "erstes Schreiben versendet",
         "date": office.today.isoformat()},
        {"id": "2", "kind": "payment", "date": office.today.isoformat(), "amount": "100,00",
         "costs": "20,00"},
    )  # fmt: skip
    assert office.case.state == CaseState.IN_PROGRESS
    assert office.booked()[Kind.COLLECTION_COST] == Decimal("20.00")
    interest = office.booked()[Kind.INTEREST]
    assert interest > 0
    assert office.open_amount == Decimal("170.00") + interest

    office.pays_us("50.00")
    assert [(one.kind, one.amount) for one in AgencyNotice.objects.all()] == [
        (AgencyNotice.Kind.DIRECT_PAYMENT, Decimal("50.00"))
    ]
    office.check_books()

    recall_case(
        office.case.pk, reason="Einigung mit dem Kunden", actor=office.clerk,
        today=office.today,
    )  # fmt: skip
    assert office.case.state == CaseState.RECALLED
    kinds = pending_notices(office.case.agency).values_list("kind", flat=True)
    assert list(kinds) == ["direct_payment", "recall"]
    office.nights_pass(40)
    assert reminders_sent() == 3
    assert CollectionCase.objects.count() == 1
    office.check_books()


def test_agency_without_success_court_objection_and_the_end(office_with):
    office = office_with(option=Option.COURT)
    office.nights_until_case()
    office.hand_over()
    office.agency_reports(
        {"id": "1", "kind": "status", "word": "uneinbringlich", "date": office.today.isoformat()}
    )
    assert office.case.state == CaseState.RETURNED

    office.asks_the_court()
    assert office.booked()[Kind.COURT_COST] == Decimal("38.00")
    office.nights_pass(10)
    office.court_says(CourtStep.SERVICE)
    assert office.case.next_action_on is not None
    office.nights_pass(7)
    office.court_says(CourtStep.OBJECTION)
    assert office.case.state == CaseState.COURT_OBJECTION
    office.check_books()

    office.pays_us(str(office.open_amount))
    assert office.case.state == CaseState.PAID
    assert reminders_sent() == 3
    office.check_books()


def test_a_title_after_an_enforcement_order_nobody_objects_to(office_with):
    office = office_with(option=Option.COURT)
    office.nights_until_case()
    office.hand_over()
    office.agency_reports(
        {"id": "1", "kind": "status", "word": "uneinbringlich", "date": office.today.isoformat()}
    )
    office.asks_the_court()
    for nights, step in (
        (10, CourtStep.SERVICE),
        (20, CourtStep.ENFORCEMENT_REQUEST),
        (10, CourtStep.ENFORCEMENT_SERVICE),
        (20, CourtStep.TITLE),
    ):
        office.nights_pass(nights)
        office.court_says(step)

    assert office.case.state == CaseState.TITLE
    assert Order.objects.get(pk=office.order.pk).collection_since is not None
    office.check_books()


def test_agency_without_success_and_the_order_is_cancelled(office_with):
    office = office_with(option=Option.CANCELLATION, cancellation_cost=Decimal("25.00"))
    office.nights_until_case()
    office.hand_over()
    office.agency_reports(
        {"id": "1", "kind": "payment", "date": office.today.isoformat(), "amount": "40,00"},
        {"id": "2", "kind": "status", "word": "uneinbringlich", "date": office.today.isoformat()},
    )
    assert office.case.state == CaseState.RETURNED

    cancel_case(
        office.case.pk, reason="Inkasso ohne Erfolg", actor=office.clerk, today=office.today,
    )  # fmt: skip

    assert office.case.state == CaseState.CANCELLED
    assert office.booked()[Kind.CANCELLATION_COST] == Decimal("25.00")
    assert Order.objects.get(pk=office.order.pk).is_cancelled
    # 40.00 were paid, only 25.00 and the interest of the payment's day are owed now.
    credit = Decimal("15.00") - office.booked()[Kind.INTEREST]
    assert Order.objects.get(pk=office.order.pk).credit_amount == credit
    assert check_ledger().findings == ()


def test_it_leaves_by_itself_only_where_the_rules_say_so(office_with):
    by_hand = office_with()
    by_hand.nights_until_case()
    by_hand.nights_pass(3)
    assert by_hand.case.state == CaseState.READY

    CollectionPolicy.objects.update(is_automatic=True)
    by_hand.nights_pass(1)

    assert by_hand.case.state == CaseState.HANDING_OVER
    handover = by_hand.case.handover_items.get().handover
    assert (handover.is_automatic, handover.state) == (True, "written")


@pytest.mark.parametrize(
    ("is_automatic", "state"), [(True, CaseState.HANDING_OVER), (False, CaseState.READY)]
)
def test_a_chargeback_waits_for_no_level_and_leaves_as_its_switch_says(
    office_with, is_automatic, state
):
    office = office_with(is_automatic_for_chargebacks=is_automatic)
    office.pays_us("250.00")
    office.nights_pass(3)
    record_chargeback(
        office.order.pk,
        amount=Decimal("250.00"),
        cost=Decimal("3.50"),
        reason_code="MS03",
        booked_on=office.today,
        source=LedgerEntry.Source.MANUAL,
        actor=office.clerk,
    )

    office.nights_pass(1)

    assert office.case.trigger == CollectionCase.Trigger.CHARGEBACK
    assert office.case.state == state
    assert reminders_sent() == 0


@pytest.mark.parametrize("nights", [29, 30])
def test_the_option_is_locked_for_thirty_days_also_for_direct_updates(office_with, nights):
    office = office_with()
    change_option(office.account.pk, Option.CANCELLATION, today=office.today, actor=office.clerk)
    later = office.today + timedelta(days=nights)
    update = (
        "UPDATE collections_collectionpolicy SET option = %s, option_changed_on = %s "
        "WHERE sales_account_id = %s"
    )
    values = ["court", later, office.account.pk]

    if nights < 30:
        with pytest.raises(PolicyRefused):
            change_option(office.account.pk, Option.COURT, today=later, actor=office.clerk)
        with pytest.raises(Exception, match="alle 30 Tage"), connection.cursor() as cursor:
            cursor.execute(update, values)
        return
    with connection.cursor() as cursor:
        cursor.execute(update, values)
    assert CollectionPolicy.objects.get().option == "court"
