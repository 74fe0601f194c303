"""The page of sample letters and its downloads."""

import pytest
from django.urls import reverse

from reminders.sample_texts import SAMPLE_LETTERS

pytestmark = pytest.mark.django_db


def download(page, key, suffix):
    return page.get(reverse("reminders:sample-letter-file", args=[key, suffix]))


def test_the_page_offers_every_letter_in_three_formats(page):
    html = page.get(reverse("reminders:sample-letter-list")).content.decode()

    for letter in SAMPLE_LETTERS:
        assert letter.title in html
        for suffix in ("pdf", "odt", "txt"):
            assert f"{letter.key}.{suffix}" in html


@pytest.mark.parametrize(
    ("suffix", "media_type", "begins"),
    [
        ("pdf", "application/pdf", b"%PDF-1.7"),
        ("odt", "application/vnd.oasis.opendocument.text", b"PK"),
        ("txt", "text/plain; charset=utf-8", b"\xef\xbb\xbf[Ihre Firma"),
    ],
)
def test_a_letter_is_downloaded_under_its_name(page, suffix, media_type, begins):
    response = download(page, "letzte-mahnung", suffix)

    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"] == f'attachment; filename="letzte-mahnung.{suffix}"'
    assert response.content.startswith(begins)


@pytest.mark.parametrize(("key", "suffix"), [("gibt-es-nicht", "pdf"), ("letzte-mahnung", "docx")])
def test_what_does_not_exist_is_not_found(page, key, suffix):
    assert download(page, key, suffix).status_code == 404


def test_only_those_who_see_reminders_see_it(browser_of):
    response = browser_of("orders.view_order").get(reverse("reminders:sample-letter-list"))

    assert response.status_code == 403
