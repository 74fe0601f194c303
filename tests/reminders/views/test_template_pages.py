"""Textvorlagen: the tree, the editor with its preview, versions, variants."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from orders.models import Creditor
from reminders.models import ReminderTemplate, TemplateVersion
from tests.factories import order, procedure, sales_account

pytestmark = pytest.mark.django_db
TEXTS = ("mail_subject", "mail_body", "letter_subject", "letter_body")
WRITER = (
    "orders.view_order",
    "reminders.view_remindertemplate",
    "reminders.add_remindertemplate",
    "reminders.change_remindertemplate",
    "reminders.delete_remindertemplate",
)


@pytest.fixture
def writer(browser_of):
    return browser_of(*WRITER)


@pytest.fixture
def template(db) -> ReminderTemplate:
    return procedure(sales_account()).levels.get(level=1).template


def values(template: ReminderTemplate, **changes: str) -> dict[str, str]:
    texts = {name: getattr(template, name) for name in TEXTS}
    return {"name": template.name, "language": template.language, **texts, **changes}


def edit(client, template: ReminderTemplate, **changes: str):
    url = reverse("reminders:template-edit", args=[template.pk])
    return client.post(url, values(template, **changes))


def preview(client, template: ReminderTemplate, part: str = "text", **changes: str):
    url = reverse("reminders:template-preview", args=[part])
    return client.post(url, values(template, template_id=str(template.pk), **changes))


def words_of(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_the_list_shows_each_text_with_its_variants_and_where_it_is_used(writer, template):
    page = writer.get(reverse("reminders:template-list")).content.decode()

    assert "Mahnstufe 1: sachlich · Downloads" in page
    assert "Mahnstufe 1: sachlich · Englisch" in page
    assert "Shop 5/15/30" in page


def test_a_changed_text_is_a_new_version_with_its_writer(writer, template):
    response = edit(writer, template, mail_subject="Erinnerung an ((BESTELLNUMMER))")

    template.refresh_from_db()
    kept = TemplateVersion.objects.get(template=template, version=2)
    assert (template.version, template.mail_subject) == (2, "Erinnerung an ((BESTELLNUMMER))")
    assert (kept.mail_subject, kept.created_by.username) == (template.mail_subject, "jonas")
    assert words_of(response) == "Gespeichert als Fassung 2."


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda one: {"name": "Unsere erste"}, id="another name"),
        pytest.param(
            lambda one: {"mail_body": one.mail_body.replace("\n", "\r\n")},
            id="line breaks of browsers",
        ),
    ],
)
def test_what_changes_no_text_makes_no_version(writer, template, change):
    edit(writer, template, **change(template))

    template.refresh_from_db()
    assert template.version == 1


def test_an_unknown_placeholder_is_refused_at_its_field(writer, template):
    response = edit(writer, template, letter_body="Guten Tag ((NACHNAHME))")

    assert response.status_code == 422
    assert "„((NACHNAHME))“" in response.context["form"].errors["letter_body"][0]
    template.refresh_from_db()
    assert template.version == 1


def test_a_text_too_long_to_be_filled_is_refused(writer, template):
    response = edit(writer, template, mail_body="ä" * 15_000)

    assert "Der Text ist zu lang" in response.context["form"].errors["mail_body"][0]


def test_the_preview_fills_unsaved_texts_with_a_real_order(writer, template):
    order(number="EF-77", last_name="Herbst")

    page = preview(
        writer, template, mail_subject="Neu für ((NACHNAME))", preview_order="EF-77"
    ).content.decode()

    assert "Neu für Herbst" in page
    assert "<strong>EF-77</strong>" in page
    template.refresh_from_db()
    assert template.version == 1


def test_the_preview_shows_the_mail_and_the_letter(writer, template):
    order()

    mail = preview(writer, template, "html")
    letter = preview(writer, template, "brief")

    assert "sandbox" in mail["Content-Security-Policy"]
    assert "Fotobuch A4" in mail.content.decode()
    assert letter["Content-Type"] == "application/pdf"
    assert letter.content.startswith(b"%PDF")


def test_the_preview_shows_just_this_text_whatever_variant_fits_better(writer, template):
    order()
    english = template.variants.get(language="en")

    page = preview(writer, english).content.decode()

    assert "Dear Zoë Winter" in page
    assert "EUR\xa079.90" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"mail_body": "((NIEMAND))"}, "„((NIEMAND))“", id="unknown placeholder"),
        pytest.param({"preview_order": "X-1"}, "keinen offenen Auftrag „X-1“", id="no such order"),
        pytest.param({}, "noch gibt es keinen", id="no order at all"),
    ],
)
def test_the_preview_says_why_there_is_none(writer, template, changes, sentence):
    response = preview(writer, template, **changes)

    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_the_preview_is_closed_to_people_who_may_not_see_orders(browser_of, template):
    gast = browser_of("reminders.view_remindertemplate", "reminders.change_remindertemplate")

    assert preview(gast, template).status_code == 403


def test_a_text_goes_to_its_writer_before_it_is_stored(writer, template, sink):
    order()

    response = edit(writer, template, mail_subject="Probe ((BESTELLNUMMER))", action="test")

    template.refresh_from_db()
    assert response.status_code == 200
    assert "Gespeichert ist noch nichts" in words_of(response)
    assert [one.rcpt_tos for one in sink.envelopes] == [["jonas@lindgruen.example"]]
    assert template.version == 1
    assert "Probe ((BESTELLNUMMER))" in response.content.decode()


def test_who_may_not_see_orders_gets_none_by_mail(browser_of, template, sink):
    order(number="EF-77")
    gast = browser_of("reminders.view_remindertemplate", "reminders.change_remindertemplate")

    response = edit(gast, template, action="test", preview_order="EF-77")

    assert response.status_code == 403
    assert sink.envelopes == []


@pytest.fixture
def no_logo(db):
    """An open order whose creditor's logo file is gone."""
    order()
    Creditor.objects.update(logo="logos/weg.png")


@pytest.mark.parametrize("part", ["text", "html", "brief"])
def test_a_missing_logo_is_told_in_the_preview(writer, template, no_logo, part):
    response = preview(writer, template, part)

    assert response.status_code == 200
    assert "Logo" in response.content.decode()


def test_a_missing_logo_is_told_instead_of_a_trial_mail(writer, template, sink, no_logo):
    response = edit(writer, template, action="test")

    assert "Die Testmail wurde nicht versendet." in words_of(response)
    assert sink.envelopes == []


def test_a_variant_begins_with_the_words_of_its_base(writer, template):
    url = reverse("reminders:template-variant", args=[template.pk])

    opened = writer.get(url).content.decode()
    response = writer.post(
        url, values(template, name="Erste für Ware", product_kind="goods"), follow=True
    )

    variant = ReminderTemplate.objects.get(name="Erste für Ware")
    assert "Neue Variante" in opened
    assert (variant.base, variant.product_kind, variant.version) == (template, "goods", 1)
    assert variant.versions.count() == 1
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"product_kind": "downloads"}, "Dafür gibt es schon", id="a twin"),
        pytest.param({"product_kind": ""}, "Dafür gilt schon", id="the base itself"),
    ],
)
def test_a_second_variant_for_the_same_orders_is_refused(writer, template, changes, sentence):
    url = reverse("reminders:template-variant", args=[template.pk])

    response = writer.post(url, values(template, name="Noch eine", **changes))

    assert response.status_code == 422
    assert sentence in response.context["form"].errors["product_kind"][0]


def test_a_copy_stands_for_itself(writer, template):
    url = reverse("reminders:template-create") + f"?wie={template.pk}"

    writer.post(url, values(template, name="Unsere erste"))

    assert ReminderTemplate.objects.get(name="Unsere erste").base is None


def test_the_versions_show_what_changed_and_lead_back(writer, template):
    before = template.mail_subject
    edit(writer, template, mail_subject="Zweite Fassung")

    page = writer.get(reverse("reminders:template-versions", args=[template.pk])).content.decode()
    response = writer.post(reverse("reminders:template-restore", args=[template.pk, 1]))

    template.refresh_from_db()
    assert f'<del><span class="visually-hidden">entfallen: </span>{before}</del>' in page
    assert "Zweite Fassung</ins>" in page
    assert (template.version, template.mail_subject) == (3, before)
    assert words_of(response) == "Fassung 1 gilt wieder, jetzt als Fassung 3."


@pytest.mark.parametrize("version", [1, 7])
def test_a_version_that_holds_already_or_never_was_is_not_restored(writer, template, version):
    response = writer.post(reverse("reminders:template-restore", args=[template.pk, version]))

    template.refresh_from_db()
    assert template.version == 1
    assert f"Fassung {version}" in words_of(response)


def test_a_text_in_use_is_not_deleted(writer, template):
    response = writer.post(reverse("reminders:template-delete", args=[template.pk]))

    assert ReminderTemplate.objects.filter(pk=template.pk).exists()
    assert "Ein Mahnverfahren verwendet diese Vorlage" in words_of(response)


def test_a_text_somebody_was_dunned_with_is_not_deleted(writer, template, due_order, proposed):
    proposed(due_order())
    procedure(sales_account()).levels.all().delete()

    response = writer.post(reverse("reminders:template-delete", args=[template.pk]))

    assert ReminderTemplate.objects.filter(pk=template.pk).exists()
    assert "schon gemahnt" in words_of(response)


def test_a_variant_nobody_was_dunned_with_is_deleted(writer, template):
    variant = template.variants.get(product_kind="courses")

    writer.post(reverse("reminders:template-delete", args=[variant.pk]))

    assert not ReminderTemplate.objects.filter(pk=variant.pk).exists()


def test_who_may_only_look_sees_no_way_to_write(browser_of, template):
    guest = browser_of("reminders.view_remindertemplate")

    page = guest.get(reverse("reminders:template-list")).content.decode()
    answers = [
        guest.get(reverse("reminders:template-edit", args=[template.pk])),
        guest.get(reverse("reminders:template-create")),
        guest.get(reverse("reminders:template-variant", args=[template.pk])),
        guest.post(reverse("reminders:template-delete", args=[template.pk])),
        guest.post(reverse("reminders:template-restore", args=[template.pk, 1])),
    ]

    assert f'href="{reverse("reminders:template-edit", args=[template.pk])}"' not in page
    assert [answer.status_code for answer in answers] == [403] * 5


def test_the_preview_of_an_order_not_due_yet_names_its_day(writer, template, today):
    order(number="EF-9", due_on=today + timedelta(days=4))

    page = preview(writer, template, mail_body="Sie ((FAELLIGKEIT)).", preview_order="EF-9")

    assert f"ist am {today + timedelta(days=4):%d.%m.%Y} fällig" in page.content.decode()
