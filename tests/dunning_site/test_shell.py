"""What every page has around it: the shell, the login, the error pages, the admin's clothes."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=", re.IGNORECASE)
CHANGELISTS = ["/admin/", "/admin/auth/user/", "/admin/auth/user/add/"]


@pytest.fixture
def administrator(db) -> User:
    return User.objects.create_superuser("petra", password="x", first_name="Petra")


@pytest.fixture
def logged_in(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def _own_templates() -> list[Path]:
    # Letters and mails go out, they are no pages of the program.
    folders = ("letters", "mails", "letter", "mail")
    return [
        path
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if not set(folders) & set(path.parts)
    ]


@pytest.mark.parametrize("path", _own_templates(), ids=lambda path: path.name)
def test_no_page_carries_what_the_policy_forbids(path: Path):
    text = re.sub(
        r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", path.read_text("utf-8"), flags=re.S
    )

    assert INLINE.findall(text) == []


def test_a_stranger_is_sent_to_the_login(client: Client):
    answer = client.get("/passwort/")

    assert answer.status_code == 302
    assert answer.url == "/anmelden/?next=/passwort/"


def test_the_login_page_shows_no_menu(client: Client, db):
    page = client.get("/anmelden/").content.decode()

    assert "<h1>Anmelden</h1>" in page
    assert "Hauptnavigation" not in page


def test_a_wrong_password_is_answered_in_german(client: Client, administrator: User):
    page = client.post("/anmelden/", {"username": "petra", "password": "y"}).content.decode()

    assert "Bitte Benutzername und Passwort eingeben" in page


def test_a_page_has_one_heading_landmarks_and_the_way_out(logged_in: Client):
    page = logged_in.get("/passwort/").content.decode()

    assert page.count("<h1") == 1
    assert '<html lang="de">' in page
    assert 'aria-label="Hauptnavigation"' in page
    assert "<title>Passwort ändern | Mahnwerk</title>" in page
    assert "Zum Inhalt springen" in page
    assert "Abmelden" in page


def test_a_form_lists_its_errors_with_links_to_the_fields(logged_in: Client):
    page = logged_in.post("/passwort/", {}).content.decode()

    assert "3 Angaben passen nicht" in page
    assert '<a href="#id_old_password">' in page
    assert 'aria-describedby="id_old_password_error"' in page


def test_an_unknown_address_gets_a_german_page_in_the_shell(logged_in: Client):
    answer = logged_in.get("/gibt-es-nicht/")

    assert answer.status_code == 404
    assert "Diese Seite gibt es nicht" in answer.content.decode()
    assert "Hauptnavigation" in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_no_request(name: str):
    page = render_to_string(name)

    assert "<h1>" in page
    assert "Zur Startseite" in page


def test_the_last_error_page_depends_on_nothing():
    text = (ROOT / "templates" / "500.html").read_text("utf-8")

    assert "{% load" not in text
    assert "{% extends" not in text
    assert "stylesheet" not in text


@pytest.mark.parametrize("address", CHANGELISTS)
def test_the_admin_wears_the_shell(logged_in: Client, address: str):
    page = logged_in.get(address).content.decode()

    assert 'aria-label="Hauptnavigation"' in page
    assert "css/admin.css" in page
    assert "theme.js" not in page
    assert INLINE.findall(page) == []


def test_the_admin_tells_a_clerk_what_is_missing(client: Client, db):
    client.force_login(User.objects.create_user("clerk"))

    answer = client.get("/admin/orders/creditor/")

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "die zu einer Gruppe gehören" in page
    assert "<strong>/admin/orders/creditor/</strong>" in page


def test_a_page_names_the_right_that_is_missing(client: Client, db):
    client.force_login(User.objects.create_user("clerk"))

    page = client.get("/mahnlaeufe/").content.decode()

    assert "Es fehlt das Recht „Mahnläufe ansehen“." in page
    assert "Rechte vergibt die Administration." in page
    assert "<strong>/mahnlaeufe/</strong>" in page


def test_an_address_without_a_page_of_its_own_says_so_in_the_shell(logged_in: Client):
    answer = logged_in.get("/abmelden/")

    page = answer.content.decode()
    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
    assert "Diese Adresse lässt sich nicht öffnen" in page
    assert 'href="/auftraege/"' in page
    assert "Hauptnavigation" in page


def test_the_page_for_people_speaks_german_about_passwords(logged_in: Client, administrator: User):
    page = logged_in.get(f"/admin/auth/user/{administrator.pk}/change/").content.decode()

    assert "Passwort neu setzen" in page
    assert "Raw passwords" not in page
    assert "pbkdf2" not in page


def test_an_administrator_sets_a_new_password(logged_in: Client, db):
    clerk = User.objects.create_user("clerk")
    new = {"password1": "gut-und-lang-77", "password2": "gut-und-lang-77", "set-password": "1"}

    logged_in.post(f"/admin/auth/user/{clerk.pk}/password/", new)

    clerk.refresh_from_db()
    assert clerk.check_password("gut-und-lang-77")


def test_planned_tasks_are_shown_in_words_and_not_changed(logged_in: Client):
    page = logged_in.get("/admin/django_q/schedule/").content.decode()

    assert "Nächster Lauf" in page
    assert "jede Minute" in page
    assert logged_in.get("/admin/django_q/schedule/add/").status_code == 403
