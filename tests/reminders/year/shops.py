"""The sales accounts of the virtual year, each with another way to dun, and their orders."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from orders.models import Customer, Order, SalesAccount
from orders.rules.drafts import CustomerDraft, InstallmentDraft, OrderDraft, PaymentPlan
from orders.services.shop_orders import create_order
from reminders.models import Channel, DunningLevel, DunningProcedure, DunningSettings
from reminders.profiles import PHOTO
from reminders.services.procedures import create_from_profile
from tests.factories import draft, sales_account

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def on(month: int, number: int) -> date:
    """A day of the year."""
    return date(2026, month, number)


# Mails at 5, 15 and 30 days, no agreed due day: the first notice creates default.
MAILS = {
    "plain": on(1, 12),
    "paid after the first": on(1, 14),
    "partly paid": on(1, 16),
    "paid on the very day": on(1, 20),
    "no way to reach": on(1, 20),
    "bounced": on(1, 22),
    "blocked for a while": on(2, 2),
    "disputed": on(2, 3),
    "disputed in part": on(2, 4),
    "deceased": on(2, 5),
    "insolvent": on(2, 6),
    "cancelled": on(2, 9),
    "charged back": on(2, 10),
    "deferred": on(2, 11),
    "plan kept": on(3, 2),
    "plan broken": on(3, 3),
    "taken back": on(3, 4),
    "never by itself": on(3, 5),
    "customer blocked": on(3, 6),
    "missed night": on(4, 10),
    "easter": on(3, 24),
    "christmas": on(12, 4),
}
# The due day is agreed; a mail, then two letters at 1.20 with interest.
LETTERS = {
    "letters": on(5, 4),
    "letters over the half-year": on(6, 8),
    "only the goods paid": on(5, 6),
    "day of repentance": on(11, 3),
    "part payment": on(5, 11),
    "letter without address": on(5, 12),
    "letter taken back": on(5, 18),
}
# Companies: 9 points, 40 euros; the account insists on both.
COMPANIES = {"company": on(7, 6), "company pays the goods": on(7, 7), "small sum": on(7, 8)}
# Reminders 3, 7 and 14 days after the order, before it is due.
PHOTOS = {"photo": on(9, 15), "photo paid early": on(9, 16), "photo found late": on(1, 10)}
# One letter for all orders of a customer.
TOGETHER = {"together one": on(8, 3), "together two": on(8, 3), "alone": on(8, 3)}
RATES = ("rates", (on(2, 16), on(3, 16), on(4, 16)))
# Never dunned: the platform's own claim, and what was due before the start day.
RESOLD = {"resold": on(2, 2)}
EARLIER = {"before the start day": on(3, 2)}


@dataclass(frozen=True)
class Sale:
    """An order that comes in on its day."""

    account: SalesAccount
    draft: OrderDraft
    kind: Customer.Kind = Customer.Kind.CONSUMER

    @property
    def comes_on(self) -> date:
        """The day on which the shop tells of it."""
        return max(FIRST, self.draft.ordered_on)


def open_shops() -> list[Sale]:
    """All accounts with their procedures, automatic; returns the orders to come."""
    sales = [
        *_sales(_account("Mails"), MAILS),
        *_sales(_letters("Briefe"), LETTERS),
        *_sales(_companies("Firmen"), COMPANIES, Customer.Kind.BUSINESS),
        *_sales(_photos("Fotos"), PHOTOS),
        *_sales(_together("Sammel"), TOGETHER),
        *_sales(_account("Plattform", is_reseller=True), RESOLD),
        *_sales(_account("Später"), EARLIER),
        _rates(_account("Raten")),
    ]
    DunningProcedure.objects.filter(sales_account__name="Später").update(starts_on=on(4, 1))
    DunningProcedure.objects.update(is_automatic=True)
    DunningLevel.objects.update(is_automatic=True)
    return sales


def come_in(sale: Sale) -> None:
    """Import the order."""
    stored = create_order(sale.account, sale.draft, actor=None, today=sale.comes_on)
    Customer.objects.filter(pk=stored.customer_id).update(kind=sale.kind)


def _account(name: str, **fields: object) -> SalesAccount:
    account = sales_account(name)
    for field, value in fields.items():
        setattr(account, field, value)
    account.save()
    return account


def _letters(name: str) -> SalesAccount:
    account = _account(name, due_day_agreed=True)
    levels = DunningLevel.objects.filter(procedure__sales_account=account, level__gte=2)
    levels.update(channel=Channel.LETTER, fee=Decimal("1.20"), charges_interest=True)
    return account


def _companies(name: str) -> SalesAccount:
    account = _account(name, due_day_agreed=True)
    DunningLevel.objects.filter(procedure__sales_account=account).update(charges_interest=True)
    DunningSettings.objects.update_or_create(
        sales_account=account,
        defaults={"insists_on_ancillary": True, "minimum_amount": Decimal("10.00")},
    )
    return account


def _photos(name: str) -> SalesAccount:
    account = sales_account(name, has_procedure=False)
    create_from_profile(
        PHOTO, account, payment_method=None, is_assigned=True, is_active=True, actor=None
    )
    return account


def _together(name: str) -> SalesAccount:
    account = _account(name)
    DunningSettings.objects.update_or_create(
        sales_account=account, defaults={"collects_per_customer": True}
    )
    return account


def _sales(
    account: SalesAccount,
    due: dict[str, date],
    kind: Customer.Kind = Customer.Kind.CONSUMER,
) -> list[Sale]:
    return [Sale(account, _draft(number, due_on), kind) for number, due_on in due.items()]


def _draft(number: str, due_on: date) -> OrderDraft:
    made = draft(number=number, due_on=due_on, total=TOTALS.get(number, "79.90"))
    change = CHANGES.get(number, lambda customer: customer)
    return replace(made, customer=change(made.customer))


TOTALS = {"small sum": "9.99", "letters": "400.00", "company": "1000.00"}
CHANGES: dict[str, Callable[[CustomerDraft], CustomerDraft]] = {
    "no way to reach": lambda one: replace(one, email="", street="", postcode="", city=""),
    "letter without address": lambda one: replace(one, street=""),
    "together one": lambda one: replace(one, last_name="Zwilling", email="zwei@kunden.example"),
    "together two": lambda one: replace(one, last_name="Zwilling", email="zwei@kunden.example"),
    "day of repentance": lambda one: replace(one, state="SN", postcode="01067", city="Dresden"),
}


def _rates(account: SalesAccount) -> Sale:
    number, days = RATES
    made = draft(number=number, due_on=days[0], total="90.00")
    rates = tuple(InstallmentDraft(day, Decimal("30.00")) for day in days)
    return Sale(account, replace(made, installments=rates, payment_plan=PaymentPlan.RATES))


def find(number: str) -> Order:
    """The order by its number."""
    return Order.objects.get(number=number)


def all_days() -> list[date]:
    """Every day of the year."""
    return [FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1)]
