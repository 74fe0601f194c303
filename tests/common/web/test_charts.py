from decimal import Decimal
from xml.etree import ElementTree

import pytest

from common.web.chart_parts import SERIES, Point
from common.web.charts import column_chart, line_chart
from common.web.row_charts import Stack, legend, row_chart, stack_chart

WICKED = 'Müller & <b onload="x">Söhne</b>'


def points(*values):
    return [Point(f"P{index}", Decimal(value)) for index, value in enumerate(values)]


def rows(message, given):
    return row_chart(message, given, [str(point.value) for point in given])


def stacks(message, given):
    return stack_chart(message, [Stack(one.label, (one.value,), "w") for one in given])


KINDS = [
    pytest.param(column_chart, id="columns"),
    pytest.param(line_chart, id="line"),
    pytest.param(rows, id="rows"),
    pytest.param(stacks, id="stacks"),
]
VALUES = [
    pytest.param(points("5"), id="one value"),
    pytest.param(points("0", "0"), id="zero"),
    pytest.param(points("-4.20", "7"), id="negative"),
    pytest.param(points("-4.20"), id="only negative"),
    pytest.param(points(*["12345.67"] * 40), id="many"),
    pytest.param([Point(WICKED, Decimal(3), WICKED)], id="to be escaped"),
]


def texts(svg, kind=""):
    drawn = ElementTree.fromstring(svg).iter("text")
    return [one.text for one in drawn if kind in one.attrib["class"].split() or not kind]


@pytest.mark.parametrize("draw", KINDS)
@pytest.mark.parametrize("given", VALUES)
def test_a_chart_is_a_picture_with_a_message_and_nothing_that_the_browser_blocks(draw, given):
    svg = draw(WICKED, given)

    picture = ElementTree.fromstring(svg)
    assert picture.attrib["role"] == "img"
    assert picture.attrib["aria-label"] == WICKED
    assert not any(
        name == "style" or name.startswith("on") for one in picture.iter() for name in one.attrib
    )
    assert {one.tag for one in picture.iter()}.isdisjoint({"style", "script", "a"})


@pytest.mark.parametrize("draw", KINDS)
@pytest.mark.parametrize("given", VALUES)
def test_nothing_is_drawn_outside_or_with_a_negative_size(draw, given):
    picture = ElementTree.fromstring(draw("Bild", given))

    for box in picture.iter("rect"):
        assert float(box.attrib["width"].rstrip("%")) >= 0
        assert float(box.attrib["height"]) >= 0
        assert float(box.attrib["y"]) >= 0
        assert 0 <= float(box.attrib["x"].rstrip("%")) <= 100


@pytest.mark.parametrize("draw", KINDS)
def test_nothing_is_drawn_of_nothing(draw):
    assert draw("Bild", []) == ""


def test_few_columns_carry_their_value_in_full():
    svg = column_chart("Bild", points("162149.10", "24048"))

    assert texts(svg, "chart-value") == ["162.149\N{NO-BREAK SPACE}€", "24.048\N{NO-BREAK SPACE}€"]


def test_values_need_no_unit_where_the_axis_counts_in_the_same():
    svg = column_chart("Bild", points("4149.10", "48"))

    assert texts(svg, "chart-value") == ["4.149", "48"]


@pytest.mark.parametrize(("largest", "shown"), [("11234", "11.234"), ("111234", "111")])
def test_six_columns_carry_their_value_in_full_while_it_is_short(largest, shown):
    svg = column_chart("Bild", points(largest, *["10"] * 5))

    assert texts(svg, "chart-value")[0].removesuffix("\N{NO-BREAK SPACE}€") == shown


def test_a_line_writes_euros_where_its_axis_counts_thousands():
    svg = line_chart("Bild", points("12345"))

    assert texts(svg, "chart-value") == ["12.345\N{NO-BREAK SPACE}€"]


def test_many_columns_carry_their_value_in_the_unit_of_the_axis():
    svg = column_chart("Bild", points(*["162149.10"] * 8))

    assert texts(svg, "chart-value") == ["162"] * 8
    assert "Tsd. €" in texts(svg)


def test_a_negative_column_hangs_from_zero():
    picture = ElementTree.fromstring(column_chart("Bild", points("-10", "10")))

    lower, upper = picture.iter("rect")

    assert float(lower.attrib["y"]) == float(upper.attrib["y"]) + float(upper.attrib["height"])


def test_a_line_names_its_last_and_its_highest_value():
    svg = line_chart("Bild", points("10", "90", "20", "30", "40"))

    assert texts(svg, "chart-value") == ["90", "40"]


def test_values_that_would_touch_leave_only_the_last():
    svg = line_chart("Bild", points("10", "20", "90", "40"))

    assert texts(svg, "chart-value") == ["40"]


@pytest.mark.parametrize(("count", "shown"), [(5, 5), (13, 13), (14, 7), (40, 10)])
def test_of_many_names_only_some_stand_below_the_axis(count, shown):
    svg = column_chart("Bild", points(*["1"] * count))

    assert sum(one.startswith("P") for one in texts(svg)) == shown


def test_a_narrow_screen_leaves_out_every_second_name_but_not_the_newest():
    svg = column_chart("Bild", points(*["1"] * 12))

    names = ElementTree.fromstring(svg).iter("text")
    thinned = {one.text for one in names if "chart-thinned" in one.attrib["class"]}
    assert "P0" in thinned
    assert "P11" not in thinned


def test_a_row_prints_the_words_it_is_given_and_cuts_a_long_name():
    svg = row_chart("Bild", [Point("L" * 60, Decimal(5))], ["5,00 €"])

    name, value = texts(svg)
    assert len(name) == 40
    assert value == "5,00 €"
    assert "L" * 60 in svg


def test_a_row_can_be_measured_against_a_hundred_percent():
    svg = row_chart("Bild", points("7"), ["7,0 %"], full=Decimal(100))

    track, bar = ElementTree.fromstring(svg).iter("rect")
    assert (track.attrib["width"], bar.attrib["width"]) == ("100.00%", "7.00%")


def test_the_parts_of_a_stack_make_a_hundred_percent():
    svg = stack_chart("Bild", [Stack("Mai", (Decimal(3), Decimal(0), Decimal(1)), "4,00 €")])

    assert texts(svg, "chart-inside") == ["75\N{NO-BREAK SPACE}%", "25\N{NO-BREAK SPACE}%"]
    assert "series-2" in svg
    assert "series-1" not in svg


def test_a_narrow_part_says_no_percentage():
    svg = stack_chart("Bild", [Stack("Mai", (Decimal(95), Decimal(5)), "100,00 €")])

    assert texts(svg, "chart-inside") == ["95\N{NO-BREAK SPACE}%"]


def test_the_legend_names_every_part_in_its_colour():
    listed = ElementTree.fromstring(legend(["bezahlt", "offen <b>"]))

    assert ["".join(one.itertext()) for one in listed] == ["bezahlt", "offen <b>"]
    assert [one.attrib["fill"] for one in listed.iter("rect")] == list(SERIES[:2])
