"""The words of the forms on which debtors tell or ask something, per language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestWords:
    """One language; {} are filled in with finished amounts, days and numbers.

    Titles, intros and buttons go by the kind of request, labels and helps by the field.
    """

    titles: Mapping[str, str]
    intros: Mapping[str, str]
    buttons: Mapping[str, str]
    labels: Mapping[str, str]
    helps: Mapping[str, str]
    reasons: Mapping[str, str]
    refusals: Mapping[str, str]
    optional: str
    back: str
    please_choose: str
    rates: str
    deferral_at_once: str
    rates_at_once: str
    rates_wait: str
    too_small_for_rates: str
    other_method: str
    said_before: str
    # What is wrong, at the field and above.
    errors_heading: str
    error_title: str
    required: str
    bad_choice: str
    bad_day: str
    bad_paid_on: str
    bad_until_on: str
    bad_amount: str
    bad_email: str
    too_long: str
    bad_file: str
    choose_file_again: str
