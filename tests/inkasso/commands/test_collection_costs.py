"""The command collection_costs: its JSON is a contract."""

import json

import pytest
from django.core.management import CommandError, call_command


def run(capsys, arguments: str):
    call_command("collection_costs", *arguments.split(), "--json")
    return json.loads(capsys.readouterr().out)


def test_it_tells_the_costs_under_the_keys_of_the_contract(capsys):
    answer = run(capsys, "--amount 250 --date 2026-11-21")

    assert answer == {
        "table": "2025-06-01",
        "fee": "46.35",
        "expenses": "9.27",
        "net": "55.62",
        "gross": "66.19",
        "court_fee": "38.00",
    }


@pytest.mark.parametrize(
    ("arguments", "table", "fee", "net", "court"),
    [
        ("--amount 50 --date 2026-11-21 --factor 0.5", "2025-06-01", "15.75", "18.90", "38.00"),
        ("--amount 250 --date 2025-05-31", "2021-01-01", "44.10", "52.92", "36.00"),
        (
            "--amount 4000.01 --date 2025-06-01 --factor 1.3",
            "2025-06-01",
            "460.85",
            "480.85",
            "85.25",
        ),
    ],
)
def test_date_and_factor_count(capsys, arguments, table, fee, net, court):
    answer = run(capsys, arguments)

    assert [answer[key] for key in ("table", "fee", "net", "court_fee")] == [table, fee, net, court]


def test_people_read_each_line_with_its_formula(capsys):
    call_command("collection_costs", "--amount", "250", "--date", "2026-11-21")

    text = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Inkassokosten: 55,62 €, mit Umsatzsteuer 66,19 € (Tabelle ab 01.06.2025)." in text
    assert "Geschäftsgebühr: 0,9 × 51,50 € = 46,35 € (Nr. 2300 VV RVG)" in text
    assert "mindestens 38,00 €" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("--amount 250 --date 2020-12-31", "vor dem 01.01.2021"),
        ("--amount 250 --date 2026-11-21 --factor 1.5", "zwischen 0,5 und 1,3"),
        ("--amount 0 --date 2026-11-21", "größer als 0,00"),
    ],
)
def test_it_refuses_with_exit_code_1(capsys, arguments, words):
    with pytest.raises(SystemExit) as refused:
        run(capsys, arguments)

    assert refused.value.code == 1
    assert words in json.loads(capsys.readouterr().out)["error"].replace("\u00a0", " ")


@pytest.mark.parametrize("arguments", ["--amount viel --date 2026-11-21", "--amount 250"])
def test_wrong_arguments_are_none(arguments):
    with pytest.raises(CommandError):
        call_command("collection_costs", *arguments.split())
