"""What a reminder announces: the next step, and nothing that the law forbids."""

import pytest

from reminders.rules.next_step import next_step_sentence


def test_a_payment_reminder_announces_nothing():
    assert next_step_sentence(0, deadline="1. Dezember 2026", is_last=False) == ""


@pytest.mark.parametrize(
    ("level", "is_last", "agency", "said"),
    [
        (1, False, "", "mahnen wir Sie erneut"),
        (2, False, "Nordinkasso GmbH", "mahnen wir Sie erneut"),
        (2, True, "", "an ein Inkassounternehmen"),
        (3, True, "Nordinkasso GmbH", "an Nordinkasso GmbH"),
        (3, True, "Nordinkasso GmbH", "gerichtliche Mahnverfahren"),
        (3, True, "Nordinkasso GmbH", "soweit das Gesetz es vorsieht"),
    ],
)
def test_it_names_what_follows(level, is_last, agency, said):
    sentence = next_step_sentence(level, deadline="01.12.2026", is_last=is_last, agency_name=agency)

    assert said in sentence
    assert "bis zum 01.12.2026 nicht ein" in sentence


def test_it_speaks_english():
    sentence = next_step_sentence(
        3, deadline="1 Dec 2026", is_last=True, agency_name="Nord Ltd", language="en"
    )

    assert "pass the claim to Nord Ltd for collection" in sentence
    assert "does not reach us by 1 Dec 2026" in sentence


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("is_last", [False, True])
def test_it_never_threatens_with_a_credit_bureau(language, is_last):
    sentence = next_step_sentence(
        3, deadline="01.12.2026", is_last=is_last, language=language
    ).lower()

    assert not any(word in sentence for word in ("schufa", "auskunftei", "bureau", "anzeige"))
