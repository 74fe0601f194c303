"""Set the invented company up, as its staff would in the admin."""

from django.core.files.base import ContentFile

from dunning_site.demo import shops
from dunning_site.demo.adapters.logo import logo_png
from dunning_site.demo.shops import ELBFOTO_SHOP, METHODS, SHOPS
from orders.models import EXAMPLE_IBAN, Creditor, PaymentMethod, SalesAccount
from reminders.models import Channel, DunningLevel, DunningProcedure
from reminders.profiles import PHOTO
from reminders.rules.fees import DEFAULT_LETTER_COST
from reminders.services.procedures import (
    create_default_procedure,
    create_from_profile,
    install_default_templates,
    procedure_changed,
)
from reminders.services.versions import keep_version

COMPANY = {
    "name": "Elbfoto Manufaktur GmbH",
    "street": "Große Elbstraße 388",
    "postcode": "22767",
    "city": "Hamburg",
    "country": "DE",
    "federal_state": "HH",
    "email": "rechnung@elbfoto.example",
    # Numbers that the Bundesnetzagentur keeps free for stories like this one.
    "phone": "040 66969 120",
    "website": "www.elbfoto.example",
    "managing_directors": "Levke Thomsen, Can Yıldırım",
    "register_court": "Amtsgericht Hamburg",
    "register_number": "HRB 900123",
    "vat_id": "DE999999999",
    "account_holder": "Elbfoto Manufaktur GmbH",
    # The check digits are right, but no bank code begins with 9: this is nobody's account.
    "iban": "DE76900100200123456789",
    "bic": "ELBBDEH1XXX",
    "bank_name": "Elbbank Hamburg",
}


def set_up_company() -> dict[str, SalesAccount]:
    """Creditor, payment methods, sales accounts with their procedures; the accounts by name."""
    creditor = _creditor()
    for method in METHODS.values():
        PaymentMethod.objects.create(name=method.name, payment_term_days=method.term_days)
    accounts = {shop.name: _account(shop, creditor) for shop in SHOPS}
    _invoice_procedure(accounts[ELBFOTO_SHOP.name])
    return accounts


def _creditor() -> Creditor:
    """The sample company of a new installation becomes the demo's, so that only one is there."""
    creditor = Creditor.objects.filter(iban=EXAMPLE_IBAN).first() or Creditor()
    for name, value in COMPANY.items():
        setattr(creditor, name, value)
    creditor.logo.save("elbfoto.png", ContentFile(logo_png()), save=False)
    creditor.save()
    return creditor


def _account(shop: shops.Shop, creditor: Creditor) -> SalesAccount:
    account = SalesAccount.objects.create(
        name=shop.name,
        creditor=creditor,
        sender_name=shop.sender_name,
        sender_email=shop.sender_email,
        reply_to=creditor.email,
        payment_term_days=shop.term_days,
        is_reseller=shop.is_reseller,
        due_day_agreed=shop is ELBFOTO_SHOP,
    )
    if shop is shops.SCHOOLS:
        create_from_profile(
            PHOTO, account, payment_method=None, is_assigned=True, is_active=True, actor=None
        )
    else:
        create_default_procedure(account, is_active=shop.is_dunning_active)
    return account


def _invoice_procedure(account: SalesAccount) -> None:
    procedure = DunningProcedure.objects.create(
        name=shops.INVOICE_PROCEDURE,
        sales_account=account,
        payment_method=PaymentMethod.objects.get(name=shops.INVOICE),
        is_active=True,
    )
    templates = install_default_templates()
    DunningLevel.objects.bulk_create(
        DunningLevel(
            procedure=procedure,
            level=step.level,
            days_after_anchor=step.days_after_anchor,
            payment_period_days=step.payment_period_days,
            template=templates[step.level],
        )
        for step in shops.INVOICE_STEPS
    )
    procedure.levels.filter(level=shops.LETTER_LEVEL).update(
        channel=Channel.LETTER, fee=DEFAULT_LETTER_COST, charges_interest=True
    )
    procedure_changed(procedure)
    keep_version(procedure, actor=None)
