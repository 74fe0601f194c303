"""What every way to an agency can do, in plain values."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID


class ChannelRefused(Exception):
    """A definite no: repeating does not help; the message tells the clerk why and what to do.

    `accepted` holds the cases that had arrived before (reference → the agency's reference).
    `may_be_there`: of others the agency has a part by now, so that they must not go elsewhere.
    """

    def __init__(
        self,
        message: str,
        accepted: Mapping[str, str] | None = None,
        *,
        may_be_there: bool = False,
    ) -> None:
        super().__init__(message)
        self.accepted = dict(accepted or {})
        self.may_be_there = may_be_there


class ChannelUnavailable(Exception):
    """Nobody answered, or the server has a fault: try again later; repeating is safe.

    `accepted` holds the cases that had arrived before (reference → the agency's reference).
    """

    def __init__(self, message: str, accepted: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.accepted = dict(accepted or {})


class ChannelUnreachable(ChannelUnavailable):
    """Not even a connection came about: nothing of this attempt can have arrived."""


@dataclass(frozen=True)
class Package:
    """One handover as it is delivered: the stored file, and for REST the cases one by one.

    `content` are the bytes as stored (of `build_package`, perhaps encrypted). `cases` are the
    mappings that went into it, each with its "reference". `done` are references that the agency
    has confirmed at an earlier attempt; only REST leaves them out.
    """

    key: UUID
    file_name: str
    content: bytes = field(repr=False)
    cases: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    done: Collection[str] = frozenset()


@dataclass(frozen=True)
class NoticeData:
    """What an agency is told of a case later: a direct payment, a reversal, a credit, a recall.

    A positive amount (euros) lowers what the agency has to collect. The agency knows a repetition
    by the key.
    """

    key: UUID
    reference: str
    agency_reference: str
    kind: str
    amount: Decimal
    happened_on: date
    text: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the agency's side answered to a delivery; a sentence for the clerk.

    `agency_references` are the agency's own references by ours, as far as it told any.
    """

    message: str
    agency_references: Mapping[str, str] = field(default_factory=dict)
    was_there_already: bool = False


@dataclass(frozen=True)
class FetchedFile:
    """A report found on the agency's side. `mark` is what `fetch_reports` wants in `seen` later."""

    name: str
    content: bytes = field(repr=False)
    sha256: str

    @property
    def mark(self) -> str:
        """Name and hash of the content."""
        return report_mark(self.name, self.sha256)


def report_mark(name: str, sha256: str) -> str:
    """How a report that was taken before is named in `seen`."""
    return f"{name}:{sha256}"


class AgencyChannel(Protocol):
    """A way to an agency. Every method raises ChannelRefused or ChannelUnavailable."""

    def deliver(self, package: Package) -> Receipt:
        """Bring the package there; repeating with the same file name and content is harmless."""
        ...

    def send_notices(self, notices: Sequence[NoticeData]) -> Receipt:
        """Tell the agency of later events; repeating with the same keys is harmless."""
        ...

    def fetch_reports(self, seen: Sequence[str]) -> Iterator[FetchedFile]:
        """Reports not taken yet; `seen` are the marks of those taken, the oldest first."""
        ...

    def try_out(self) -> str:
        """Whether everything is set up, without delivering anything; a sentence for the clerk."""
        ...
