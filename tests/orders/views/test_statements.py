"""The pages that read bank statements."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from orders.models import BankStatement, BankTransaction, StatementImport
from orders.services import statement_import
from orders.tasks import read_statement_import, resume_imports
from tests.corpus import zip_of
from tests.factories import creditor, order, user
from tests.orders.adapters.bank.samples import ACCOUNT, PAYER, movement, mt940
from tests.orders.adapters.shops.samples import SHOPIFY_ORDER, shopify_csv

pytestmark = pytest.mark.django_db
LIST = reverse("orders:statement-list")
State = BankStatement.State
GOOD = mt940(
    movement(details=f"166?20SVWZ+Rechnung AB-2026-0815?31{PAYER}?32Greta Hansen"),
    movement("C25,00", f"166?20SVWZ+Danke?31{PAYER}?32Ida Ort"),
    closing="C261002EUR135,00",
)
HELD = mt940(movement(details="166?20SVWZ+Miete?32Ida Ort"), closing="C261002EUR112,50")


@pytest.fixture(autouse=True)
def ours():
    return creditor(iban=ACCOUNT)


@pytest.fixture
def clerk(client):
    client.force_login(user("clara", "orders.add_statementimport", "orders.view_banktransaction"))
    return client


def upload(client, *files: tuple[str, bytes]):
    uploaded = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(LIST, {"files": uploaded}, follow=True)


def text_of(response) -> str:
    return response.content.decode()


def detail(file: StatementImport) -> str:
    return reverse("orders:statement-detail", args=[file.pk])


def values(response) -> dict[str, str]:
    return {one["label"]: one["value"] for one in response.context["figures"]}


def test_it_reads_a_file_and_shows_what_became_of_it(clerk):
    bill = order(number="AB-2026-0815", total="10.00", due_on=timezone.localdate() - timedelta(99))

    response = upload(clerk, ("auszug.sta", GOOD))

    file = StatementImport.objects.get()
    bill.refresh_from_db()
    assert response.redirect_chain == [(detail(file), 302)]
    assert values(response) == {
        "Umsätze": "2",
        "neu": "2",
        "schon bekannt": "0",
        "zugeordnet": "1",
        "zu klären": "1",
        "beiseitegelegt": "0",
    }
    assert "DE89 3704 0044 0532 0130 00" in text_of(response)
    assert "Zahlungseingänge klären" in text_of(response)
    assert bill.open_amount == 0
    assert file.actor.username == "clara"


def test_the_list_shows_every_file_with_its_figures(clerk):
    upload(clerk, ("auszug.sta", GOOD))

    page = text_of(clerk.get(LIST))

    assert "auszug.sta" in page
    assert "01.10.2026 – 02.10.2026" in page
    assert "eingelesen" in page


def test_it_says_that_a_file_was_read_before(clerk):
    upload(clerk, ("auszug.sta", GOOD))

    response = upload(clerk, ("noch einmal.sta", GOOD))

    assert "„noch einmal.sta“ war schon eingelesen" in text_of(response)
    assert StatementImport.objects.count() == 1


def test_it_reads_several_files_at_once(clerk):
    response = upload(clerk, ("a.sta", GOOD), ("b.zip", zip_of(HELD)))

    assert response.redirect_chain == [(LIST, 302)]
    assert "2 Dateien wurden angenommen." in text_of(response)
    assert StatementImport.objects.count() == 2


def test_of_several_files_it_names_those_it_refuses(clerk):
    response = upload(clerk, ("a.sta", GOOD), ("brief.txt", b"Guten Tag"))

    assert "1 Datei wurde angenommen." in text_of(response)
    assert "„brief.txt“: Die Datei ist kein Kontoauszug." in text_of(response)
    assert StatementImport.objects.count() == 1


def test_it_shows_the_way_to_the_import_for_a_shops_export(clerk):
    response = upload(clerk, ("<bestellungen>.csv", shopify_csv(SHOPIFY_ORDER)))

    page = text_of(response)
    assert "„&lt;bestellungen&gt;.csv“: Die Datei ist ein Export von Shopify" in page
    assert f'<a href="{reverse("orders:import-start")}">Zum Import</a>' in page
    assert not StatementImport.objects.exists()


def test_it_asks_for_a_file(clerk):
    response = clerk.post(LIST, {})

    assert "Wählen Sie die Dateien aus." in text_of(response)


def test_it_refuses_an_empty_file(clerk):
    response = upload(clerk, ("leer.sta", b""))

    assert "Eine der Dateien ist leer." in text_of(response)


def test_it_refuses_too_many_files(clerk):
    response = upload(clerk, *[(f"{number}.sta", GOOD) for number in range(51)])

    assert "Das sind 51 Dateien; auf einmal gehen höchstens 50." in text_of(response)
    assert not StatementImport.objects.exists()


def test_a_broken_file_says_why(clerk):
    response = upload(clerk, ("auszug.xml", b"<?xml version='1.0'?><Document"))

    assert "Datei nicht lesbar" in text_of(response)
    assert "beschädigt oder unvollständig" in text_of(response)


def test_a_held_statement_shows_the_difference_and_what_it_holds(clerk):
    page = text_of(upload(clerk, ("auszug.sta", HELD)))

    assert "Kontoauszug angehalten" in page
    assert "Der Unterschied ist 2,50\u00a0€." in page
    assert "Trotz 2,50\u00a0€ übernehmen" in page
    assert "Ida Ort" in page
    assert not BankTransaction.objects.exists()


def test_a_clerk_takes_a_held_statement_over(clerk):
    upload(clerk, ("auszug.sta", HELD))
    held = BankStatement.objects.get()

    response = clerk.post(reverse("orders:statement-confirm", args=[held.pk]), follow=True)

    held.refresh_from_db()
    assert held.state == State.TAKEN_OVER
    assert "Kontoauszug übernommen: 0 Umsätze zugeordnet, 1 zu klären." in text_of(response)
    assert "von clara" in text_of(response)


def test_a_clerk_discards_a_held_statement(clerk):
    upload(clerk, ("auszug.sta", HELD))
    held = BankStatement.objects.get()

    response = clerk.post(reverse("orders:statement-discard", args=[held.pk]), follow=True)

    held.refresh_from_db()
    assert held.state == State.DISCARDED
    assert "Nichts davon wurde übernommen." in text_of(response)
    assert "<h1>Kontoauszug verworfen</h1>" in text_of(response)
    assert "nicht übernommen" in values(response)


@pytest.mark.parametrize(
    ("is_discarded", "badge", "words"),
    [
        (False, "angehalten", "ist schon hier und angehalten"),
        (True, "verworfen", "wurde schon einmal hochgeladen und verworfen"),
    ],
)
def test_a_file_of_which_nothing_was_taken_over_is_never_called_read(
    clerk, is_discarded, badge, words
):
    upload(clerk, ("auszug.sta", HELD))
    if is_discarded:
        held = BankStatement.objects.get()
        clerk.post(reverse("orders:statement-discard", args=[held.pk]))

    table = clerk.get(LIST).context["table"]
    again = upload(clerk, ("noch einmal.sta", HELD))

    state = str(table.rows[0].get_cell("state"))
    assert badge in state
    assert "eingelesen" not in state
    assert f"„noch einmal.sta“ {words}." in text_of(again)


def test_the_newest_file_comes_first(clerk):
    upload(clerk, ("erst.sta", GOOD))
    upload(clerk, ("dann.sta", HELD))

    rows = clerk.get(LIST).context["table"].rows

    assert [row.record.file_name for row in rows] == ["dann.sta", "erst.sta"]


def test_the_figures_add_up_whatever_became_of_the_movements(clerk):
    out = movement("D5,00", "166?20SVWZ+Gebuehr?32Bank")
    data = mt940(movement(details="166?20SVWZ+Miete?32Ida Ort"), out, closing="C261002EUR105,00")

    response = upload(clerk, ("auszug.sta", data))

    shown = {label: int(value) for label, value in values(response).items()}
    parts = ("zugeordnet", "zu klären", "beiseitegelegt")
    assert shown["Umsätze"] == shown["neu"] + shown["schon bekannt"] == 2
    assert sum(shown[part] for part in parts) == 2
    assert shown["beiseitegelegt"] == 1
    assert "zugeordnet, zu klären oder beiseitegelegt." in text_of(response)


@pytest.mark.parametrize("action", ["confirm", "discard"])
def test_a_second_click_decides_nothing(clerk, action):
    upload(clerk, ("auszug.sta", HELD))
    address = reverse(f"orders:statement-{action}", args=[BankStatement.objects.get().pk])
    clerk.post(address)

    response = clerk.post(address, follow=True)

    assert "Über den Kontoauszug ist schon entschieden" in text_of(response)


def test_a_clerk_says_whose_account_it_is(clerk):
    other = creditor("Andere GmbH", iban="DE02500105170137075030")
    foreign = mt940(movement(), account="DE75512108001245126199", closing="C261002EUR110,00")
    page = text_of(upload(clerk, ("auszug.sta", foreign)))
    confirm = reverse("orders:statement-confirm", args=[BankStatement.objects.get().pk])

    without = clerk.post(confirm, {"creditor": ""}, follow=True)
    clerk.post(confirm, {"creditor": other.pk})

    assert "gehört zu keinem Gläubiger" in page
    assert "Wählen Sie den Gläubiger, dem das Konto gehört." in text_of(without)
    assert BankTransaction.objects.get().creditor == other


def test_a_large_file_is_read_in_the_background(clerk, monkeypatch):
    rung = []
    monkeypatch.setattr(statement_import, "SMALL_BYTES", 10)
    monkeypatch.setattr(
        "orders.services.statement_files.enqueue", lambda *arguments: rung.append(arguments)
    )

    response = upload(clerk, ("auszug.sta", GOOD))

    file = StatementImport.objects.get()
    progress = reverse("orders:statement-progress", args=[file.pk])
    assert "wird im Hintergrund" in text_of(response) or "im Hintergrund weiter" in text_of(
        response
    )
    assert rung == [("orders.tasks.read_statement_import", file.pk)]
    assert clerk.get(progress).json()["finished_url"] is None

    read_statement_import(file.pk)

    answer = clerk.get(progress).json()
    assert (answer["done"], answer["total"], answer["text"]) == (2, 2, "2 von 2")
    assert answer["finished_url"] == detail(file)


def test_a_file_left_behind_is_taken_up_again(clerk, monkeypatch):
    rung = []
    monkeypatch.setattr(
        "orders.services.statement_files.enqueue", lambda *arguments: rung.append(arguments)
    )
    file = StatementImport.objects.create(file_name="a.sta", content=GOOD, sha256="1" * 64)
    StatementImport.objects.update(created_at=timezone.now() - timedelta(hours=1))

    assert resume_imports() == "1 wieder aufgenommen"
    assert rung == [("orders.tasks.read_statement_import", file.pk)]


@pytest.mark.parametrize("name", ["list", "detail", "progress"])
def test_the_pages_need_their_right(client, name):
    file = StatementImport.objects.create(file_name="a.sta", content=GOOD, sha256="1" * 64)
    client.force_login(user("gast", "orders.view_order"))
    arguments = [] if name == "list" else [file.pk]

    response = client.get(reverse(f"orders:statement-{name}", args=arguments))

    assert response.status_code == 403
    assert "„Kontoauszüge einlesen“" in text_of(response)


def test_the_list_counts_in_few_queries(clerk, django_assert_max_num_queries):
    for number in range(3):
        upload(clerk, (f"{number}.sta", GOOD.replace(b"Danke", b"Danke %d" % number)))

    with django_assert_max_num_queries(15):
        clerk.get(LIST)
