"""The pages of a handover: propose, check, release, download, list."""

import pytest
from django.test import Client
from django.urls import reverse

from inkasso.models import CollectionAgency, CollectionCase, Handover
from inkasso.rules.states import CaseState
from inkasso.services import handover_writing
from inkasso.services.handover_delivery import deliver_due
from tests import factories
from tests.inkasso.handovers import NOW, propose, ready_case, release, released

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_papers(monkeypatch):
    """Papers take long and are not what these pages are about."""
    monkeypatch.setattr(handover_writing, "documents_for", lambda case, day: [])


def address(name: str, handover: Handover) -> str:
    return reverse(f"collections:{name}", args=[handover.pk])


def page(browser: Client, name: str, handover: Handover) -> str:
    answer = browser.get(address(name, handover), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def written() -> Handover:
    """A handover whose file waits for its download."""
    handover = released()
    deliver_due(clock=lambda: NOW)
    return Handover.objects.get(pk=handover.pk)


def test_chosen_cases_lead_to_their_check(desk):
    case = ready_case()

    answer = desk.post(reverse("collections:handover-propose"), {"case": [case.pk]})

    handover = Handover.objects.get()
    assert answer.url == address("handover-check", handover)
    assert handover.items.get().case == case


def test_nothing_chosen_leads_back_to_the_list_with_the_reason(desk):
    answer = desk.post(reverse("collections:handover-propose"), {"filters": "lage=bereit"})

    assert answer.url == f"{reverse('collections:case-list')}?lage=bereit"
    assert not Handover.objects.exists()


def test_the_check_shows_ready_and_excluded_cases(desk):
    ready, incomplete = ready_case(), ready_case(street="", email="x@kunden.example")

    text = page(desk, "handover-check", propose(ready, incomplete)[0])

    assert "1 Fall jetzt übergeben" in text
    assert ready.reference in text
    assert "Anschrift unvollständig" in text or "Anschrift" in text
    assert "nicht verschlüsselt" in text


def test_a_case_can_be_taken_out(desk):
    out, other = ready_case(), ready_case()
    handover = propose(out, other)[0]

    desk.post(reverse("collections:handover-take-out", args=[handover.pk, out.pk]))

    assert [item.case for item in handover.items.filter(is_live=True)] == [other]


def test_releasing_twice_hands_over_once(desk):
    handover = propose(ready_case())[0]

    desk.post(address("handover-release", handover))
    second = desk.post(address("handover-release", handover), follow=True)

    assert "Nichts geht doppelt hinaus" in second.content.decode()
    assert Handover.objects.get().state == Handover.State.RELEASED


def test_the_page_shows_progress_until_the_file_is_there(desk):
    handover = released()

    assert "Die Datei wird erstellt" in page(desk, "handover-page", handover)
    progress = desk.get(address("handover-progress", handover)).json()
    assert (progress["done"], progress["finished_url"]) == (0, None)


def test_the_first_download_hands_over(desk):
    handover = written()
    assert "Die Datei ist fertig" in page(desk, "handover-page", handover)

    answer = desk.post(address("handover-download", handover))

    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"PK")
    assert CollectionCase.objects.get().state == CaseState.HANDED_OVER
    assert "1 Fall ist an" in page(desk, "handover-page", handover)


def test_a_second_download_asks_first(desk):
    handover = written()
    desk.post(address("handover-download", handover))

    asked = desk.post(address("handover-download", handover))
    confirmed = desk.post(address("handover-download", handover), {"bestaetigt": "1"})

    assert "schon übergeben" in asked.content.decode()
    assert confirmed.content.startswith(b"PK")
    assert handover.downloads.count() == 2


def test_attempts_are_counted_only_where_the_program_sends(desk):
    handover = written()
    by_hand = page(desk, "handover-page", handover)

    CollectionAgency.objects.filter(pk=handover.agency_id).update(way=CollectionAgency.Way.SFTP)

    assert "Versuche" not in by_hand
    assert "Versuche" in page(desk, "handover-page", handover)


def test_it_can_be_noted_as_passed_on(desk):
    handover = written()

    desk.post(address("handover-mark", handover))

    assert Handover.objects.get().state == Handover.State.DELIVERED


def test_a_failure_is_shown_in_words_with_the_next_step(desk):
    handover = written()
    Handover.objects.update(state=Handover.State.FAILED, problem="Das Passwort stimmt nicht.")

    text = page(desk, "handover-page", handover)

    assert "Das Passwort stimmt nicht." in text
    assert "Erneut versuchen" in text
    desk.post(address("handover-retry", handover))
    assert Handover.objects.get().state == Handover.State.RELEASED


def test_discarding_frees_the_cases(desk):
    handover = propose(ready_case())[0]

    desk.post(address("handover-discard", handover))

    assert Handover.objects.get().state == Handover.State.DISCARDED
    assert "verworfen" in page(desk, "handover-page", handover)


def test_the_list_shows_every_handover_and_what_waits_for_approval(desk):
    handover = propose(ready_case())[0]
    Handover.objects.update(needs_approval=True)

    text = desk.get(reverse("collections:handover-list")).content.decode()

    assert "Wartet auf Freigabe (1)" in text
    assert str(handover) in text


def test_who_may_only_look_changes_nothing(reader):
    handover = release(propose(ready_case())[0])
    browser = Client()
    browser.force_login(factories.user("gast", "collections.view_handover"))

    assert browser.get(address("handover-page", handover)).status_code == 200
    for name in ("handover-release", "handover-discard", "handover-download", "handover-retry"):
        assert browser.post(address(name, handover)).status_code == 403
    assert reader.get(address("handover-page", handover)).status_code == 403


def test_without_the_right_to_approve_nobody_approves(desk):
    handover = propose(ready_case())[0]

    assert desk.post(address("handover-approve", handover)).status_code == 403


@pytest.mark.parametrize(("name", "most"), [("handover-check", 45), ("handover-page", 20)])
def test_many_cases_take_no_more_queries_than_few(desk, django_assert_max_num_queries, name, most):
    cases = [ready_case() for _ in range(6)]
    handover = propose(*cases)[0]
    if name == "handover-page":
        release(handover)

    with django_assert_max_num_queries(most):
        page(desk, name, handover)
