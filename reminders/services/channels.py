"""Which way a reminder takes to its debtor."""

from orders.models import Customer
from reminders.models import Channel


def channel_of(customer: Customer, wished: Channel) -> Channel:
    """The way that the step wants, by letter where no e-mail reaches the customer any more."""
    if wished == Channel.LETTER or _is_mail_open(customer):
        return wished
    return Channel.LETTER if customer.has_postal_address else wished


def recipient_of(customer: Customer, channel: Channel) -> str:
    """Where it goes: the e-mail address, of a letter the name and the town."""
    if channel != Channel.LETTER:
        return customer.effective_email
    return ", ".join(customer.address_lines)[:254]


def _is_mail_open(customer: Customer) -> bool:
    return bool(customer.effective_email) and customer.email_failed_on is None
