"""Which Mahngericht is competent for an applicant's seat."""

import pytest

from inkasso.rules.courts import COURTS, CourtUnknown, competent_court


@pytest.mark.parametrize(
    ("federal_state", "higher_court", "postcode", "city"),
    [
        ("BW", "", "70190", "Stuttgart"),
        ("BY", "", "96450", "Coburg"),
        ("BE", "", "13357", "Berlin"),
        ("BB", "", "13357", "Berlin"),
        ("HB", "", "28195", "Bremen"),
        ("HH", "", "22765", "Hamburg"),
        ("MV", "", "22765", "Hamburg"),
        ("HE", "", "36088", "Hünfeld"),
        ("NI", "", "29525", "Uelzen"),
        ("NW", "andere", "58099", "Hagen"),
        ("NW", "koeln", "53879", "Euskirchen"),
        ("RP", "", "56727", "Mayen"),
        ("SL", "", "56727", "Mayen"),
        ("ST", "", "39418", "Staßfurt"),
        ("SN", "", "39418", "Staßfurt"),
        ("TH", "", "39418", "Staßfurt"),
        ("SH", "", "24837", "Schleswig"),
    ],
)
def test_the_seat_decides_which_court_is_competent(federal_state, higher_court, postcode, city):
    court = competent_court(federal_state, higher_court)

    assert (court.postcode, court.city) == (postcode, city)
    assert COURTS[court.key] == court


def test_the_district_counts_in_north_rhine_westphalia_only():
    assert competent_court("BY", "koeln").city == "Coburg"


@pytest.mark.parametrize(
    ("federal_state", "higher_court", "words"),
    [
        ("", "", "Tragen Sie beim Gläubiger das Bundesland"),
        ("NW", "", "OLG-Bezirk Köln"),
        ("NW", "bonn", "OLG-Bezirk Köln"),
        ("XX", "", "„XX“ ist nicht bekannt"),
    ],
)
def test_it_says_what_to_enter_when_no_court_can_be_named(federal_state, higher_court, words):
    with pytest.raises(CourtUnknown, match=words):
        competent_court(federal_state, higher_court)
