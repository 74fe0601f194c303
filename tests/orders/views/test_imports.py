"""The pages that import a shop's file."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from common.web.uploads import CAP_BYTES
from orders.adapters.shops import MAX_BYTES
from orders.models import Order, OrderImport
from orders.services.order_import import resume_stalled_imports
from orders.tasks import apply_order_import, read_order_import, resume_imports
from tests.factories import order, sales_account, user
from tests.orders.adapters.bank.samples import movement, mt940

pytestmark = pytest.mark.django_db
START = reverse("orders:import-start")
State = OrderImport.State


@pytest.fixture
def clerk(client):
    client.force_login(user("clara", "orders.add_orderimport", "orders.view_order"))
    return client


@pytest.fixture
def shopify_file(data_file) -> bytes:
    return data_file("shops/shopify_orders.csv")


@pytest.fixture
def rung(monkeypatch) -> list[tuple]:
    """The jobs that were asked for."""
    jobs: list[tuple] = []
    for module in ("order_import", "import_reading"):
        monkeypatch.setattr(
            f"orders.services.{module}.enqueue", lambda *arguments: jobs.append(arguments)
        )
    return jobs


def upload(client, data: bytes, *, name="bestellungen.csv", format="auto", account=None):
    account = account or sales_account()
    file = SimpleUploadedFile(name, data, content_type="text/csv")
    values = {"file": file, "sales_account": account.pk, "format": format}
    return client.post(START, values, follow=True)


def page(name: str, order_import: OrderImport) -> str:
    return reverse(f"orders:import-{name}", args=[order_import.pk])


def text_of(response) -> str:
    return response.content.decode()


def test_it_shows_what_a_file_would_do_and_stores_no_order(clerk, shopify_file):
    response = upload(clerk, shopify_file)

    order_import = OrderImport.objects.get()
    assert response.redirect_chain == [(page("detail", order_import), 302)]
    assert [figure["label"] for figure in response.context["figures"]] == [
        "neu",
        "geändert",
        "unverändert",
        "abgelehnt",
    ]
    assert response.context["figures"][0]["value"] == str(order_import.new_count)
    assert f"{order_import.new_count} Aufträge übernehmen" in text_of(response)
    assert "Greta Winkelmann" in text_of(response)
    assert not Order.objects.exists()


def test_it_names_line_column_and_number_of_every_rejected_order(clerk, shopify_file):
    broken = shopify_file.replace(b"124.80", b"1.2.4")

    response = upload(clerk, broken)

    problem = response.context["problems"]["rows"][0]
    assert (problem["line"], problem["column"], problem["number"]) == (5, "Total", "HK-1002")
    assert "„1.2.4“ ist kein Betrag." in text_of(response)
    assert "Zeile 5, Spalte" not in text_of(response)


def test_it_keeps_the_rejected_orders_visible_after_applying(clerk, shopify_file, rung):
    upload(clerk, shopify_file.replace(b"124.80", b"1.2.4"))
    order_import = OrderImport.objects.get()
    clerk.post(page("apply", order_import))
    apply_order_import(order_import.pk)

    response = clerk.get(page("detail", order_import))

    assert "1 Auftrag wurde abgelehnt." in text_of(response)
    assert "„1.2.4“ ist kein Betrag." in text_of(response)


def test_it_says_what_changes_on_known_orders(clerk, shopify_file, rung):
    upload(clerk, shopify_file)
    order_import = OrderImport.objects.get()
    clerk.post(page("apply", order_import))
    apply_order_import(order_import.pk)

    response = upload(clerk, shopify_file.replace(b"64.90", b"74.90", 1))

    assert [row["number"] for row in response.context["changed"]["rows"]] == ["HK-1005"]
    assert "1 Auftrag übernehmen" in text_of(response)


def test_it_offers_nothing_to_apply_when_nothing_is_new(clerk, shopify_file, rung):
    upload(clerk, shopify_file)
    order_import = OrderImport.objects.get()
    clerk.post(page("apply", order_import))
    apply_order_import(order_import.pk)

    response = upload(clerk, shopify_file)

    assert "Die Datei enthält nichts Neues." in text_of(response)
    assert "übernehmen</button>" not in text_of(response)


def test_it_shows_only_the_first_of_many_new_orders(clerk, shopify_file, monkeypatch):
    monkeypatch.setattr("orders.services.import_preview.NEW_SHOWN", 2)

    response = upload(clerk, shopify_file)

    rest = OrderImport.objects.get().new_count - 2
    assert len(response.context["new"]["rows"]) == 2
    assert response.context["new"]["more"] == f"und {rest} weitere"


def test_it_takes_over_orders_of_another_account_only_when_confirmed(clerk, shopify_file, rung):
    other = sales_account("Elbfoto Shop")
    order(other, number="HK-1002")
    order(other, number="HK-1005")
    preview = upload(clerk, shopify_file)
    order_import = OrderImport.objects.get()

    refused = clerk.post(page("apply", order_import), follow=True)
    rung_before = list(rung)
    confirmed = clerk.post(page("apply", order_import), {"confirm": "1"}, follow=True)

    doubt = "2 dieser Bestellnummern gibt es schon bei „Elbfoto Shop“."
    assert doubt in text_of(preview)
    assert "Trotzdem übernehmen" in text_of(preview)
    assert "bestätigen Sie mit „Trotzdem übernehmen“" in text_of(refused)
    assert rung_before == []
    assert "Aufträge werden übernommen" in text_of(confirmed)
    assert len(rung) == 1


def test_it_warns_that_a_resellers_orders_are_never_dunned(clerk, shopify_file):
    account = sales_account("Marktplatz")
    account.is_reseller = True
    account.save()

    response = upload(clerk, shopify_file, account=account)

    assert "importiert, aber nie gemahnt" in text_of(response)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"", "Die Datei ist leer.", id="empty"),
        pytest.param(b"Name;Gr\x81\n", "weder in UTF-8 noch in Windows-1252", id="encoding"),
        pytest.param(
            b"\x89PNG\r\n\x1a\xf3,\xd1\n\x00",
            "Die Datei ist ein Bild, keine CSV-Datei",
            id="picture",
        ),
        pytest.param(b"\x01\x02,b\n1,2\n", "Ihre erste Zeile hat unlesbaren", id="noise"),
        pytest.param(b"a,b\n1,2\n", "Exporte: Shopify, WooCommerce", id="no codes"),
        pytest.param(b"a,b\n1,2\n", "Das Format der Datei ist unbekannt.", id="no shop"),
    ],
)
def test_it_refuses_a_file_in_words(clerk, data, sentence):
    response = upload(clerk, data)

    assert response.status_code == 200
    assert sentence in " ".join(response.context["form"].errors["file"])
    assert not OrderImport.objects.exists()


def test_it_refuses_a_file_that_is_too_large(clerk, monkeypatch):
    monkeypatch.setattr("orders.views.imports.MAX_BYTES", 3_000_000)

    response = upload(clerk, b"x" * 3_000_001)

    assert "Die Datei ist größer als 3 MB." in response.context["form"].errors["file"][0]
    assert not OrderImport.objects.exists()


def test_it_lists_every_missing_column(clerk, shopify_file):
    without = shopify_file.replace(b",Total,", b",Summe,").replace(b",Created at,", b",Wann,")

    response = upload(clerk, without)

    assert [error.split(" fehlt")[0] for error in response.context["form"].errors["file"]] == [
        "Zeile 1: Die Spalte „Total“",
        "Zeile 1: Die Spalte „Created at“",
    ]


def test_uploads_are_cut_only_above_what_the_form_allows():
    assert CAP_BYTES > MAX_BYTES


def test_it_applies_in_the_background_and_then_says_what_it_did(clerk, shopify_file, rung):
    upload(clerk, shopify_file)
    order_import = OrderImport.objects.get()

    running = clerk.post(page("apply", order_import), follow=True)
    answer = clerk.get(page("progress", order_import)).json()
    apply_order_import(order_import.pk)
    finished = clerk.get(page("progress", order_import)).json()
    result = clerk.get(finished["finished_url"])

    assert rung == [("orders.tasks.apply_order_import", order_import.pk)]
    assert page("progress", order_import) in text_of(running)
    assert (answer["done"], answer["finished_url"]) == (0, None)
    assert finished["done"] == finished["total"] == order_import.total_count
    assert f"{order_import.total_count} Aufträge übernommen" in text_of(result)
    assert Order.objects.count() == order_import.total_count


def test_a_second_click_rings_only_once(clerk, shopify_file, rung):
    upload(clerk, shopify_file)
    order_import = OrderImport.objects.get()

    clerk.post(page("apply", order_import))
    again = clerk.post(page("apply", order_import), follow=True)

    assert len(rung) == 1
    assert "ist schon wird übernommen" not in text_of(again)
    assert "wird schon übernommen" in text_of(again)


def test_it_discards_and_then_refuses_to_apply(clerk, shopify_file, rung):
    upload(clerk, shopify_file)
    order_import = OrderImport.objects.get()

    discarded = clerk.post(page("discard", order_import), follow=True)
    refused = clerk.post(page("apply", order_import), follow=True)

    assert "verworfen. Nichts wurde übernommen." in text_of(discarded)
    assert "wurde schon verworfen" in text_of(refused)
    assert rung == []


def test_a_forgotten_import_is_resumed_after_two_minutes(clerk, shopify_file, rung):
    upload(clerk, shopify_file)
    order_import = OrderImport.objects.get()
    clerk.post(page("apply", order_import))
    now = timezone.now()

    too_early = resume_stalled_imports(now=now + timedelta(seconds=90))
    in_time = resume_stalled_imports(now=now + timedelta(seconds=130))

    assert (too_early, in_time) == (0, 1)
    assert len(rung) == 2
    assert resume_imports() == "0 wieder aufgenommen"


def test_an_import_that_breaks_off_says_so(clerk, shopify_file, rung, monkeypatch):
    upload(clerk, shopify_file)
    order_import = OrderImport.objects.get()
    clerk.post(page("apply", order_import))

    def broken(*args, **kwargs):
        raise ValueError("kaputt")

    monkeypatch.setattr("orders.services.import_apply.create_orders", broken)
    with pytest.raises(ValueError, match="kaputt"):
        apply_order_import(order_import.pk)
    response = clerk.get(page("detail", order_import))

    assert "Die Übernahme ist nach 0 von" in text_of(response)
    assert not Order.objects.exists()


@pytest.mark.parametrize("name", ["detail", "progress"])
def test_it_answers_404_for_an_import_that_does_not_exist(clerk, name):
    response = clerk.get(reverse(f"orders:import-{name}", args=[999]))

    assert response.status_code == 404


def test_without_a_sales_account_it_says_what_is_missing(clerk):
    response = clerk.get(START)

    assert "Noch kein Verkaufsaccount." in text_of(response)


def test_it_asks_what_a_file_without_payments_does_not_say(clerk, data_file, rung):
    preview = upload(clerk, data_file("shops/shopware_orders.csv"))
    order_import = OrderImport.objects.get()

    refused = clerk.post(page("apply", order_import), follow=True)
    clerk.post(page("apply", order_import), {"assumed": "paid"})
    apply_order_import(order_import.pk)

    assert "Was ist mit der Zahlung?" in text_of(preview)
    assert "nicht bekannt" in text_of(preview)
    assert "alle neuen Aufträge offen" in text_of(refused)
    assert not Order.objects.open().exists()


def test_it_asks_who_sells_on_a_platform(clerk, data_file, rung):
    account = sales_account("Plattform")
    preview = upload(clerk, data_file("shops/digistore24_payments.csv"), account=account)
    order_import = OrderImport.objects.get()

    refused = clerk.post(page("apply", order_import), follow=True)
    clerk.post(page("apply", order_import), {"platform": "yes"})
    account.refresh_from_db()

    assert "Wer verkauft?" in text_of(preview)
    assert "im eigenen Namen verkauft" in text_of(refused)
    assert account.is_reseller


def test_a_large_file_is_read_in_the_background(clerk, shopify_file, rung, monkeypatch):
    monkeypatch.setattr("orders.services.import_reading.READ_AT_ONCE_BYTES", 0)

    reading = upload(clerk, shopify_file)
    order_import = OrderImport.objects.get()
    answer = clerk.get(page("progress", order_import)).json()
    read_order_import(order_import.pk)
    finished = clerk.get(page("progress", order_import)).json()
    preview = clerk.get(finished["finished_url"])

    assert "Datei wird gelesen" in text_of(reading)
    assert page("discard", order_import) in text_of(reading)
    assert (answer["finished_url"], answer["text"]) == (None, "Die Datei wird geöffnet")
    assert "Import prüfen" in text_of(preview)


def test_it_shows_the_way_to_the_statements_for_a_file_of_the_bank(clerk):
    response = upload(clerk, mt940(movement()), name="auszug.sta")

    assert "Die Datei ist ein Kontoauszug (MT940)" in text_of(response)
    assert f'<a href="{reverse("orders:statement-list")}">Zu den Kontoauszügen</a>' in text_of(
        response
    )
    assert not OrderImport.objects.exists()


def test_it_stops_an_import_and_lets_it_go_on(clerk, shopify_file, rung):
    upload(clerk, shopify_file)
    order_import = OrderImport.objects.get()
    running = clerk.post(page("apply", order_import), follow=True)

    stopped = clerk.post(page("cancel", order_import), follow=True)
    apply_order_import(order_import.pk)
    stored_meanwhile = Order.objects.count()
    goes_on = clerk.post(page("continue", order_import), follow=True)
    apply_order_import(order_import.pk)

    assert page("cancel", order_import) in text_of(running)
    assert "Angehalten nach 0 von" in text_of(stopped)
    assert stored_meanwhile == 0
    assert "Aufträge werden übernommen" in text_of(goes_on)
    assert Order.objects.count() == order_import.total_count


@pytest.mark.parametrize("name", ["cancel", "continue"])
def test_it_stops_nothing_that_does_not_run(clerk, shopify_file, name):
    upload(clerk, shopify_file)

    response = clerk.post(page(name, OrderImport.objects.get()), follow=True)

    assert "ist noch nicht gestartet" in text_of(response)
