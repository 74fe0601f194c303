"""Bytes of the courts' files: code page 850, records of 128 bytes, no line breaks."""

from inkasso.rules.eda_text import CODE_PAGE, EdaRefused


def to_bytes(letters: str) -> bytes:
    """The letters of a file as the courts read them; each letter is one byte."""
    return letters.encode(CODE_PAGE)


def from_bytes(content: bytes) -> str:
    """The letters of a file; every byte is one letter.

    Raises EdaRefused for content that is empty.
    """
    if not content:
        raise EdaRefused("Die Datei ist leer.")
    return content.decode(CODE_PAGE)
