"""The configuration of procedures, texts and the daily run."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from reminders.models import AutomaticDunning, DunningLevel, DunningProcedure
from tests.admin_forms import errors_of, messages_of, save
from tests.factories import order, procedure, sales_account, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    names = [
        f"reminders.{action}_{model}"
        for action in ("view", "add", "change", "delete")
        for model in ("dunningprocedure", "dunninglevel")
    ]
    client.force_login(user("leonie", *names, "orders.view_order", is_staff=True))
    return client


def change_url(row) -> str:
    return reverse(f"admin:reminders_{row._meta.model_name}_change", args=[row.pk])


@pytest.fixture
def shipped() -> DunningProcedure:
    return procedure(sales_account())


def test_changed_levels_make_a_new_version_and_move_the_orders(manager, shipped):
    one = order(due_on=date(2026, 11, 1))

    save(manager, change_url(shipped), **{"levels-0-days_after_anchor": "7"})

    shipped.refresh_from_db()
    one.standing.refresh_from_db()
    assert shipped.version == 2
    assert one.standing.next_level_on == date(2026, 11, 8)


def test_a_new_name_is_a_new_version_too(manager, shipped):
    save(manager, change_url(shipped), name="Unser Verfahren")

    shipped.refresh_from_db()
    newest = shipped.versions.first()
    assert (shipped.name, shipped.version) == ("Unser Verfahren", 2)
    assert (newest.version, newest.created_by.username) == (2, "leonie")


def test_saving_unchanged_is_no_new_version(manager, shipped):
    save(manager, change_url(shipped))

    shipped.refresh_from_db()
    assert shipped.version == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param(
            {"levels-1-days_after_anchor": "5"},
            "Mahnstufe 2 muss später liegen als Mahnstufe 1: mehr als 5 Tage danach.",
            id="not ascending",
        ),
        pytest.param(
            {"levels-1-level": "1"},
            "Eine Mahnstufe ist zweimal angegeben. Jede darf nur einmal vorkommen.",
            id="twice",
        ),
        pytest.param(
            {"levels-1-DELETE": "on"},
            "Die Mahnstufen beginnen bei 1 und folgen einander ohne Lücke; angegeben sind 1, 3.",
            id="gap",
        ),
        pytest.param(
            {"levels-2-template": ""},
            "Mahnstufe 3 braucht eine Textvorlage, solange das Mahnverfahren aktiv ist.",
            id="no text",
        ),
        pytest.param(
            {f"levels-{row}-DELETE": "on" for row in range(3)},
            "Ein Mahnverfahren braucht mindestens eine Mahnstufe.",
            id="no level",
        ),
        pytest.param(
            {"levels-0-fee": "1,20"},
            "E-Mails kosten nichts. Lassen Sie das Feld leer.",
            id="cost of a mail",
        ),
    ],
)
def test_a_ladder_nobody_can_climb_is_refused(manager, shipped, changes, sentence):
    response = save(manager, change_url(shipped), **changes)

    assert sentence in " ".join(errors_of(response))
    assert DunningLevel.objects.filter(procedure=shipped).count() == 3


def test_the_last_level_can_be_taken_away(manager, shipped):
    save(manager, change_url(shipped), **{"levels-2-DELETE": "on"})

    assert list(shipped.levels.values_list("level", flat=True)) == [1, 2]


def test_an_inactive_procedure_may_lack_its_texts(manager, shipped):
    DunningProcedure.objects.update(is_active=False)

    response = save(manager, change_url(shipped), **{"levels-0-template": ""})

    assert "wurde erfolgreich geändert" in messages_of(response)[0]


def test_the_form_leads_to_the_switch_but_is_none(manager, shipped):
    DunningProcedure.objects.update(is_active=False)

    response = save(manager, change_url(shipped), is_active="on", is_automatic="on")

    shipped.refresh_from_db()
    assert (shipped.is_active, shipped.is_automatic) == (False, False)
    page = manager.get(change_url(shipped)).content.decode()
    assert reverse("reminders:procedure-activation", args=[shipped.pk]) in page
    assert response.status_code == 200


def test_a_payment_reminder_is_added_before_the_first_level(manager, shipped):
    save(manager, change_url(shipped), **added_step(level="0", days_after_anchor="-3"))

    first = shipped.payment_reminders()[0]
    assert (first.level, first.days_after_anchor) == (0, -3)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        pytest.param(
            {"level": "0", "days_after_anchor": "5"},
            "Zahlungserinnerungen liegen vor Mahnstufe 1, also vor Tag 5; zu spät ist Tag 5.",
            id="too late",
        ),
        pytest.param(
            {"level": "0", "days_after_anchor": "2", "fee": "1"},
            "Eine Zahlungserinnerung kostet nichts. Lassen Sie das Feld leer.",
            id="with a cost",
        ),
        pytest.param(
            {"level": "0", "days_after_anchor": "2", "charges_interest": "on"},
            "Eine Zahlungserinnerung verlangt keine Zinsen.",
            id="with interest",
        ),
    ],
)
def test_a_payment_reminder_out_of_place_is_refused(manager, shipped, step, sentence):
    response = save(manager, change_url(shipped), **added_step(**step))

    assert sentence in " ".join(errors_of(response))
    assert shipped.payment_reminders() == ()


def test_a_letter_costs_what_is_usual_unless_said_otherwise(manager, shipped):
    save(manager, change_url(shipped), **{"levels-1-channel": "letter", "levels-1-fee": ""})

    assert shipped.levels.get(level=2).fee == Decimal("1.20")


def test_a_cost_that_courts_doubt_is_stored_with_a_warning(manager, shipped):
    response = save(
        manager, change_url(shipped), **{"levels-1-channel": "letter", "levels-1-fee": "3,50"}
    )

    assert shipped.levels.get(level=2).fee == Decimal("3.50")
    assert "Mahnstufe 2 verlangt 3,50\xa0€ für den Brief." in " ".join(messages_of(response))


def added_step(**fields: str) -> dict[str, str]:
    """The posted fields of a fourth step below the three shipped ones."""
    step = {"payment_period_days": "7", "channel": "email", "id": "", **fields}
    text = DunningLevel.objects.get(level=1).template_id
    posted = {f"levels-3-{name}": value for name, value in {"template": text, **step}.items()}
    return {"levels-TOTAL_FORMS": "4", **posted}


def test_a_second_procedure_for_the_same_orders_is_refused(manager, shipped):
    response = save(
        manager,
        reverse("admin:reminders_dunningprocedure_add"),
        name="Noch eines",
        sales_account=shipped.sales_account_id,
    )

    assert "gibt es schon" in " ".join(errors_of(response))


def test_a_procedure_is_never_deleted(client, shipped):
    client.force_login(User.objects.create_superuser("admin"))

    response = client.get(reverse("admin:reminders_dunningprocedure_delete", args=[shipped.pk]))

    assert response.status_code == 403


def test_only_administrators_reach_the_switch_of_the_daily_run(manager):
    response = manager.get(reverse("admin:reminders_automaticdunning_changelist"))

    assert response.status_code == 403


def test_an_administrator_switches_the_daily_run_on(client, shipped):
    client.force_login(User.objects.create_superuser("admin"))
    DunningProcedure.objects.update(is_automatic=True)

    opened = client.get(reverse("admin:reminders_automaticdunning_changelist"))
    response = save(client, opened.url, is_enabled="on")

    assert AutomaticDunning.objects.get().is_enabled
    assert "Automatisch gemahnt wird in 1 Mahnverfahren." in " ".join(messages_of(response))
