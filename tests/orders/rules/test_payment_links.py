"""Links that carry amount and reference: what is refused, and how they are filled."""

from decimal import Decimal

import pytest

from orders.rules.payment_links import LinkInvalid, check_template, filled


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("https://paypal.me/firma/{BETRAG}{WAEHRUNG}", "https://paypal.me/firma/1234.50EUR"),
        ("https://zahlen.example/?nr={BESTELLNUMMER}", "https://zahlen.example/?nr=EF%2F7%20%26a"),
        ("https://zahlen.example/{VERWENDUNGSZWECK}", "https://zahlen.example/EF%2F7%20%26a"),
        ("https://zahlen.example/fest#x", "https://zahlen.example/fest#x"),
    ],
)
def test_a_link_carries_what_is_open(template, url):
    check_template(template)

    found = filled(
        template,
        amount=Decimal("1234.5"),
        currency="EUR",
        order_number="EF/7 &a",
        reference="EF/7 &a",
    )

    assert found == url


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("http://paypal.me/firma", "https://"),
        ("javascript:alert(1)", "https://"),
        ("paypal.me/firma", "https://"),
        ("https:///firma", "https://"),
        ("https://{BETRAG}.example/", "Name des Servers"),
        ("https://paypal.me{BETRAG}/", "Name des Servers"),
        ("https://localhost/", "Name des Servers"),
        ("https://ich:geheim@paypal.me/", "keine Zugangsdaten"),
        ("https://paypal.me/\\@anderswo.example", "Name des Servers"),
        ("https://paypal.me/{TOKEN}", "{TOKEN} gibt es nicht"),
        ("https://paypal.me/{betrag}", "{betrag} gibt es nicht"),
        ("https://paypal.me/{BETRAG", "geschweifte Klammer"),
        ("https://paypal.me/BETRAG}", "geschweifte Klammer"),
        ("https://paypal.me/meine firma", "Leerzeichen"),
        ("https://paypal.me/\u200bfirma", "Leerzeichen"),
        ("https://paypal.me:99999/", "nicht lesbar"),
        ("https://[::1/", "nicht lesbar"),
    ],
)
def test_what_is_no_safe_link_is_refused_in_words(template, words):
    with pytest.raises(LinkInvalid) as refusal:
        check_template(template)

    assert words in str(refusal.value)
