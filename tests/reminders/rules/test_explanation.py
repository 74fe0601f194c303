"""The line that says where an order stands."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reminders.rules.eligibility import OrderFacts, doubts_about, reasons_against
from reminders.rules.explanation import explanation

DAY = date(2026, 11, 21)
REACHED = OrderFacts(
    is_open=True,
    is_cancelled=False,
    is_reseller=False,
    due_on=date(2026, 11, 1),
    has_procedure=True,
    is_procedure_active=True,
    starts_on=None,
    next_level=2,
    next_level_on=date(2026, 11, 20),
    has_template=True,
    email="zoe@kunden.example",
    address_problem="",
    is_example_creditor=False,
    blocked_until=None,
    block_reason="Bestritten",
)
NO_LEVEL = {"next_level": None, "next_level_on": None}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"is_open": False}, "Der Auftrag ist bezahlt."),
        ({"due_on": DAY}, "Fällig am 21.11.2026, noch nicht überfällig."),
        ({}, "Steht in Mahnstufe 2 zur Mahnung an: 1 Mahnung versendet."),
        (
            {"next_level_on": date(2026, 11, 22)},
            "Wartet: 1 Mahnung versendet. Mahnstufe 2 folgt ab 22.11.2026.",
        ),
        (NO_LEVEL, "Abgeschlossen: 1 Mahnung versendet."),
        (
            {"email": ""},
            "Mahnstufe 2 ist erreicht, aber: Keine E-Mail-Adresse. "
            "Tragen Sie beim Kunden eine Adresse ein.",
        ),
        (
            {"blocked_until": date(2026, 11, 30)},
            "Mahnsperre bis 30.11.2026: Bestritten. "
            "Danach folgt Mahnstufe 2 (1 Mahnung versendet).",
        ),
        (
            {"blocked_until": date(2026, 11, 30), "next_level_on": date(2026, 12, 2)},
            "Mahnsperre bis 30.11.2026: Bestritten. "
            "Danach folgt Mahnstufe 2 ab 02.12.2026 (1 Mahnung versendet).",
        ),
        (
            {"blocked_until": date.max, "is_procedure_active": False},
            "Mahnsperre ohne Ende: Bestritten. Danach folgt Mahnstufe 2 (1 Mahnung versendet). "
            "Das Mahnverfahren ist nicht aktiv.",
        ),
        (
            {"blocked_until": date.max, **NO_LEVEL},
            "Abgeschlossen: 1 Mahnung versendet. Mahnsperre ohne Ende: Bestritten.",
        ),
        (
            {"running_plan": "nächste Rate 50,00 € am 01.12.2026", "blocked_until": date.max},
            "Ratenplan läuft: nächste Rate 50,00 € am 01.12.2026. Solange die Raten kommen, wird "
            "nicht gemahnt. Mahnsperre ohne Ende: Bestritten. 1 Mahnung versendet.",
        ),
        (
            {"stop_reason": "disputed", "disputed_part": Decimal("5.00")},
            "Steht in Mahnstufe 2 zur Mahnung an: 1 Mahnung versendet.",
        ),
        (
            {"stop_reason": "disputed"},
            "Angehalten: Der Kunde bestreitet die Forderung. "
            "Klären Sie das, bevor Sie weiter mahnen. 1 Mahnung versendet.",
        ),
        (
            {
                "reported_total": Decimal("90.00"),
                "next_level_on": date(2026, 11, 30),
                "blocked_until": date(2026, 11, 25),
            },
            "Betrag zu klären: Der Shop meldet 90,00\N{NO-BREAK SPACE}€. Entscheiden Sie am "
            "Auftrag, ob der neue Betrag gilt oder der bisherige bleibt. "
            "Mahnsperre bis 25.11.2026: Bestritten. 1 Mahnung versendet.",
        ),
        (
            {"unmatched_payment": "Eine Zahlung wartet.", "bank_data_problem": "Zu alt."},
            "Steht in Mahnstufe 2 zur Mahnung an: 1 Mahnung versendet. "
            "Eine Zahlung wartet. Zu alt.",
        ),
    ],
)
def test_it_tells_the_standing_or_first_what_is_in_the_way(change, line):
    facts = replace(REACHED, **change)

    told = explanation(
        facts,
        reasons_against(facts, DAY),
        levels_sent=1,
        day=DAY,
        doubts=doubts_about(facts, DAY),
    )

    assert told == line


def test_it_tells_of_a_block_before_the_first_reminder():
    facts = replace(REACHED, blocked_until=DAY, next_level=1)

    told = explanation(facts, reasons_against(facts, DAY), levels_sent=0, day=DAY)

    assert told.endswith("Danach folgt Mahnstufe 1 (noch keine Mahnung versendet).")


def test_a_doubt_that_is_a_hindrance_is_told_once():
    facts = replace(REACHED, unmatched_payment="Eine Zahlung wartet.")
    reasons = reasons_against(facts, DAY, is_automatic=True)

    told = explanation(facts, reasons, levels_sent=1, day=DAY, doubts=doubts_about(facts, DAY))

    assert told == "Mahnstufe 2 ist erreicht, aber: Eine Zahlung wartet."
