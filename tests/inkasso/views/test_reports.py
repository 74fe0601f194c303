"""The pages of reports, their lines, remittances and notices."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from inkasso.models import AgencyNotice, AgencyReport, AgencyStatusWord, Remittance, ReportEntry
from inkasso.rules.states import CaseState
from orders.services.payments import record_payment
from tests import collection_factories, factories
from tests.inkasso.services.test_reports import HEADING, booked

pytestmark = pytest.mark.django_db
State = ReportEntry.State
VIEW, ADD = "collections.view_agencyreport", "collections.add_agencyreport"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def case(today):
    order = factories.order(total="100.00", today=today, due_on=today, last_name="Quellmann")
    return collection_factories.case(order, state=CaseState.IN_PROGRESS, today=today)


@pytest.fixture
def clerk(client):
    user = factories.user("petra", VIEW, ADD)
    client.force_login(user)
    return user


def upload(client, case, *rows: str, name: str = "bericht.csv"):
    text = "\n".join([HEADING, *(row.replace("{ik}", case.reference) for row in rows)])
    file = SimpleUploadedFile(name, text.encode())
    address = reverse("collections:report-list")
    return client.post(address, {"agency": case.agency_id, "file": file}, follow=True)


def row(today, kind: str = "Zahlung", reference: str = "{ik}", told: str = ";;30,00;5,00") -> str:
    word, _, amount, costs = told.split(";")
    return f"{kind};;{reference};;{word};{today:%d.%m.%Y};{amount};{costs};AB-1;"


def test_an_uploaded_report_shows_what_became_of_its_lines(client, clerk, case, today):
    page = upload(client, case, row(today), row(today, reference="IK-999999")).content.decode()

    assert "1 Zeile übernommen, 1 zu klären" in page
    assert "gibt es bei diesem Inkassobüro keinen Fall" in page
    assert booked(case) == [("collection_cost", "5.00"), ("payment", "-30.00")]


def test_a_report_uploaded_again_says_so(client, clerk, case, today):
    upload(client, case, row(today))

    page = upload(client, case, row(today)).content.decode()

    assert "war schon eingelesen" in page
    assert AgencyReport.objects.count() == 1


def test_an_unreadable_report_says_why(client, clerk, case):
    file = SimpleUploadedFile("brief.txt", b"Guten Tag")
    address = reverse("collections:report-list")

    page = client.post(address, {"agency": case.agency_id, "file": file}, follow=True)

    assert "lässt sich nicht lesen" in page.content.decode()


@pytest.mark.parametrize("tab", ["zu-klaeren", "alle"])
def test_the_list_shows_lines_to_clarify_or_all_reports(client, clerk, case, today, tab):
    upload(client, case, row(today), row(today, reference="AZ-12"))

    page = client.get(reverse("collections:report-list"), {"lage": tab}).content.decode()

    assert ("AZ-12" in page) == (tab == "zu-klaeren")
    assert "Letzte Datenaktualisierung" in page


def test_a_clerk_books_a_payment_on_the_case_named_exactly(client, clerk, case, today):
    upload(client, case, row(today, reference="AZ-12"))
    entry = ReportEntry.objects.get()
    address = reverse("collections:report-line-case", args=[entry.pk])

    by_name = client.post(address, {"case": "quellmann"}).content.decode()
    unknown = client.post(address, {"case": "Nirgendwo"}).content.decode()

    assert f"{case.reference} (Auftrag {case.order.number}" in by_name
    assert "gibt es keinen solchen Fall" in unknown
    assert booked(case) == []
    page = client.post(address, {"case": case.order.number}, follow=True).content.decode()
    assert f"ist für {case.reference} übernommen" in page
    assert len(booked(case)) == 2


def test_a_clerk_says_what_a_word_means(client, clerk, case, today):
    upload(client, case, row(today, "Status", told="Mondphase;;;"))
    entry = ReportEntry.objects.get()

    line = client.get(reverse("collections:report-line", args=[entry.pk])).content.decode()
    address = reverse("collections:report-line-word", args=[entry.pk])
    page = client.post(address, {"status": "in_contact"}, follow=True).content.decode()

    assert "Wort zuordnen" in line
    assert "1 Zeile übernommen" in page
    assert AgencyStatusWord.objects.get().word == "Mondphase"


def test_a_clerk_sets_a_line_aside_only_with_a_reason(client, clerk, case, today):
    upload(client, case, row(today, reference="AZ-12"))
    entry = ReportEntry.objects.get()
    address = reverse("collections:report-line-aside", args=[entry.pk])

    refused = client.post(address, {"reason": ""}).content.decode()
    client.post(address, {"reason": "gehört nicht uns"})

    assert "Geben Sie an, warum" in refused
    entry.refresh_from_db()
    assert (entry.state, entry.decided_by) == (State.SET_ASIDE, clerk)


def test_a_clerk_says_that_a_repeated_payment_is_another_one(client, clerk, case, today):
    upload(client, case, row(today))
    upload(client, case, row(today), row(today), name="b.csv")
    entry = ReportEntry.objects.get(state=State.TO_CLARIFY)
    address = reverse("collections:report-line-case", args=[entry.pk])
    told = {"case": case.reference}

    shown = client.get(reverse("collections:report-line", args=[entry.pk])).content.decode()
    refused = client.post(address, told).content.decode()
    client.post(address, {**told, "is_further": "on"})

    assert "keine doppelt gemeldete" in shown
    assert "schon aus" in refused
    entry.refresh_from_db()
    assert entry.state == State.APPLIED


def test_a_decision_that_cannot_be_carried_out_says_why(client, clerk, case, today):
    upload(client, case, row(today, reference="AZ-12"))
    entry = ReportEntry.objects.get()
    ReportEntry.objects.update(costs=Decimal("90.00"))

    address = reverse("collections:report-line-case", args=[entry.pk])
    page = client.post(address, {"case": case.reference}).content.decode()

    assert "sind höher als die Zahlung" in page


def test_a_remittance_shows_its_difference_until_it_is_settled(client, clerk, case, today):
    upload(client, case, row(today), f"Auszahlung;;;;;{today:%d.%m.%Y};20,00;;AB-1;")
    remittance = Remittance.objects.get()
    address = reverse("collections:remittance-page", args=[remittance.pk])

    listed = client.get(reverse("collections:remittance-list")).content.decode()
    before = client.get(address).content.decode()
    after = client.post(address, {"reason": "Auslagen"}, follow=True).content.decode()

    assert "−5,00" in listed
    assert "zu klären" in before
    assert "ist geklärt" in after
    assert "Auslagen" in after


def test_a_clerk_passes_notices_on_and_notes_it(client, clerk, case, today):
    record_payment(case.order_id, amount=Decimal(10), paid_on=today, actor=None, today=today)
    notice = AgencyNotice.objects.get()

    page = client.get(reverse("collections:notice-list"), follow=True).content.decode()
    file = client.get(reverse("collections:notice-file", args=[case.agency_id]))
    address = reverse("collections:notice-mark", args=[case.agency_id])
    told = client.post(address, {"notices": f"{notice.pk},x,"}, follow=True).content.decode()

    assert "Zahlung direkt an uns" in page
    assert case.reference in file.content.decode("utf-8-sig")
    assert "1 Meldung als gemeldet vermerkt" in told
    notice.refresh_from_db()
    assert notice.sent_by == clerk


def test_what_could_not_be_sent_says_so(client, clerk, case, today):
    record_payment(case.order_id, amount=Decimal(10), paid_on=today, actor=None, today=today)

    address = reverse("collections:notice-send", args=[case.agency_id])
    page = client.post(address, follow=True).content.decode()

    assert "Nicht alles ließ sich melden" in page
    assert "keinen Übertragungsweg" in page


def test_a_report_is_given_back_as_it_came(client, clerk, case, today):
    upload(client, case, row(today))
    report = AgencyReport.objects.get()

    answer = client.get(reverse("collections:report-file", args=[report.pk]))

    assert answer.content == bytes(report.raw)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_who_may_only_look_decides_nothing(client, case, today):
    client.force_login(factories.user("gast", VIEW))

    page = client.get(reverse("collections:report-list"))
    refused = upload(client, case, row(today))

    assert "Rückmeldung einlesen" not in page.content.decode()
    assert refused.status_code == 403
    assert not AgencyReport.objects.exists()


def test_who_may_not_look_sees_nothing(client, case):
    client.force_login(factories.user("gast"))

    names = ("report-list", "remittance-list", "notice-list")
    answers = [client.get(reverse(f"collections:{name}")).status_code for name in names]

    assert answers == [403, 403, 403]
