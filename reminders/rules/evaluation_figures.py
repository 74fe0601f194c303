"""Every figure of the pages Auswertungen: euros as Decimal, days as date, shares from 0 to 1."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from common.rules.money import ZERO

_SHARE = Decimal("0.0001")


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """The part of the whole, to four places; None where there is no whole."""
    return (Decimal(part) / Decimal(whole)).quantize(_SHARE) if whole else None


@dataclass(frozen=True, slots=True)
class EvaluationFilters:
    """What is asked for; both days are included, None means everything.

    What came in is taken by the day of payment, what was sent by the day of sending. Reminders
    are not counted by payment method and kind of product: with one of these two, whatever counts
    reminders is None and nothing is said of costs and bounces. Cohorts know the account only.
    """

    from_on: date
    to_on: date
    account_id: int | None = None
    payment_method_id: int | None = None
    product_kind: str | None = None

    @property
    def counts_reminders(self) -> bool:
        """Whether sent, claimed and the rate are known."""
        return self.payment_method_id is None and self.product_kind is None


@dataclass(frozen=True, slots=True)
class Row:
    """One level, text, channel, account, payment method, kind of product or month.

    payments, recovered: payments of the period that follow a reminder, and what counts of them.
    sent, claimed: reminders sent in the period, and all that they asked for; who is reminded
    three times is counted three times. answered: what came until now, whenever, by payments that
    follow one of these reminders; None where reminders are not counted by this.
    """

    key: str
    label: str
    payments: int
    recovered: Decimal
    sent: int | None = None
    claimed: Decimal | None = None
    answered: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        """What was answered of what was claimed, 0 to 1."""
        if self.claimed is None or self.answered is None:
            return None
        return share(self.answered, self.claimed)


@dataclass(frozen=True, slots=True)
class DaysBand:
    """Payments so many days after the reminder, both ends included; to_days None: and more."""

    from_days: int
    to_days: int | None
    label: str
    payments: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DaysToPayment:
    """How fast payments of the period followed a reminder of one level; bands are always all.

    average: of all payments, in days to one place. median_band: the label of the band in which
    half of the payments had come. Both None without a payment.
    """

    level: int
    label: str
    payments: int
    average: Decimal | None
    median_band: str | None
    bands: tuple[DaysBand, ...]


@dataclass(frozen=True, slots=True)
class Bounces:
    """Reminders by mail of the period that did not arrive, for one account and channel.

    sent: accepted by the mail server. refused: not accepted because of the address, not repeated
    since. came_back: accepted, and reported later as undeliverable for good (DeliveryEvent), which
    stays so when the address is corrected.
    """

    account: str
    channel: str
    sent: int
    refused: int
    came_back: int

    @property
    def bounced(self) -> int:
        """All that did not arrive."""
        return self.refused + self.came_back

    @property
    def tried(self) -> int:
        """All that was handed to the mail server."""
        return self.sent + self.refused

    @property
    def rate(self) -> Decimal | None:
        """What did not arrive of what was handed over, 0 to 1."""
        return share(self.bounced, self.tried)


@dataclass(frozen=True, slots=True)
class Costs:
    """What the dunning of the period cost in euros, against what it brought in.

    letters, mails: how many were sent, each at its price of the settings. returned_debits,
    collection, court: booked on orders in the period and not taken back. What agencies and courts
    bring in does not count as recovered by reminders, hence they are no part of the total.
    """

    letters: int
    mails: int
    letter_costs: Decimal
    mail_costs: Decimal
    returned_debits: Decimal
    collection: Decimal
    court: Decimal
    recovered: Decimal

    @property
    def total(self) -> Decimal:
        """What reminding cost, without agencies and courts."""
        return self.letter_costs + self.mail_costs + self.returned_debits

    @property
    def per_euro(self) -> Decimal | None:
        """What a recovered euro cost."""
        return share(self.total, self.recovered)


@dataclass(frozen=True, slots=True)
class CohortPart:
    """What became of one part of a month's overdue amounts; installments with some of it."""

    outcome: str
    label: str
    amount: Decimal
    installments: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class Cohort:
    """Amounts that were due in a month and unpaid when their day was over, by what became of them.

    month: its first day. amount: of the goods alone, without costs and interest, in euros. parts:
    one for each outcome, always all and in their order; their amounts make the whole.
    """

    month: date
    amount: Decimal
    parts: tuple[CohortPart, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of a period; tables without a row where nothing happened, never a missing month.

    refreshed_at: how new the kept figures are, None before the first time.
    """

    filters: EvaluationFilters
    total: Row
    by_level: tuple[Row, ...]
    by_template: tuple[Row, ...]
    by_channel: tuple[Row, ...]
    by_account: tuple[Row, ...]
    by_payment_method: tuple[Row, ...]
    by_product_kind: tuple[Row, ...]
    by_month: tuple[Row, ...]
    days_to_payment: tuple[DaysToPayment, ...]
    bounces: tuple[Bounces, ...]
    costs: Costs | None
    cohorts: tuple[Cohort, ...]
    refreshed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgencyResult:
    """What an agency made of the cases handed over to it in a period, both ends included.

    handed_over: how many cases, and claimed: what was claimed then. paid: what debtors paid to it
    on these cases until now; kept: its costs out of that; deductions: what it kept beyond of
    remittances in the period; remitted: what it paid out in the period. Euros. still_open: how
    many of the cases are with the agency or a court yet.
    """

    agency: str
    handed_over: int
    claimed: Decimal = ZERO
    paid: Decimal = ZERO
    kept: Decimal = ZERO
    deductions: Decimal = ZERO
    remitted: Decimal = ZERO
    still_open: int = 0

    @property
    def rate(self) -> Decimal | None:
        """What debtors paid of what was claimed, 0 to 1."""
        return share(self.paid, self.claimed)
