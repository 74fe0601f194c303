"""The page that asks what the columns of an unknown table mean."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from orders.models import (
    BankTransaction,
    ImportTemplate,
    OrderImport,
    StatementImport,
    UnmappedFile,
)
from orders.rules.column_mapping import ColumnMapping
from tests.factories import creditor, sales_account, user
from tests.orders.adapters.bank.test_csv_exports import OWN, RUNNING, SAVINGS_BANK
from tests.orders.adapters.shops.samples import read_sample
from tests.pages import messages_of, text_of

pytestmark = pytest.mark.django_db
START, STATEMENTS = reverse("orders:import-start"), reverse("orders:statement-list")
MERCHANDISE = read_sample("merchandise_system.csv")
UNCLEAR = b"Beleg;wann;wie viel;Rest\n77;03/04/2026;12,50;12,50\n78;05/06/2026;7,00;0,00\n"


@pytest.fixture
def clerk(client):
    rights = ["orders.add_orderimport", "orders.add_statementimport", "orders.view_order"]
    client.force_login(user("clara", *rights))
    return client


def upload(client, data: bytes, name: str = "liste.csv"):
    values = {
        "file": SimpleUploadedFile(name, data),
        "sales_account": sales_account().pk,
        "format": "auto",
    }
    return client.post(START, values, follow=True)


def upload_statement(client, text: str):
    files = {"files": [SimpleUploadedFile("umsaetze.csv", text.encode())]}
    return client.post(STATEMENTS, files, follow=True)


def columns_page(file: UnmappedFile, query: str = "") -> str:
    name = "statement" if file.kind == "bank" else "order"
    return reverse(f"orders:{name}-columns", args=[file.pk]) + query


def values_of(response) -> dict[str, str]:
    """What the browser would send back without a change."""
    form = response.context["form"]
    return {field.html_name: field.value() or "" for field in form}


def meanings(response) -> dict[str, str]:
    """What is chosen for each column, by heading."""
    columns = response.context["form"].columns
    return {column["heading"]: column["field"].value() for column in columns}


def choose(response, **by_heading: str) -> dict[str, str]:
    """The values of the page with other meanings, by heading."""
    fields = {
        column["heading"]: column["field"].html_name for column in response.context["form"].columns
    }
    return values_of(response) | {fields[name]: field for name, field in by_heading.items()}


def test_an_unknown_table_leads_to_the_page_of_its_columns(clerk):
    response = upload(clerk, MERCHANDISE)

    file = UnmappedFile.objects.get()
    assert response.redirect_chain == [(columns_page(file), 302)]
    assert meanings(response)["Externe Bestellnummer"] == "number"
    assert "Strandkorb" in text_of(response)
    assert [text for _, text, _ in response.context["preview"][0]["cells"]] == [
        "EB-501",
        "Menno von Riepe",
        "14.09.2026",
        "28.09.2026",
        "1.250,00\u00a0€",
        "1.000,00\u00a0€",
    ]
    assert not OrderImport.objects.exists()


def test_the_mapped_table_goes_on_as_every_import(clerk):
    page = upload(clerk, MERCHANDISE)
    file = UnmappedFile.objects.get()

    response = clerk.post(columns_page(file), values_of(page), follow=True)

    order_import = OrderImport.objects.get()
    assert response.redirect_chain == [
        (reverse("orders:import-detail", args=[order_import.pk]), 302)
    ]
    assert (order_import.format, order_import.new_count) == ("mapping", 3)
    assert ColumnMapping.from_json(order_import.mapping).columns["number"] == (
        "Externe Bestellnummer"
    )
    assert "Eigene Tabelle" in text_of(response)
    assert not UnmappedFile.objects.exists()


def test_it_asks_for_what_cannot_be_guessed(clerk):
    page = upload(clerk, UNCLEAR)

    response = clerk.post(columns_page(UnmappedFile.objects.get()), values_of(page))

    errors = response.context["form"].errors
    assert errors["date_format"] == ["Wählen Sie, wie die Tage geschrieben sind."]
    assert "Wählen Sie die Spalte mit der Bestellnummer." in errors["__all__"]
    assert not OrderImport.objects.exists()


def test_it_shows_the_rows_as_they_are_understood_before_anything_is_read(clerk):
    page = upload(clerk, UNCLEAR)
    chosen = choose(page, Beleg="number", wann="ordered_on", Rest="open_amount")
    chosen |= {"date_format": "TT/MM/JJJJ", "decimal_mark": ",", "preview": "1"}

    response = clerk.post(columns_page(UnmappedFile.objects.get()), chosen)

    assert response.context["preview_headings"][0] == ("Bestellnummer", False)
    assert "03.04.2026" in text_of(response)
    assert not OrderImport.objects.exists()


def test_it_refuses_one_meaning_for_two_columns_at_the_second(clerk):
    page = upload(clerk, UNCLEAR)
    chosen = choose(page, Beleg="number", wann="number")

    response = clerk.post(columns_page(UnmappedFile.objects.get()), chosen)

    assert response.context["form"].errors["column_1"] == ["Das bedeutet schon die Spalte „Beleg“."]


def test_a_mapping_by_which_no_row_is_readable_stays_on_the_page_and_is_not_saved(clerk):
    page = upload(clerk, MERCHANDISE)
    chosen = values_of(page) | {"date_format": "JJJJ-MM-TT", "save_as": "Falsch"}

    response = clerk.post(columns_page(UnmappedFile.objects.get()), chosen)

    (error,) = response.context["form"].errors["__all__"]
    assert error.startswith("So ist keine der ersten Zeilen lesbar. Ordnen Sie die Spalten anders")
    assert "kein Datum der Form JJJJ-MM-TT" in error
    assert not ImportTemplate.objects.exists()
    assert not OrderImport.objects.exists()


def test_it_goes_back_from_the_check_to_the_columns_as_they_were_chosen(clerk):
    page = upload(clerk, MERCHANDISE)
    clerk.post(columns_page(UnmappedFile.objects.get()), choose(page, Artikelnummer=""))
    order_import = OrderImport.objects.get()
    check = clerk.get(reverse("orders:import-detail", args=[order_import.pk]))
    assert "Zurück zu den Spalten" in text_of(check)

    back = reverse("orders:import-columns", args=[order_import.pk])
    response = clerk.post(back, follow=True)

    file = UnmappedFile.objects.get()
    order_import.refresh_from_db()
    assert response.redirect_chain == [(columns_page(file, f"?import={order_import.pk}"), 302)]
    assert order_import.state == "discarded"
    assert (bytes(file.content), file.file_name) == (MERCHANDISE, "liste.csv")
    assert meanings(response)["Artikelnummer"] == ""
    assert meanings(response)["Externe Bestellnummer"] == "number"


def test_a_file_of_a_known_format_has_no_columns_to_go_back_to(clerk):
    upload(clerk, read_sample("woocommerce_orders.csv"))
    order_import = OrderImport.objects.get()

    response = clerk.post(reverse("orders:import-columns", args=[order_import.pk]), follow=True)

    order_import.refresh_from_db()
    assert messages_of(response) == [
        "Die Spalten dieser Datei sind bekannt. Es gibt nichts zuzuordnen."
    ]
    assert "Zurück zu den Spalten" not in text_of(response)
    assert order_import.state == "previewed"


def test_both_pages_name_the_line_of_the_file_on_which_an_order_starts(clerk):
    rows = b'1;"zwei\nZeilen";03.11.2026;5,00\n\n2;x;gestern;7,00\n3;x;04.11.2026;\n'
    page = upload(clerk, b"Bestellnummer;Notiz;Datum;Summe\n" + rows)
    problems = [row["problem"] for row in page.context["preview"] if "problem" in row]
    assert [problem.partition(",")[0] for problem in problems] == ["Zeile 5", "Zeile 6"]

    response = clerk.post(columns_page(UnmappedFile.objects.get()), values_of(page), follow=True)

    assert [row["line"] for row in response.context["problems"]["rows"]] == [5, 6]
    assert "ordnen Sie die Spalten anders zu" in text_of(response)


def test_the_check_says_nothing_new_only_when_nothing_was_left_out(clerk):
    text = b"Bestellnummer;Notiz;Datum;Summe;Offen\n1;x;03.11.2026;5,00;5,00\n"
    text += b"3;x;03.11.2026;5,00;5,00\n"
    page = upload(clerk, text + b"2;x;gestern;7,00;7,00\n")
    clerk.post(columns_page(UnmappedFile.objects.get()), values_of(page))
    order_import = OrderImport.objects.get()
    OrderImport.objects.update(new_count=0)

    response = clerk.get(reverse("orders:import-detail", args=[order_import.pk]))

    assert "nichts Neues" not in text_of(response)
    assert "Kein Auftrag der Datei ist lesbar." in text_of(response)


def test_a_saved_template_is_chosen_for_the_next_file_of_the_kind(clerk):
    page = upload(clerk, MERCHANDISE)
    chosen = choose(page, Artikelnummer="") | {"save_as": "Warenwirtschaft"}
    clerk.post(columns_page(UnmappedFile.objects.get()), chosen)

    response = upload(clerk, MERCHANDISE.replace(b"EB-501", b"EB-601"), "neu.csv")

    template = ImportTemplate.objects.get()
    assert (template.name, template.kind) == ("Warenwirtschaft", "orders")
    assert response.context["chosen"] == template
    assert meanings(response)["Artikelnummer"] == ""
    assert "Die Vorlage „Warenwirtschaft“ ist angewendet." in text_of(response)
    without = clerk.get(columns_page(UnmappedFile.objects.get(), "?vorlage=ohne"))
    assert meanings(without)["Artikelnummer"] == "sku"
    assert without.context["offered"] == [template]


def test_a_template_that_fits_in_part_is_offered_but_not_chosen(clerk):
    page = upload(clerk, MERCHANDISE)
    chosen = values_of(page) | {"save_as": "Warenwirtschaft"}
    clerk.post(columns_page(UnmappedFile.objects.get()), chosen)

    response = upload(clerk, MERCHANDISE.replace(b"Zahlungsart", b"Bezahlweg", 1))

    template = ImportTemplate.objects.get()
    assert (response.context["chosen"], response.context["offered"]) == (None, [template])
    file = UnmappedFile.objects.get()
    applied = clerk.get(columns_page(file, f"?vorlage={template.pk}"))
    assert applied.context["chosen"] == template
    assert meanings(applied)["Bezahlweg"] == ""


def test_it_brings_the_template_up_to_date_that_was_chosen_and_refuses_other_names(clerk):
    for name in ("Liste A", "Liste B"):
        page = upload(clerk, MERCHANDISE)
        page = clerk.get(columns_page(UnmappedFile.objects.get(), "?vorlage=ohne"))
        clerk.post(
            columns_page(UnmappedFile.objects.get(), "?vorlage=ohne"),
            values_of(page) | {"save_as": name},
        )
    upload(clerk, MERCHANDISE)
    file = UnmappedFile.objects.get()
    first = ImportTemplate.objects.get(name="Liste A")
    query = f"?vorlage={first.pk}"
    page = clerk.get(columns_page(file, query))

    taken = clerk.post(columns_page(file, query), values_of(page) | {"save_as": "Liste B"})
    same = clerk.post(columns_page(file, query), values_of(page))

    assert "gibt es schon" in taken.context["form"].errors["save_as"][0]
    assert same.status_code == 302
    assert ImportTemplate.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"Spalte\n1\n", "Das Format der Datei ist unbekannt"),
        (b"a;b;c\n", "nur die Kopfzeile"),
    ],
)
def test_it_keeps_nothing_that_could_not_be_mapped(clerk, text, reason):
    response = upload(clerk, text)

    assert reason in text_of(response)
    assert not UnmappedFile.objects.exists()


def test_a_table_can_be_dropped_or_found_again(clerk):
    upload(clerk, UNCLEAR)
    file = UnmappedFile.objects.get()
    assert columns_page(file) in text_of(clerk.get(START))

    discard = reverse("orders:order-columns-discard", args=[file.pk])
    response = clerk.post(discard, follow=True)

    assert messages_of(response) == ["Datei „liste.csv“ verworfen. Nichts wurde gespeichert."]
    assert not UnmappedFile.objects.exists()


def test_a_banks_table_is_read_with_its_balances(clerk):
    creditor(iban=OWN)

    page = upload_statement(clerk, RUNNING)
    file = UnmappedFile.objects.get()
    response = clerk.post(columns_page(file), values_of(page), follow=True)

    statement_import = StatementImport.objects.get()
    assert response.redirect_chain == [
        (reverse("orders:statement-detail", args=[statement_import.pk]), 302)
    ]
    assert statement_import.statements.get().closing_balance == 150
    assert BankTransaction.objects.count() == 3
    assert not UnmappedFile.objects.exists()


def test_the_same_table_of_a_bank_is_read_once(clerk):
    creditor(iban=OWN)
    for _ in range(2):
        page = upload_statement(clerk, SAVINGS_BANK)
        file = UnmappedFile.objects.get()
        response = clerk.post(columns_page(file), values_of(page), follow=True)

    assert StatementImport.objects.count() == 1
    assert "„umsaetze.csv“ war schon eingelesen." in messages_of(response)


def test_a_banks_table_needs_an_account(clerk):
    page = upload_statement(clerk, RUNNING.replace("IBAN;DE02 1203 0000 0000 2020 51", ""))

    response = clerk.post(columns_page(UnmappedFile.objects.get()), values_of(page))

    assert response.context["form"].errors == {
        "account": ["Nennen Sie die IBAN des Kontos, dessen Umsätze das sind."]
    }


def test_a_banks_table_of_which_nothing_can_be_read_stays(clerk):
    page = upload_statement(clerk, RUNNING)
    chosen = values_of(page) | {"date_format": "JJJJ-MM-TT"}

    response = clerk.post(columns_page(UnmappedFile.objects.get()), chosen)

    (error,) = response.context["form"].errors["__all__"]
    assert "Kein Umsatz der Datei ist lesbar." in error
    assert UnmappedFile.objects.exists()
    assert not StatementImport.objects.exists()


@pytest.mark.parametrize("name", ["order-columns", "statement-columns"])
def test_it_needs_the_right_of_the_import(client, name):
    client.force_login(user("gast", "orders.view_order"))

    assert client.get(reverse(f"orders:{name}", args=[1])).status_code == 403
