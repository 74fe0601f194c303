"""What the application takes from an order's lines and a company's name."""

from decimal import Decimal

import pytest

from inkasso.rules.court_application import CATALOGUE, catalogue_number, legal_form_of


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ([("goods", "10.00")], 43),
        ([("goods", "10.00"), ("goods", "5.00")], 43),
        ([("goods", "10.00"), ("download", "50.00")], 11),
        ([("download", "50.00")], 11),
        ([("service", "50.00")], 5),
        ([("course", "50.00")], 16),
        ([("course", "50.00"), ("goods", "20.00")], 16),
        ([("course", "50.00"), ("goods", "30.00"), ("goods", "30.00")], 43),
        ([("something new", "50.00")], 11),
        ([], 43),
    ],
)
def test_what_was_sold_decides_the_catalogue_number(lines, number):
    assert catalogue_number([(kind, Decimal(amount)) for kind, amount in lines]) == number
    assert number in CATALOGUE


@pytest.mark.parametrize(
    ("company", "form"),
    [
        ("Lindgrün Fotohaus GmbH", "GmbH"),
        ("Muster Transport GmbH & Co. KG", "GmbH & Co KG"),
        ("Muster Logistik AG & Co. KG", "AG & Co KG"),
        ("Kranich UG (haftungsbeschränkt)", "UG (haftungsbeschränkt)"),
        ("Kranich UG", "UG (haftungsbeschränkt)"),
        ("Bild & Rahmen OHG", "OHG"),
        ("Bild & Rahmen oHG", "OHG"),
        ("Peter Vogel e.K.", "e.K."),
        ("Fotofreunde Nord e. V.", "e.V."),
        ("Montag", ""),
        ("Studio Winter", ""),
        ("", ""),
    ],
)
def test_the_name_ends_with_the_legal_form(company, form):
    assert legal_form_of(company) == form
