"""Mails as they were sent, kept without the tokens that open payment pages.

Who steals the database finds no link in it. A token is kept as its order's public name and the
version it was made with, and made anew from the installation's key when the mail is shown.
"""

import re

from orders.models import Order
from orders.services.access import is_token_of, token_of, token_of_version
from reminders.models import Reminder
from reminders.rules.content import LINK_MARKER, NUMBER_MARKER, TOKEN_MARKER, with_link
from reminders.services.debtor_page import link_for

# A private-use character, which no mail of ours contains; the name and the version between two.
_MARK = "\ue002"
_TOKEN = re.compile(r"(?<![\w-])([A-Za-z0-9_-]{16,64})\.[A-Za-z0-9_-]{43}(?![\w-])", re.ASCII)
_KEPT = re.compile(f"{_MARK}([A-Za-z0-9_-]+):([0-9]+){_MARK}")


def keep(text: str) -> str:
    """The text to store: a mark in the place of every token of an order of ours."""
    names = {match.group(1) for match in _TOKEN.finditer(text)}
    if not names:
        return text
    orders = {one.public_id: one for one in Order.objects.filter(public_id__in=names)}
    return _TOKEN.sub(lambda match: _kept(match, orders.get(match.group(1))), text)


def shown(text: str) -> str:
    """A stored text as it was sent, byte for byte while the key of the installation stays."""
    return _KEPT.sub(lambda match: token_of_version(match[1], int(match[2])), text)


def shown_subject(reminder: Reminder) -> str:
    """The subject of a mail as it was sent."""
    subject = reminder.mail_subject.replace(NUMBER_MARKER, reminder.display_number)
    if LINK_MARKER not in subject and TOKEN_MARKER not in subject:
        return subject
    first = reminder.items.select_related("order__sales_account__debtor_page").order_by("pk")[0]
    return with_link(subject, token=token_of(first.order), link=link_for(first.order))


def _kept(match: re.Match[str], order: Order | None) -> str:
    """The mark of a token; what is none of ours stays as it is."""
    if order is None:
        return match.group()
    # The link may have been renewed while the mail was on its way.
    for version in range(order.access_version, 0, -1):
        if is_token_of(match.group(), order.public_id, version):
            return f"{_MARK}{order.public_id}:{version}{_MARK}"
    return match.group()
