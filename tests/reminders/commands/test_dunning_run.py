"""The command dunning_run: its JSON is a contract."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from orders.models import HistoryEntry, Order
from reminders.models import DunningRun, Reminder
from tests.bank_rows import movement, proposal, statement
from tests.factories import order, sales_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def run(capsys, *arguments: object) -> tuple[int, dict]:
    code = 0
    try:
        call_command("dunning_run", *map(str, arguments), "--json")
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(capsys.readouterr().out)


def test_a_dry_run_lists_every_open_overdue_order_and_writes_nothing(capsys, today):
    ripe = order(due_on=today - timedelta(days=7), total="79.90", today=today)
    early = order(due_on=today - timedelta(days=2), today=today)
    order(due_on=today + timedelta(days=2), today=today)
    before = HistoryEntry.objects.count()

    code, outcome = run(capsys, "--date", today, "--dry-run")

    assert code == 0
    assert (outcome["date"], outcome["dry_run"], outcome["run"]) == (today.isoformat(), True, None)
    assert outcome["orders"] == [
        {
            "sales_account": "Foto-Shop",
            "number": ripe.number,
            "level": 1,
            "action": "send",
            "channel": "email",
            "open_amount": "79.90",
            "interest": "0.00",
            "fee": "0.00",
            "reasons": [],
        },
        {
            "sales_account": "Foto-Shop",
            "number": early.number,
            "level": 0,
            "action": "skip",
            "channel": "email",
            "open_amount": "79.90",
            "interest": "0.00",
            "fee": "0.00",
            "reasons": ["waiting"],
        },
    ]
    assert not DunningRun.objects.exists()
    assert HistoryEntry.objects.count() == before


def test_a_dry_run_works_for_a_future_day(capsys, today):
    bought = order(due_on=today, today=today)

    _code, outcome = run(capsys, "--date", today + timedelta(days=5), "--dry-run")

    assert [(one["number"], one["action"]) for one in outcome["orders"]] == [
        (bought.number, "send")
    ]


def test_a_real_run_sends_once(capsys, today, sink):
    order(due_on=today - timedelta(days=7), today=today)

    first_code, first = run(capsys, "--date", today)
    _second_code, second = run(capsys, "--date", today)

    assert first_code == 0
    assert len(sink.envelopes) == 1
    assert [one["action"] for one in first["orders"]] == ["send"]
    assert [one["reasons"] for one in second["orders"]] == [["waiting"]]


def test_a_real_run_for_a_future_day_is_refused(capsys, today, sink):
    code, outcome = run(capsys, "--date", today + timedelta(days=1))

    assert code == 1
    assert "--dry-run" in outcome["error"]
    assert not Reminder.objects.exists()


def test_a_refused_recipient_ends_with_code_1_and_its_reason(capsys, today, sink):
    order(due_on=today - timedelta(days=7), email="weg@kunden.example", today=today)

    code, outcome = run(capsys, "--date", today)

    assert code == 1
    assert outcome["orders"][0]["action"] == "skip"
    assert outcome["orders"][0]["reasons"] == ["failed"]


def test_one_sales_account_can_be_run_alone(capsys, today):
    order(sales_account("Foto-Shop"), due_on=today - timedelta(days=7), today=today)
    alone = order(sales_account("eBay"), due_on=today - timedelta(days=7), today=today)

    _code, outcome = run(capsys, "--date", today, "--dry-run", "--sales-account", "eBay")

    assert [one["number"] for one in outcome["orders"]] == [alone.number]


def test_an_unknown_sales_account_is_refused_with_the_names_that_exist(capsys, today):
    sales_account("eBay")

    code, outcome = run(capsys, "--date", today, "--dry-run", "--sales-account", "Ebay")

    assert code == 1
    assert "„eBay“" in outcome["error"]


def test_a_broken_date_is_a_wrong_argument():
    with pytest.raises(CommandError, match="kein Tag"):
        call_command("dunning_run", "--date", "21.11.2026")


def test_people_get_sentences(capsys, today):
    order(due_on=today - timedelta(days=7), number="EF-1", total="79.90", today=today)
    order(due_on=today - timedelta(days=7), number="EF-2", email="", today=today)

    call_command("dunning_run", "--date", str(today), "--dry-run")

    out = capsys.readouterr().out
    assert "1 Mahnung würde versendet über zusammen 79,90\xa0€, 1 ausgelassen." in out
    assert "EF-1 (Foto-Shop): Mahnstufe 1, 79,90\xa0€" in out
    assert "EF-2 (Foto-Shop): ausgelassen. Keine E-Mail-Adresse." in out


def test_it_warns_of_money_and_old_bank_data_and_duns_all_the_same(capsys, today):
    bought = order(due_on=today - timedelta(days=7), today=today)
    movement("300.00", proposals=[proposal(bought)])
    statement(today - timedelta(days=30), read_on=today)

    code, outcome = run(capsys, "--date", today, "--dry-run")

    assert code == 0
    assert outcome["orders"][0]["action"] == "send"
    assert outcome["warnings"] == [
        {
            "sales_account": "Foto-Shop",
            "number": bought.number,
            "codes": ["payment_unmatched", "bank_data_old"],
        }
    ]


def test_a_run_by_hand_warns_as_well(sink, capsys, today):
    bought = order(due_on=today - timedelta(days=7), today=today)
    movement("300.00", proposals=[proposal(bought)])

    _, outcome = run(capsys, "--date", today)

    assert outcome["orders"][0]["action"] == "send"
    assert outcome["warnings"][0]["codes"] == ["payment_unmatched"]


def test_people_read_a_warning_of_old_bank_data_once(capsys, today):
    for _ in range(3):
        order(due_on=today - timedelta(days=7), today=today)
    statement(today - timedelta(days=30), read_on=today)

    call_command("dunning_run", "--date", str(today), "--dry-run")

    assert capsys.readouterr().out.count("Achtung: Der neueste Kontoauszug") == 1


@pytest.mark.parametrize(
    ("why", "code"),
    [
        ({"stop_reason": "disputed"}, "disputed"),
        ({"stop_reason": "deceased"}, "deceased"),
        ({"stop_reason": "to_clarify"}, "to_clarify"),
        ({"reported_total": "69.90"}, "amount_changed"),
    ],
)
def test_it_tells_the_codes_of_stops(why, code, capsys, today):
    bought = order(due_on=today - timedelta(days=7), today=today)
    Order.objects.filter(pk=bought.pk).update(**why)

    _, outcome = run(capsys, "--date", today, "--dry-run")

    assert outcome["orders"][0]["reasons"] == [code]
