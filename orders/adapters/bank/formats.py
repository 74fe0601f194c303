"""The formats of banks' files, and by what each is recognised."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orders.adapters.bank.camt import read_camt
from orders.adapters.bank.decoding import decode
from orders.adapters.bank.mt940 import is_mt940, read_mt940
from orders.rules.statements import StatementFile

_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")


@dataclass(frozen=True, slots=True)
class StatementFormat:
    """One format: its name for people, whether a file looks like it, and its reader."""

    label: str
    fits: Callable[[bytes], bool]
    read: Callable[[bytes], StatementFile]


def _is_mt940(data: bytes) -> bool:
    return is_mt940(decode(data))


def _read_mt940(data: bytes) -> StatementFile:
    return read_mt940(decode(data))


FORMATS: Mapping[str, StatementFormat] = {
    "camt": StatementFormat(
        "CAMT.053 und CAMT.052", lambda data: bool(_XML.match(data)), read_camt
    ),
    "mt940": StatementFormat("MT940", _is_mt940, _read_mt940),
}
