"""Musterschreiben: letters for those who write their own, with gaps in [brackets]."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleLetter:
    """One sample: what it is for, and its parts from top to bottom.

    `sums` are the rows of the table of amounts, the last one is what is to be paid; `after` comes
    below the bank details.
    """

    key: str
    title: str
    use: str
    language: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    subject: str
    before: tuple[str, ...]
    sums: tuple[tuple[str, str], ...]
    bank: tuple[tuple[str, str], ...]
    after: tuple[str, ...]
    closing: tuple[str, ...]
    foot: tuple[str, ...]


def plain_text(letter: SampleLetter) -> str:
    """The whole letter to copy into any program."""
    blocks = [
        "\n".join(letter.sender),
        "\n".join(letter.recipient),
        _labelled(letter.references),
        letter.subject,
        *letter.before,
        _labelled(letter.sums),
        _labelled(letter.bank),
        *letter.after,
        "\n".join(letter.closing),
        "\n".join(letter.foot),
    ]
    return "\n\n".join(blocks) + "\n"


def _labelled(rows: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"{label}: {value}" for label, value in rows)
