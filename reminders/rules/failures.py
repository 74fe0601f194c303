"""Why a mail was refused, in the clerk's words, and what to do about it."""

import re
from dataclasses import dataclass

# What the delivery writes: "Der Mailserver hat nicht angenommen: 550 5.1.1 …".
_REPLY = re.compile(
    r"angenommen: (?P<code>[45][0-9]{2})[ -]*(?P<status>[245]\.[0-9]{1,3}\.[0-9]{1,3})?"
)

NEW_ADDRESS = "E-Mail-Adresse beim Kunden berichtigen, dann den Auftrag neu benachrichtigen."
LATER = "Später erneut versenden."
COPY_REFUSED = "Die Kopie an"
COPY_ADDRESS = "Kopie-Adresse des Verkaufsaccounts berichtigen, dann erneut versenden."
LETTER_FAILED = "Der Brief"
LETTER = "Texte, Namen und Positionen des Auftrags prüfen, dann erneut versenden."
SENDER = "Absenderadresse und Mailserver prüfen lassen, dann erneut versenden."


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed delivery: the reason in words, the next step, and what the mail server said."""

    reason: str
    next_step: str
    server_words: str = ""
    is_address_wrong: bool = False


def explain_failure(outcome: str) -> Failure:
    """Read what the delivery noted; a note of our own is a sentence already.

    The reply's enhanced status code (RFC 3463) says more than the code, where there is one.
    """
    if outcome.startswith(COPY_REFUSED):
        return Failure(outcome, COPY_ADDRESS)
    reply = _REPLY.search(outcome)
    if reply is None:
        return _own_words(outcome)
    code, status = reply["code"], reply["status"] or ""
    words = outcome[reply.start("code") :]
    if code.startswith("4"):
        return Failure(f"Mehrmals nicht angenommen ({code})", LATER, words)
    if status.startswith("5.2.2") or (code == "552" and not status):
        return Failure(f"Postfach voll ({code})", LATER, words)
    if status.startswith("5.3.4"):
        return Failure(f"Die E-Mail ist zu groß ({code})", SENDER, words)
    if status.startswith("5.7") or (code == "554" and not status):
        return Failure(f"Absender oder Inhalt abgelehnt ({code})", SENDER, words)
    if status.startswith(("5.1", "5.2")) or code in ("550", "551", "553"):
        return Failure(f"Adresse unbekannt ({code})", NEW_ADDRESS, words, is_address_wrong=True)
    return Failure(f"Vom Mailserver abgelehnt ({code})", SENDER, words)


def _own_words(outcome: str) -> Failure:
    """InvalidAddress quotes the address, and a letter that cannot be made is named.

    Everything else is a matter of the connection.
    """
    if outcome.startswith(("„", "An „", "Die Domain")):
        return Failure(outcome, NEW_ADDRESS, is_address_wrong=True)
    if f"aufgegeben: {LETTER_FAILED}" in outcome:
        return Failure(outcome, LETTER)
    return Failure(outcome or "Nicht zugestellt.", LATER)
