"""What customers are found by."""

import pytest

from orders.rules.search_keys import customer_keys, spelling_key


@pytest.mark.parametrize("name", ["Müller", "Mueller", "Muller", "MÜLLER", " mu\u0308ller "])
def test_a_name_has_one_key_in_every_spelling(name):
    assert spelling_key(name) == "muller"


@pytest.mark.parametrize("name", ["Müller", "Israel", "Joachim", "Weiß", "Bauer", "Goethe", "Eue"])
def test_the_key_of_a_beginning_begins_the_key(name):
    beginnings = [spelling_key(name[:length]) for length in range(1, len(name) + 1)]

    assert all(spelling_key(name).startswith(beginning) for beginning in beginnings)


def test_the_last_name_comes_first():
    keys = customer_keys(
        first_name="Zoë", last_name="Grün", company="Bäckerei Süß", email="Zoe@Laden.example"
    )

    assert keys == {
        "name_key": "grun zo",
        "company_key": "backerei suss",
        "email_key": "zoe@laden.example",
    }
