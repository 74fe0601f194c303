"""Typed, plain functions that make rows; say only what your test is about."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.contrib.auth.models import Group, Permission, User

from orders.models import (
    BankTransaction,
    Creditor,
    Customer,
    Order,
    PaymentMethod,
    SalesAccount,
)
from orders.rules.drafts import CustomerDraft, LineDraft, OrderDraft, ShopState
from orders.services.shop_orders import create_order, payment_method
from reminders.models import DunningLevel, DunningProcedure, DunningSettings
from reminders.services.procedures import create_default_procedure, procedure_changed

TODAY = date(2026, 11, 21)
_numbers = count(1)


def creditor(
    name: str = "Lindgrün Fotohaus GmbH", *, iban: str = "DE89370400440532013000"
) -> Creditor:
    """A complete creditor with a bank account of its own."""
    return Creditor.objects.get_or_create(
        name=name,
        defaults={
            "street": "Hafenweg 4",
            "postcode": "20457",
            "city": "Hamburg",
            "email": "buchhaltung@lindgruen.example",
            "phone": "040 1234567",
            "managing_directors": "Ina Lindgrün",
            "register_court": "Amtsgericht Hamburg",
            "register_number": "HRB 123456",
            "vat_id": "DE123456789",
            "account_holder": name,
            "iban": iban,
            "bic": "COBADEFFXXX",
            "bank_name": "Commerzbank",
        },
    )[0]


def sales_account(name: str = "Foto-Shop", *, has_procedure: bool = True) -> SalesAccount:
    """A sales account, by default with the shipped procedure switched on."""
    account, is_new = SalesAccount.objects.get_or_create(
        name=name, defaults={"creditor": creditor()}
    )
    if is_new and has_procedure:
        create_default_procedure(account, is_active=True)
    return account


def procedure(account: SalesAccount) -> DunningProcedure:
    """The account's default procedure."""
    return DunningProcedure.objects.get(
        sales_account=account, payment_method=None, is_assigned=True
    )


def add_payment_reminder(account: SalesAccount, *, days: int) -> DunningLevel:
    """Give the account's procedure a payment reminder so many days after the due day."""
    scheme = procedure(account)
    template = scheme.levels.get(level=1).template
    step = scheme.levels.create(
        level=0, days_after_anchor=days, payment_period_days=7, template=template
    )
    procedure_changed(scheme)
    return step


def collect_per_customer(account: SalesAccount, **rules: object) -> DunningSettings:
    """Switch on the account's Sammelmahnung."""
    return dunning_rules(account, collects_per_customer=True, **rules)


def dunning_rules(account: SalesAccount, **rules: object) -> DunningSettings:
    """Give the account dunning rules of its own, such as approval_limit."""
    return DunningSettings.objects.update_or_create(sales_account=account, defaults=rules)[0]


def method(name: str = "Rechnung") -> PaymentMethod:
    """A payment method."""
    return payment_method(name)


def draft(
    *,
    number: str = "",
    due_on: date = TODAY - timedelta(days=7),
    total: Decimal | str = "79.90",
    open_amount: Decimal | str | None = None,
    shop_state: ShopState = ShopState.OPEN,
    payment_method: str = "Rechnung",
    email: str | None = None,
    last_name: str = "Winter",
    street: str | None = None,
    lines: tuple[LineDraft, ...] | None = None,
) -> OrderDraft:
    """What a shop file says of one order with a term of 14 days.

    Whose e-mail address is none can be reached by letter only where the street is said too.
    """
    index = next(_numbers)
    if street is None:
        street = "Bäckergasse 12" if email is None or "@" in email else ""
    total = Decimal(total)
    if shop_state != ShopState.OPEN:
        open_amount = Decimal("0.00")
    return OrderDraft(
        line=2,
        number=number or f"EF-{10_000 + index}",
        ordered_on=due_on - timedelta(days=14),
        currency="EUR",
        total=total,
        open_amount=total if open_amount is None else Decimal(open_amount),
        payment_method=payment_method,
        shop_state=shop_state,
        shop_state_text=shop_state.value,
        cancelled_on=None,
        customer=CustomerDraft(
            first_name="Zoë",
            last_name=last_name,
            street=street,
            postcode="80331",
            city="München",
            state="BY",
            country="DE",
            email=f"kunde{index}@kunden.example" if email is None else email,
        ),
        lines=lines or (LineDraft("Fotobuch A4", "BUCH-A4", Decimal(1), total - Decimal("4.90")),),
    )


def order(account: SalesAccount | None = None, *, today: date = TODAY, **of_draft: object) -> Order:
    """A stored order; the keywords are those of `draft`."""
    account = account or sales_account()
    stored = create_order(account, draft(**of_draft), actor=None, today=today)  # type: ignore[arg-type]
    return Order.objects.get(pk=stored.pk)


def customer(**of_draft: object) -> Customer:
    """The customer of a new order."""
    return order(**of_draft).customer  # type: ignore[arg-type]


def user(username: str, *permissions: str, group: str = "", is_staff: bool = False) -> User:
    """A user with permissions such as "orders.view_order", or in a group of the roles file."""
    made = User.objects.create_user(
        username, f"{username}@lindgruen.example", "geheim-geheim", is_staff=is_staff
    )
    for permission in permissions:
        app_label, codename = permission.split(".")
        made.user_permissions.add(
            Permission.objects.get(content_type__app_label=app_label, codename=codename)
        )
    if group:
        made.groups.add(Group.objects.get(name=group))
    return made


def movement(amount: str, *, state: str = "inbox", **facts: object) -> BankTransaction:
    """Money that came in, or went out with a negative amount, on the creditor's account."""
    owner = creditor()
    defaults = {
        "creditor": owner,
        "account": owner.iban,
        "fingerprint": f"fingerprint-{next(_numbers)}",
        "booked_on": date(2026, 11, 19),
        "value_on": date(2026, 11, 19),
        "currency": "EUR",
        "name": "Zoë Winter",
        "remittance_text": "Fotobuch",
    }
    return BankTransaction.objects.create(
        amount=Decimal(amount),
        state=state,
        **{**defaults, **facts},  # type: ignore[misc]
    )


def proposal(*parts: tuple[Order, str], why: tuple[str, ...] = ("Name wie beim Kunden",)) -> dict:
    """A proposal as matching keeps it with a movement."""
    kept = [{"order": order.pk, "amount": amount} for order, amount in parts]
    return {"parts": kept, "why": list(why), "score": 50, "sure": False}
