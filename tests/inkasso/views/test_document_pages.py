"""The dossier as a download, and papers added to a case: kept, shown, and refused in words."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from inkasso.models import CaseDocument
from inkasso.rules.documents import MAX_BYTES
from tests import collection_factories, factories
from tests.pages import messages_of, text_of

pytestmark = pytest.mark.django_db

VIEW, CHANGE = "collections.view_collectioncase", "collections.change_collectioncase"
PNG = b"\x89PNG\r\n\x1a\n and more"


@pytest.fixture
def case():
    return collection_factories.case()


@pytest.fixture
def page():
    return logged_in(VIEW, CHANGE)


def logged_in(*permissions: str) -> Client:
    """A browser of somebody with these rights."""
    client = Client()
    client.force_login(factories.user("petra", *permissions))
    return client


def upload(page: Client, case, data: bytes, *, name: str = "Beleg.png", title: str = "Beleg"):
    form = {"title": title, "file": SimpleUploadedFile(name, data)}
    return page.post(reverse("collections:case-documents", args=[case.pk]), form, follow=True)


def test_the_dossier_opens_as_a_pdf_that_no_cache_keeps(page, case):
    response = page.get(reverse("collections:case-dossier", args=[case.pk]))

    assert response.content.startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert f"Akte-{case.reference}-" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


def test_a_paper_is_kept_and_can_be_opened(page, case):
    response = upload(page, case, PNG, name="C:\\Scans\\Beleg vom 3.11.jpg", title="Lieferschein")

    kept = CaseDocument.objects.get(case=case)
    opened = page.get(reverse("collections:case-document", args=[case.pk, kept.pk]))
    assert messages_of(response) == ["Unterlage „Lieferschein“ hinzugefügt."]
    # The ending tells what the file is, whatever it was called.
    assert (kept.file_name, kept.content_type) == ("Beleg vom 3.11.png", "image/png")
    assert kept.sha256 == hashlib.sha256(PNG).hexdigest()
    assert (opened.content, opened["Content-Type"]) == (PNG, "image/png")
    assert "no-store" in opened["Cache-Control"]
    assert case.events.filter(text="Unterlage „Lieferschein“ hinzugefügt.").exists()


@pytest.mark.parametrize(
    ("data", "title", "refusal"),
    [
        pytest.param(b"PK\x03\x04", "Beleg", "PDF-Dateien oder Bilder", id="another kind of file"),
        pytest.param(b"<svg onload=x>", "Beleg", "PDF-Dateien oder Bilder", id="a drawing"),
        pytest.param(b"", "Beleg", "Die Datei ist leer", id="empty"),
        pytest.param(PNG + b" " * MAX_BYTES, "Beleg", "größer als 10 MB", id="too large"),
        pytest.param(PNG, "", "", id="without a title"),
        pytest.param(PNG, "   ", "", id="with blanks for a title"),
    ],
)
def test_what_is_no_paper_is_refused(page, case, data, title, refusal):
    response = upload(page, case, data, title=title)

    assert response.status_code == 422
    assert refusal in text_of(response)
    assert not CaseDocument.objects.exists()


def test_the_same_file_is_kept_once(page, case):
    upload(page, case, PNG, title="Lieferschein")

    response = upload(page, case, PNG, title="noch einmal")

    assert "liegt schon vor, als „Lieferschein“" in text_of(response)
    assert CaseDocument.objects.count() == 1


def test_a_paper_opens_only_below_its_own_case(page, case):
    upload(page, case, PNG)
    other = collection_factories.case()
    paper = CaseDocument.objects.get()

    response = page.get(reverse("collections:case-document", args=[other.pk, paper.pk]))

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("rights", "place", "status"),
    [
        pytest.param((), "case-dossier", 403, id="a stranger asks for the dossier"),
        pytest.param((), "case-documents", 403, id="a stranger asks for the papers"),
        pytest.param((VIEW,), "case-dossier", 200, id="a reader opens the dossier"),
        pytest.param((VIEW,), "case-documents", 403, id="a reader adds no paper"),
        pytest.param((VIEW, CHANGE), "case-documents", 200, id="a clerk adds papers"),
    ],
)
def test_who_may_do_what(case, rights, place, status):
    response = logged_in(*rights).get(reverse(f"collections:{place}", args=[case.pk]))

    assert response.status_code == status


def test_nobody_gets_a_dossier_without_logging_in(case):
    response = Client().get(reverse("collections:case-dossier", args=[case.pk]))

    assert response.status_code == 302
    assert "anmelden" in response["Location"]
