"""Which papers a case takes, and under which names they leave the house."""

MAX_BYTES = 10_000_000
ACCEPTED = ".pdf,.jpg,.jpeg,.png"
PDF = "application/pdf"
# What the first bytes say counts, not what the file is called.
_STARTS = (
    (b"%PDF-", PDF, ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)
_MAX_NAME = 120


class DocumentRefused(Exception):
    """The file is not taken; the message tells the clerk why."""


def content_type_of(data: bytes) -> str:
    """What the file is. Raises DocumentRefused for an empty, too large or foreign file."""
    if not data:
        raise DocumentRefused("Die Datei ist leer. Wählen Sie eine andere aus.")
    if len(data) > MAX_BYTES:
        raise DocumentRefused(f"Die Datei ist größer als {MAX_BYTES // 1_000_000} MB.")
    for start, content_type, _ in _STARTS:
        if data.startswith(start):
            return content_type
    raise DocumentRefused("Unterlagen sind PDF-Dateien oder Bilder (JPEG, PNG).")


def stored_name(file_name: str, content_type: str) -> str:
    """The uploaded file's name without folders, with the ending that fits its content."""
    ending = next(one for _, of_type, one in _STARTS if of_type == content_type)
    name = file_name.replace("\\", "/").rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    readable = "".join(sign for sign in stem if sign.isprintable()).strip()
    return f"{readable[:_MAX_NAME] or 'Unterlage'}{ending}"


def numbered_name(position: int, word: str, label: str, ending: str) -> str:
    """A name that sorts where the paper belongs: "02-Mahnung-M-000123.pdf"."""
    safe = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in label)
    return f"{position:02d}-{word}-{safe[:_MAX_NAME]}{ending}"
