"""What a case lacks before it may be handed over: each reason alone, and all of them in order."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from inkasso.rules.next_steps import next_step
from inkasso.rules.readiness import (
    LABELS,
    ClaimantFacts,
    Code,
    Missing,
    ReadinessFacts,
    missing_of,
)

DAY = date(2026, 11, 21)
SEAT = ClaimantFacts("Lindgrün Fotohaus GmbH", federal_state="HH")
READY = ReadinessFacts(
    account="Foto-Shop",
    agency="Nordwest Inkasso GmbH",
    default_since=DAY - timedelta(days=20),
    last_pay_by=DAY - timedelta(days=1),
    contract_on=DAY - timedelta(days=80),
    barred_on=date(2029, 12, 31),
    claim=Decimal("79.90"),
    goes_to_court=True,
    claimant=SEAT,
)


def told(**changes: object) -> list[tuple[Code, str]]:
    found = missing_of(replace(READY, **changes), DAY)
    return [(one.code, one.text.replace("\N{NO-BREAK SPACE}", " ")) for one in found]


def test_a_complete_case_lacks_nothing():
    assert told() == []


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"missing_address": ("die PLZ",)}, Code.NO_ADDRESS, "Es fehlt die PLZ. Ergänzen"),
        (
            {"missing_address": ("die Straße", "die PLZ", "der Ort")},
            Code.NO_ADDRESS,
            "Es fehlt die Straße, die PLZ und der Ort.",
        ),
        ({"agency": ""}, Code.NO_AGENCY, "kein Inkassopartner eingetragen"),
        ({"is_agency_active": False}, Code.NO_AGENCY, "Nordwest Inkasso GmbH ist nicht aktiv"),
        ({"default_since": None}, Code.NOT_IN_DEFAULT, "nicht in Verzug (§ 286 BGB)"),
        (
            {"default_since": DAY + timedelta(days=1)},
            Code.NOT_IN_DEFAULT,
            "erst am 22.11.2026 in Verzug",
        ),
        ({"last_pay_by": DAY}, Code.DEADLINE_RUNNING, "bis zum 21.11.2026 Zeit"),
        ({"contract_on": None}, Code.NO_CONTRACT_DAY, "Tag der Bestellung fehlt"),
        ({"contract_on": DAY + timedelta(days=1)}, Code.NO_CONTRACT_DAY, "in der Zukunft"),
        ({"stop": "bestritten"}, Code.STOPPED, "angehalten (bestritten)"),
        ({"reported_total": Decimal("50.00")}, Code.AMOUNT_CHANGED, "50,00 €"),
        ({"block": "Der Auftrag hat ohne Ende eine Mahnsperre (Gestundet)."}, Code.BLOCKED, "Ende"),
        (
            {"running_plan": "nächste Rate 20,00 € am 01.12.2026"},
            Code.PLAN_RUNNING,
            "Rate 20,00 € am 01.12.2026",
        ),
        (
            {"barred_on": DAY - timedelta(days=1)},
            Code.STATUTE_BARRED,
            "seit Ablauf des 20.11.2026 verjährt",
        ),
        (
            {"not_due": Decimal("100.00"), "last_due_on": DAY + timedelta(days=55)},
            Code.NOT_ALL_DUE,
            "100,00 € sind noch nicht fällig, die letzte Rate ist es am 15.01.2027",
        ),
        ({"minimum_amount": Decimal("80.00")}, Code.BELOW_MINIMUM, "79,90 €, weniger als"),
        ({"is_reseller": True}, Code.RESELLER, "gehört der Plattform"),
        ({"is_policy_active": False}, Code.POLICY_OFF, "für „Foto-Shop“ nicht aktiv"),
        ({"is_example_creditor": True}, Code.EXAMPLE_CREDITOR, "Beispielfirma"),
        ({"reminder_on_way": "Mahnlauf 7"}, Code.REMINDER_ON_WAY, "Mahnlauf 7 ist noch nicht"),
        ({"uncertain_reminder": "Mahnung M-000001"}, Code.REMINDER_UNCERTAIN, "M-000001 angek"),
        ({"unmatched_payment": "Ein Zahlungseingang."}, Code.PAYMENT_UNMATCHED, "Ordnen Sie"),
        ({"bank_data_problem": "Der Kontoauszug ist alt."}, Code.BANK_DATA_OLD, "ist alt"),
        (
            {"has_invoice": False, "has_reminder": False},
            Code.NO_DOCUMENTS,
            "keine Rechnung und keine Mahnung",
        ),
        (
            {"has_invoice": False, "has_lines": False},
            Code.NO_DOCUMENTS,
            "keine Rechnung und keine Positionen",
        ),
        (
            {"claimant": ClaimantFacts("Lindgrün")},
            Code.NO_CLAIMANT,
            "beim Gläubiger das Bundesland seines Sitzes ein",
        ),
        (
            {"claimant": replace(SEAT, federal_state="NW")},
            Code.NO_CLAIMANT,
            "fehlen Angaben zu Lindgrün Fotohaus GmbH. In Nordrhein-Westfalen",
        ),
        ({"claimant": replace(SEAT, federal_state="XX")}, Code.NO_CLAIMANT, "„XX“ ist nicht"),
        (
            {"claimant": replace(SEAT, legal_form="GmbH")},
            Code.NO_CLAIMANT,
            "den gesetzlichen Vertreter",
        ),
    ],
)
def test_one_thing_is_missing(changes, code, words):
    ((found, text),) = told(**changes)

    assert found == code
    assert words in text


@pytest.mark.parametrize(
    "changes",
    [
        {"default_since": DAY},
        {"last_pay_by": None},
        {"contract_on": DAY},
        {"barred_on": DAY},
        {"barred_on": None},
        {"last_due_on": DAY - timedelta(days=30)},
        {"minimum_amount": Decimal("79.90")},
        {"has_invoice": False},
        {"has_reminder": False},
        {"has_invoice": False, "has_reminder": False, "is_chargeback": True},
        {"goes_to_court": False, "claimant": ClaimantFacts("Lindgrün")},
        {"claimant": replace(SEAT, federal_state="NW", higher_court="koeln")},
        {"claimant": replace(SEAT, legal_form="GmbH", representative_name="Ina Lindgrün")},
    ],
)
def test_that_is_enough(changes):
    assert told(**changes) == []


def test_the_address_stands_first_and_the_others_in_their_order():
    nothing = ReadinessFacts(
        account="Foto-Shop",
        missing_address=("der Name",),
        stop="bestritten",
        reported_total=Decimal("1.00"),
        block="Gesperrt.",
        running_plan="läuft",
        last_pay_by=DAY,
        barred_on=date(2025, 1, 2),
        not_due=Decimal("1.00"),
        last_due_on=DAY,
        minimum_amount=Decimal("1.00"),
        is_policy_active=False,
        is_example_creditor=True,
        reminder_on_way="Mahnlauf 1",
        uncertain_reminder="Mahnung 1",
        unmatched_payment="Zahlung.",
        bank_data_problem="Alt.",
        has_invoice=False,
        has_lines=False,
        goes_to_court=True,
    )

    codes = [one.code for one in missing_of(nothing, DAY)]

    assert codes == [code for code in Code if code != Code.RESELLER]
    assert set(LABELS) == set(Code)


@pytest.mark.parametrize(
    ("missing", "is_urgent", "words"),
    [
        ((), False, "Übergeben an Nordwest"),
        ((), True, "Vor der Verjährung: Übergeben an Nordwest"),
        ((Missing(Code.STOPPED, ""),), False, "Zuerst klären: Mahnen angehalten"),
        (
            (Missing(Code.NO_ADDRESS, ""), Missing(Code.BLOCKED, ""), Missing(Code.STOPPED, "")),
            False,
            "Zuerst klären: Anschrift unvollständig und 2 weitere",
        ),
    ],
)
def test_a_waiting_case_says_what_comes_next(missing, is_urgent, words):
    assert next_step(missing, agency="Nordwest", is_urgent=is_urgent) == words


def test_the_next_step_never_outgrows_its_column():
    assert len(next_step((), agency="A" * 300, is_urgent=True)) == 120
