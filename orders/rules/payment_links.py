"""Links to a provider's page that carry amount and reference: how they are written and filled."""

import re
from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import quote, urlsplit

PLACEHOLDERS = ("BETRAG", "WAEHRUNG", "BESTELLNUMMER", "VERWENDUNGSZWECK")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAMED = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


class LinkInvalid(ValueError):
    """The template cannot become a link; the message is a German sentence for who wrote it."""


def check_template(template: str) -> None:
    """Raise LinkInvalid for what is no https address, or holds a placeholder nobody fills."""
    unknown = [name for name in _PLACEHOLDER.findall(template) if name not in PLACEHOLDERS]
    if unknown:
        raise LinkInvalid(f"Den Platzhalter {{{unknown[0]}}} gibt es nicht. Möglich sind {_NAMED}.")
    if "{" in _PLACEHOLDER.sub("", template) or "}" in _PLACEHOLDER.sub("", template):
        raise LinkInvalid("Eine geschweifte Klammer hat kein Gegenstück: {BETRAG} steht in zweien.")
    if any(letter.isspace() or not letter.isprintable() for letter in template):
        raise LinkInvalid("In der Adresse steht ein Leerzeichen. Schreiben Sie dafür %20.")
    _check_server(template)


def filled(
    template: str, *, amount: Decimal, currency: str, order_number: str, reference: str
) -> str:
    """The link for one order; amount in its currency as "12.34", everything quoted for a URL."""
    values: Mapping[str, str] = {
        "BETRAG": f"{amount:.2f}",
        "WAEHRUNG": currency,
        "BESTELLNUMMER": order_number,
        "VERWENDUNGSZWECK": reference,
    }
    return _PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe=""), template)


def _check_server(template: str) -> None:
    """Nothing but https, and always the same server: no placeholder changes where it leads."""
    try:
        parts = urlsplit(template)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as fault:
        raise LinkInvalid("Die Adresse ist nicht lesbar.") from fault
    if parts.scheme != "https" or not host:
        raise LinkInvalid("Die Adresse muss mit https:// beginnen und einen Server nennen.")
    if "{" in parts.netloc or "." not in host or "\\" in template:
        raise LinkInvalid(
            "Zwischen https:// und dem nächsten Schrägstrich steht nur der Name des Servers."
        )
    if parts.username is not None or parts.password is not None:
        raise LinkInvalid("In der Adresse stehen keine Zugangsdaten.")
