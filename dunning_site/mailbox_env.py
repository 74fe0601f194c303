"""What comes back by mail: where it arrives and who reports it, read from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import EmailValidator

from reminders.rules.return_paths import MAX_LOCAL_PART

_USUAL_PORT = 993
_is_address = EmailValidator()
# The name of the secret in the settings of django-anymail, by provider.
PROVIDERS: Mapping[str, str] = {
    "brevo": "WEBHOOK_SECRET",
    "mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY",
    "postmark": "WEBHOOK_SECRET",
}


@dataclass(frozen=True)
class MailboxAccess:
    """A folder of a mailbox that is read by IMAP over TLS."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str


def parse_mailbox_url(name: str, url: str) -> MailboxAccess | None:
    """The mailbox that a variable names, None for ""; raises ImproperlyConfigured."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or _USUAL_PORT
    except ValueError as error:
        raise _not_a_mailbox(name) from error
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    told = f"{user}{password}{folder}"
    if parts.scheme != "imaps" or not (parts.hostname and user and password):
        raise _not_a_mailbox(name)
    if not told.isprintable() or not told.isascii():
        raise _not_a_mailbox(name)
    return MailboxAccess(parts.hostname, port, user, password, folder)


def parse_bounce_address(address: str) -> str:
    """The address below which bounces arrive, "" for none; raises ImproperlyConfigured."""
    local = address.rpartition("@")[0]
    if not address:
        return ""
    if not _is_sound(address) or "+" in local or len(local) > MAX_LOCAL_PART:
        raise ImproperlyConfigured(
            f"BOUNCE_ADDRESS={address!r} ist keine E-Mail-Adresse mit höchstens {MAX_LOCAL_PART} "
            "Zeichen vor dem @ und ohne Pluszeichen. Beispiel: BOUNCE_ADDRESS=bounces@example.de"
        )
    return address


def parse_mail_provider(provider: str, secret: str) -> tuple[str, dict[str, str]]:
    """The provider that reports by web, and the settings of django-anymail for it.

    ("", {}) without one; raises ImproperlyConfigured.
    """
    if not provider and not secret:
        return "", {}
    if provider not in PROVIDERS:
        known = ", ".join(sorted(PROVIDERS))
        raise ImproperlyConfigured(f"MAIL_PROVIDER={provider!r} ist unbekannt. Erlaubt: {known}.")
    name = PROVIDERS[provider]
    is_pair = ":" in secret.strip(":")
    if not secret.isascii() or not secret or (name == "WEBHOOK_SECRET" and not is_pair):
        raise ImproperlyConfigured(
            "MAIL_PROVIDER braucht MAIL_PROVIDER_SECRET: bei mailgun den Signaturschlüssel der "
            "Webhooks, sonst benutzer:passwort, wie sie beim Anbieter hinterlegt sind."
        )
    return provider, {name: secret}


def _is_sound(address: str) -> bool:
    try:
        _is_address(address)
    except ValidationError:
        return False
    return address.isascii()


def _not_a_mailbox(name: str) -> ImproperlyConfigured:
    # The value itself is left out: it holds a password, and this text ends up in logs.
    return ImproperlyConfigured(
        f"{name} ist keine gültige Adresse eines Postfachs. Erlaubt ist "
        "imaps://benutzer:passwort@server/INBOX; Sonderzeichen im Passwort als %40 für @ usw."
    )
