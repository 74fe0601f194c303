"""Auswertungen: pages, filter, files and the report, with what really happened."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pypdf import PdfReader

from common.models import ExportLog
from dunning_site.evaluation_sections import SECTIONS
from dunning_site.services.kept_figures import refresh_kept_figures
from orders.services.payments import record_payment
from tests import factories
from tests.factories import TODAY
from tests.pages import text_of
from tests.sent_reminders import sent_reminder

PAGES = [
    "/auswertungen/",
    "/auswertungen/dauer/",
    "/auswertungen/kohorten/",
    "/auswertungen/kohorten/2026-11/",
    "/auswertungen/zustellung/",
    "/auswertungen/kosten/",
    "/auswertungen/inkassobueros/",
]
REPORT = "/auswertungen/bericht.pdf"
QUERIES = 60


@pytest.fixture
def clerk(client, db, today):
    client.force_login(factories.user("petra", "reminders.view_recovery", "common.add_exportlog"))
    return client


@pytest.fixture
def one_payment(db, today):
    """80 euros asked for by a first Mahnung, 30 of which came five days later."""
    order = factories.order(due_on=TODAY - timedelta(days=40), total="80.00")
    sent_on = TODAY - timedelta(days=20)
    sent_reminder(order, 1, sent_on=sent_on)
    record_payment(
        order.pk,
        amount=Decimal("30.00"),
        paid_on=sent_on + timedelta(days=5),
        actor=None,
        today=TODAY,
    )
    refresh_kept_figures(now=timezone.now(), today=TODAY, full=True)
    return order


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_and_says_so_where_nothing_happened(clerk, page):
    text = text_of(clerk.get(page))

    assert "<h1>Auswertungen</h1>" in text
    assert '<svg class="chart"' not in text


def test_what_came_in_stands_in_the_sentence_and_in_the_table(clerk, one_payment):
    text = text_of(clerk.get("/auswertungen/"))

    assert "Nach Mahnungen gingen 30,00 € mit 1 Zahlung ein." in text
    assert '<td class="num">37,5 %</td>' in text


def test_the_filter_leaves_out_other_accounts(clerk, one_payment):
    other = factories.sales_account("Postershop")

    text = text_of(clerk.get("/auswertungen/", {"verkaufsaccount": other.pk}))

    assert "30,00 €" not in text


def test_a_period_before_the_payment_has_none(clerk, one_payment):
    text = text_of(clerk.get("/auswertungen/", {"von": "2026-01-01", "bis": "2026-06-30"}))

    assert "30,00 €" not in text


def test_the_period_that_is_shown_is_marked(clerk):
    text = text_of(clerk.get("/auswertungen/"))

    assert 'aria-current="true">12 Monate</a>' in text
    assert 'value="2025-12-01"' in text
    assert "Zurücksetzen" not in text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"von": "gestern"}, "ist kein gültiges Datum"),
        ({"von": "2026-11-02", "bis": "2026-11-01"}, "Das liegt vor dem 02.11.2026."),
        ({"von": "1999-01-01"}, "Wählen Sie höchstens 10 Jahre."),
        ({"verkaufsaccount": "7777"}, "Ein Filter passt nicht."),
    ],
)
def test_a_filter_that_does_not_fit_says_what_is_wrong(clerk, asked, sentence):
    answer = clerk.get("/auswertungen/", asked)

    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert clerk.get(REPORT, asked).url.startswith("/auswertungen/?")


def test_tabs_and_months_keep_the_filter(clerk, one_payment):
    asked = {"von": "2026-10-01", "bis": "2026-11-21"}

    context = clerk.get("/auswertungen/kohorten/", asked).context

    query = "von=2026-10-01&bis=2026-11-21"
    assert all(tab["url"].endswith(query) for tab in context["tabs"])
    [panel] = [one["panel"] for one in context["panels"]]
    assert panel.table.shown_rows[0][0].url == f"/auswertungen/kohorten/2026-10/?{query}"


def test_a_month_tells_what_became_of_its_money(clerk, one_payment):
    text = text_of(clerk.get("/auswertungen/kohorten/2026-10/"))

    assert "Von 80,00 € sind 37,5 % bezahlt" in text
    assert "62,5 % noch offen." in text


@pytest.mark.parametrize("month", ["2026-00", "2026-13", "2027-01", "1999-12"])
def test_a_month_that_is_none_or_to_come_has_no_page(clerk, month):
    assert clerk.get(f"/auswertungen/kohorten/{month}/").status_code == 404


def test_the_table_of_a_panel_is_a_file_and_the_export_is_noted(clerk, one_payment):
    answer = clerk.get("/auswertungen/mahnstufe.csv")

    heading, level, total = answer.getvalue().decode("utf-8-sig").splitlines()
    assert heading.startswith('"Mahnstufe";"Zahlungen";"Eingang";')
    assert "30,00" in level
    assert "37,5" in level
    assert total.startswith('"Summe"')
    assert ExportLog.objects.get().page == "Auswertungen: Nach Mahnstufe"


def test_a_table_that_does_not_exist_is_not_found(clerk):
    assert clerk.get("/auswertungen/unfug.csv").status_code == 404


def test_without_the_right_to_export_there_is_no_file(client, db, today):
    client.force_login(factories.user("ines", "reminders.view_recovery"))

    assert "mahnstufe.csv" not in text_of(client.get("/auswertungen/"))
    assert client.get("/auswertungen/mahnstufe.csv").status_code == 403


def test_the_report_has_the_figures_and_the_filter(clerk, one_payment):
    account = one_payment.sales_account

    answer = clerk.get(REPORT, {"verkaufsaccount": account.pk})

    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = " ".join(page.extract_text() for page in pages).replace("\N{NO-BREAK SPACE}", " ")
    assert f"Verkaufsaccount: {account}" in text
    assert "30,00 €" in text
    assert all(section.label in text for section in SECTIONS)
    log = ExportLog.objects.get()
    assert (log.format, log.page) == ("pdf", "Auswertungen")
    assert f"Verkaufsaccount: {account}" in log.filters


def test_who_may_not_export_gets_no_report(client, db, today):
    client.force_login(factories.user("petra", "reminders.view_recovery"))

    assert "bericht.pdf" not in text_of(client.get("/auswertungen/"))
    assert client.get(REPORT).status_code == 403


@pytest.mark.parametrize("page", [*PAGES, REPORT])
def test_it_is_closed_to_those_without_the_right(reader, page):
    answer = reader.get(page)

    assert answer.status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_it_needs_a_fixed_number_of_queries(
    clerk, one_payment, page, django_assert_max_num_queries, django_assert_num_queries
):
    with django_assert_max_num_queries(QUERIES) as few:
        clerk.get(page)
    for name in ("Postershop", "Kurse", "Downloads"):
        factories.order(factories.sales_account(name), due_on=TODAY - timedelta(days=30))
    refresh_kept_figures(now=timezone.now(), today=TODAY, full=True)

    with django_assert_num_queries(len(few)):
        clerk.get(page)
