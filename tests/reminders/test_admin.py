"""The configuration of procedures, texts and the daily run."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from reminders.models import AutomaticDunning, DunningLevel, DunningProcedure, ReminderTemplate
from tests.admin_forms import errors_of, messages_of, save
from tests.factories import order, procedure, sales_account, user

pytestmark = pytest.mark.django_db
PREVIEW = "admin:reminders_remindertemplate_preview"


@pytest.fixture
def manager(client):
    names = [
        f"reminders.{action}_{model}"
        for action in ("view", "add", "change", "delete")
        for model in ("dunningprocedure", "dunninglevel", "remindertemplate")
    ]
    client.force_login(user("leonie", *names, "orders.view_order", is_staff=True))
    return client


def change_url(row) -> str:
    return reverse(f"admin:reminders_{row._meta.model_name}_change", args=[row.pk])


@pytest.fixture
def shipped() -> DunningProcedure:
    return procedure(sales_account())


@pytest.fixture
def template(shipped) -> ReminderTemplate:
    return shipped.levels.get(level=1).template


def test_changed_levels_make_a_new_version_and_move_the_orders(manager, shipped):
    one = order(due_on=date(2026, 11, 1))

    save(manager, change_url(shipped), **{"levels-0-days_after_anchor": "7"})

    shipped.refresh_from_db()
    one.standing.refresh_from_db()
    assert shipped.version == 2
    assert one.standing.next_level_on == date(2026, 11, 8)


def test_a_new_name_is_no_new_version(manager, shipped):
    save(manager, change_url(shipped), name="Unser Verfahren")

    shipped.refresh_from_db()
    assert (shipped.name, shipped.version) == ("Unser Verfahren", 1)


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
            "Ein aktives Mahnverfahren braucht mindestens eine Mahnstufe.",
            id="no level",
        ),
        pytest.param(
            {"starts_on": "31.11.2026"},
            "„31.11.2026“",
            id="no day",
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


def test_switching_on_says_how_many_orders_it_reaches(manager, shipped):
    DunningProcedure.objects.update(is_active=False)
    order(total="100.00")
    order(total="50.00")
    order(total="70.00", due_on=date(2026, 1, 1))

    response = save(manager, change_url(shipped), is_active="on", starts_on="01.11.2026")

    assert "erreicht heute 2 Aufträge (Mahnstufe 1: 2 Aufträge über 150,00\xa0€)" in " ".join(
        messages_of(response)
    )
    assert DunningProcedure.objects.get().starts_on == date(2026, 11, 1)


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


def test_a_changed_text_is_a_new_version(manager, template):
    save(manager, change_url(template), mail_subject="Erinnerung an ((BESTELLNUMMER))")

    template.refresh_from_db()
    assert (template.mail_subject, template.version) == ("Erinnerung an ((BESTELLNUMMER))", 2)


def test_the_line_breaks_of_browsers_are_no_change(manager, template):
    save(manager, change_url(template), mail_body=template.mail_body.replace("\n", "\r\n"))

    template.refresh_from_db()
    assert template.version == 1


def test_an_unknown_placeholder_is_refused_at_its_field(manager, template):
    response = save(manager, change_url(template), letter_body="Guten Tag ((NACHNAHME))")

    assert "„((NACHNAHME))“" in response.context["adminform"].form.errors["letter_body"][0]
    template.refresh_from_db()
    assert template.version == 1


def test_a_text_too_long_to_be_filled_is_refused(manager, template):
    response = save(manager, change_url(template), mail_body="ä" * 15_000)

    assert "Der Text ist zu lang" in response.context["adminform"].form.errors["mail_body"][0]


def preview(client, template: ReminderTemplate, part: str, **changes):
    values = {
        "preview_template": template.pk,
        "preview_order": "",
        "name": template.name,
        "mail_subject": template.mail_subject,
        "mail_body": template.mail_body,
        "letter_subject": template.letter_subject,
        "letter_body": template.letter_body,
    }
    return client.post(reverse(PREVIEW, args=[part]), {**values, **changes})


def test_the_preview_fills_unsaved_texts_with_a_real_order(manager, template):
    one = order(number="EF-77", last_name="Herbst")

    response = preview(
        manager, template, "text", mail_subject="Neu für ((NACHNAME))", preview_order="EF-77"
    )

    assert "Neu für Herbst" in response.content.decode()
    assert one.number in response.content.decode()
    template.refresh_from_db()
    assert template.version == 1
    assert "Neu" not in template.mail_subject


def test_the_preview_shows_the_mail_and_the_letter(manager, template):
    order()

    mail = preview(manager, template, "html")
    letter = preview(manager, template, "brief")

    assert "sandbox" in mail["Content-Security-Policy"]
    assert "Fotobuch A4" in mail.content.decode()
    assert letter["Content-Type"] == "application/pdf"
    assert letter.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"mail_body": "((NIEMAND))"}, "„((NIEMAND))“", id="unknown placeholder"),
        pytest.param({"preview_order": "X-1"}, "keinen offenen Auftrag „X-1“", id="no such order"),
        pytest.param({}, "noch gibt es keinen", id="no order at all"),
    ],
)
def test_the_preview_says_why_there_is_none(manager, template, changes, sentence):
    response = preview(manager, template, "text", **changes)

    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_the_preview_is_closed_to_people_who_may_not_see_orders(client, template):
    client.force_login(user("gast", "reminders.change_remindertemplate", is_staff=True))
    order()

    response = preview(client, template, "text")

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
