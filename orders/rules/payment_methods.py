"""What the name of a payment method tells of it."""

import re

_COLLECTED = re.compile(
    r"lastschrift|direct debit|sepa[ -]?(?:dd|debit)|einzug|paypal|kreditkarte|credit ?card|visa"
    r"|mastercard|american express|amex|apple ?pay|google ?pay|amazon ?pay|stripe"
)


def is_collected_by_itself(name: str) -> bool:
    """Whether the money of a method so named is taken without the customer doing anything."""
    return _COLLECTED.search(name.casefold()) is not None
