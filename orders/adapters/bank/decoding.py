"""The text of a bank's file, in whichever of the usual encodings."""

import codecs

from orders.rules.statements import StatementRefused

_AGAIN = "Laden Sie den Kontoauszug bei der Bank erneut herunter."
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 or, as older programs write it, Windows-1252.

    Bytes that stand for nothing become question marks, of which a bank's file has plenty. Raises
    StatementRefused for what is no text at all.
    """
    if data.startswith(_UTF16_MARKS) or b"\0" in data[:4_000]:
        raise StatementRefused(
            f"Die Datei ist in UTF-16 gespeichert oder keine Textdatei. {_AGAIN}"
        )
    if (place := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, place) + 1
        raise StatementRefused(f"Zeile {line}: Die Datei ist beschädigt (NUL-Zeichen). {_AGAIN}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace").replace("\N{REPLACEMENT CHARACTER}", "?")
