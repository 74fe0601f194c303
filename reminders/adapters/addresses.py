"""E-mail addresses a mail can really be sent to."""

import re
import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# RFC 5321 section 4.5.3.1.1
_MAX_LOCAL = 64
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class InvalidAddress(Exception):
    """A mail cannot be sent to (or from) this address; the message says why."""


# A run asks for each address several times; what is wrong with one is not kept.
@lru_cache(maxsize=2048)
def sendable_address(text: str) -> str:
    """The address as the mail server needs it, an international domain in punycode.

    Raises InvalidAddress for several addresses, line ends, a leading hyphen, letters beyond ASCII
    before the @, and a domain without a dot.
    """
    address = text.strip(" ")
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        raise InvalidAddress(f"„{_shown(text)}“ ist keine E-Mail-Adresse.")
    if _CONTROL.search(address) or any(character in address for character in ',;<>()" '):
        raise InvalidAddress(f"„{_shown(text)}“ ist nicht genau eine E-Mail-Adresse.")
    if not local.isascii() or local.startswith("-") or len(local) > _MAX_LOCAL:
        raise InvalidAddress(f"An „{_shown(text)}“ kann nicht gesendet werden.")
    ascii_domain = _punycode(domain, text)
    if "." not in ascii_domain or ascii_domain.startswith("["):
        raise InvalidAddress(f"„{_shown(text)}“ nennt nach dem @ keine vollständige Domain.")
    return _validated(f"{local}@{ascii_domain}", text)


def _punycode(domain: str, text: str) -> str:
    try:
        return ".".join(_punycode_label(label) for label in domain.lower().split("."))
    except UnicodeError as error:
        raise InvalidAddress(f"Die Domain von „{_shown(text)}“ ist ungültig.") from error


def _punycode_label(label: str) -> str:
    # Python's codec would turn ß into ss, which is another domain and another owner.
    if "ß" in label:
        return "xn--" + unicodedata.normalize("NFC", label).encode("punycode").decode("ascii")
    return label.encode("idna").decode("ascii")


def _validated(address: str, text: str) -> str:
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidAddress(f"„{_shown(text)}“ ist keine gültige E-Mail-Adresse.") from error
    return address


def _shown(text: str) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)[:100]
