"""Typed readers for environment variables; every complaint is a German sentence."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

Security = Literal["none", "starttls", "tls"]

_YES = frozenset({"1", "true", "yes", "on", "ja"})
_NO = frozenset({"0", "false", "no", "off", "nein", ""})
_MAIL_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+tls": ("starttls", 587),
    "smtps": ("tls", 465),
}


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed over; user and password are "" when the server asks for none.

    allowed: the addresses and @domains that mail may go to, in small letters; all when empty.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: Security
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeliveryTimes:
    """How long a worker may hold a reminder, wait for the server's word, and wait to try again."""

    preparing_lease: timedelta
    sending_lease: timedelta
    reply_timeout: timedelta
    retries: tuple[timedelta, ...]


def env_str(name: str, default: str = "") -> str:
    """The variable's text without surrounding blanks, or the default when unset or empty."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, *, default: bool = False) -> bool:
    """The variable as yes or no; raises ImproperlyConfigured on any other word."""
    text = os.environ.get(name)
    if text is None:
        return default
    word = text.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ImproperlyConfigured(f"{name}={text!r} ist kein Ja oder Nein. Erlaubt sind 1 und 0.")


def env_int(name: str, default: int, *, at_least: int = 0) -> int:
    """The variable as a whole number, at_least included; raises ImproperlyConfigured."""
    text = env_str(name, str(default))
    if not text.isascii() or not text.isdecimal() or int(text) < at_least:
        raise ImproperlyConfigured(
            f"{name}={text!r} ist keine ganze Zahl ab {at_least}. Beispiel: {name}={default}"
        )
    return int(text)


def env_seconds(name: str, default: Sequence[int]) -> tuple[timedelta, ...]:
    """The variable's comma-separated spans in seconds, at least one, each at least one second.

    Raises ImproperlyConfigured.
    """
    parts = env_list(name) or [str(seconds) for seconds in default]
    if not all(part.isascii() and part.isdecimal() and int(part) for part in parts):
        example = ",".join(str(seconds) for seconds in default)
        raise ImproperlyConfigured(
            f"{name}={','.join(parts)!r} sind keine ganzen Sekunden ab 1. "
            f"Beispiel: {name}={example}"
        )
    return tuple(timedelta(seconds=int(part)) for part in parts)


def env_list(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """The variable's comma-separated entries, blanks and empty entries left out."""
    text = env_str(name)
    return [part.strip() for part in text.split(",") if part.strip()] if text else list(default)


def env_recipients(name: str) -> tuple[str, ...]:
    """The variable's comma-separated addresses and @domains, in small letters.

    Raises ImproperlyConfigured for an entry that is neither: a slip must not let all mail out.
    """
    entries = tuple(entry.lower() for entry in env_list(name))
    for entry in entries or ([env_str(name)] if env_str(name) else []):
        if entry.count("@") != 1 or entry.endswith("@"):
            raise ImproperlyConfigured(
                f"{name}: {entry!r} ist weder eine E-Mail-Adresse noch eine @Domain. "
                f"Beispiel: {name}=pruefung@beispiel.de,@test.beispiel.de"
            )
    return entries


def parse_mail_url(url: str, *, allowed: tuple[str, ...] = ()) -> MailServer | None:
    """The mail server an EMAIL_URL names, None for ""; raises ImproperlyConfigured.

    allowed: whom mail may go to over it, as env_recipients gives them.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _not_a_mail_url() from error
    if parts.scheme not in _MAIL_SCHEMES or not parts.hostname or parts.path.strip("/"):
        raise _not_a_mail_url()
    security, usual_port = _MAIL_SCHEMES[parts.scheme]
    return MailServer(
        host=parts.hostname,
        port=port or usual_port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
        allowed=allowed,
    )


def _not_a_mail_url() -> ImproperlyConfigured:
    # The value itself is left out: it holds a password, and this text ends up in logs.
    return ImproperlyConfigured(
        "EMAIL_URL ist keine gültige Adresse eines Mailservers. Erlaubt sind "
        "smtp://benutzer:passwort@server:25, smtp+tls://… (STARTTLS, Port 587) und "
        "smtps://… (TLS, Port 465); Sonderzeichen im Passwort als %40 für @ usw."
    )
