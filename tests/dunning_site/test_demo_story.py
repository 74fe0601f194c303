"""The demo's past: sent by real mails, told in its own time, and about nobody real."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from common.rules.iban import is_valid_iban
from dunning_site.demo.services.loading import load_demo
from dunning_site.failed_addresses import failed_addresses
from inkasso.models import CaseBooking, CollectionCase, ReportEntry
from inkasso.rules.states import CaseState
from orders.models import (
    EXAMPLE_IBAN,
    BankStatement,
    BankTransaction,
    Creditor,
    Customer,
    LedgerEntry,
    Order,
)
from orders.services.ledger_check import check_ledger
from reminders.models import (
    CohortFigure,
    DebtorRequest,
    DeliveryEvent,
    Recovery,
    Reminder,
    Standing,
    Tab,
)
from reminders.rules.delivery_kinds import DeliveryKind
from reminders.rules.eligibility import Code, is_reserved_address
from reminders.rules.states import ReminderState
from reminders.services.assessment import assess
from reminders.services.evidence import Weight, evidence_of
from reminders.services.uncertain import uncertain
from tests.reminders.adapters.mail_servers import Server, sink_server

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[list[str]]:
    """A small demo with its past, loaded once for all tests that only read; what it said."""
    folder = tmp_path_factory.mktemp("demo")
    said: list[str] = []
    with (
        sink_server() as (_, port),
        override_settings(
            DEMO=True,
            MAIL_SERVER=Server(port),
            DATA_DIR=folder,
            MEDIA_ROOT=folder / "media",
            JOURNAL_PATH=folder / "delivery.journal",
        ),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        load_demo(today=TODAY, now=NOW, say=said.append, size=1)
        yield said
        transaction.set_rollback(True)


@pytest.fixture
def reading(demo, settings, db) -> list[str]:
    """The loaded demo, as the tests find it; what loading it said."""
    settings.DEMO = True
    return demo


def test_it_fills_every_tab_by_mails_that_were_really_sent(reading):
    counts = {tab: Standing.objects.in_tab(tab, on=TODAY).count() for tab in Tab}
    assert all(counts.values()), counts
    states = set(Reminder.objects.values_list("state", flat=True))
    assert states == {ReminderState.SENT, ReminderState.UNCERTAIN}
    assert {order.payment_status for order in Order.objects.all()} == set(Order.PaymentStatus)
    assert Order.objects.filter(credit_amount__gt=0).exists()
    assert LedgerEntry.objects.filter(kind=LedgerEntry.Kind.CHARGEBACK).exists()


def test_it_shows_every_reason_why_an_order_is_left_out(reading):
    found = {
        reason.code
        for assessment in assess(Order.objects.overdue(on=TODAY), TODAY)
        for reason in assessment.reasons
    }
    assert found >= {
        Code.NO_ADDRESS,
        Code.INVALID_ADDRESS,
        Code.BLOCKED,
        Code.RESELLER,
        Code.PROCEDURE_OFF,
        Code.WAITING,
        Code.CLOSED,
    }


def test_its_history_is_told_in_the_time_of_the_story(reading):
    for reminder in Reminder.objects.select_related("run"):
        assert timezone.localdate(reminder.sent_at or reminder.decided_at) == reminder.written_on
        assert timezone.localdate(reminder.run.created_at) == reminder.written_on
    for order in Order.objects.prefetch_related("history"):
        told_at = [entry.created_at for entry in order.history.all()]
        assert told_at == sorted(told_at, reverse=True)
        assert timezone.localdate(told_at[0]) <= TODAY
        assert timezone.localdate(told_at[-1]) == order.ordered_on


def test_its_statement_leaves_something_to_clarify(reading):
    states = Counter(BankTransaction.objects.values_list("state", flat=True))

    assert states["inbox"] >= 4
    assert states["booked"] >= 5
    assert BankStatement.objects.get().is_reconciled
    assert Order.objects.filter(unpaid_reason="insufficient_funds").exists()
    assert check_ledger().is_ok


def test_nobody_real_is_in_it(reading):
    emails = set(Customer.objects.exclude(email="").values_list("email", flat=True))
    creditor = Creditor.objects.get()
    assert all(map(is_reserved_address, emails)), emails
    assert is_reserved_address(creditor.email)
    assert is_valid_iban(creditor.iban)
    assert creditor.iban != EXAMPLE_IBAN


def test_a_second_time_changes_nothing(reading, capsys):
    before = list(Order.objects.values_list("pk", "open_amount"))

    call_command("demo")

    assert list(Order.objects.values_list("pk", "open_amount")) == before
    output = capsys.readouterr().out
    assert "schon geladen" in output
    assert "mahnwerk-demo" in output


def test_it_tells_what_it_does(reading):
    assert reading[0] == "Firma und Zugänge …"
    assert "Aufträge der letzten Monate" in reading[1]
    assert all("Mahnung" in line for line in reading[2:-4])
    assert reading[-4:] == [
        "Inkasso und Gericht …",
        "Rückläufer und Ungeklärtes …",
        "Kontoauszug von gestern …",
        "Nachrichten von Kunden und Auswertungen …",
    ]


def test_mails_came_back_and_two_wait_to_be_settled(reading):
    assert {one.customer.email_failed_on for one in _came_back()} == {
        one.written_on for one in _came_back()
    }
    assert set(DeliveryEvent.objects.values_list("kind", flat=True)) == {
        DeliveryKind.HARD_BOUNCE,
        DeliveryKind.COMPLAINT,
    }
    assert failed_addresses().count() == 2
    assert uncertain().count() == 2
    for reminder in uncertain():
        weights = {one.kind: one.weight for one in evidence_of(reminder)}
        assert weights["journal"] == Weight.NOTHING
        assert reminder.document.mail_text


def _came_back() -> list[Reminder]:
    return list(Reminder.objects.exclude(delivery_events=None).select_related("customer"))


def test_debtors_have_written_and_the_evaluations_are_worked_out(reading):
    assert DebtorRequest.objects.waiting().count() >= 1
    assert Recovery.objects.exists()
    assert CohortFigure.objects.exists()


def test_everybody_can_log_in(reading, client):
    assert client.login(username="sachbearbeitung", password="mahnwerk-demo")
    assert client.login(username="leitung", password="mahnwerk-demo")
    assert client.login(username="admin", password="mahnwerk-demo")


def test_cases_are_with_the_agency_and_wait_to_be_handed_over(reading):
    states = set(CollectionCase.objects.values_list("state", flat=True))

    assert CaseState.IN_PROGRESS in states
    assert CaseBooking.objects.filter(entry__kind=LedgerEntry.Kind.PAYMENT).exists()
    assert not ReportEntry.objects.exclude(state=ReportEntry.State.APPLIED).exists()
