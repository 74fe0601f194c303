"""The purpose of a transfer: SEPA's tags such as EREF+ and SVWZ+, and the free text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orders.adapters.bank.values import tidy

# A field of this length is full: what follows in the next one continues the word.
FULL_FIELD = 27
_TAGS = ("EREF", "KREF", "MREF", "CRED", "DEBT", "COAM", "OAMT", "SVWZ", "ABWA", "ABWE", "IBAN")
# "BIC+" is short enough to end another word.
_TAG = re.compile(rf"(?:(?P<tag>{'|'.join(_TAGS)})|(?<![A-Za-z0-9])(?P<bic>BIC))\+")
_NOT_GIVEN = {"NOTPROVIDED", "NOT PROVIDED", "NONREF", "N/A", "-"}


@dataclass(frozen=True, slots=True)
class Purpose:
    """The text that the payer wrote, and the values of the tags by name ("EREF" …)."""

    text: str
    tags: Mapping[str, str]


def join_fields(fields: Iterable[str]) -> str:
    """The fields of a purpose as one text; a break within a word vanishes, others are kept."""
    parts: list[str] = []
    for field in fields:
        if parts and (len(parts[-1]) < FULL_FIELD or _TAG.match(field)):
            parts.append("\n")
        parts.append(field)
    return "".join(parts)


def read_purpose(text: str) -> Purpose:
    """The purpose of a text in which a line break ends the value of every tag but SVWZ."""
    matches = list(_TAG.finditer(text))
    if not matches:
        return Purpose(tidy(text), {})
    free, tags = [text[: matches[0].start()]], {}
    ends = [match.start() for match in matches[1:]] + [len(text)]
    for match, end in zip(matches, ends, strict=True):
        name, value = match["tag"] or "BIC", text[match.end() : end]
        if name == "SVWZ":
            free.append(value)
            continue
        value, _, rest = value.lstrip("\n").partition("\n")
        tags.setdefault(name, given(value))
        free.append(rest)
    return Purpose(tidy(" ".join(free)), {name: value for name, value in tags.items() if value})


def given(text: str) -> str:
    """The reference, or "" where the bank fills in that there is none."""
    tidied = tidy(text)
    return "" if tidied.upper() in _NOT_GIVEN else tidied


def with_other_payer(text: str, other: str, name: str) -> str:
    """The free text with the name of the person on whose behalf somebody else paid."""
    other = tidy(other)
    if not other or other.casefold() == name.casefold():
        return text
    return tidy(f"{text} Abweichender Auftraggeber: {other}")
