"""IBAN: checked by ISO 13616, shown in groups of four."""

import re

_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_LENGTHS = {
    "AT": 20,
    "BE": 16,
    "CH": 21,
    "CZ": 24,
    "DE": 22,
    "DK": 18,
    "ES": 24,
    "FR": 27,
    "GB": 22,
    "IE": 22,
    "IT": 27,
    "LI": 21,
    "LT": 20,
    "LU": 20,
    "NL": 18,
    "PL": 28,
    "PT": 25,
}


def compact_iban(text: str) -> str:
    """The IBAN as banks exchange it: capital letters, no blanks."""
    return "".join(text.split()).upper()


def group_iban(text: str) -> str:
    """The IBAN as people read it, in groups of four: "DE02 1203 0000 0000 2020 51"."""
    compact = compact_iban(text)
    return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))


def is_valid_iban(text: str) -> bool:
    """Whether shape, length of the country and check digits (remainder 1 of 97) are right."""
    compact = compact_iban(text)
    if not _SHAPE.fullmatch(compact):
        return False
    if len(compact) != _LENGTHS.get(compact[:2], len(compact)):
        return False
    rearranged = compact[4:] + compact[:4]
    return int("".join(str(int(character, 36)) for character in rearranged)) % 97 == 1


def german_iban(bank_code: str, account_number: str) -> str:
    """The IBAN of a BLZ (8 digits) and a Kontonummer (up to 10), with its check digits."""
    bban = f"{bank_code}{account_number.zfill(10)}"
    # 131400 is "DE00" in the digits of ISO 13616.
    return f"DE{98 - int(f'{bban}131400') % 97:02d}{bban}"
