"""The state of the road of all mail in words: open, paused, stopped, quarantined."""

from collections.abc import Sequence
from datetime import datetime

NO_SERVER = "Es ist kein Mailserver eingerichtet. Setzen Sie EMAIL_URL."
NEVER_TRIED = "Der Versand ist bereit; der Mailserver wurde noch nicht gebraucht."


def open_words(*, reached_at: datetime | None, today: datetime) -> str:
    """Nothing is in the way; reached_at: when the server last took a mail, None for never."""
    if reached_at is None:
        return NEVER_TRIED
    return f"Der Versand ist bereit; der Mailserver war zuletzt {moment(reached_at, today)} da."


def paused_words(*, since: datetime, why: str, next_try: datetime | None, today: datetime) -> str:
    """The server could not be reached several times in a row; who waits is sent later."""
    begin = f"Der Versand pausiert seit {_since(since, today)}"
    cause = "weil der Mailserver nicht erreichbar ist"
    return f"{begin}, {cause}{_in_brackets(why)}. {next_words(next_try, today)}"


def unreachable_words(*, count: int, why: str) -> str:
    """The last tries failed, but too few to pause."""
    tries = "ein Versuch scheiterte" if count == 1 else f"{count} Versuche scheiterten"
    return f"Der Mailserver war zuletzt nicht erreichbar, {tries}{_in_brackets(why)}."


def stopped_words(*, since: datetime, reason: str, today: datetime) -> str:
    """People have stopped all sending."""
    return f"Der Versand ist seit {_since(since, today)} angehalten: {_sentence(reason)}"


def quarantined_words(*, since: datetime, reason: str, today: datetime) -> str:
    """A restored or copied database must not send."""
    why = reason or "Die Datenbank wurde wiederhergestellt oder kopiert"
    return f"Der Versand ist seit {_since(since, today)} gesperrt: {_sentence(why)}"


def stopped_accounts_words(names: Sequence[str]) -> str:
    """The sales accounts whose sending is stopped; "" for none."""
    if not names:
        return ""
    return f"Angehalten ist der Versand für {', '.join(f'„{name}“' for name in names)}."


def allowlist_words(allowed: Sequence[str]) -> str:
    """A trial installation that mails to few only; "" when everybody may get mail."""
    if not allowed:
        return ""
    return f"Testbetrieb: E-Mails gehen nur an {', '.join(allowed)}."


def next_words(next_try: datetime | None, today: datetime) -> str:
    """When the server is tried again; a time that has passed means: as soon as something is due."""
    if next_try is None or next_try <= today:
        return "Der nächste Versuch folgt mit der nächsten E-Mail."
    return f"Der nächste Versuch folgt {moment(next_try, today)}."


def moment(at: datetime, today: datetime) -> str:
    """„um 10:15 Uhr“, of another day „am 21.11.2026 um 10:15 Uhr“; both in local time."""
    if at.date() == today.date():
        return f"um {at:%H:%M} Uhr"
    return f"am {at:%d.%m.%Y} um {at:%H:%M} Uhr"


def _since(at: datetime, today: datetime) -> str:
    """„10:15 Uhr“, of another day „dem 21.11.2026 um 10:15 Uhr“."""
    return moment(at, today).removeprefix("um ").replace("am ", "dem ", 1)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""
