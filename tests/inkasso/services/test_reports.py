"""Reports of agencies: every line has its effect, once, and nothing doubtful is guessed."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from inkasso.models import (
    AgencyReport,
    AgencyStatusWord,
    CaseBooking,
    CaseEvent,
    CourtProcedure,
    ReportEntry,
)
from inkasso.rules.reports import AgencyStatus
from inkasso.rules.states import CaseState
from inkasso.services import reports
from inkasso.services.cases import end, lock_case
from inkasso.services.reports import EventRepeated, receive_report, take_report
from orders.models import LedgerEntry, Order
from orders.services.ledger_check import check_ledger
from orders.services.payments import record_payment
from tests import collection_factories, factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
HANDED_OVER = TODAY - timedelta(days=20)
ON = "20.11.2026"
Source = AgencyReport.Source
State = ReportEntry.State
HEADING = "Art;Zeile;Aktenzeichen;Aktenzeichen Inkasso;Status;Datum;Betrag;Kosten;Abrechnung;Abzüge"


def a_case(state: CaseState = CaseState.IN_PROGRESS, total: str = "100.00"):
    order = factories.order(total=total, due_on=TODAY - timedelta(days=90))
    return collection_factories.case(order, state=state, today=HANDED_OVER)


def take(case, *rows: str, name: str = "bericht.csv", source=Source.UPLOAD) -> AgencyReport:
    """The report of these rows; {ik} is the case's reference."""
    text = "\n".join([HEADING, *(row.replace("{ik}", case.reference) for row in rows)])
    return take_report(
        case.agency,
        text.encode(),
        file_name=name,
        source=source,
        received_at=NOW,
        actor=None,
    )


def status(word: str, on: str = ON) -> str:
    return f"Status;;{{ik}};;{word};{on};;;;"


def payment(amount: str, costs: str = "", *, key: str = "", on: str = ON) -> str:
    return f"Zahlung;{key};{{ik}};;;{on};{amount};{costs};AB-1;"


def booked(case) -> list[tuple[str, str]]:
    entries = LedgerEntry.objects.filter(case_booking__case=case).order_by("pk")
    return [(one.kind, str(one.amount)) for one in entries]


@pytest.mark.parametrize(
    ("before", "word", "after"),
    [
        (CaseState.HANDED_OVER, "received", CaseState.IN_PROGRESS),
        (CaseState.HANDED_OVER, "in Kontakt mit dem Schuldner", CaseState.IN_PROGRESS),
        (CaseState.HANDED_OVER, "rejected", CaseState.RETURNED),
        (CaseState.HANDED_OVER, "court_requested", CaseState.COURT_REQUESTED),
        (CaseState.HANDED_OVER, "title", CaseState.TITLE),
        (CaseState.IN_PROGRESS, "first_letter", CaseState.IN_PROGRESS),
        (CaseState.IN_PROGRESS, "UNEINBRINGLICH", CaseState.RETURNED),
        (CaseState.IN_PROGRESS, "closed", CaseState.RETURNED),
        (CaseState.IN_PROGRESS, "court_served", CaseState.COURT_SERVED),
        (CaseState.IN_PROGRESS, "enforcement_requested", CaseState.ENFORCEMENT_REQUESTED),
        (CaseState.IN_PROGRESS, "paid", CaseState.IN_PROGRESS),
        (CaseState.COURT_REQUESTED, "court_objection", CaseState.COURT_OBJECTION),
        (CaseState.COURT_SERVED, "closed", CaseState.COURT_SERVED),
        (CaseState.COURT_SERVED, "in_contact", CaseState.COURT_SERVED),
        (CaseState.COURT_SERVED, "court_served", CaseState.COURT_SERVED),
    ],
)
def test_it_brings_the_case_where_the_status_says(before, word, after):
    case = a_case(before)

    take(case, status(word))

    case.refresh_from_db()
    assert case.state == after
    assert case.agency_status_on == TODAY - timedelta(days=1)
    assert ReportEntry.objects.get().state == State.APPLIED


@pytest.mark.parametrize(
    ("word", "stop"),
    [
        ("disputed", Order.StopReason.DISPUTED),
        ("deceased", Order.StopReason.DECEASED),
        ("insolvent", Order.StopReason.INSOLVENCY),
        ("in_contact", Order.StopReason.NONE),
    ],
)
def test_it_stops_the_order_where_nobody_may_be_dunned(word, stop):
    case = a_case()

    take(case, status(word))

    case.refresh_from_db()
    assert case.order.stop_reason == stop
    assert case.agency_status == word


def test_it_leaves_a_next_action_for_an_unknown_address():
    case = a_case()

    take(case, status("address_unknown"))

    case.refresh_from_db()
    assert case.next_action.startswith("Neue Anschrift ermitteln")
    assert case.next_action_on == TODAY + timedelta(days=14)


def test_it_follows_the_days_and_not_the_order_of_the_lines():
    case = a_case()

    take(case, status("in_contact", "19.11.2026"), status("first_letter", "12.11.2026"))

    case.refresh_from_db()
    assert case.agency_status == AgencyStatus.IN_CONTACT


def test_it_only_tells_of_a_status_older_than_the_known_one():
    case = a_case()
    take(case, status("in_contact", "19.11.2026"))

    take(case, status("closed", "18.11.2026"))

    case.refresh_from_db()
    assert (case.agency_status, case.state) == (AgencyStatus.IN_CONTACT, CaseState.IN_PROGRESS)
    assert "Bekannt ist schon ein Status" in ReportEntry.objects.latest("pk").message


def test_it_knows_the_agencys_own_words():
    case = a_case()
    AgencyStatusWord.objects.create(
        agency=case.agency, word="Akte in Bearb.", status=AgencyStatus.ACCEPTED
    )

    take(case, status("akte in  bearb."))

    case.refresh_from_db()
    assert case.agency_status == AgencyStatus.ACCEPTED


def test_it_books_a_payment_after_what_the_agency_keeps():
    case = a_case(CaseState.HANDED_OVER)

    take(case, payment("60,00", "20,00"))

    case.refresh_from_db()
    assert booked(case) == [("collection_cost", "20.00"), ("payment", "-60.00")]
    assert case.order.open_amount == Decimal("60.00")
    assert case.order.open_costs == Decimal("0.00")
    assert case.state == CaseState.IN_PROGRESS
    entry = LedgerEntry.objects.get(kind="payment")
    assert entry.source == LedgerEntry.Source.AGENCY
    assert case.agency_reference in entry.reference
    assert case.events.filter(kind=CaseEvent.Kind.PAYMENT).count() == 1
    assert case.notices.count() == 0
    assert check_ledger().findings == ()


def test_it_ends_the_case_with_the_last_payment():
    case = a_case()

    take(case, payment("120,00", "20,00"))

    case.refresh_from_db()
    assert case.state == CaseState.PAID
    assert case.order.collection_since is None


def test_it_keeps_what_was_paid_too_much_as_credit():
    case = a_case()

    take(case, payment("150,00"))

    case.refresh_from_db()
    assert case.order.credit_amount == Decimal("50.00")
    assert "Guthaben von 50,00" in ReportEntry.objects.get().message


@pytest.mark.parametrize("state", [CaseState.PAID, CaseState.RECALLED])
def test_it_books_and_tells_a_payment_on_an_ended_case(state):
    case = a_case()
    if state == CaseState.PAID:
        record_payment(case.order_id, amount=Decimal(100), paid_on=TODAY, actor=None, today=TODAY)
    else:
        end(lock_case(case.pk), state, on=TODAY, actor=None)

    take(case, payment("30,00"))

    case.refresh_from_db()
    assert case.state == state
    assert booked(case) == [("payment", "-30.00")]
    assert f"schon beendet: {state.label}" in ReportEntry.objects.get().message
    assert check_ledger().findings == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Status;;IK-999999;;closed;20.11.2026;;;;", "gibt es bei diesem Inkassobüro keinen Fall"),
        ("Status;;4711;;closed;20.11.2026;;;;", "keinen Fall"),
        ("Status;;;XX-1;closed;20.11.2026;;;;", "Zum Aktenzeichen „XX-1“"),
        ("Status;;{ik};XX-1;closed;20.11.2026;;;;", "Die Aktenzeichen passen nicht zusammen"),
        ("Status;;{ik};;Mondphase;20.11.2026;;;;", "Das Wort „Mondphase“ ist unbekannt"),
        ("Status;;{ik};;closed;22.11.2026;;;;", "liegt in der Zukunft"),
        ("Status;;{ik};;closed;;;;;", "Das Datum fehlt"),
        ("Zahlung;;{ik};;;31.10.2026;50,00;;;", "liegt vor der Übergabe"),
        ("Zahlung;;{ik};;;22.11.2026;50,00;;;", "liegt in der Zukunft"),
        ("Zahlung;;{ik};;;20.11.2026;0,00;;;", "kann es nicht geben"),
        ("Zahlung;;{ik};;;20.11.2026;50,00;60,00;;", "sind höher als die Zahlung"),
        ("Auszahlung;;;;;22.11.2026;50,00;;AB-9;", "liegt in der Zukunft"),
    ],
)
def test_it_lets_a_clerk_look_at_what_is_doubtful(row, said):
    case = a_case()
    before = LedgerEntry.objects.count()

    take(case, row, status("in_contact"))

    entry = ReportEntry.objects.get(state=State.TO_CLARIFY)
    assert said in entry.message
    assert LedgerEntry.objects.count() == before
    case.refresh_from_db()
    assert case.agency_status == AgencyStatus.IN_CONTACT


def test_it_takes_no_word_of_an_agency_on_another_ones_case():
    case = a_case()
    other = collection_factories.agency("Südost Inkasso")

    take_report(
        other,
        f"{HEADING}\n{payment('50,00').replace('{ik}', case.reference)}".encode(),
        file_name="x.csv",
        source=Source.UPLOAD,
        received_at=NOW,
        actor=None,
    )

    assert booked(case) == []
    assert ReportEntry.objects.get().case is None


def test_it_leaves_a_case_that_is_not_handed_over_yet():
    case = a_case(CaseState.HANDING_OVER)

    take(case, status("received"))

    case.refresh_from_db()
    assert (case.state, case.agency_status) == (CaseState.HANDING_OVER, "")


def test_it_learns_the_agencys_reference():
    case = a_case()
    case.agency_reference = ""
    case.save()

    take(case, "Status;;{ik};NW-77;received;20.11.2026;;;;")
    take(case, "Zahlung;;;NW-77;;20.11.2026;10,00;;;")

    case.refresh_from_db()
    assert case.agency_reference == "NW-77"
    assert booked(case) == [("payment", "-10.00")]


def test_it_takes_the_same_report_once():
    case = a_case()

    first = take(case, payment("30,00"))
    again = take(case, payment("30,00"), name="anders.csv")

    assert first == again
    assert booked(case) == [("payment", "-30.00")]


def test_it_takes_lines_once_where_reports_overlap():
    case = a_case()

    take(case, payment("30,00", key="L-1"), payment("10,00"))
    take(case, payment("30,00", key="L-1"), payment("10,00"), payment("5,00", key="L-2"))

    assert booked(case) == [("payment", "-30.00"), ("payment", "-10.00"), ("payment", "-5.00")]


def test_it_books_two_equal_payments_of_one_report_both():
    case = a_case()

    take(case, payment("10,00"), payment("10,00"))

    assert booked(case) == [("payment", "-10.00"), ("payment", "-10.00")]


def test_it_asks_where_the_agency_used_a_line_number_twice():
    case = a_case()
    take(case, payment("30,00", key="L-1"))

    take(case, payment("40,00", key="L-1"))

    assert booked(case) == [("payment", "-30.00")]
    assert "stand schon mit anderem Inhalt" in ReportEntry.objects.latest("pk").message


def test_it_takes_a_line_that_was_mended():
    case = a_case()
    take(case, payment("viel", key="L-1"))

    take(case, payment("30,00", key="L-1"))

    assert booked(case) == [("payment", "-30.00")]


def test_it_keeps_a_report_that_nobody_can_read():
    case = a_case()

    report = take_report(
        case.agency, b"Guten Tag", file_name="brief.txt", source=Source.UPLOAD,
        received_at=NOW, actor=None,
    )  # fmt: skip

    assert "keine Rückmeldung" in report.problem
    assert bytes(report.raw) == b"Guten Tag"
    assert not report.entries.exists()


def test_it_remembers_when_the_agency_reported_last():
    case = a_case()

    take(case, status("received"))

    case.agency.refresh_from_db()
    assert case.agency.last_report_at == NOW


def test_it_refuses_another_content_under_the_same_event():
    case = a_case()
    body = '{"event_id": "E-1", "lines": [{"kind": "status", "word": "%s"}]}'

    def send(word: str):
        return receive_report(
            case.agency, (body % word).encode(), file_name="", source=Source.WEBHOOK,
            received_at=NOW, actor=None,
        )  # fmt: skip

    assert send("closed").is_new
    assert not send("closed").is_new
    with pytest.raises(EventRepeated):
        send("received")


def test_every_booking_of_an_agency_is_known_to_its_case():
    case = a_case()

    take(case, payment("30,00", "5,00"), payment("10,00"))

    assert CaseBooking.objects.filter(case=case).count() == 3


@pytest.mark.parametrize("word", ["closed", "court_objection", "title"])
def test_no_report_moves_a_case_that_the_seller_took_to_court_himself(word):
    case = a_case(CaseState.COURT_REQUESTED)
    CourtProcedure.objects.create(case=case, court="hamburg", is_own=True)

    report = take(case, status(word))

    case.refresh_from_db()
    assert case.state == CaseState.COURT_REQUESTED
    assert "Bei Gericht sind Sie selbst" in report.entries.get().message


def test_a_report_too_long_for_a_call_is_taken_when_a_clerk_uploads_it():
    case = a_case()
    rows = [status("in_contact", f"{day:02}.11.2026") for day in range(2, 5)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reports, "CALL_LINES", 2)
        refused = take(case, *rows, source=Source.WEBHOOK)
    assert refused.problem

    taken = take(case, *rows)

    assert (taken.pk, taken.problem, taken.entries.count()) == (refused.pk, "", 3)
    assert AgencyReport.objects.count() == 1
