"""Bank statements: each movement once, and nothing that is not proven."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from orders.models import (
    BankStatement,
    BankTransaction,
    Creditor,
    Order,
    StatementImport,
    StatementLine,
)
from orders.rules.statements import StatementRefused
from orders.services import statement_import
from orders.services.ledger_check import check_ledger
from orders.services.statement_files import (
    keep_file,
    queue_file,
    resume_stalled_files,
    stalled_files,
)
from orders.services.statement_import import (
    NoCreditorChosen,
    StatementNotHeld,
    confirm_statement,
    discard_statement,
    is_proven,
    read_import,
    read_in_background,
)
from orders.services.statement_reports import FileReport, reading_done, report
from tests.factories import creditor, order, user
from tests.orders.adapters.bank.samples import (
    ACCOUNT,
    PAYER,
    balance,
    camt,
    entry,
    movement,
    mt940,
    part,
    statement,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))
State = BankStatement.State


def clock() -> datetime:
    return NOW


@pytest.fixture(autouse=True)
def ours() -> Creditor:
    return creditor(iban=ACCOUNT)


def read(data: bytes, *, name: str = "auszug.xml") -> FileReport:
    """Import a file as the command does."""
    kept, is_new = keep_file(file_name=name, data=data, actor=None)
    return report(read_import(kept.pk, today=TODAY, clock=clock), is_new=is_new)


def proven(*entries: str, moved: str, account: str = ACCOUNT) -> str:
    """A statement that opens at 100 and closes by what was moved above that."""
    closing = Decimal("100.00") + Decimal(moved)
    balances = [balance("OPBD", "100.00"), balance("CLBD", str(closing))]
    return statement(*entries, balances=balances, account=account)


def paid(text: str, amount: str = "10.00", **more: str) -> str:
    """An entry by which somebody pays."""
    return entry(amount, part(text), **more)


def bill_of_ten() -> Order:
    """An order over 10 euros, from before the statements."""
    return order(number="AB-2026-0815", total="10.00", due_on=date(2026, 9, 20))


def counts(told: FileReport) -> tuple[int, int]:
    return told.new, told.known


def test_it_stores_the_movements_and_books_what_is_sure():
    bill = bill_of_ten()

    told = read(camt(proven(paid("Rechnung AB-2026-0815"), paid("Hallo"), moved="20.00")))

    bill.refresh_from_db()
    assert bill.open_amount == 0
    assert counts(told) == (2, 0)
    assert (told.matched, told.inbox) == (1, 1)
    assert told.is_reconciled
    assert told.errors == ()
    one = BankStatement.objects.get()
    assert (one.state, one.account, one.number) == (State.TAKEN_OVER, ACCOUNT, "7")
    assert (one.opening_balance, one.closing_balance) == (Decimal("100.00"), Decimal("120.00"))
    assert told.statement_import.state == StatementImport.State.READ
    assert check_ledger().is_ok


def test_the_same_file_again_changes_nothing():
    data = camt(proven(paid("eins"), paid("zwei"), moved="20.00"))
    read(data)

    told = read(data, name="kopie.xml")

    assert counts(told) == (0, 2)
    assert (told.matched, told.inbox) == (0, 0)
    assert StatementImport.objects.count() == 1
    assert BankTransaction.objects.count() == 2


def test_an_overlapping_file_adds_only_what_is_new():
    read(camt(proven(paid("eins"), paid("zwei"), moved="20.00")))

    told = read(camt(proven(paid("zwei"), paid("drei"), moved="20.00")))

    assert counts(told) == (1, 1)
    assert BankTransaction.objects.count() == 3
    assert StatementLine.objects.count() == 4
    assert check_ledger().is_ok


def test_two_equal_payments_both_count_and_count_once():
    twice = camt(proven(paid("Danke"), paid("Danke"), moved="20.00"))
    first = read(twice)

    again = read(camt(proven(paid("Danke"), paid("Danke"), paid("neu"), moved="30.00")))

    assert counts(first) == (2, 0)
    assert counts(again) == (1, 2)
    assert BankTransaction.objects.count() == 3


def test_equal_payments_of_two_pages_of_a_statement_both_count():
    second = [balance("OPBD", "110.00"), balance("CLBD", "130.00")]
    rest = statement(paid("Danke"), paid("neu"), balances=second)

    told = read(camt(proven(paid("Danke"), moved="10.00"), rest))

    assert counts(told) == (3, 0)
    assert BankTransaction.objects.count() == 3


def test_statements_of_one_file_that_overlap_count_every_movement_once():
    day = proven(paid("Danke"), moved="10.00")
    longer = proven(paid("Danke"), paid("neu"), moved="20.00")

    told = read(camt(day, longer, day))

    assert counts(told) == (2, 2)
    assert BankTransaction.objects.count() == 2
    assert check_ledger().is_ok


def test_the_same_movements_in_another_format_are_known():
    read(camt(proven(paid("Danke"), paid("Danke"), paid("nur hier"), moved="30.00")))
    details = f"166?20SVWZ+Danke?31{PAYER}?32Greta Hansen"
    data = mt940(*[movement(details=details)] * 3, closing="C261002EUR130,00")

    told = read(data, name="auszug.sta")

    assert counts(told) == (1, 2)
    assert BankTransaction.objects.count() == 4


def test_nothing_of_a_statement_that_does_not_reconcile_is_taken_over():
    told = read(camt(proven(paid("eins"), moved="12.50"), proven(paid("zwei"), moved="10.00")))

    held, good = told.statements
    assert (held.state, held.difference) == (State.HELD, Decimal("2.50"))
    assert "Der Unterschied ist 2,50\u00a0€" in held.hold_reason
    assert good.state == State.TAKEN_OVER
    assert [one.remittance_text for one in BankTransaction.objects.all()] == ["zwei"]
    assert not told.is_reconciled
    assert told.errors == (f"Kontoauszug 7 von {ACCOUNT}: {held.hold_reason}",)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(mt940(movement()), id="MT940 without closing balance"),
        pytest.param(camt(statement(paid("x"))), id="CAMT without balances"),
        pytest.param(
            camt(
                statement(
                    paid("x"),
                    balances=[balance("OPBD", "1.00"), balance("CLBD", "2.00", currency="SEK")],
                )
            ),
            id="closing balance in another currency",
        ),
    ],
)
def test_a_statement_without_its_balances_is_held(data):
    told = read(data)

    [one] = told.statements
    assert one.state == State.HELD
    assert "ist nicht zu prüfen" in one.hold_reason
    assert not is_proven(one)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(camt(statement(paid("x"), tag="Rpt"), kind="052"), id="report"),
        pytest.param(mt940(), id="no movements"),
    ],
)
def test_what_needs_no_balances_is_taken_over_without(data):
    told = read(data)

    assert told.statements[0].state == State.TAKEN_OVER
    assert told.is_reconciled


def test_a_clerk_confirms_a_held_statement():
    bill = bill_of_ten()
    read(camt(proven(paid("Rechnung AB-2026-0815"), moved="12.50")))
    clerk = user("clara")

    matched = confirm_statement(BankStatement.objects.get().pk, actor=clerk, today=TODAY)

    one = BankStatement.objects.get()
    bill.refresh_from_db()
    assert matched.matched == 1
    assert bill.open_amount == 0
    assert (one.state, one.decided_by) == (State.TAKEN_OVER, clerk)
    assert check_ledger().is_ok


def test_a_clerk_discards_a_held_statement():
    read(camt(proven(paid("eins"), moved="12.50")))
    clerk = user("clara")

    discarded = discard_statement(BankStatement.objects.get().pk, actor=clerk)

    assert (discarded.state, discarded.decided_by) == (State.DISCARDED, clerk)
    assert not BankTransaction.objects.exists()


@pytest.mark.parametrize("decide", [confirm_statement, discard_statement])
def test_a_statement_is_decided_once(decide):
    read(camt(proven(paid("eins"), moved="12.50")))
    pk = BankStatement.objects.get().pk
    discard_statement(pk, actor=None)
    more = {"today": TODAY} if decide is confirm_statement else {}

    with pytest.raises(StatementNotHeld, match="verworfen"):
        decide(pk, actor=None, **more)


def test_of_several_creditors_a_clerk_says_whose_account_it_is():
    other = creditor("Andere GmbH", iban="DE02500105170137075030")
    foreign = "DE75512108001245126199"
    told = read(camt(proven(paid("eins"), moved="10.00", account=foreign)))

    [held] = told.statements
    assert held.state == State.HELD
    assert held.hold_reason.startswith(f"Konto {foreign} gehört zu keinem Gläubiger.")
    with pytest.raises(NoCreditorChosen):
        confirm_statement(held.pk, actor=None, today=TODAY)

    confirm_statement(held.pk, creditor_id=other.pk, actor=None, today=TODAY)
    later = read(camt(proven(paid("zwei"), moved="10.00", account=foreign)))

    assert BankTransaction.objects.filter(creditor=other).count() == 2
    assert later.statements[0].state == State.TAKEN_OVER


def test_the_account_of_mt940_is_the_creditors_iban():
    told = read(mt940(movement(), closing="C261002EUR110,00"))

    assert told.statements[0].account == ACCOUNT


@pytest.mark.parametrize("crash_after", range(4))
def test_after_a_crash_the_next_reading_completes_exactly(monkeypatch, crash_after):
    bill_of_ten()
    parts = [proven(paid(text), paid(text), moved="20.00") for text in ("Danke", "Gruß")]
    parts.append(proven(paid("Rechnung AB-2026-0815"), moved="10.00"))
    data = camt(*parts)
    with monkeypatch.context() as patched:
        _crash(patched, crash_after)
        with pytest.raises(KeyboardInterrupt):
            read(data)
    stored = BankStatement.objects.count()

    told = read(data)

    assert stored == min(crash_after, 3)
    assert len(told.statements) == 3
    assert BankTransaction.objects.count() == 5
    assert not BankTransaction.objects.filter(state=BankTransaction.State.NEW).exists()
    assert told.statement_import.state == StatementImport.State.READ
    assert check_ledger().is_ok


def _crash(patched, after: int) -> None:
    """Stop the program after so many statements, or before matching."""
    store, count = statement_import._take_over, iter(range(99))

    def stop(*args):
        raise KeyboardInterrupt

    def store_or_stop(*args):
        store(*args)
        if next(count) == after:
            raise KeyboardInterrupt

    patched.setattr(statement_import, "_take_over", store_or_stop)
    if after == 3:
        patched.setattr(statement_import, "transactions_to_match", stop)


def test_a_file_that_turns_out_broken_is_marked_so():
    kept, _ = keep_file(file_name="a.xml", data=camt(proven(moved="0"))[:-20], actor=None)

    told = report(read_import(kept.pk, today=TODAY, clock=clock), is_new=True)

    assert told.statement_import.state == StatementImport.State.FAILED
    assert "beschädigt oder unvollständig" in told.errors[0]
    assert not told.is_reconciled


def test_what_is_no_statement_is_not_kept():
    with pytest.raises(StatementRefused):
        keep_file(file_name="a.txt", data=b"Guten Tag", actor=None)

    assert not StatementImport.objects.exists()


def test_an_unforeseen_error_ends_with_a_sentence(monkeypatch):
    kept, _ = keep_file(file_name="a.xml", data=camt(proven(paid("x"), moved="10.00")), actor=None)
    monkeypatch.setattr(statement_import, "movements_of", lambda statements: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        read_in_background(kept.pk, today=TODAY, clock=clock)

    kept.refresh_from_db()
    assert kept.state == StatementImport.State.FAILED
    assert "abgebrochen (ZeroDivisionError)" in kept.problems[0]


def test_entries_left_out_are_told_and_hold_the_statement():
    told = read(camt(proven(paid("eins"), paid("zwei", amount="zehn"), moved="20.00")))

    assert told.statements[0].state == State.HELD
    assert any("„zehn“" in error for error in told.errors)


def test_long_texts_are_cut_to_their_columns():
    long = "x" * 1_000

    told = read(camt(proven(entry("10.00", part(long, name=long, iban=long)), moved="10.00")))

    one = BankTransaction.objects.get()
    assert counts(told) == (1, 0)
    assert (len(one.name), len(one.iban)) == (140, 34)


def test_the_progress_counts_what_is_stored_and_looked_at():
    told = read(camt(proven(paid("eins"), paid("zwei"), moved="20.00")))
    kept = told.statement_import
    BankTransaction.objects.filter(remittance_text="zwei").update(state="new")

    assert (kept.entry_count, reading_done(kept)) == (2, 1)


def test_a_forgotten_file_is_asked_for_again(monkeypatch):
    rung = []
    monkeypatch.setattr(
        "orders.services.statement_files.enqueue", lambda *arguments: rung.append(arguments)
    )
    kept, _ = keep_file(file_name="a.xml", data=camt(proven(paid("x"), moved="10.00")), actor=None)
    StatementImport.objects.update(created_at=datetime(2026, 11, 20, tzinfo=ZoneInfo("UTC")))

    resumed = resume_stalled_files(now=NOW)
    queue_file(kept.pk)
    read_import(kept.pk, today=TODAY, clock=clock)

    assert resumed == 1
    assert rung == [("orders.tasks.read_statement_import", kept.pk)] * 2
    assert not stalled_files(now=NOW).exists()


def test_a_returned_debit_reopens_its_order():
    bill = bill_of_ten()
    read(camt(proven(paid("Rechnung AB-2026-0815"), moved="10.00")))
    back = paid(
        "Rechnung AB-2026-0815",
        "13.00",
        direction="DBIT",
        code="NDDT+109+9200+906",
        more='<AmtDtls><InstdAmt><Amt Ccy="EUR">10.00</Amt></InstdAmt></AmtDtls>',
    )

    told = read(camt(proven(back, moved="-13.00")))

    bill.refresh_from_db()
    assert told.matched == 1
    assert (bill.open_amount, bill.open_costs) == (Decimal("13.00"), Decimal("3.00"))
