"""Small PDFs of any size, as sellers upload them."""

import io

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
)


def drawing(
    words: str, *, width: float = 595, height: float = 842, rotate: int = 0, password: str = ""
) -> bytes:
    """A PDF of one page with words and a grey mark at its lower left corner."""
    writer = PdfWriter()
    page = writer.add_blank_page(width, height)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    fonts = DictionaryObject({NameObject("/F1"): named})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    # The state of drawing stays open, as careless programs leave it.
    stream.set_data(f"q BT /F1 12 Tf 20 8 Td ({words}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    if rotate:
        page.rotate(rotate)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    return _bytes(writer)


def with_field(words: str) -> bytes:
    """A PDF with a filled in field, whose words only its annotation draws."""
    writer = PdfWriter(clone_from=io.BytesIO(drawing("Formular")))
    look = DecodedStreamObject()
    look.set_data(f"BT /F1 12 Tf 2 2 Td ({words}) Tj ET".encode())
    look[NameObject("/Subtype")] = NameObject("/Form")
    look[NameObject("/BBox")] = _numbers(0, 0, 100, 20)
    look[NameObject("/Resources")] = writer.pages[0]["/Resources"]
    shown = DictionaryObject({NameObject("/N"): writer._add_object(look)})
    field = DictionaryObject(
        {
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/Rect"): _numbers(50, 500, 250, 540),
            NameObject("/AP"): shown,
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([field])
    return _bytes(writer)


def _numbers(*values: float) -> ArrayObject:
    return ArrayObject([FloatObject(value) for value in values])


def _bytes(writer: PdfWriter) -> bytes:
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()
