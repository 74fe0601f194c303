"""The command limitation: its JSON is a contract."""

import json

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.parametrize(
    ("arguments", "last_day"),
    [
        pytest.param("--due 2023-05-01", "2026-12-31", id="§§ 195, 199 I"),
        pytest.param("--due 2025-05-01", "2029-01-02", id="§ 193: 2028 ends on a Sunday"),
        pytest.param("--due 2023-05-01 --acknowledged 2025-03-10", "2028-03-10", id="§ 212 I 1"),
        pytest.param("--due 2023-05-01 --acknowledged 2023-06-10", "2026-12-31", id="not begun"),
    ],
)
def test_it_tells_the_last_day(capsys, arguments, last_day):
    call_command("limitation", *arguments.split(), "--json")

    assert json.loads(capsys.readouterr().out) == {"statute_barred_on": last_day}


def test_it_says_the_same_in_german(capsys):
    call_command("limitation", "--due", "2023-05-01")

    assert "verjährt mit Ablauf des 31.12.2026" in capsys.readouterr().out


def test_it_refuses_wrong_arguments():
    with pytest.raises(CommandError):
        call_command("limitation", "--due", "gestern")
