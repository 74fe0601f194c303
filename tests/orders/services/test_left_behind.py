"""What a crash or a stranger's file leaves behind does no harm."""

import io
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from orders.adapters.bank import read_statements
from orders.models import BankStatement, BankTransaction, Order, OrderImport, StatementImport
from orders.rules.statements import StatementRefused
from orders.services import statement_import
from orders.services.import_apply import apply_import
from orders.services.matching import match_left_behind
from orders.services.statement_folder import import_folder
from tests import factories
from tests.orders.adapters.bank.samples import camt
from tests.orders.services.statements import NOW, TODAY, bill_of_ten, clock, paid, proven, read


@pytest.mark.django_db
def test_money_of_a_statement_that_was_confirmed_before_a_crash_is_matched_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = bill_of_ten()
    read(camt(proven(paid("AB-2026-0815"), moved="11.00")))
    held = BankStatement.objects.held().get()

    def crash(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(statement_import, "match_transactions", crash)
    with pytest.raises(KeyboardInterrupt):
        statement_import.confirm_statement(held.pk, actor=None, today=TODAY)

    assert match_left_behind(today=TODAY) == 1
    assert match_left_behind(today=TODAY) == 0
    assert not Order.objects.get(pk=order.pk).is_open
    assert BankTransaction.objects.get().state == BankTransaction.State.BOOKED


@pytest.mark.django_db
def test_an_interrupted_import_does_not_undo_a_later_file() -> None:
    account = factories.sales_account()
    old, new = (
        OrderImport.objects.create(sales_account=account, file_name=f"{name}.csv", sha256=name)
        for name in ("alt", "neu")
    )
    earlier = NOW - timedelta(hours=1)
    OrderImport.objects.filter(pk=old.pk).update(
        state="applying", done_count=1, total_count=2, progressed_at=earlier
    )
    OrderImport.objects.filter(pk=new.pk).update(state="applied", applied_at=NOW)

    ended = apply_import(old.pk, today=TODAY, clock=clock)

    assert ended.state == OrderImport.State.FAILED
    assert "die spätere Datei „neu.csv“" in ended.failure


@pytest.mark.django_db
def test_a_name_in_foreign_letters_stops_nothing(tmp_path: Path) -> None:
    name = os.fsdecode(b"Ums\xe4tze.xml")
    for place, file_name in enumerate((name, "zweite.xml")):
        path = tmp_path / file_name
        path.write_bytes(camt(proven(paid(f"Miete {place}"), moved="10.00")))
        os.utime(path, (0, 0))

    count = import_folder(tmp_path, today=TODAY, clock=clock)

    assert count.read == 2
    assert set(StatementImport.objects.values_list("file_name", flat=True)) == {
        "Ums\ufffdtze.xml",
        "zweite.xml",
    }


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archives_are_unpacked_only_where_bytes_can_be_counted(method: int) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("auszug.xml", camt(proven(moved="0.00")))

    with pytest.raises(StatementRefused, match="beschädigt oder verschlüsselt"):
        read_statements(file.getvalue())


def test_more_statements_than_any_bank_sends_are_refused() -> None:
    with pytest.raises(StatementRefused, match=r"mehr als 2\.000 Kontoauszüge"):
        read_statements(camt(*[proven(moved="0.00")] * 2001))
