"""ZIP archives, in which banks hand out several statements at once."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from orders.adapters.bank.limits import SHORTER_PERIOD
from orders.rules.statements import StatementRefused

ZIP_MARK = b"PK\x03\x04"
_EMPTY_ZIP_MARK = b"PK\x05\x06"
_MOST_MEMBERS = 200
_MOST_BYTES = 50_000_000
_LARGEST_RATIO = 100
# Tiny members are packed far beyond any ratio without doing harm.
_HARMLESS_BYTES = 1_000_000
_CHUNK = 65_536
_BROKEN = (
    "Das ZIP-Archiv ist beschädigt oder verschlüsselt. Entpacken Sie es und lesen Sie die "
    "Kontoauszüge einzeln ein."
)


def is_archive(data: bytes) -> bool:
    """Whether the bytes begin like a ZIP archive."""
    return data.startswith((ZIP_MARK, _EMPTY_ZIP_MARK))


def read_members(data: bytes) -> Iterator[bytes]:
    """The files of an archive, whatever their names. Bytes are counted while they are unpacked.

    Raises StatementRefused for a broken or encrypted archive, and for one that holds archives,
    more than 200 files or more than 50 MB, or that is packed more than a hundredfold.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > _MOST_MEMBERS:
                raise StatementRefused(
                    f"Das ZIP-Archiv hat mehr als {_MOST_MEMBERS} Dateien. {SHORTER_PERIOD}"
                )
            budget = _MOST_BYTES
            for member in members:
                content = _unpack(archive, member, budget)
                budget -= len(content)
                yield content
    # What the module raises for broken, encrypted and unknown kinds of members.
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ):
        raise StatementRefused(_BROKEN) from None


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: int) -> bytes:
    # The others unpack a hundred megabytes at one stroke, before anybody can count.
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise StatementRefused(_BROKEN)
    parts: list[bytes] = []
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            ratio = size / max(member.compress_size, 1)
            if size > budget or (size > _HARMLESS_BYTES and ratio > _LARGEST_RATIO):
                raise StatementRefused(
                    "Das ZIP-Archiv ist entpackt größer als 50 MB oder ungewöhnlich stark gepackt "
                    f"und wurde nicht gelesen. {SHORTER_PERIOD}"
                )
            parts.append(chunk)
    return b"".join(parts)
