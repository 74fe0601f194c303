"""The command default_date: its JSON is a contract."""

import json

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.parametrize(
    ("arguments", "last_day", "since", "ground"),
    [
        pytest.param(
            "--due 2026-11-14 --agreed --debtor consumer",
            "2026-11-16",
            "2026-11-17",
            "agreed_day",
            id="§ 286 II 1 with § 193",
        ),
        pytest.param(
            "--due 2026-11-18 --agreed --debtor consumer --state SN",
            "2026-11-19",
            "2026-11-20",
            "agreed_day",
            id="§ 193: a holiday of the debtor's state",
        ),
        pytest.param(
            "--due 2026-05-31 --debtor consumer", "2026-06-01", None, "none", id="III ZR 91/07"
        ),
        pytest.param(
            "--due 2026-05-31 --debtor business",
            "2026-06-30",
            "2026-07-01",
            "notice_30_days",
            id="§ 286 III",
        ),
        pytest.param(
            "--received 2026-06-10 --consumer-notice --debtor consumer",
            "2026-07-10",
            "2026-07-11",
            "notice_30_days",
            id="§ 286 III: pointed out",
        ),
        pytest.param(
            "--due 2026-05-31 --notice-received 2026-06-10 --debtor consumer",
            "2026-06-10",
            "2026-06-11",
            "reminder",
            id="§ 286 I",
        ),
        pytest.param(
            "--due 2026-05-31 --notice-received 2026-06-10 --pay-by 2026-06-20 --debtor consumer",
            "2026-06-22",
            "2026-06-23",
            "reminder",
            id="§ 286 I with a period that ends on a Saturday",
        ),
    ],
)
def test_it_tells_since_when_the_debtor_is_in_default(capsys, arguments, last_day, since, ground):
    call_command("default_date", *arguments.split(), "--json")

    assert json.loads(capsys.readouterr().out) == {
        "last_day_to_pay": last_day,
        "in_default_from": since,
        "ground": ground,
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("--due 2026-05-31 --debtor consumer", "Noch nicht in Verzug."),
        ("--due 2026-05-31 --agreed --debtor consumer", "In Verzug seit 02.06.2026 (vereinbarter"),
    ],
)
def test_it_says_the_same_in_german(capsys, arguments, words):
    call_command("default_date", *arguments.split())

    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param("--debtor consumer", id="no day at all"),
        pytest.param("--due 2026-05-31", id="no debtor"),
        pytest.param("--received 2026-05-31 --agreed --debtor consumer", id="agreed on no day"),
        pytest.param("--due 2026-05-31 --pay-by 2026-06-20 --debtor consumer", id="no notice"),
        pytest.param("--due 2026-05-31 --debtor consumer --state XX", id="no such state"),
    ],
)
def test_it_refuses_wrong_arguments(arguments):
    with pytest.raises(CommandError):
        call_command("default_date", *arguments.split())
