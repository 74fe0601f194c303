"""Foreign PDFs on A4 sheets: upright, whole, above the page number; or refused."""

import io

import pytest
from pypdf import PageObject, PdfReader, PdfWriter

from inkasso.adapters.pdf_sheets import SheetUnreadable, sheets_of, stamp
from tests.inkasso.adapters.drawings import drawing, with_field

FOOT = 31.18  # 11 mm in points
Place = tuple[float, float]


def bound(pdf: bytes) -> PageObject:
    """The first page as it is bound in, with its number."""
    writer = PdfWriter()
    for sheet in sheets_of(pdf):
        writer.add_page(sheet)
    stamp(writer, "Akte (IK-1) · Seite {n} von {m}")
    data = io.BytesIO()
    writer.write(data)
    return PdfReader(data).pages[0]


def corners(sheet: PageObject, width: float, height: float) -> list[Place]:
    """Where on its sheet the corners of the foreign page lie, in points."""
    contents = sheet.get_contents()
    assert contents is not None
    a, b, c, d, e, f = (float(value) for value in contents.get_data().split()[1:7])
    corner = [(x, y) for x in (0, width) for y in (0, height)]
    return [(a * x + c * y + e, b * x + d * y + f) for x, y in corner]


@pytest.mark.parametrize(
    ("width", "height", "rotate"),
    [
        pytest.param(595, 842, 0, id="A4"),
        pytest.param(842, 595, 0, id="across"),
        pytest.param(595, 842, 90, id="turned right"),
        pytest.param(595, 842, 270, id="turned left"),
        pytest.param(612, 792, 0, id="letter"),
        pytest.param(298, 420, 180, id="small and upside down"),
        pytest.param(2384, 3370, 0, id="poster"),
    ],
)
def test_a_page_of_any_size_lies_on_a4_above_the_page_number(width, height, rotate):
    (sheet,) = sheets_of(drawing("Am Fuss", width=width, height=height, rotate=rotate))

    across, up = zip(*corners(sheet, width, height), strict=True)

    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (595, 842)
    assert sheet.rotation == 0
    assert -0.1 <= min(across) < max(across) <= 595.4
    assert FOOT - 0.1 <= min(up) < max(up) <= 842
    # Never enlarged, and as wide for its height as before.
    shown = (max(across) - min(across), max(up) - min(up))
    upright = (height, width) if rotate in (90, 270) else (width, height)
    assert shown[0] / shown[1] == pytest.approx(upright[0] / upright[1], rel=0.001)
    assert shown[0] <= upright[0] + 0.1


@pytest.mark.parametrize(
    ("rotate", "corner"),
    [
        pytest.param(0, "lower left", id="upright"),
        pytest.param(90, "upper left", id="turned right"),
        pytest.param(180, "upper right", id="upside down"),
        pytest.param(270, "lower right", id="turned left"),
    ],
)
def test_a_turned_page_stands_as_readers_show_it(rotate, corner):
    (sheet,) = sheets_of(drawing("x", rotate=rotate))

    places = corners(sheet, 595, 842)
    left, up = places[0]
    is_low = up < sum(place[1] for place in places) / 4
    assert corner == f"{'lower' if is_low else 'upper'} {'left' if left < 297 else 'right'}"


def test_every_page_carries_its_number():
    words = bound(drawing("Am Fuss")).extract_text()

    assert words.splitlines() == ["Am Fuss", "Akte (IK-1) · Seite 1 von 1"]


def test_what_a_filled_in_field_shows_is_shown():
    assert "Ausgefuellt" in bound(with_field("Ausgefuellt")).extract_text()


def test_all_pages_are_there_in_their_order():
    writer = PdfWriter()
    for words in ("eins", "zwei", "drei"):
        writer.append(io.BytesIO(drawing(words)))
    data = io.BytesIO()
    writer.write(data)

    sheets = sheets_of(data.getvalue())

    assert [sheet.extract_text() for sheet in sheets] == ["eins", "zwei", "drei"]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"%PDF-1.7 and nothing more", id="cut off"),
        pytest.param(b"PK\x03\x04 no PDF", id="another kind of file"),
        pytest.param(drawing("x")[:400], id="torn"),
        pytest.param(drawing("x").replace(b"/Pages", b"/Pagen"), id="no pages"),
        pytest.param(drawing("x").replace(b"/MediaBox", b"/MediaBux"), id="no size"),
        pytest.param(drawing("x", width=0), id="no width"),
        pytest.param(drawing("x", password="geheim"), id="with a password"),
    ],
)
def test_what_cannot_be_read_is_refused(broken):
    with pytest.raises(SheetUnreadable):
        sheets_of(broken)
