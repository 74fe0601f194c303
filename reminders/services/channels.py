"""Which way a reminder takes to its debtor."""

from orders.models import Customer
from reminders.adapters.addresses import InvalidAddress, sendable_address
from reminders.models import Channel


def channel_of(customer: Customer, wished: Channel) -> Channel:
    """The way that the step wants, as far as it is open: mail falls back to the letter.

    A letter stays a letter, and a mail stays a mail where no letter could arrive either: then the
    order has a reason not to be dunned. Of both ways the one that is closed is left out.
    """
    if wished == Channel.LETTER:
        return wished
    if not has_usable_email(customer):
        return Channel.LETTER if customer.has_postal_address else wished
    if wished == Channel.BOTH and not customer.has_postal_address:
        return Channel.EMAIL
    return wished


def recipient_of(customer: Customer, channel: Channel) -> str:
    """Where it goes: the e-mail address, of a letter the name and the town."""
    if channel != Channel.LETTER:
        return customer.effective_email
    return ", ".join(customer.address_lines)[:254]


def has_usable_email(customer: Customer) -> bool:
    """Whether a mail can be expected to arrive: the address is well formed and was not refused."""
    if not customer.effective_email or customer.email_failed_on is not None:
        return False
    try:
        sendable_address(customer.effective_email)
    except InvalidAddress:
        return False
    return True
