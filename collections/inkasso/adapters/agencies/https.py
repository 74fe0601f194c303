"""Delivery by HTTPS: the whole file in one request that may be repeated."""

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote, urlsplit
from uuid import UUID

from inkasso.adapters.agencies.base import (
    ChannelRefused,
    FetchedFile,
    NoticeData,
    Package,
    Receipt,
)
from inkasso.adapters.agencies.encryption import ENDING
from inkasso.adapters.agencies.notices import sealed_notices
from inkasso.adapters.agencies.web import Answer, WebAccess, call, refusal

CONFLICT = 409
# Whoever takes uploads need not know OPTIONS; any of these tells that he is there.
_ALSO_THERE = frozenset({404, 405, 501})
_TYPES = {
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".zip": "application/zip",
    ".json": "application/json",
    ENDING: "application/pgp-encrypted",
}


class HttpsChannel:
    """An agency's address for uploads.

    An address with a slash at its end is a folder: PUT below it. Any other takes a POST.
    """

    def __init__(self, access: WebAccess, seal: Callable[[bytes], bytes] | None = None) -> None:
        self.access = access
        self.seal = seal

    def deliver(self, package: Package) -> Receipt:
        """Send the file; the agency knows a repetition by Idempotency-Key and name."""
        answer = self._send(package.file_name, package.content, package.key)
        if answer.status == CONFLICT:
            raise ChannelRefused(
                f"{self._host} hat unter diesem Namen oder Schlüssel schon eine andere Datei. "
                "Klären Sie mit dem Inkassobüro, woher sie ist."
            )
        return self._receipt(answer, package.file_name)

    def send_notices(self, notices: Sequence[NoticeData]) -> Receipt:
        """One file for all; its name and key tell its content."""
        file = sealed_notices(notices, self.seal)
        answer = self._send(file.name, file.content, file.key)
        if answer.status == CONFLICT:
            # Encrypted twice it looks different, but what it says is in its name.
            return Receipt("Die Meldungen waren schon da.", was_there_already=True)
        return self._receipt(answer, file.name)

    def fetch_reports(self, seen: Sequence[str]) -> Iterator[FetchedFile]:
        """None: they are uploaded, or come by webhook."""
        return iter(())

    def try_out(self) -> str:
        """Whether the server is there and lets us in; nothing is delivered."""
        answer = call(self.access, "OPTIONS", self.access.url)
        if not answer.is_good and answer.status not in _ALSO_THERE:
            raise refusal(answer, self._host)
        return f"{self._host} antwortet. Ob Dateien ankommen, zeigt die erste Übergabe."

    @property
    def _host(self) -> str:
        return urlsplit(self.access.url).hostname or self.access.url

    def _send(self, name: str, content: bytes, key: UUID) -> Answer:
        is_folder = self.access.url.endswith("/")
        url = f"{self.access.url}{quote(name)}" if is_folder else self.access.url
        return call(
            self.access,
            "PUT" if is_folder else "POST",
            url,
            headers=file_headers(name, content, key),
            body=content,
        )

    def _receipt(self, answer: Answer, name: str) -> Receipt:
        if not answer.is_good:
            raise refusal(answer, self._host)
        return Receipt(f"{self._host} hat {name} angenommen.")


def file_headers(name: str, content: bytes, key: UUID) -> dict[str, str]:
    """What the agency is told with a file: name, kind, checksum and the key of repetition."""
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    ending = name[name.rfind(".") :] if "." in name else ""
    return {
        "Content-Type": _TYPES.get(ending, "application/octet-stream"),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Content-Digest": f"sha-256=:{digest}:",
        "Idempotency-Key": str(key),
    }
