"""What agencies reported: taken lines, lines that wait, a broken file, a remittance that lacks."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.utils import timezone

from inkasso.models import AgencyReport, CollectionCase, Remittance, ReportEntry
from inkasso.rules.states import CaseState
from inkasso.services.notice_sending import mark_told
from inkasso.services.notices import pending_notices
from inkasso.services.reports import take_report
from orders.models import SalesAccount
from orders.services.payments import record_payment
from tests import collection_factories, factories

HEADING = "Art;Zeile;Aktenzeichen;Aktenzeichen Inkasso;Status;Datum;Betrag;Kosten;Abrechnung;Abzüge"
State = ReportEntry.State


def reports(lead: User, today: date, account: SalesAccount) -> dict[str, object]:
    """A report with everything, one that nobody can read, and notices told and to tell."""
    cases = [_case(account, today) for _ in range(3)]
    on = f"{today - timedelta(days=2):%d.%m.%Y}"
    first, second, third = (case.reference for case in cases)
    rows = [
        f"Status;A-1;{first};;in Kontakt mit dem Schuldner;{on};;;;",
        f"Zahlung;A-2;{first};;;{on};150,00;32,40;AB-2026-11;",
        f"Zahlung;A-3;{second};;;{on};80,00;;AB-2026-11;",
        f"Status;A-4;{third};;ruhend gestellt wegen Urlaub des Sachbearbeiters;{on};;;;",
        f"Zahlung;A-5;;NW-99999;;{on};45,90;;AB-2026-11;",
        f"Zahlung;A-6;{third};;;{on};-20,00;;;",
        f"Auszahlung;A-7;;;;{on};185,20;;AB-2026-11;10,00",
    ]
    report = _take(cases[0], "\n".join([HEADING, *rows]).encode("cp1252"), "rueckmeldung.csv", lead)
    broken = _take(cases[0], b"Sehr geehrte Damen und Herren", "anschreiben.txt", lead)
    _pay_directly(cases, lead, today)
    waiting = report.entries.filter(state=State.TO_CLARIFY)
    return {
        "report": report,
        "broken_report": broken,
        "applied_line": report.entries.filter(state=State.APPLIED).earliest("position"),
        "unknown_word_line": waiting.get(position=5),
        "unknown_case_line": waiting.get(position=6),
        "impossible_line": waiting.get(position=7),
        "remittance": Remittance.objects.get(),
        "reporting_agency": cases[0].agency,
    }


def _case(account: SalesAccount, today: date) -> CollectionCase:
    order = factories.order(
        account,
        today=today,
        total="389.00",
        due_on=today - timedelta(days=80),
        last_name="Oesterreicher-Vandenbroucke",
    )
    day = today - timedelta(days=20)
    return collection_factories.case(order, state=CaseState.IN_PROGRESS, today=day)


def _take(case: CollectionCase, raw: bytes, name: str, lead: User) -> AgencyReport:
    return take_report(
        case.agency,
        raw,
        file_name=name,
        source=AgencyReport.Source.UPLOAD,
        received_at=timezone.now(),
        actor=lead,
    )


def _pay_directly(cases: list[CollectionCase], lead: User, today: date) -> None:
    """One direct payment that the agency knows, one that it has to be told."""
    for case, amount in zip(cases, ("20.00", "60.00"), strict=False):
        record_payment(
            case.order_id, amount=Decimal(amount), paid_on=today, actor=lead, today=today
        )
    agency = cases[0].agency
    first = pending_notices(agency).filter(case=cases[0])
    mark_told(agency, first.values_list("pk", flat=True), actor=lead, now=timezone.now())
