"""What a check of the sending finds, and how much of it is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

CHUNK_SIZE = 500
# More of one kind say nothing new.
TOLD_PER_CHECK = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction: which invariant (V1 to V7), where, and a German sentence."""

    check: str
    subject: str
    message: str

    def __str__(self) -> str:
        return f"{self.check} · {self.subject}: {self.message}"


def some(findings: Iterable[Finding]) -> list[Finding]:
    """The first of them, as many as are told."""
    return list(islice(findings, TOLD_PER_CHECK))
