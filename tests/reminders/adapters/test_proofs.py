"""Uploaded proofs: pictures made anew, PDFs as they are, everything else refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from reminders.adapters import proofs
from reminders.adapters.proofs import ProofUnreadable, clean_proof
from reminders.rules.debtor_requests import MOST_PROOF_BYTES, PROOF_PDF, PROOF_PICTURE


def picture(kind: str = "PNG", *, mode: str = "RGB", size=(40, 20), **more: object) -> bytes:
    data = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(data, kind, **more)
    return data.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_becomes_a_plain_jpeg(kind):
    proof = clean_proof(picture(kind))

    assert proof.content_type == PROOF_PICTURE
    assert Image.open(io.BytesIO(proof.content)).size == (40, 20)
    assert len(proof.sha256) == 64


def test_a_picture_loses_what_it_carried_along():
    exif = Image.Exif()
    exif[0x010F] = "Geheime Kamera"
    data = picture("JPEG", exif=exif)
    assert b"Geheime Kamera" in data

    assert b"Geheime Kamera" not in clean_proof(data).content


def test_a_picture_is_not_larger_than_one_can_read():
    proof = clean_proof(picture(size=(5000, 100)))

    assert Image.open(io.BytesIO(proof.content)).width == proofs.MAX_SIDE


def test_a_picture_taken_upright_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    proof = clean_proof(picture("JPEG", size=(4800, 2400), exif=exif))

    assert Image.open(io.BytesIO(proof.content)).size == (1200, 2400)


def test_what_one_sees_through_is_on_white():
    proof = clean_proof(picture(mode="RGBA"))

    assert Image.open(io.BytesIO(proof.content)).getpixel((3, 3)) == (255, 255, 255)


def test_a_pdf_stays_as_it_is(blank_pdf):
    proof = clean_proof(blank_pdf)

    assert (proof.content_type, proof.content) == (PROOF_PDF, blank_pdf)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<script>alert(1)</script>", id="a page"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="SVG"),
        pytest.param(b"GIF89a" + bytes(20), id="GIF"),
        pytest.param(b"%PDF-1.7 and no more", id="a broken PDF"),
        pytest.param(picture()[:60], id="half a picture"),
        pytest.param(picture("BMP"), id="BMP"),
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(ProofUnreadable):
        clean_proof(data)


def blanks_packed_small(count: int) -> bytes:
    """A PDF whose page tree lies behind so many blanks, in a stream that packs them to little."""
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )
    second = len(parts[0]) + 1
    head = b"1 0 2 %d 3 %d" % (second, second + len(parts[1]) + 1)
    packed = zlib.compress(head.ljust(30) + b" ".join(parts) + b" " * count)
    pdf = b"%PDF-1.5\n"
    objects_at = len(pdf)
    pdf += b"5 0 obj\n<</Type/ObjStm/N 3/First 30/Filter/FlateDecode/Length %d>>" % len(packed)
    pdf += b"\nstream\n" + packed + b"\nendstream\nendobj\n"
    table_at = len(pdf)
    rows = [(0, 0), (2, 5), (2, 5), (2, 5), (0, 0), (1, objects_at), (1, table_at)]
    index = [0, 0, 1, 2, 0, 0, 0]
    table = b"".join(
        struct.pack(">BIH", *row, place) for row, place in zip(rows, index, strict=True)
    )
    pdf += b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>" % len(table)
    pdf += b"\nstream\n" + table + b"\nendstream\nendobj\n"
    return pdf + b"startxref\n%d\n%%%%EOF" % table_at


def test_a_pdf_that_unpacks_to_much_is_refused_soon():
    assert clean_proof(blanks_packed_small(1000)).content_type == PROOF_PDF

    with pytest.raises(ProofUnreadable, match="PDF"):
        clean_proof(blanks_packed_small(70_000_000))


def test_it_is_refused_by_size_and_by_pixels(monkeypatch):
    monkeypatch.setattr(proofs, "MAX_PNG_PIXELS", 799)
    with pytest.raises(ProofUnreadable, match="pixels"):
        clean_proof(picture())
    with pytest.raises(ProofUnreadable, match="5 MB"):
        clean_proof(bytes(MOST_PROOF_BYTES + 1))
