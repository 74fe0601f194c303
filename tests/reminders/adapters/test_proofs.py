"""Uploaded proofs: pictures made anew, PDFs as they are, everything else refused."""

import io

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


def test_it_is_refused_by_size_and_by_pixels(monkeypatch):
    monkeypatch.setattr(proofs, "MAX_PIXELS", 799)
    with pytest.raises(ProofUnreadable, match="pixels"):
        clean_proof(picture())
    with pytest.raises(ProofUnreadable, match="5 MB"):
        clean_proof(bytes(MOST_PROOF_BYTES + 1))
