"""Malformed, hostile and huge files end in a German sentence, never in another error."""

import subprocess
import sys
from pathlib import Path

import pytest

from orders.adapters.bank import read_statements
from orders.adapters.shops import read_orders
from orders.rules.drafts import FileRefused
from orders.rules.statements import StatementRefused
from tests import corpus

ROOT = Path(__file__).parents[3]
MOST_MEMORY = 400_000_000


@pytest.mark.parametrize("name", corpus.BANK_REFUSED)
def test_a_bank_file_is_refused_in_a_sentence(name):
    data = corpus.BANK_REFUSED[name]()

    with pytest.raises(StatementRefused) as refusal:
        read_statements(data)

    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert sentence.isprintable()
    assert len(sentence) < 600


@pytest.mark.parametrize("name", corpus.BANK_DOUBTFUL)
def test_a_doubtful_bank_file_is_read_and_doubted(name):
    file = read_statements(corpus.BANK_DOUBTFUL[name]())

    [one] = file.statements
    assert file.problems or one.warnings or not one.is_reconciled
    assert all(problem.isprintable() and len(problem) < 300 for problem in file.problems)
    # What is not readable is left out, never taken for another amount.
    assert all(entry.amount in (10, 99) for entry in one.entries)


@pytest.mark.parametrize("name", corpus.BANK_READ)
def test_an_odd_bank_file_is_read(name):
    file = read_statements(corpus.BANK_READ[name]())

    entries = [entry for one in file.statements for entry in one.entries]
    assert entries
    assert all(len(entry.remittance_text) <= 2_100 for entry in entries)


@pytest.mark.parametrize("name", corpus.SHOP_REFUSED)
def test_a_shop_file_is_refused_in_a_sentence(name):
    data = corpus.SHOP_REFUSED[name]()

    with pytest.raises(FileRefused) as refusal:
        read_orders(data)

    assert all(problem.message.endswith(".") for problem in refusal.value.problems)


@pytest.mark.parametrize("name", corpus.SHOP_REJECTED)
def test_a_wrong_order_of_a_shop_is_left_out(name):
    parsed = read_orders(corpus.SHOP_REJECTED[name]())

    assert parsed.orders == ()
    assert parsed.problems


def test_the_corpus_is_large():
    parts = (corpus.BANK_REFUSED, corpus.BANK_DOUBTFUL, corpus.BANK_READ, corpus.SHOP_REFUSED)

    assert sum(map(len, parts)) + len(corpus.SHOP_REJECTED) >= 100


@pytest.mark.parametrize("part", ["BANK_REFUSED", "BANK_DOUBTFUL", "BANK_READ", "SHOP_REFUSED"])
def test_no_file_takes_much_memory(part):
    command = [sys.executable, "-m", "tests.orders.adapters.test_corpus", part]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert int(run.stdout) < MOST_MEMORY


def read_part(part: str) -> int:
    """The most memory in bytes that reading the files of a part took in this process."""
    for build in getattr(corpus, part).values():
        data = build()
        try:
            read_orders(data) if part.startswith("SHOP") else read_statements(data)
        except (StatementRefused, FileRefused):
            continue
    # What getrusage tells would count the memory of the process that started this one.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


if __name__ == "__main__":
    sys.stdout.write(str(read_part(sys.argv[1])))
