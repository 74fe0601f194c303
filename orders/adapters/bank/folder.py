"""The watched folder, into which a bank's program puts its files."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from orders.adapters.bank.limits import MAX_BYTES

# A file that was just written may still be growing.
OLD_ENOUGH = timedelta(seconds=10)
READ_FOLDER = "eingelesen"
REFUSED_FOLDER = "nicht-lesbar"


def waiting_files(folder: Path, *, now: datetime) -> Sequence[Path]:
    """The files that lie in the folder for ten seconds or longer, by name.

    Hidden files and links are left alone. Raises OSError where the folder cannot be read.
    """
    oldest = (now - OLD_ENOUGH).timestamp()
    return [
        path
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".")
        and not path.is_symlink()
        and path.is_file()
        and path.stat().st_mtime <= oldest
    ]


def read_bytes(path: Path) -> bytes:
    """The file; of one that is larger than can be read only as much as shows that."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def put_away(path: Path, *, is_read: bool) -> Path:
    """Move the file into the folder of those that were read, or were not; keeps every file."""
    folder = path.parent / (READ_FOLDER if is_read else REFUSED_FOLDER)
    folder.mkdir(exist_ok=True)
    target, number = folder / path.name, 2
    while target.exists():
        target, number = folder / f"{path.stem}-{number}{path.suffix}", number + 1
    return path.rename(target)
