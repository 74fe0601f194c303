"""What a customer is found by in the head of the page: folded, compared from the start."""

import re

from common.rules.german import fold

# A letter looks only at the one before it, so the key of a beginning is the beginning of the key.
_UMLAUT = re.compile(r"(?<=[aou])e")


def spelling_key(text: str) -> str:
    """The text folded, ä, ae and a alike: Müller, Mueller and Muller are all "muller"."""
    return _UMLAUT.sub("", fold(text))


def email_key(text: str) -> str:
    """The e-mail address in small letters; there ue is no ü."""
    return fold(text)


def customer_keys(*, first_name: str, last_name: str, company: str, email: str) -> dict[str, str]:
    """The values of the fields name_key ("muller anna"), company_key and email_key."""
    return {
        "name_key": spelling_key(f"{last_name} {first_name}")[:201],
        "company_key": spelling_key(company)[:150],
        "email_key": email_key(email)[:254],
    }
