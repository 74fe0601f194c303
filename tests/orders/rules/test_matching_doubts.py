"""What is never booked by itself: short numbers of strangers, refunds, a typing slip perhaps."""

import pytest

from orders.rules.matching import MatchIndex
from tests.orders.rules.match_world import candidate, entry, sure_parts


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("Bestellung 47110", "Irgendwer", id="order word, stranger"),
        pytest.param("Rechnung 47110", "", id="invoice word, nobody named"),
        pytest.param("Id 47110", "", id="word for a number, nobody named"),
        pytest.param("Miete Berg 47110 Köln", "Ida Berg", id="postcode and last name"),
        pytest.param("Einkauf 47110 Köln", "Irgendwer", id="order word before a postcode"),
        pytest.param("Auftrag vom 12.11. 47110 Köln", "Irgendwer", id="day before a postcode"),
        pytest.param("Amazon Order 47110", "Irgendwer", id="another shop's order"),
        pytest.param("RG 47110 vom 12.11.2026", "Ida Berg", id="invoice word and last name"),
        pytest.param("47110", "Ida Bergmann-Klaus", id="both names within other words"),
        pytest.param("6012345", "", id="seven digits, nobody named"),
        pytest.param("Rückruf 01711234567", "Irgendwer", id="telephone of eleven digits"),
        pytest.param("Kto 0532013000", "Irgendwer", id="account"),
        pytest.param("BA12345", "Irgendwer", id="in a longer code"),
        pytest.param("Re: 70001", "Irgendwer", id="a word like the prefix"),
        pytest.param("47110 Köln 47111", "Irgendwer", id="postcode and number"),
    ],
)
def test_a_short_number_over_another_sum_needs_the_customer(text, name):
    numbers = {
        "47110": "Klaus Berg",
        "47111": "Ute Tal",
        "6012345": "Björn Lindner",
        "1711234567": "Eva Kern",
        "532013000": "Eva Kern",
        "A12345": "Leo Kunz",
        "RE-70001": "Leo Kunz",
    }
    index = MatchIndex(
        candidate(i, number, "99.00", name) for i, (number, name) in enumerate(numbers.items())
    )

    proposals = index.propose(entry("198.00" if "47111" in text else "12.34", name, text))

    assert not any(proposal.is_sure for proposal in proposals)


@pytest.mark.parametrize(
    "text",
    [
        "Erstattung zu LW-2026-300412",
        "Storno LW-2026-300412 bitte zurueck",
        "Rückerst. LW-2026-300412",
        "R?ckzahlung LW-2026-300412",
        "Ihre Bestellung LW-2026-300412 storniert",
        "Retour LW-2026-300412",
        "Widerruf LW-2026-300412",
        "Guthaben LW-2026-300412",
        "Überzahlung LW-2026-300412",
        "Gutschriften LW-2026-300412",
        "Boni LW-2026-300412",
        "Refund order LW-2026-300412",
        "Payout LW-2026-300412",
        "Provision LW-2026-300412",
    ],
)
@pytest.mark.parametrize("name", ["Céline Yıldız", "Lieferant AG"])
def test_money_given_back_is_never_sure(text, name):
    assert sure_parts(entry("69.87", name, text)) is None


def test_refund_words_count_for_several_orders_and_known_accounts_too():
    several = entry("1112.90", "Irgendwer", "Erstattung Bestellung 51210 und 51298")
    by_account = entry("99.00", "Klaus Berg", "Rückgabe Ware", iban="DE22")

    assert sure_parts(several) is None
    assert sure_parts(by_account) is None


@pytest.mark.parametrize("text", ["47.110 km", "Debitor 47110", "Zählerstand 47110"])
def test_counts_and_numbers_of_others_need_amount_and_name(text):
    assert sure_parts(entry("99.00", "Irgendwer", text)) is None
    assert sure_parts(entry("99.00", "Klaus Berg", text)) == {21: "99.00"}


@pytest.mark.parametrize(
    ("name", "text", "amount"),
    [
        pytest.param("Berg", "LW-2026-100001", "20.00", id="last name, the sum of another"),
        pytest.param("Ida Berg", "LW-2026-100001", "20.00", id="own order of this sum"),
        pytest.param("Klaus Berg", "LW-2026-100001", "30.00", id="own other order of this sum"),
    ],
)
def test_the_very_amount_of_another_order_of_the_payer_beats_a_number(name, text, amount):
    index = MatchIndex(
        [
            candidate(1, "LW-2026-100001", "10.00", "Klaus Berg"),
            candidate(2, "LW-2026-100002", "20.00", "Ida Berg"),
            candidate(3, "LW-2026-100003", "30.00", "Klaus Berg"),
        ]
    )

    proposals = index.propose(entry(amount, name, text))

    assert not any(proposal.is_sure for proposal in proposals)


@pytest.mark.parametrize(
    ("text", "is_sure"),
    [
        pytest.param("6040", False, id="article or order"),
        pytest.param("Leinwand 6040", False, id="article"),
        pytest.param("206040", False, id="article, or the end of an order's number"),
        pytest.param("Bestellung 6040", True, id="order"),
        pytest.param("Bestellung 206040", True, id="the end of an order's number"),
    ],
)
def test_an_amount_that_many_orders_have_tells_nothing_of_a_bare_number(text, is_sure):
    numbers = ["6040", "LW-206040", *(f"LW-{n}" for n in range(206100, 206120))]
    index = MatchIndex(candidate(i, number, "29.90") for i, number in enumerate(numbers))

    best = index.propose(entry("29.90", "Irgendwer", text))[0]

    assert best.is_sure == is_sure
