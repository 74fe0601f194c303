"""The command import_orders: its JSON is a contract."""

import json

import pytest
from django.core.management import CommandError, call_command

from orders.adapters.shops import sample_orders
from orders.models import Creditor, Order, SalesAccount
from orders.rules.column_fields import MappingKind
from orders.rules.column_guess import guess_mapping
from orders.services.column_mapping import save_template
from orders.services.import_files import in_memory
from tests.factories import sales_account

pytestmark = pytest.mark.django_db


def run(capsys, *arguments: str) -> tuple[int, dict]:
    code = 0
    try:
        call_command("import_orders", *arguments, "--json")
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def shop_file(tmp_path, data_file):
    def write(name: str = "orders.csv", data: bytes | None = None) -> str:
        path = tmp_path / name
        path.write_bytes(data_file("shops/shopify_orders.csv") if data is None else data)
        return str(path)

    return write


def test_it_imports_and_tells_what_is_open(capsys, shop_file):
    sales_account("Foto-Shop")

    _code, outcome = run(capsys, shop_file(), "--sales-account", "Foto-Shop")

    open_orders = Order.objects.open()
    assert outcome["format"] == "shopify"
    assert outcome["orders"]["new"] == Order.objects.count() > 0
    assert outcome["open"]["count"] == open_orders.count()
    assert outcome["open"]["sum"] == f"{sum(one.open_amount for one in open_orders):.2f}"


def test_a_missing_account_is_made_only_when_asked(capsys, shop_file):
    sales_account("eBay")

    code, outcome = run(capsys, shop_file(), "--sales-account", "Neu")

    assert code == 1
    assert "„eBay“" in outcome["errors"][0]["message"]
    assert not SalesAccount.objects.filter(name="Neu").exists()


def test_a_made_account_has_the_shipped_procedure_and_the_default_creditor(capsys, shop_file):
    run(capsys, shop_file(), "--sales-account", "Neu", "--create-account")

    account = SalesAccount.objects.get(name="Neu")
    procedure = account.dunning_procedures.get()
    levels = procedure.levels.values_list("level", "days_after_anchor", "payment_period_days")
    assert account.creditor == Creditor.objects.order_by("pk").first()
    assert account.payment_term_days == 14
    assert list(levels) == [(1, 5, 10), (2, 15, 10), (3, 30, 10)]
    assert (procedure.is_active, procedure.is_automatic, procedure.starts_on) == (
        True,
        False,
        None,
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param("Näme;x\n".encode("latin-1"), id="latin-1"),
        pytest.param(b"a,b,c\n1,2,3\n", id="unknown columns"),
        pytest.param(b"x" * 20_000_000, id="20 MB"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing_behind(data, capsys, shop_file):
    code, outcome = run(capsys, shop_file(data=data), "--sales-account", "Neu", "--create-account")

    assert code == 1
    assert outcome["errors"][0]["message"].endswith(".")
    assert not SalesAccount.objects.exists()
    assert not Order.objects.exists()


def test_a_rejected_order_is_named_with_line_and_column(capsys, shop_file, data_file):
    sales_account("Foto-Shop")
    text = data_file("shops/shopify_orders.csv").decode()
    header, first, *_rest = text.splitlines()
    total = dict(zip(header.split(","), first.split(","), strict=False))["Total"]
    broken = text.replace(f",{total},", ",12x,", 1).encode()

    code, outcome = run(capsys, shop_file(data=broken), "--sales-account", "Foto-Shop")

    assert code == 1
    assert outcome["orders"]["rejected"] == 1
    assert outcome["errors"][0]["line"] == 2
    assert outcome["orders"]["new"] == Order.objects.count() > 0


def test_a_missing_file_is_a_wrong_argument():
    with pytest.raises(CommandError, match="lässt sich nicht lesen"):
        call_command("import_orders", "gibt-es-nicht.csv", "--sales-account", "X")


def test_a_format_without_payments_wants_to_be_told(capsys, data_file, shop_file):
    path = shop_file(data=data_file("shops/shopware_orders.csv"))

    refused = run(capsys, path, "--sales-account", "Neu", "--create-account")
    nothing_made = not SalesAccount.objects.filter(name="Neu").exists()
    arguments = (path, "--sales-account", "Neu", "--create-account", "--assume", "paid")
    _code, outcome = run(capsys, *arguments)

    assert refused[0] == 1
    assert "--assume open|paid" in refused[1]["errors"][0]["message"]
    assert nothing_made
    assert outcome["orders"]["new"] == Order.objects.count() > 0
    assert outcome["open"]["count"] == 0


@pytest.mark.parametrize(
    ("answer", "is_reseller"), [("--reseller", True), ("--no-reseller", False)]
)
def test_a_platform_wants_to_be_told_who_sells(capsys, data_file, shop_file, answer, is_reseller):
    sales_account("Plattform")
    path = shop_file(data=data_file("shops/digistore24_payments.csv"))

    refused = run(capsys, path, "--sales-account", "Plattform")
    _code, outcome = run(capsys, path, "--sales-account", "Plattform", answer)
    again = run(capsys, path, "--sales-account", "Plattform")

    assert "--reseller oder --no-reseller" in refused[1]["errors"][0]["message"]
    assert outcome["orders"]["new"] > 0
    assert SalesAccount.objects.get(name="Plattform").is_reseller == is_reseller
    assert again[1]["orders"]["unchanged"] == outcome["orders"]["new"]


def test_a_table_is_read_by_a_saved_template(capsys, shop_file, data_file):
    table = data_file("shops/merchandise_system.csv")
    sample = sample_orders(in_memory(table), 20)
    mapping = guess_mapping(MappingKind.ORDERS, sample.headings, sample.rows)
    save_template("Warenwirtschaft", mapping)
    path = shop_file("liste.csv", table)

    _, without = run(capsys, path, "--sales-account", "Neu", "--create-account")
    _, wrong = run(
        capsys, path, "--sales-account", "Neu", "--create-account", "--template", "Kasse"
    )
    _, outcome = run(
        capsys, path, "--sales-account", "Neu", "--create-account", "--template", "Warenwirtschaft"
    )

    assert "Das Format der Datei ist unbekannt" in without["errors"][0]["message"]
    assert "Gespeichert sind: „Warenwirtschaft“." in wrong["errors"][0]["message"]
    assert (outcome["format"], outcome["orders"]["new"]) == ("mapping", 3)
    assert outcome["open"] == {"count": 2, "sum": "1045.00"}
