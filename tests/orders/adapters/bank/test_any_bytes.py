"""Whatever the bytes: statements or a refusal, never another exception, never wrong sums."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from orders.adapters.bank import read_statements
from orders.rules.statements import StatementFile, StatementRefused
from tests.orders.adapters.bank.samples import movement, mt940, read_sample

VALID = [read_sample(name) for name in ("statement_v2.xml", "statement_v8.xml", "statement.sta")]
LETTERS = "ACDEFKMNRSVW0123456789+?,.:/ \n\r-ÄöüßŁ"


def read_or_refuse(data: bytes) -> StatementFile | None:
    """The file, or None where it is refused."""
    try:
        return read_statements(data)
    except StatementRefused:
        return None


def check(file: StatementFile | None) -> None:
    """What holds of every file that was read."""
    for statement in file.statements if file else ():
        assert statement.account == statement.account.strip()
        for entry in statement.entries:
            assert entry.amount.is_finite()
            assert entry.amount == entry.amount.quantize(Decimal("0.01"))
            assert entry.amount
            assert entry.charges >= 0
            assert entry.remittance_text.isprintable()


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_random_bytes_do_no_harm(data):
    check(read_or_refuse(data))


@settings(max_examples=400)
@given(
    st.sampled_from(VALID),
    st.lists(
        st.tuples(st.integers(0, 6_000), st.integers(0, 8), st.binary(max_size=6)), max_size=4
    ),
)
def test_damaged_files_do_no_harm(data, changes):
    damaged = bytearray(data)
    for at, length, new in changes:
        start = at % len(damaged) if damaged else 0
        damaged[start : start + length] = new

    check(read_or_refuse(bytes(damaged)))


@settings(max_examples=300)
@given(st.sampled_from(VALID), st.integers(0, 6_000))
def test_a_file_cut_anywhere_is_refused_or_not_proven(data, at):
    whole = read_statements(data)
    cut = data[: at % len(data)]

    file = read_or_refuse(cut)

    if file is None or file.statements == whole.statements:
        return
    last = file.statements[-1]
    is_whole = last in whole.statements
    assert is_whole or last.closing_balance is None or not last.is_reconciled


@settings(max_examples=300)
@given(st.text(LETTERS, max_size=150))
def test_any_purpose_is_read(text):
    details = "166?20" + text.replace("\n:", "\n")

    check(read_or_refuse(mt940(movement(details=details))))


@settings(max_examples=200)
@given(st.lists(st.decimals(Decimal("0.01"), Decimal("999999.99"), places=2), max_size=8))
def test_the_sum_of_all_movements_is_the_difference_of_the_balances(amounts):
    moved = sum(amounts, Decimal("0.00"))
    movements = [movement(f"C{amount}".replace(".", ",")) for amount in amounts]
    closing = f"C261002EUR{moved + 100}".replace(".", ",")

    [statement] = read_statements(mt940(*movements, closing=closing)).statements

    assert statement.is_reconciled
    assert [entry.amount for entry in statement.entries] == amounts
