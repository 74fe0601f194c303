"""How a dunning run stands, in numbers and in German sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from common.rules.german import plural, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCounts:
    """The released reminders of a run by how they stand; revoked: taken back after the release."""

    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    revoked: int = 0
    pending: int = 0

    @property
    def settled(self) -> int:
        """Reminders nothing more happens to by itself."""
        return self.sent + self.failed + self.uncertain + self.revoked

    @property
    def total(self) -> int:
        """All reminders that were released."""
        return self.settled + self.pending

    @property
    def is_flawless(self) -> bool:
        """Whether every reminder was sent."""
        return self.sent == self.total


def headline(counts: RunCounts, *, excluded: int = 0) -> str:
    """The first sentence of the result: how many of how many were sent.

    excluded: how many chosen orders the run left out.
    """
    if counts.total == 0:
        return "Es war keine Mahnung zu versenden."
    if counts.is_flawless and excluded:
        sent = plural(counts.sent, "Mahnung", "Mahnungen")
        return f"{sent} versendet, {plural(excluded, 'Auftrag', 'Aufträge')} ausgeschlossen."
    if counts.total == 1:
        return (
            "Die Mahnung wurde versendet." if counts.sent else "Die Mahnung wurde nicht versendet."
        )
    if counts.is_flawless:
        return f"Alle {whole(counts.total)} Mahnungen versendet."
    if counts.sent == 0:
        return f"Keine der {whole(counts.total)} Mahnungen wurde versendet."
    return f"{whole(counts.sent)} von {whole(counts.total)} Mahnungen versendet."


def remarks(counts: RunCounts, *, level: int | None, revoked_why: Mapping[str, int]) -> list[str]:
    """A sentence for each kind of reminder that was not sent.

    level: the run's Mahnstufe, None when each order has its own; revoked_why: how many reminders
    were taken back for which reason.
    """
    sentences = []
    if counts.failed:
        verbs = ("ist", "steht") if counts.failed == 1 else ("sind", "stehen")
        where = "ihrer Mahnstufe" if level is None else _where(level)
        sentences.append(
            f"{whole(counts.failed)} {verbs[0]} fehlgeschlagen und {verbs[1]} weiter in {where}."
        )
    if counts.uncertain:
        verbs = ("ist", "wird") if counts.uncertain == 1 else ("sind", "werden")
        sentences.append(
            f"{whole(counts.uncertain)} {verbs[0]} ungeklärt und {verbs[1]} nicht wiederholt."
        )
    if counts.revoked:
        verb = "wurde" if counts.revoked == 1 else "wurden"
        sentences.append(f"{whole(counts.revoked)} {verb} nicht versendet: {_listed(revoked_why)}.")
    return sentences


def removal(why: str, count: int) -> str:
    """What a proposal says of reminders that were taken back while it lay there."""
    orders = plural(count, "Auftrag", "Aufträge")
    verb = "wurde" if count == 1 else "wurden"
    if why.startswith("inzwischen "):
        return f"{orders} {verb} {why} und aus dem Mahnlauf entfernt."
    return f"{orders} {verb} inzwischen aus dem Mahnlauf entfernt: {why}."


def consequence(*, moving_up: int, closing: int, only_reminded: int = 0) -> str:
    """What sending does to the orders: some move up, those at their last level are closed.

    only_reminded: orders that get a payment reminder, which raises no Mahnstufe.
    """
    parts = []
    if moving_up:
        verb = "rückt" if moving_up == 1 else "rücken"
        orders = plural(moving_up, "Auftrag", "Aufträge")
        parts.append(f"{verb} {orders} in die nächste Mahnstufe")
    if closing:
        verb = "ist" if closing == 1 else "sind"
        orders = plural(closing, "Auftrag", "Aufträge")
        parts.append(f"{verb} {orders} abgeschlossen")
    if not parts and only_reminded:
        return "Eine Erinnerung ändert keine Mahnstufe. E-Mails lassen sich nicht zurückholen."
    if not parts:
        return ""
    return f"Nach dem Versand {' und '.join(parts)}. E-Mails lassen sich nicht zurückholen."


def waiting(count: int, *, at: time, why: str, is_server_down: bool) -> str:
    """Why reminders wait and when the next attempt follows; why: the delivery's own note."""
    start = "Der Mailserver antwortet nicht. " if is_server_down else ""
    verb = "wartet" if count == 1 else "warten"
    return (
        f"{start}{plural(count, 'Mahnung', 'Mahnungen')} {verb}; "
        f"der nächste Versuch folgt um {at:%H:%M} Uhr. ({why})"
    )


def held_up(count: int, *, why: str) -> str:
    """That all mails of a run wait because nothing is sent at all, "" if none waits."""
    if not count:
        return ""
    verb = "wartet" if count == 1 else "warten"
    return f"{plural(count, 'Mahnung', 'Mahnungen')} {verb}. {why}"


def letters_left(*, to_print: int, to_post: int) -> str:
    """What clerks still have to do with the letters of a run, "" for nothing.

    to_print: letters in no batch yet; to_post: those in a batch that nobody has marked as sent.
    """
    parts = []
    if to_print:
        verb = "wartet" if to_print == 1 else "warten"
        parts.append(f"{plural(to_print, 'Brief', 'Briefe')} {verb} auf den Druck")
    if to_post:
        verb = "ist" if to_post == 1 else "sind"
        parts.append(
            f"{plural(to_post, 'Brief', 'Briefe')} im Druckstapel {verb} noch nicht als versendet "
            "vermerkt"
        )
    return f"{'; '.join(parts)}." if parts else ""


def duration(span: timedelta) -> str:
    """How long a run took: "42 s", "3 min 20 s", "2 h 5 min"."""
    seconds = max(int(span.total_seconds()), 0)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60} min"


def _where(level: int) -> str:
    return f"Mahnstufe {level}" if level else "der Liste der Erinnerungen"


def _listed(why: Mapping[str, int]) -> str:
    if len(why) == 1:
        return next(iter(why))
    return ", ".join(f"{whole(count)} {reason}" for reason, count in why.items())


def send_label(*, mails: int, letters: int, is_approval: bool, level: int | None = None) -> str:
    """What the button does that releases a run; letters wait for the printer, mails leave at once.

    is_approval: a second person releases what is over the limit; level: the run's Mahnstufe, 0
    for payment reminders, None when each order has its own.
    """
    if not letters:
        verb = "freigeben und versenden" if is_approval else "jetzt versenden"
        words = ("Zahlungserinnerung", "Zahlungserinnerungen")
        return f"{plural(mails, *(words if level == 0 else ('Mahnung', 'Mahnungen')))} {verb}"
    printed = plural(letters, "Brief", "Briefe")
    if not mails:
        return f"{printed} zum Druck freigeben"
    verb = "freigeben" if is_approval else "jetzt freigeben"
    return f"{plural(mails, 'E-Mail', 'E-Mails')} und {printed} {verb}"
