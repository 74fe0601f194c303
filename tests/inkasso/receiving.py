"""An agency that receives files in a folder, and what can go wrong on the way there."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from inkasso.adapters.agencies.base import ChannelRefused, NoticeData, Package, Receipt
from inkasso.services import handover_delivery, handover_writing


@dataclass
class Folder:
    """Receives like a server: the whole file under its name or nothing, the same one once.

    faults: what the next deliveries raise, None for those that arrive. after: raised although the
    file has arrived.
    """

    path: Path
    faults: list[Exception | None] = field(default_factory=list)
    after: list[Exception] = field(default_factory=list)
    references: Mapping[str, str] = field(default_factory=dict)
    packages: list[Package] = field(default_factory=list)

    def deliver(self, package: Package) -> Receipt:
        """Write under another name, then rename; other content under the name is refused."""
        self.packages.append(package)
        if self.faults and (fault := self.faults.pop(0)) is not None:
            raise fault
        target = self.path / package.file_name
        if target.exists():
            if target.read_bytes() != package.content:
                raise ChannelRefused("Eine andere Datei liegt schon dort.")
            return Receipt("lag schon dort", self.references, was_there_already=True)
        part = target.with_suffix(".part")
        part.write_bytes(package.content)
        part.replace(target)
        if self.after:
            raise self.after.pop(0)
        return Receipt("abgelegt", self.references)

    def send_notices(self, notices: Sequence[NoticeData]) -> Receipt:
        """Notices are not looked at here."""
        return Receipt("")

    def fetch_reports(self, seen: Sequence[str]) -> object:
        """It never reports."""
        return iter(())

    def try_out(self) -> str:
        """It is there."""
        return "da"

    @property
    def files(self) -> list[Path]:
        """What has arrived."""
        return sorted(self.path.glob("*.zip*"))


def receive(path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """The folder where every agency receives now; papers are not made, which takes long."""
    receiver = Folder(path)
    monkeypatch.setattr(handover_delivery, "agency_channel", lambda agency: receiver)
    monkeypatch.setattr(handover_writing, "documents_for", lambda case, day: [])
    return receiver


def told(content: bytes) -> list[dict]:
    """The cases of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        cases: list[dict] = json.loads(archive.read("cases.json"))
    return cases
