"""Records are written and read back letter for letter; what does not fit is refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkasso.rules.eda import (
    EdaRefused,
    check_records,
    read_records,
    trailer,
    write_record,
)
from inkasso.rules.eda_layouts import LAYOUTS, RECORD_LENGTH, Format, Slot

_SCALES = {Format.MONEY: 2, Format.RATE: 3, Format.NUMBER: 0}
_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüßéABCDEFGÄÖÜ0123456789.,-/&()+ "


def values_for(slot: Slot) -> st.SearchStrategy:
    """Any value that fits the field and is not blank."""
    if slot.format == Format.TEXT:
        texts = st.text(_LETTERS, min_size=1, max_size=slot.width)
        return texts.map(lambda text: " ".join(text.split())).filter(bool)
    if slot.format == Format.MARK:
        return st.just(True)
    if slot.format == Format.DAY:
        return st.dates(date(2000, 1, 1), date(2099, 12, 31))
    whole = st.integers(1, 10**slot.width - 1)
    if slot.format == Format.NUMBER:
        return whole
    return whole.map(lambda number: Decimal(number).scaleb(-_SCALES[slot.format]))


records = st.sampled_from(sorted(LAYOUTS)).flatmap(
    lambda code: st.tuples(
        st.just(code),
        st.fixed_dictionaries(
            {}, optional={slot.name: values_for(slot) for slot in LAYOUTS[code].slots}
        ),
    )
)


@given(records)
def test_whatever_is_written_is_read_back(told):
    code, values = told

    letters = write_record(code, **values)
    (record,) = read_records(letters)

    assert len(letters) == RECORD_LENGTH
    assert record.layout.code == code
    assert record.values == values
    assert write_record(code, **record.values) == letters
    assert len(letters.encode("cp850")) == RECORD_LENGTH


@pytest.mark.parametrize("code", sorted(LAYOUTS))
def test_each_field_is_written_to_its_own_place_and_nowhere_else(code):
    layout = LAYOUTS[code]
    samples = {
        Format.TEXT: "ä",
        Format.NUMBER: 1,
        Format.MONEY: Decimal("0.01"),
        Format.RATE: Decimal("0.001"),
        Format.DAY: date(2026, 11, 21),
        Format.MARK: True,
    }
    blank = write_record(code)
    for slot in layout.slots:
        letters = write_record(code, **{slot.name: samples[slot.format]})

        changed = {
            index + 1
            for index, pair in enumerate(zip(blank, letters, strict=True))
            if pair[0] != pair[1]
        }
        assert changed
        assert changed <= set(range(slot.first, slot.last + 1))


@pytest.mark.parametrize(
    ("code", "values", "place", "expected"),
    [
        ("C20", {"amount": Decimal("5000.00")}, (104, 113), "0000500000"),
        ("C20", {"catalogue_number": 5}, (10, 11), "05"),
        ("C20", {"from_on": date(2025, 9, 15)}, (92, 97), "250915"),
        ("C26", {"rate": Decimal("9.00")}, (10, 14), "09000"),
        ("C26", {"rate": Decimal("5")}, (10, 14), "05000"),
        ("C26", {"to_on": None}, (23, 28), "      "),
        ("C29", {"amount": Decimal("5")}, (10, 16), "0000500"),
        ("C02-1", {"name_1": "Gläubiger"}, (46, 80), "Gläubiger" + " " * 26),
        ("C01", {"is_contested_wanted": True}, (115, 115), "X"),
        ("C01", {"is_contested_wanted": False}, (115, 115), " "),
    ],
)
def test_values_are_spelled_as_the_courts_read_them(code, values, place, expected):
    letters = write_record(code, **values)

    assert letters[place[0] - 1 : place[1]] == expected


@pytest.mark.parametrize(
    ("code", "values", "words"),
    [
        ("C20", {"amount": Decimal("-1.00")}, "negativ"),
        ("C20", {"amount": Decimal("1.005")}, "hinter dem Komma"),
        ("C20", {"amount": Decimal("100000000.00")}, "zu lang"),
        ("C29", {"amount": Decimal("100000.00")}, "Platz ist für 7 Zeichen"),
        ("C20", {"catalogue_number": 100}, "zu lang"),
        ("C20", {"number": "x" * 36}, "Platz ist für 35 Zeichen"),
        ("C20", {"from_on": date(1999, 12, 31)}, "Das Jahr 1999"),
        ("C20", {"ground": "счёт"}, "CYRILLIC"),
    ],
)
def test_it_refuses_what_does_not_fit(code, values, words):
    with pytest.raises(EdaRefused, match=words):
        write_record(code, **values)


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("", "0 Zeichen lang"),
        ("AA" + " " * 100, "102 Zeichen lang"),
        ("01XXXXX00" + " " * 119, "nicht bekannt"),
        ("01ZINS 0005X00" + " " * 114, "keine Zahl"),
        ("01ZINS 00" + " " * 7 + "261332" + " " * 106, "kein Tag"),
    ],
)
def test_it_refuses_to_read_what_is_no_such_file(letters, words):
    with pytest.raises(EdaRefused, match=words):
        read_records(letters)


def claim(number: int, amount: str) -> str:
    return write_record("C20", catalogue_number=number, amount=Decimal(amount))


def test_the_trailer_counts_and_adds_up():
    between = [write_record("C01"), claim(43, "250.00"), claim(11, "99.90")]

    letters = trailer(between, sender="00000000")

    assert letters[:67] == "BB" + "00000000" + "0000001" + "0000003" + "0000054" + (
        "00000000034990" + "0" * 15 + "0000002"
    )


def whole_file(*between: str) -> str:
    header = write_record("AA", sender="00000000")
    return "".join([header, *between, trailer(between, sender="00000000")])


def test_a_sound_file_has_no_faults():
    assert check_records(whole_file(write_record("C01"), claim(43, "250.00"))) == ()


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        (write_record("C01"), "Vorsatz AA"),
        (whole_file(claim(43, "1.00")), "Kennsatz"),
        (whole_file(write_record("C01"))[:-RECORD_LENGTH], "Nachsatz BB"),
        (whole_file(write_record("AA"), write_record("C01")), "mehrfach"),
        (whole_file(write_record("C01")) + "x", "Zeichen lang"),
        (
            whole_file(write_record("C01"), claim(43, "1.00")).replace(
                "0000000100", "0000000200", 1
            ),
            "stimmen nicht",
        ),
    ],
)
def test_it_tells_what_is_wrong_with_a_file(letters, words):
    assert words in " ".join(check_records(letters))
