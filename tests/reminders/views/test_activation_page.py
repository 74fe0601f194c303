"""Mahnsystem aktivieren: the page that says whom a procedure would reach."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reminders.models import DunningBlock, DunningProcedure
from tests.factories import procedure, sales_account
from tests.pages import messages_of, text_of

pytestmark = pytest.mark.django_db
LEADER = (
    "orders.view_order",
    "reminders.view_dunningprocedure",
    "reminders.add_dunningprocedure",
    "reminders.change_dunningprocedure",
    "reminders.add_dunningblock",
    "reminders.change_dunningblock",
)


@pytest.fixture
def leader(browser_of):
    return browser_of(*LEADER)


@pytest.fixture
def off() -> DunningProcedure:
    DunningProcedure.objects.filter(pk=procedure(sales_account()).pk).update(is_active=False)
    return procedure(sales_account())


def url(name: str, procedure: DunningProcedure, *more: int) -> str:
    return reverse(f"reminders:procedure-{name}", args=[procedure.pk, *more])


def test_it_says_how_many_orders_would_be_dunned_today(leader, due_order, off):
    due_order(total="100.00")
    due_order(total="50.00")

    said = text_of(leader.get(url("activation", off)))

    assert "Bei Aktivierung würden heute 2 Aufträge gemahnt." in said
    assert "offen 150,00 €" in said


def test_nobody_to_dun_is_said_too(leader, off):
    assert "Bei Aktivierung würde heute kein Auftrag gemahnt." in text_of(
        leader.get(url("activation", off))
    )


def test_a_start_day_counts_anew(leader, due_order, off, today):
    due_order()
    due_order(due_on=today - timedelta(days=90))
    start = (today - timedelta(days=30)).strftime("%d.%m.%Y")

    said = text_of(leader.get(url("activation", off), {"ab": start}))

    assert "würde heute 1 Auftrag gemahnt" in said
    assert f'name="starts_on" value="{start}"' in said


def test_what_is_no_day_is_told_at_the_field(leader, off):
    assert "31.02.2026" in text_of(leader.get(url("activation", off), {"ab": "31.02.2026"}))


def test_an_order_that_would_be_skipped_says_why(leader, due_order, off):
    due_order(email="")

    said = text_of(leader.get(url("activation", off)))

    assert "Keine E-Mail" in said


def test_the_button_switches_it_on_with_the_start_day_shown(leader, off):
    response = leader.post(
        url("activate", off), {"starts_on": "01.10.2026", "is_automatic": "on"}, follow=True
    )

    off.refresh_from_db()
    assert (off.is_active, off.is_automatic) == (True, True)
    assert off.starts_on.isoformat() == "2026-10-01"
    assert messages_of(response) == [
        "„Shop 5/15/30“ ist aktiv. Der tägliche Mahnlauf ist ausgeschaltet und versendet noch "
        "nichts."
    ]


def test_a_procedure_without_texts_stays_off_and_says_why(leader, off):
    off.levels.update(template=None)

    response = leader.post(url("activate", off), {"starts_on": ""}, follow=True)

    off.refresh_from_db()
    assert not off.is_active
    assert "Mahnstufe 1 braucht eine Textvorlage" in messages_of(response)[0]


def test_one_click_switches_it_off(leader, off):
    DunningProcedure.objects.update(is_active=True)

    response = leader.post(url("deactivate", off), follow=True)

    off.refresh_from_db()
    assert not off.is_active
    assert messages_of(response) == ["„Shop 5/15/30“ ist ausgeschaltet."]


def test_ticked_orders_are_excluded_and_can_be_let_in_again(leader, due_order, off):
    one, other = due_order(), due_order()

    leader.post(url("exclude", off), {"order": [one.pk], "filters": ""})

    page = text_of(leader.get(url("activation", off)))
    assert "würde heute 1 Auftrag gemahnt" in page
    assert other.number in page
    leader.post(url("include", off, one.pk))
    assert not DunningBlock.objects.filter(lifted_on__isnull=True).exists()


def test_all_that_the_page_counted_can_be_excluded(leader, due_order, off, today):
    recent, early = due_order(), due_order(due_on=today - timedelta(days=90))
    start = (today - timedelta(days=30)).strftime("%d.%m.%Y")

    leader.post(url("exclude", off), {"all_hits": "1", "filters": f"ab={start}"})

    assert [block.order for block in DunningBlock.objects.all()] == [recent]
    assert early.standing.is_open


def test_the_trial_is_asked_of_the_queue(leader, due_order, off, sink, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "reminders.views.activation.enqueue", lambda *arguments: asked.append(arguments)
    )
    due_order()

    response = leader.post(url("trial", off), {"starts_on": "01.10.2026"}, follow=True)

    (task, procedure_id, _, starts_on) = asked[0]
    assert (task, procedure_id, starts_on) == (
        "reminders.tasks.send_trial_reminders",
        off.pk,
        "2026-10-01",
    )
    assert "jede als Test gekennzeichnet" in messages_of(response)[0]


def test_without_the_right_it_is_closed(browser_of, off):
    clerk = browser_of("orders.view_order")

    assert clerk.get(url("activation", off)).status_code == 403
    assert clerk.post(url("activate", off)).status_code == 403
    assert clerk.post(url("deactivate", off)).status_code == 403


def test_a_profile_shows_its_steps_before_it_becomes_a_procedure(leader):
    said = text_of(leader.get(reverse("reminders:procedure-from-profile")))

    assert "Foto-Shop 3/7/14" in said
    assert "3 Tage nach der Bestellung, per E-Mail" in said


def test_a_chosen_profile_becomes_a_procedure_that_is_off(leader):
    account = sales_account("Leer", has_procedure=False)

    response = leader.post(
        reverse("reminders:procedure-from-profile"),
        {"profile": "zwei-mahnungen", "sales_account": account.pk, "payment_method": ""},
        follow=True,
    )

    made = DunningProcedure.objects.get(sales_account=account)
    assert (made.name, made.is_active) == ("Zwei Mahnungen, dann Inkasso", False)
    assert "ist angelegt und ausgeschaltet" in messages_of(response)[0]


def test_a_profile_for_orders_that_have_a_procedure_is_refused(leader, off):
    response = leader.post(
        reverse("reminders:procedure-from-profile"),
        {"profile": "zwei-mahnungen", "sales_account": off.sales_account_id},
    )

    assert response.status_code == 422
    assert "gibt es schon ein Mahnverfahren" in text_of(response)


def test_the_versions_say_who_changed_what(leader, off):
    leader.post(url("activate", off), {"starts_on": ""})

    said = text_of(leader.get(url("versions", off), {"fassung": "1"}))

    assert "Fassung 2" in said
    assert "jonas" in said
    assert "Aktiv" in said
