"""Text as the courts' files can hold it: code page 850, in fields of a fixed width."""

import unicodedata
from collections.abc import Sequence

CODE_PAGE = "cp850"
_FIRST_PRINTABLE = 32
_DELETE = 127
# What code page 850 lacks, as the courts would type it.
_SPELLED = {
    "€": "EUR",
    "„": '"',
    "“": '"',
    "”": '"',
    "‚": "'",
    "‘": "'",
    "’": "'",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "…": "...",
    "\u00a0": " ",
    "\u202f": " ",
    "ẞ": "SS",
    "Ł": "L",
    "ł": "l",
    "Đ": "D",
    "đ": "d",
    "Œ": "OE",
    "œ": "oe",
    "Ħ": "H",
    "ħ": "h",
}


class EdaRefused(Exception):
    """The file cannot be written; the message tells the clerk what to change."""


def court_text(text: str) -> str:
    """The text in letters of code page 850, on one line, without blanks at its ends.

    Letters that the code page lacks lose their accents or are spelled out. Raises EdaRefused for
    those that cannot be, such as Cyrillic ones.
    """
    one_line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(_letter(letter, text) for letter in one_line)


def _letter(letter: str, text: str) -> str:
    if _is_known(letter):
        return letter
    if letter in _SPELLED:
        return _SPELLED[letter]
    bare = "".join(
        part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)
    )
    if bare and all(_is_known(part) for part in bare):
        return bare
    # A combining accent without a letter of its own adds nothing that could be kept.
    if unicodedata.combining(letter):
        return ""
    raise EdaRefused(
        f"„{_shown(text)}“ enthält ein Zeichen, das die Datei der Gerichte nicht kennt "
        f"({_named(letter)}). Schreiben Sie es in lateinischen Buchstaben."
    )


def _is_known(letter: str) -> bool:
    code = ord(letter)
    if code < _FIRST_PRINTABLE or code == _DELETE or unicodedata.category(letter) in ("So", "Cf"):
        return False
    try:
        letter.encode(CODE_PAGE)
    except UnicodeEncodeError:
        return False
    return True


def _shown(text: str) -> str:
    """The text without what could harm the sentence that quotes it."""
    return "".join(letter for letter in text if letter.isprintable())[:60]


def _named(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return f"U+{ord(letter):04X}{' ' + name if name else ''}"


def wrapped(text: str, *, width: int, parts: int, what: str) -> tuple[str, ...]:
    """The text in at most so many parts of at most that width, cut at blanks where possible.

    what: how the clerk calls it. Raises EdaRefused when it does not fit.
    """
    rows: list[str] = []
    for word in court_text(text).split():
        for piece in _pieces(word, width):
            if rows and len(rows[-1]) + 1 + len(piece) <= width:
                rows[-1] = f"{rows[-1]} {piece}"
            else:
                rows.append(piece)
    if len(rows) > parts:
        raise EdaRefused(
            f"{what} „{_shown(text)}“ ist zu lang: {_room(parts, width)}. Kürzen Sie die Angabe."
        )
    return (*rows, *[""] * (parts - len(rows)))


def fitting(text: str, *, width: int, what: str) -> str:
    """The text in one field of that width. Raises EdaRefused when it does not fit."""
    (row,) = wrapped(text, width=width, parts=1, what=what)
    return row


def changed(texts: Sequence[str]) -> tuple[str, ...]:
    """Those of the texts that the file holds in other letters than they were typed in."""
    return tuple(text for text in texts if court_text(text) != " ".join(text.split()))


def _pieces(word: str, width: int) -> list[str]:
    return [word[start : start + width] for start in range(0, len(word), width)]


def _room(parts: int, width: int) -> str:
    fields = "ein Feld" if parts == 1 else f"{parts} Felder"
    return f"Platz ist für {fields} mit {width} Zeichen"
