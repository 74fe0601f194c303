"""The records of the courts' files, field by field as the courts describe them."""

import pytest

from inkasso.rules.eda_layouts import BY_KEY, LAYOUTS, RECORD_LENGTH, Format

# Record, its key, field, first and last position, as the courts' description tells them.
POSITIONS = [
    ("AA", "AA", "sender", 3, 10),
    ("AA", "AA", "written_on", 11, 16),
    ("AA", "AA", "kind", 17, 18),
    ("AA", "AA", "receiver", 19, 26),
    ("AA", "AA", "format", 27, 30),
    ("AA", "AA", "file_id", 31, 36),
    ("AA", "AA", "software", 56, 75),
    ("AA", "AA", "version", 76, 85),
    ("C01", "01KS   00", "own_reference", 10, 44),
    ("C01", "01KS   00", "applicant_number", 45, 52),
    ("C01", "01KS   00", "lawyer_number", 53, 60),
    ("C01", "01KS   00", "court_postcode", 61, 65),
    ("C01", "01KS   00", "court_city", 66, 95),
    ("C01", "01KS   00", "court_file_number", 96, 106),
    ("C01", "01KS   00", "currency", 107, 107),
    ("C01", "01KS   00", "has_joint_debtors", 108, 108),
    ("C01", "01KS   00", "is_counter_performance_rendered", 109, 109),
    ("C01", "01KS   00", "is_no_counter_performance_owed", 110, 110),
    ("C01", "01KS   00", "is_contested_wanted", 115, 115),
    ("C02-1", "01AS   01", "salutation", 10, 10),
    ("C02-1", "01AS   01", "legal_form", 11, 45),
    ("C02-1", "01AS   01", "name_1", 46, 80),
    ("C02-1", "01AS   01", "name_2", 81, 115),
    ("C02-3", "01AS   03", "street", 10, 44),
    ("C02-3", "01AS   03", "postcode", 45, 49),
    ("C02-3", "01AS   03", "city", 50, 76),
    ("C02-3", "01AS   03", "country", 77, 79),
    ("C05-1", "01ASGV 01", "role", 10, 44),
    ("C05-1", "01ASGV 01", "name", 45, 79),
    ("C05-2", "01ASGV 02", "street", 10, 44),
    ("C10", "01ASPVA00", "own_reference", 10, 44),
    ("C10", "01ASPVA00", "engaged_on", 45, 50),
    ("C10", "01ASPVA00", "offset", 59, 68),
    ("C12-1", "01AG   01", "name_1", 46, 80),
    ("C12-3", "01AG   03", "city", 50, 76),
    ("C14-1", "01AGGV 01", "name", 45, 79),
    ("C16", "01AG   04", "court_kind", 10, 10),
    ("C16", "01AG   04", "postcode", 11, 15),
    ("C19", "01ZIAUS00", "from_on", 10, 15),
    ("C19", "01ZIAUS00", "to_on", 16, 21),
    ("C19", "01ZIAUS00", "amount", 22, 31),
    ("C19", "01ZIAUS00", "rate", 32, 36),
    ("C20", "01ASPK 00", "catalogue_number", 10, 11),
    ("C20", "01ASPK 00", "ground", 22, 56),
    ("C20", "01ASPK 00", "number", 57, 91),
    ("C20", "01ASPK 00", "from_on", 92, 97),
    ("C20", "01ASPK 00", "to_on", 98, 103),
    ("C20", "01ASPK 00", "amount", 104, 113),
    ("C21", "01ASPZM00", "postcode", 10, 14),
    ("C21", "01ASPZM00", "street", 45, 79),
    ("C23", "01ASPS 01", "text", 32, 124),
    ("C24", "01ASPS 02", "text", 10, 79),
    ("C26", "01ZINS 00", "rate", 10, 14),
    ("C26", "01ZINS 00", "rate_mark", 15, 15),
    ("C26", "01ZINS 00", "kind", 16, 16),
    ("C26", "01ZINS 00", "from_on", 17, 22),
    ("C26", "01ZINS 00", "to_on", 23, 28),
    ("C26", "01ZINS 00", "amount", 29, 38),
    ("C28", "01AUSL 00", "amount", 10, 17),
    ("C29", "01MAHNK00", "amount", 10, 16),
    ("C33", "01VV23 00", "amount", 10, 19),
    ("BB", "BB", "sender", 3, 10),
    ("BB", "BB", "applications", 11, 17),
    ("BB", "BB", "records", 18, 24),
    ("BB", "BB", "catalogue_sum", 25, 31),
    ("BB", "BB", "claims_sum", 32, 45),
    ("BB", "BB", "file_number_sum", 46, 60),
    ("BB", "BB", "claims", 61, 67),
]


@pytest.mark.parametrize(("code", "key", "field", "first", "last"), POSITIONS)
def test_a_field_lies_where_the_courts_look_for_it(code, key, field, first, last):
    layout = LAYOUTS[code]
    (slot,) = [slot for slot in layout.slots if slot.name == field]

    assert layout.key == key
    assert (slot.first, slot.last) == (first, last)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_fields_of_a_record_never_overlap(layout):
    free_from = len(layout.key) + 1
    for slot in layout.slots:
        assert slot.first >= free_from
        assert slot.last >= slot.first
        free_from = slot.last + 1
    assert free_from <= RECORD_LENGTH + 1


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_days_and_marks_have_their_width(layout):
    widths = {Format.DAY: 6, Format.MARK: 1, Format.RATE: 5}
    for slot in layout.slots:
        assert slot.width == widths.get(slot.format, slot.width)


def test_every_record_is_told_by_its_key():
    assert len(BY_KEY) == len(LAYOUTS)
    assert {len(key) for key in BY_KEY} == {2, 9}
