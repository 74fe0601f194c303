"""What a clerk decides on lines that wait."""

import pytest

from inkasso.models import AgencyStatusWord, CollectionCase, ReportEntry
from inkasso.rules.reports import AgencyStatus
from inkasso.services.report_entries import EntryRefused, choose_case, map_word, set_aside
from tests import collection_factories
from tests.factories import TODAY
from tests.inkasso.services.test_reports import a_case, booked, payment, status, take

pytestmark = pytest.mark.django_db
State = ReportEntry.State


def waiting() -> ReportEntry:
    return ReportEntry.objects.filter(state=State.TO_CLARIFY).latest("pk")


def test_it_books_a_payment_on_the_case_that_a_clerk_chose():
    case = a_case()
    take(case, "Zahlung;;AZ 12;;;20.11.2026;40,00;;;")

    entry = choose_case(waiting().pk, case.pk, actor=None, today=TODAY)

    assert (entry.state, entry.case) == (State.APPLIED, case)
    assert booked(case) == [("payment", "-40.00")]


def test_it_takes_no_case_of_another_agency():
    case = a_case()
    take(case, "Zahlung;;AZ 12;;;20.11.2026;40,00;;;")
    case.agency = collection_factories.agency("Südost Inkasso")
    case.save()

    with pytest.raises(EntryRefused, match="diesem Inkassobüro nicht übergeben"):
        choose_case(waiting().pk, case.pk, actor=None, today=TODAY)

    assert waiting().case is None


def test_it_leaves_a_line_waiting_that_still_cannot_be():
    case = a_case()
    take(case, "Zahlung;;AZ 12;;;31.10.2026;40,00;;;")

    with pytest.raises(EntryRefused, match="vor der Übergabe"):
        choose_case(waiting().pk, case.pk, actor=None, today=TODAY)

    assert booked(case) == []
    assert waiting().state == State.TO_CLARIFY


def test_it_decides_once():
    case = a_case()
    take(case, "Zahlung;;AZ 12;;;20.11.2026;40,00;;;")
    pk = waiting().pk
    choose_case(pk, case.pk, actor=None, today=TODAY)

    with pytest.raises(EntryRefused, match="inzwischen übernommen"):
        choose_case(pk, case.pk, actor=None, today=TODAY)

    assert len(booked(case)) == 1


def test_it_takes_over_every_line_that_waited_for_a_word():
    first, second = a_case(), a_case()
    take(first, status("Mondphase"))
    take(second, status("MONDPHASE"), name="b.csv")
    take(second, status("Sonnenwende"), name="c.csv")
    entry = ReportEntry.objects.earliest("pk")

    taken = map_word(entry.pk, AgencyStatus.IN_CONTACT, actor=None, today=TODAY)

    assert {one.case for one in taken} == {first, second}
    second.refresh_from_db()
    assert second.agency_status == AgencyStatus.IN_CONTACT
    assert AgencyStatusWord.objects.get().word == "Mondphase"
    assert waiting().word == "Sonnenwende"


def test_it_gives_a_word_no_second_meaning():
    case = a_case()
    take(case, status("Mondphase"))
    AgencyStatusWord.objects.create(
        agency=case.agency, word="mondphase", status=AgencyStatus.CLOSED
    )

    with pytest.raises(EntryRefused, match="bedeutet schon „abgeschlossen“"):
        map_word(waiting().pk, AgencyStatus.IN_CONTACT, actor=None, today=TODAY)


def test_it_sets_a_line_aside_for_a_reason():
    case = a_case()
    take(case, payment("viel"))
    pk = waiting().pk

    with pytest.raises(EntryRefused, match="Geben Sie an"):
        set_aside(pk, reason=" ", actor=None)
    set_aside(pk, reason="Doppelt gemeldet", actor=None)

    entry = ReportEntry.objects.get(pk=pk)
    assert (entry.state, entry.message) == (State.SET_ASIDE, "Doppelt gemeldet")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Zahlung;;{ik};;;20.11.2026;50,00;;;", "Zahlung;;{ik};;;20.11.2026;50,00;;AB-1;"),
        ("Zahlung;7;{ik};;;20.11.2026;50,00;;;", "Zahlung;;{ik};;;20.11.2026;50,00;;;"),
        ("Zahlung;7;{ik};;;20.11.2026;50,00;;;", "Zahlung;9;{ik};;;20.11.2026;50,00;5,00;;"),
    ],
)
def test_it_asks_before_it_books_a_payment_that_another_report_brought(first, second):
    case = a_case()
    known = take(case, first)

    take(case, second, name="b.csv")

    assert booked(case) == [("payment", "-50.00")]
    assert f"schon aus {known}, Zeile 2 gebucht" in waiting().message


def test_a_clerk_books_a_further_payment_all_the_same():
    case = a_case()
    take(case, "Zahlung;;{ik};;;20.11.2026;50,00;;;")
    take(case, "Zahlung;;{ik};;;20.11.2026;50,00;;AB-1;", name="b.csv")
    entry = waiting()

    with pytest.raises(EntryRefused, match="schon aus"):
        choose_case(entry.pk, case.pk, actor=None, today=TODAY)
    choose_case(entry.pk, case.pk, actor=None, today=TODAY, is_further=True)

    assert booked(case) == [("payment", "-50.00")] * 2
    numbers = ReportEntry.objects.order_by("pk").values_list("remittance_reference", flat=True)
    assert list(numbers) == ["", "AB-1"]


def test_two_equal_payments_of_one_report_are_two():
    case = a_case()

    take(case, payment("20,00"), payment("20,00"))

    assert booked(case) == [("payment", "-20.00")] * 2


def test_a_word_takes_over_its_line_whose_case_became_known_meanwhile():
    case = a_case()
    take(case, "Status;;;HI-7;Mondphase;20.11.2026;;;;")
    entry = waiting()
    CollectionCase.objects.filter(pk=case.pk).update(agency_reference="HI-7")

    taken = map_word(entry.pk, AgencyStatus.IN_CONTACT, actor=None, today=TODAY)

    assert taken == [entry]


def test_a_word_takes_over_no_line_that_waits_for_another_reason():
    case = a_case()
    take(case, "Status;7;{ik};;Mondphase;20.11.2026;;;;")
    take(case, "Status;7;{ik};;Mondphase;19.11.2026;;;;", name="b.csv")
    first = ReportEntry.objects.earliest("pk")

    taken = map_word(first.pk, AgencyStatus.IN_CONTACT, actor=None, today=TODAY)

    assert taken == [first]
    assert "stand schon mit anderem Inhalt" in waiting().message
