"""The fixed words of letters and mails, and how amounts and days are written, per language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: how numbers and days are spelt, and every fixed word; {} are filled in."""

    language: str
    euro: Callable[[Decimal], str]
    number: Callable[[Decimal], str]
    day: Callable[[date], str]
    long_day: Callable[[date], str]
    weekdays: tuple[str, ...]
    decimal_mark: str
    percent: str
    # The information block.
    written_on: str
    order: str
    ordered_on: str
    invoice: str
    due_on: str
    reminder_number: str
    reminder_number_follows: str
    contact: str
    phone: str
    page: str
    # The claim.
    position: str
    product: str
    quantity: str
    unit_price: str
    amount: str
    shipping: str
    discount: str
    total: str
    not_due: str
    disputed: str
    open_amount: str
    interest: str
    further_interest: str
    dunning_fee: str
    lump_sum: str
    to_pay: str
    booked_on: str
    moved_to: str
    moved_from: str
    by_shop: str
    claim_of_order: str
    sum: str
    orders: str
    details: str
    details_of: str
    order_of: str
    rate: str
    rate_amount: str
    rate_open: str
    # Default interest.
    interest_heading: str
    interest_from: str
    interest_to: str
    days: str
    interest_on: str
    interest_rate: str
    interest_line: str
    interest_total: str
    interest_earlier: str
    listed: str
    interest_method: str
    interest_provisional: str
    in_default: str
    grounds: Mapping[str, str]
    # Payment.
    please_pay: str
    account_holder: str
    bank: str
    remittance: str
    no_account: str
    no_account_contact: str
    scan: str
    code_alt: str
    code_hint: str
    pay_online: str
    pay_order_online: str
    link_alt: str
    payments_until: str
    # The foot.
    directors: str
    vat_id: str
    machine: str
    preview: str
    reminder_names: tuple[str, str]
    file_name: str
    head: str
    # What bookings are called by kind where not by the name of the ledger.
    bookings: Mapping[str, str]
