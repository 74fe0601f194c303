"""Foreign PDFs as A4 sheets with room for a page number, and the page numbers themselves."""

import io
import zlib
from collections.abc import Iterator

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    RectangleObject,
    StreamObject,
)

A4_WIDTH, A4_HEIGHT = 595.276, 841.89
# Millimetres at the foot that belong to the page number: nothing of a foreign page lies there.
_FOOT = 11 * 72 / 25.4
_NUMBER_SIZE, _NUMBER_RIGHT, _NUMBER_BASE = 8, A4_WIDTH - 20 * 72 / 25.4, 5.5 * 72 / 25.4
_HIDDEN = 2
_FORM = NameObject("/XObject")
# What pypdf raises for a broken file depends on where it is broken.
_BROKEN = (
    PyPdfError,
    DependencyError,
    NotImplementedError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    zlib.error,
)
Matrix = tuple[float, float, float, float, float, float]


class SheetUnreadable(Exception):
    """A foreign PDF cannot be bound in."""


def sheets_of(pdf: bytes) -> list[PageObject]:
    """Each page of the PDF, a little smaller, on an A4 sheet. Raises SheetUnreadable.

    Annotations that show something, as filled in fields do, are drawn; links are not kept.
    """
    writer = PdfWriter()
    try:
        reader = PdfReader(io.BytesIO(pdf))
        if reader.is_encrypted:
            raise SheetUnreadable
        sheets = [_sheet(writer, page) for page in reader.pages]
    except _BROKEN as error:
        raise SheetUnreadable from error
    if not sheets:
        raise SheetUnreadable
    return sheets


def stamp(writer: PdfWriter, text: str) -> None:
    """Write the text at the foot of every page; "{n}" and "{m}" are its number and the last."""
    font = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
                NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
            }
        )
    )
    before = _stream(writer, b"q")
    count = len(writer.pages)
    for number, page in enumerate(writer.pages, start=1):
        line = text.format(n=number, m=count)
        _font_of(page)[NameObject("/FPageNumber")] = font
        page[NameObject("/Contents")] = ArrayObject(
            [before, *_contents(page), _stream(writer, _number(line))]
        )


def _number(line: str) -> bytes:
    """The drawing of one page number, at the right margin."""
    left = _NUMBER_RIGHT - _width(line)
    shown = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    place = (
        f"Q BT 0.28 0.33 0.41 rg /FPageNumber {_NUMBER_SIZE} Tf {left:.2f} {_NUMBER_BASE:.2f} Td"
    )
    return f"{place} ({shown}) Tj ET".encode("cp1252", "replace")


def _width(line: str) -> float:
    """About how wide Helvetica sets the line: narrow points and letters, digits, capitals."""
    narrow, wide = set(".,·ijlt "), set("ABCDEFGHKNSVXY—–")
    ems = sum(0.28 if sign in narrow else 0.69 if sign in wide else 0.556 for sign in line)
    return ems * _NUMBER_SIZE


def _font_of(page: PageObject) -> DictionaryObject:
    """The page's fonts by name, made where there are none."""
    found: PdfObject = page
    for name in ("/Resources", "/Font"):
        assert isinstance(found, DictionaryObject)
        if name not in found:
            found[NameObject(name)] = DictionaryObject()
        found = found[name].get_object()
    assert isinstance(found, DictionaryObject)
    return found


def _contents(page: PageObject) -> list[PdfObject]:
    """References to the streams that draw the page."""
    contents = page.raw_get("/Contents") if "/Contents" in page else None
    if contents is None:
        return []
    found = contents.get_object()
    return list(found) if isinstance(found, ArrayObject) else [contents]


def _sheet(writer: PdfWriter, page: PageObject) -> PageObject:
    sheet = writer.add_blank_page(A4_WIDTH, A4_HEIGHT)
    place = _place(page)
    drawings = [(_form_of_page(writer, page), place)]
    for form, matrix in _annotations(writer, page):
        drawings.append((form, _times(matrix, place)))
    forms = DictionaryObject(
        {NameObject(f"/Form{index}"): form for index, (form, _) in enumerate(drawings)}
    )
    sheet[NameObject("/Resources")] = DictionaryObject({_FORM: forms})
    commands = [
        f"q {' '.join(f'{value:.5f}' for value in matrix)} cm /Form{index} Do Q"
        for index, (_, matrix) in enumerate(drawings)
    ]
    sheet[NameObject("/Contents")] = _stream(writer, "\n".join(commands).encode())
    return sheet


def _place(page: PageObject) -> Matrix:
    """Where the page comes to lie on its sheet: upright, never enlarged, at the top."""
    box = page.cropbox
    left, bottom = float(box.left), float(box.bottom)
    width, height = float(box.width), float(box.height)
    turn = page.rotation % 360
    upright = Transformation().translate(-left - width / 2, -bottom - height / 2).rotate(-turn)
    if turn in (90, 270):
        width, height = height, width
    factor = min(1.0, A4_WIDTH / width, (A4_HEIGHT - _FOOT) / height)
    placed = upright.scale(factor, factor).translate(A4_WIDTH / 2, A4_HEIGHT - height * factor / 2)
    return _matrix(placed)


def _form_of_page(writer: PdfWriter, page: PageObject) -> IndirectObject:
    """The page as a drawing that can be placed anywhere."""
    contents = page.get_contents()
    form = DecodedStreamObject()
    form.set_data(contents.get_data() if contents is not None else b"")
    form[NameObject("/Type")] = _FORM
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = RectangleObject(tuple(page.cropbox))
    resources = page.get("/Resources")
    found = resources.get_object() if resources is not None else DictionaryObject()
    form[NameObject("/Resources")] = found.clone(writer)
    return writer._add_object(form.flate_encode())


def _annotations(writer: PdfWriter, page: PageObject) -> Iterator[tuple[IndirectObject, Matrix]]:
    """The appearance of each annotation, and where on the page it lies."""
    for reference in page.annotations or ():
        annotation = reference.get_object()
        appearance = _appearance(annotation)
        if appearance is None:
            continue
        box = RectangleObject(tuple(float(value) for value in appearance["/BBox"]))
        where = RectangleObject(tuple(float(value) for value in annotation["/Rect"]))
        if not float(box.width) or not float(box.height):
            continue
        across = float(where.width) / float(box.width)
        along = float(where.height) / float(box.height)
        left = float(where.left) - float(box.left) * across
        bottom = float(where.bottom) - float(box.bottom) * along
        cloned = appearance.clone(writer)
        assert isinstance(cloned.indirect_reference, IndirectObject)
        yield cloned.indirect_reference, (across, 0, 0, along, left, bottom)


def _appearance(annotation: DictionaryObject) -> StreamObject | None:
    """What an annotation shows; None for links and what is hidden."""
    if int(annotation.get("/F", 0)) & _HIDDEN or "/AP" not in annotation:
        return None
    shown = annotation["/AP"].get_object().get("/N")
    found = shown.get_object() if shown is not None else None
    if isinstance(found, DictionaryObject) and not isinstance(found, StreamObject):
        state = found.get(annotation.get("/AS", "/Off"))
        found = state.get_object() if state is not None else None
    return found if isinstance(found, StreamObject) and "/BBox" in found else None


def _stream(writer: PdfWriter, data: bytes) -> IndirectObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    return writer._add_object(stream)


def _matrix(one: Transformation) -> Matrix:
    (a, b, _), (c, d, _), (e, f, _) = one.matrix
    return (a, b, c, d, e, f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    """Both one after the other."""
    return _matrix(Transformation(ctm=first).transform(Transformation(ctm=then)))
