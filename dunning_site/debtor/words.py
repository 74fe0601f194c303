"""The words of the payment page beyond those that letters use as well, per language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageWords:
    """One language; {} are filled in with finished amounts, days and names."""

    language: str
    other_language: str
    switch: str
    # The frame.
    skip: str
    imprint: str
    privacy: str
    footer: str
    # How things stand.
    status_on: str
    paid: str
    credit: str
    cancelled: str
    nothing_to_pay: str
    open_since: str
    open_until: str
    due_of_open: str
    next_of_open: str
    plan_next: str
    plan_late: str
    in_all: str
    deferred_until: str
    paused_until: str
    paused: str
    disputed: str
    partly_disputed: str
    on_its_way: str
    under_review: str
    to_payment: str
    to_actions: str
    # What is open.
    open_heading: str
    goods: str
    coming: str
    later_rates: str
    next_payment: str
    costs: str
    rates_caption: str
    rate_due: str
    rate_later: str
    rate_paid: str
    interest_open: str
    # How to pay.
    pay_heading: str
    pay_now: str
    pay_by: str
    pay_next: str
    pay_all: str
    pay_anyway: str
    pay_how: str
    transfer: str
    copy_hint: str
    amount: str
    example: str
    code_hint: str
    pay_with: str
    online: str
    online_amount: str
    online_part: str
    online_hint: str
    link_hint: str
    # What there is to see.
    order_heading: str
    positions_caption: str
    bookings_heading: str
    bookings_caption: str
    no_payment: str
    booking: str
    credit_row: str
    payments_hint: str
    reminders_heading: str
    no_reminder: str
    reminder: str
    collective: str
    download: str
    invoices_heading: str
    invoice: str
    # What one can do.
    actions_heading: str
    actions_intro: str
    actions: Mapping[str, tuple[str, str]]
    requests_heading: str
    request_kinds: Mapping[str, str]
    request_details: Mapping[str, str]
    request_states: Mapping[str, str]
    received: str
    answer: str
    # Whom to ask.
    contact_heading: str
    contact_intro: str
    company: str
    mail_subject: str
