"""The command interest: its JSON is a contract."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

pytestmark = pytest.mark.django_db


def run(capsys, *arguments):
    call_command("interest", *arguments, "--json")
    return json.loads(capsys.readouterr().out)


def test_it_tells_every_line_and_the_total(capsys):
    answer = run(
        capsys,
        *("--principal", "1000", "--from", "2026-06-16", "--to", "2026-07-02"),
        *("--debtor", "consumer"),
    )

    assert answer == {
        "total": "2.94",
        "provisional": False,
        "lines": [
            {
                "from": "2026-06-16",
                "to": "2026-06-30",
                "days": 15,
                "days_in_year": 365,
                "base_rate": "1.27",
                "surcharge": "5.00",
                "principal": "1000.00",
                "amount": "2.58",
            },
            {
                "from": "2026-07-01",
                "to": "2026-07-02",
                "days": 2,
                "days_in_year": 365,
                "base_rate": "1.52",
                "surcharge": "5.00",
                "principal": "1000.00",
                "amount": "0.36",
            },
        ],
    }


@pytest.mark.parametrize(
    ("arguments", "total", "is_provisional"),
    [
        pytest.param(
            "--principal 1000 --from 2026-07-20 --to 2026-08-20 --debtor business",
            "9.22",
            False,
            id="§ 288 II",
        ),
        pytest.param(
            "--principal 1500.00 --from 2009-09-15 --to 2012-02-17 --debtor business "
            "--claim-arose 2009-01-01",
            "297.50",
            False,
            id="Art. 229 § 34 EGBGB",
        ),
        pytest.param(
            "--principal 1000 --from 2027-01-01 --to 2027-01-31 --debtor consumer",
            "5.54",
            True,
            id="after the last known half-year",
        ),
        pytest.param(
            "--principal 1000 --from 2026-08-02 --to 2026-08-01 --debtor consumer",
            "0.00",
            False,
            id="empty period",
        ),
    ],
)
def test_it_computes(capsys, arguments, total, is_provisional):
    answer = run(capsys, *arguments.split())

    assert (answer["total"], answer["provisional"]) == (total, is_provisional)


def test_it_says_the_same_in_german(capsys):
    arguments = "--principal 1000 --from 2026-12-31 --to 2027-01-01 --debtor consumer"

    call_command("interest", *arguments.split())

    assert capsys.readouterr().out.replace("\u00a0", " ").splitlines() == [
        "Verzugszinsen: 0,36 € für 2 Tage.",
        "Vorläufig: Ein Basiszinssatz ist noch nicht bekannt.",
        "31.12.2026 bis 31.12.2026: 1 Tag zu 6,52 % aus 1.000,00 € = 0,18 €",
        "01.01.2027 bis 01.01.2027: 1 Tag zu 6,52 % aus 1.000,00 € = 0,18 €",
    ]


def test_it_refuses_days_without_a_base_rate(capsys):
    arguments = "--principal 1000 --from 2001-06-01 --to 2001-07-01 --debtor consumer"

    with pytest.raises(SystemExit) as ended:
        call_command("interest", *arguments.split(), "--json")

    assert ended.value.code == 1
    assert "Basiszinssatz" in json.loads(capsys.readouterr().out)["error"]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param("--principal 1000 --from 2026-07-20 --to 2026-08-20", id="no debtor"),
        pytest.param(
            "--principal -5 --from 2026-07-20 --to 2026-08-20 --debtor consumer", id="negative"
        ),
        pytest.param(
            "--principal 1.234,50 --from 2026-07-20 --to 2026-08-20 --debtor consumer", id="comma"
        ),
        pytest.param(
            "--principal 1 --from 20.07.2026 --to 2026-08-20 --debtor consumer", id="German day"
        ),
        pytest.param(
            "--principal 1 --from 2026-02-30 --to 2026-08-20 --debtor consumer", id="no such day"
        ),
        pytest.param(
            "--principal 1 --from 2026-02-20 --to 9999-12-31 --debtor consumer", id="far future"
        ),
    ],
)
def test_it_refuses_wrong_arguments(arguments):
    with pytest.raises(CommandError):
        call_command("interest", *arguments.split())


def test_a_database_without_tables_is_said_in_one_sentence(capsys, monkeypatch):
    def no_table(question):
        raise OperationalError("no such table")

    monkeypatch.setattr("reminders.management.commands.interest.calculate", no_table)

    with pytest.raises(SystemExit) as ended:
        run(
            capsys,
            *("--principal", "1000", "--from", "2026-06-16", "--to", "2026-07-02"),
            *("--debtor", "consumer"),
        )

    assert ended.value.code == 1
    assert "manage.py migrate" in json.loads(capsys.readouterr().out)["error"]
