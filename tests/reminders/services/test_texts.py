"""What the placeholders become, in German and in English."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from orders.models import Invoice, Order
from orders.services.payments import record_payment
from reminders.models import DunningSettings, ReminderTemplate
from reminders.rules.instalments import equal_rates
from reminders.rules.placeholders import ALIASES, PLACEHOLDERS, fill
from reminders.services.claims import ItemClaim
from reminders.services.plans import agree_plan
from reminders.services.texts import TEXTS, TextFacts, editable_texts, placeholder_values
from tests.factories import TODAY, order, procedure
from tests.reminders.services.rates import in_rates

pytestmark = pytest.mark.django_db
CLAIM = ItemClaim(
    principal=Decimal("79.90"),
    other_costs=Decimal("3.00"),
    interest=Decimal("0.41"),
    dunning_fee=Decimal("1.20"),
    default_since=date(2026, 11, 20),
)


def facts(*orders: Order, level: int = 2, **changes: object) -> TextFacts:
    found = orders or (order(number="EF-1"),)
    made = TextFacts(
        orders=found,
        claims=[CLAIM] * len(found),
        level=level,
        written_on=TODAY,
        pay_by=date(2026, 12, 1),
        payments_until=None,
        procedure=procedure(found[0].sales_account),
    )
    return replace(made, **changes)


def test_every_placeholder_has_a_value_in_both_languages():
    told = facts()

    values, english = placeholder_values(told), placeholder_values(told, "en")

    assert set(values) == set(english) == set(PLACEHOLDERS) - set(ALIASES)


@pytest.mark.parametrize(
    ("name", "german", "english"),
    [
        ("ANREDE", "Guten Tag Zoë Winter", "Dear Zoë Winter"),
        (
            "BESTELLUNG",
            "Ihre Bestellung EF-1 vom 31.10.2026",
            "your order EF-1 of 31\xa0Oct\xa02026",
        ),
        ("OFFENER_BETRAG", "82,90\xa0€", "EUR\xa082.90"),
        ("HAUPTFORDERUNG", "79,90\xa0€", "EUR\xa079.90"),
        ("ZINSEN", "0,41\xa0€", "EUR\xa00.41"),
        ("MAHNGEBUEHR", "1,20\xa0€", "EUR\xa01.20"),
        ("PAUSCHALE", "0,00\xa0€", "EUR\xa00.00"),
        ("GESAMTFORDERUNG", "84,51\xa0€", "EUR\xa084.51"),
        ("FAELLIGKEIT", "war am 14.11.2026 fällig", "was due on 14\xa0Nov\xa02026"),
        ("VERZUG_SEIT", "20.11.2026", "20\xa0Nov\xa02026"),
        ("FRIST", "01.12.2026", "1\xa0Dec\xa02026"),
        ("MAHNSTUFE", "2", "2"),
        ("INKASSO", "ein Inkassounternehmen", "a debt collection agency"),
        ("RATE", "", ""),
        ("RECHNUNGSNUMMER", "", ""),
        ("ZAHLUNGSLINK", "", ""),
    ],
)
def test_values_are_spelt_as_the_language_wants(name, german, english):
    told = facts()

    assert placeholder_values(told)[name] == german
    assert placeholder_values(told, "en")[name] == english


@pytest.mark.parametrize(
    ("level", "beginning"),
    [
        pytest.param(0, "", id="a payment reminder announces nothing"),
        pytest.param(2, "Geht der Betrag bis zum 01.12.2026 nicht ein, mahnen wir", id="one more"),
        pytest.param(3, "Geht der Betrag bis zum 01.12.2026 nicht ein und haben Sie", id="last"),
    ],
)
def test_what_follows_depends_on_the_procedure(level, beginning):
    assert placeholder_values(facts(level=level))["NAECHSTER_SCHRITT"].startswith(beginning)


def test_the_deadline_in_what_follows_stays_open_for_the_clerks_choice():
    template = ReminderTemplate(**dict.fromkeys(TEXTS, "((NAECHSTER_SCHRITT))"))

    texts = editable_texts(template, facts(level=2))

    assert texts["mail_body"].startswith("Geht der Betrag bis zum ((FRIST)) nicht ein")


def test_the_last_level_of_a_short_procedure_is_the_last():
    told = facts()
    told.procedure.levels.filter(level=3).delete()

    assert "gerichtliche Mahnverfahren" in placeholder_values(told)["NAECHSTER_SCHRITT"]


def test_the_agency_is_named_where_the_account_names_one():
    told = facts(level=3)
    account = told.orders[0].sales_account
    DunningSettings.objects.create(sales_account=account, names_agency="Nordlicht Inkasso GmbH")
    account.refresh_from_db()

    values = placeholder_values(told)

    assert values["INKASSO"] == "Nordlicht Inkasso GmbH"
    assert "an Nordlicht Inkasso GmbH" in values["NAECHSTER_SCHRITT"]


def test_several_orders_are_named_and_summed_up():
    one, other = order(number="EF-1"), order(number="EF-2", due_on=date(2026, 11, 10))

    values = placeholder_values(facts(one, other))

    assert values["BESTELLUNG"] == "Ihre Bestellungen EF-1 und EF-2"
    assert values["FAELLIGKEIT"] == "ist zum Teil seit dem 10.11.2026 fällig"
    assert values["BESTELLNUMMER"] == values["VERWENDUNGSZWECK"] == "EF-1, EF-2"
    assert values["GESAMTFORDERUNG"] == "169,02\xa0€"


def test_rates_are_counted_among_all():
    one = in_rates(
        order(),
        (date(2026, 10, 1), "20.00"),
        (date(2026, 11, 1), "20.00"),
        (date(2026, 12, 1), "39.90"),
    )

    told = facts(one)

    assert placeholder_values(told)["RATE"] == "Raten 1 bis 2 von 3"
    assert placeholder_values(replace(told, written_on=date(2026, 10, 5)))["RATE"] == "Rate 1 von 3"


def test_all_invoices_are_named():
    one = order()
    for number in ("RE-1", "RE-2"):
        Invoice.objects.create(order=one, number=number)

    assert placeholder_values(facts(one))["RECHNUNGSNUMMER"] == "RE-1, RE-2"


def test_a_day_to_come_is_told_as_such():
    told = facts(order(due_on=date(2026, 12, 5)))

    assert placeholder_values(told)["FAELLIGKEIT"] == "ist am 05.12.2026 fällig"


def test_a_line_about_default_goes_where_there_is_none():
    without = placeholder_values(facts(claims=[replace(CLAIM, default_since=None)]))

    text = fill("Hallo\nVerzug seit ((VERZUG_SEIT)).\nOnline: ((ZAHLUNGSLINK))\nEnde", without)

    assert text == "Hallo\nEnde"


def test_a_part_paid_before_a_payment_plan_is_none_of_its_rates():
    found = order(total="100.00")
    record_payment(found.pk, amount=Decimal("20.00"), paid_on=TODAY, actor=None, today=TODAY)
    rates = equal_rates(Decimal("80.00"), 4, date(2026, 12, 1))
    agree_plan(found.pk, rates, actor=None, today=TODAY)

    values = placeholder_values(facts(Order.objects.get(pk=found.pk)))

    assert values["RATE"] == "Rate 1 von 4"
