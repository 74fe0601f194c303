"""What every page of staff says while mail does not go out."""

from dataclasses import dataclass

from reminders.models import MailChannel
from reminders.services.sending_stops import channel_with_stops

WAITING = "Freigegebene Mahnungen warten."


@dataclass(frozen=True, slots=True)
class Banner:
    """One line on top of the page."""

    headline: str
    words: str


def sending_banner() -> list[Banner]:
    """One line for each thing that holds mail back, [] while all goes out; one query."""
    channel = channel_with_stops()
    if channel is None:
        return []
    found = (_quarantine(channel), _stop(channel), _stopped_accounts(channel), _pause(channel))
    return [one for one in found if one is not None]


def _quarantine(channel: MailChannel) -> Banner | None:
    if channel.quarantined_at is None:
        return None
    why = _sentence(channel.quarantine_reason)
    return Banner(
        "Der Versand ist gesperrt.", f"{why} Bis jemand das geprüft hat, geht nichts hinaus."
    )


def _stop(channel: MailChannel) -> Banner | None:
    why = channel.stopped_why  # type: ignore[attr-defined]
    return Banner("Der Versand ist angehalten.", f"{_sentence(why)} {WAITING}") if why else None


def _stopped_accounts(channel: MailChannel) -> Banner | None:
    count = channel.stopped_accounts  # type: ignore[attr-defined]
    if not count:
        return None
    if count > 1:
        return Banner(f"Der Versand ist für {count} Verkaufsaccounts angehalten.", WAITING)
    name = channel.stopped_account  # type: ignore[attr-defined]
    why = _sentence(channel.account_why)  # type: ignore[attr-defined]
    return Banner(f"Der Versand für {name} ist angehalten.", f"{why} {WAITING}")


def _pause(channel: MailChannel) -> Banner | None:
    if channel.paused_since is None:
        return None
    words = "Nichts geht verloren; das Programm versucht es jede Minute erneut."
    return Banner("Der Mailserver ist nicht erreichbar.", words)


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
