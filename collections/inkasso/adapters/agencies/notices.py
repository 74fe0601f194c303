"""Later events as a file, for agencies that take files."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from inkasso.adapters.agencies.base import NoticeData
from inkasso.adapters.agencies.encryption import ENDING
from inkasso.adapters.agencies.neutral_file import notices_file


@dataclass(frozen=True)
class NoticesFile:
    """Events of several cases; the same events have the same name and key, also encrypted."""

    name: str
    key: UUID
    content: bytes = field(repr=False)


def sealed_notices(
    notices: Sequence[NoticeData], seal: Callable[[bytes], bytes] | None
) -> NoticesFile:
    """The file, encrypted if there is a seal. Raises ChannelRefused if that is not possible."""
    plain = notices_file(notices)
    digest = hashlib.sha256(plain).hexdigest()
    name = f"Meldungen-{digest[:16]}.json"
    key = UUID(digest[:32])
    if seal is None:
        return NoticesFile(name, key, plain)
    return NoticesFile(f"{name}{ENDING}", key, seal(plain))
