"""What a customer is found by in the head of the page: folded, compared from the start."""

from common.rules.german import fold


def customer_keys(*, first_name: str, last_name: str, company: str, email: str) -> dict[str, str]:
    """The values of the fields name_key ("mueller anna"), company_key and email_key."""
    return {
        "name_key": fold(f"{last_name} {first_name}")[:201],
        "company_key": fold(company)[:150],
        "email_key": fold(email)[:254],
    }
