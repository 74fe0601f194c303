"""What stands in a batch for the tax adviser, and that it stands there once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from orders.models import DatevExport, DatevSettings, LedgerEntry
from orders.rules.datev_layout import COLUMNS
from orders.services.datev_export import DatevRefused, export_batch, left_over
from orders.services.ledger import book, refresh_figures
from orders.services.reversals import reverse_entry
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
FROM = TODAY.replace(day=1)


@pytest.fixture
def settings_row():
    return DatevSettings.objects.create(
        creditor=factories.creditor(), consultant_number=29098, client_number=55003
    )


@pytest.fixture
def order():
    return factories.order(number="EF-1", total="79.90")


def entry(order, kind: Kind, amount: str, *, on: date = TODAY) -> LedgerEntry:
    made = book(
        order, kind=kind, amount=Decimal(amount), booked_on=on, source="dunning", actor=None
    )
    refresh_figures(order)
    return made


def export(**changes: object) -> DatevExport:
    days = {"from_on": FROM, "to_on": TODAY, "today": TODAY, "now": timezone.now()}
    return export_batch(factories.creditor().pk, actor=None, **{**days, **changes})


def rows(batch: DatevExport) -> list[tuple[str, str, str, str]]:
    """Amount, side, contra account and text of each line."""
    lines = bytes(batch.content).decode("cp1252").rstrip("\r\n").split("\r\n")[2:]
    names = ("Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen")
    names += ("Gegenkonto (ohne BU-Schlüssel)", "Buchungstext")
    found = [dict(zip(COLUMNS, line.split(";"), strict=True)) for line in lines]
    return [tuple(line[name].strip('"') for name in names) for line in found]


def test_it_holds_what_the_dunning_earned_cost_and_gave_up(settings_row, order):
    entry(order, Kind.DUNNING_FEE, "5.00")
    entry(order, Kind.INTEREST, "1.23")
    entry(order, Kind.RETURNED_DEBIT_COST, "3.50")
    entry(order, Kind.PAYMENT, "-20.00")
    entry(order, Kind.WRITE_OFF, "-69.63")

    batch = export()

    assert rows(batch) == [
        ("5,00", "S", "2700", "Mahngebühr EF-1"),
        ("1,23", "S", "2650", "Verzugszinsen EF-1"),
        ("3,50", "S", "4970", "Rücklastschriftkosten EF-1"),
        ("69,63", "H", "2400", "Ausbuchung EF-1"),
    ]
    assert batch.entry_count == 4


def test_each_entry_stands_in_one_batch(settings_row, order):
    entry(order, Kind.DUNNING_FEE, "5.00")
    export()
    late = TODAY - timedelta(days=3)
    entry(order, Kind.INTEREST, "1.00", on=late)
    left = left_over(factories.creditor())
    assert (left.count, left.from_on, left.to_on) == (1, late, late)

    second = export()

    assert left_over(factories.creditor()) is None

    assert rows(second) == [("1,00", "S", "2650", "Verzugszinsen EF-1")]
    with pytest.raises(DatevRefused, match="nichts Neues"):
        export()


def test_a_reversal_takes_back_what_it_reverses(settings_row, order):
    fee = entry(order, Kind.DUNNING_FEE, "5.00")
    reverse_entry(fee.pk, reason="Kulanz", actor=None, today=TODAY)

    assert rows(export()) == [
        ("5,00", "S", "2700", "Mahngebühr EF-1"),
        ("5,00", "H", "2700", "Storno Mahngebühr EF-1"),
    ]


def test_a_waiver_takes_back_each_income_where_it_was_booked(settings_row, order):
    entry(order, Kind.INTEREST, "8.00")
    entry(order, Kind.DUNNING_FEE, "5.00")
    entry(order, Kind.WAIVER, "-13.00")

    assert {row[:3] for row in rows(export())} == {
        ("8,00", "S", "2650"),
        ("5,00", "S", "2700"),
        ("8,00", "H", "2650"),
        ("5,00", "H", "2700"),
    }


def test_costs_that_were_in_no_batch_are_no_loss_either(settings_row, order):
    entry(order, Kind.DUNNING_FEE, "5.00")
    entry(order, Kind.COLLECTION_COST, "70.00")
    entry(order, Kind.WRITE_OFF, "-154.90")

    assert {row[:3] for row in rows(export())} == {("5,00", "S", "2700"), ("84,90", "H", "2400")}


def test_own_accounts_and_longer_ones_are_used(settings_row, order):
    settings_row.chart, settings_row.account_length = "SKR04", 6
    settings_row.fee_account = "483100"
    settings_row.save()
    entry(order, Kind.DUNNING_FEE, "5.00")
    entry(order, Kind.INTEREST, "1.00")

    assert [row[2] for row in rows(export())] == ["483100", "711000"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"from_on": TODAY, "to_on": FROM}, "Vertauschen"),
        ({"to_on": TODAY + timedelta(days=1)}, "Zukunft"),
        ({"from_on": date(2025, 12, 1)}, "zwei Wirtschaftsjahre"),
    ],
)
def test_days_that_make_no_batch_are_refused(settings_row, order, days, words):
    entry(order, Kind.DUNNING_FEE, "5.00")

    with pytest.raises(DatevRefused, match=words):
        export(**days)


def test_without_settings_it_says_where_they_are_made(order):
    with pytest.raises(DatevRefused, match="DATEV-Einstellungen"):
        export()


def test_the_command_writes_the_file(settings_row, order, tmp_path):
    entry(order, Kind.DUNNING_FEE, "5.00", on=timezone.localdate())
    day = timezone.localdate().isoformat()
    file = tmp_path / "stapel.csv"
    arguments = {"from_on": day, "to_on": day, "out": file}

    call_command("datev_export", creditor=factories.creditor().name, **arguments)

    assert file.read_bytes().startswith(b'"EXTF";700;21;')
    with pytest.raises(CommandError, match="gibt es schon"):
        call_command("datev_export", creditor=factories.creditor().name, **arguments)


def test_the_page_makes_a_batch_and_notes_its_download(client, settings_row, order):
    entry(order, Kind.DUNNING_FEE, "5.00", on=timezone.localdate())
    lead = factories.user("ruth", "orders.view_datevexport", "orders.add_datevexport")
    client.force_login(lead)
    day = timezone.localdate().isoformat()
    form = {"creditor": factories.creditor().pk, "from_on": day, "to_on": day}

    shown = client.post("/datev/", form, follow=True)

    assert "Buchungsstapel mit 1 Buchung erstellt" in shown.content.decode()
    batch = DatevExport.objects.get()
    answer = client.get(f"/datev/{batch.pk}/stapel.csv")
    assert answer.content == bytes(batch.content)
    assert answer["Content-Disposition"].startswith('attachment; filename="EXTF_')
    assert "nichts Neues" in client.post("/datev/", form).content.decode()


def test_the_page_tells_what_came_later(client, settings_row, order):
    entry(order, Kind.DUNNING_FEE, "5.00")
    export()
    entry(order, Kind.INTEREST, "1.00", on=TODAY - timedelta(days=3))
    client.force_login(factories.user("ruth", "orders.view_datevexport", "orders.add_datevexport"))

    page = client.get("/datev/").content.decode()

    assert "1 Buchung für schon exportierte Tage" in page
    assert "from_on=2026-11-18&amp;to_on=2026-11-18" in page
    filled = client.get("/datev/?from_on=2026-11-18&to_on=2026-11-18").content.decode()
    assert 'value="2026-11-18"' in filled


def test_who_may_only_look_makes_none(client, settings_row):
    client.force_login(factories.user("petra", "orders.view_datevexport"))

    assert client.get("/datev/").status_code == 200
    assert client.post("/datev/", {}).status_code == 403
