"""Numbers of orders and invoices as they are compared: however somebody types them."""

import re

_NOT_ALPHANUMERIC = re.compile(r"[^0-9a-z]+")


def number_key(number: str) -> str:
    """Lower case, letters and digits only, without leading zeros: "EF-2026-1" is "ef20261"."""
    return _NOT_ALPHANUMERIC.sub("", number.casefold()).lstrip("0")
