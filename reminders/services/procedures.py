"""Make procedures from the shipped profiles, and what follows when one changes."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from orders.models import Order, PaymentMethod, SalesAccount
from orders.services.sales_accounts import create_sales_account
from reminders.models import (
    AutomaticDunning,
    DunningLevel,
    DunningProcedure,
)
from reminders.profiles import SHOP, Profile
from reminders.services.shipped_texts import install_default_templates
from reminders.services.standings import refresh_standings
from reminders.services.versions import keep_version


class ProcedureRefused(Exception):
    """The procedure cannot be made; the message tells the clerk why."""


@transaction.atomic
def open_sales_account(name: str) -> SalesAccount:
    """A new sales account of the default creditor with the shipped procedure, active by hand.

    Raises NoCreditor.
    """
    account = create_sales_account(name)
    create_default_procedure(account, is_active=True)
    return account


def create_default_procedure(account: SalesAccount, *, is_active: bool) -> DunningProcedure:
    """The shipped procedure for an account: 5, 15, 30 days after the due day, not automatic."""
    return create_from_profile(
        SHOP, account, payment_method=None, is_assigned=True, is_active=is_active, actor=None
    )


@transaction.atomic
def create_from_profile(
    profile: Profile,
    account: SalesAccount,
    *,
    payment_method: PaymentMethod | None,
    is_assigned: bool,
    actor: AbstractBaseUser | None,
    is_active: bool = False,
) -> DunningProcedure:
    """A procedure as the profile says, with the shipped texts; not automatic.

    Raises ProcedureRefused where account and payment method have a procedure already.
    """
    try:
        with transaction.atomic():
            procedure = DunningProcedure.objects.create(
                name=profile.name,
                sales_account=account,
                payment_method=payment_method,
                is_assigned=is_assigned,
                anchor=profile.anchor,
                is_active=is_active,
            )
    except IntegrityError as error:
        raise ProcedureRefused(
            f"Für {account} und {payment_method or 'alle Zahlungsarten'} gibt es schon ein "
            "Mahnverfahren. Wählen Sie eine andere Zahlungsart oder „nur, wo es gewählt ist“."
        ) from error
    _create_steps(procedure, profile)
    procedure_changed(procedure)
    keep_version(procedure, actor=actor)
    return procedure


def _create_steps(procedure: DunningProcedure, profile: Profile) -> None:
    templates = install_default_templates()
    DunningLevel.objects.bulk_create(
        DunningLevel(
            procedure=procedure,
            level=step.level,
            days_after_anchor=step.days_after_anchor,
            wait_days=step.wait_days,
            payment_period_days=step.payment_period_days,
            channel=step.channel,
            fee=step.fee,
            charges_interest=step.charges_interest,
            is_automatic=step.is_automatic,
            template=templates.get(step.text_level),
        )
        for step in profile.steps
    )


@transaction.atomic
def procedure_changed(procedure: DunningProcedure) -> int:
    """Refresh the standing of every open order the procedure may concern; returns how many."""
    orders = Order.objects.open().filter(sales_account=procedure.sales_account_id).order_by("pk")
    return refresh_standings(orders.select_for_update(of=("self",)))


@transaction.atomic
def revise_procedure(
    procedure: DunningProcedure,
    *,
    is_ladder_changed: bool,
    actor: AbstractBaseUser | None,
    is_new: bool = False,
) -> None:
    """What follows from storing a procedure with its levels: a new version, true standings.

    Without a change of the ladder itself no order stands anywhere else, so none is touched.
    """
    if not is_new:
        raise_version(procedure)
    keep_version(procedure, actor=actor)
    if is_ladder_changed:
        procedure_changed(procedure)


def raise_version(procedure: DunningProcedure) -> None:
    """Give a changed procedure its next version; keep_version stores what it says."""
    stored = DunningProcedure.objects.select_for_update(no_key=True).get(pk=procedure.pk)
    procedure.version = stored.version + 1
    procedure.save(update_fields=["version"])


def automatic_dunning() -> AutomaticDunning:
    """The installation's switch for the daily run, off until somebody switches it on."""
    return AutomaticDunning.objects.get_or_create(pk=1)[0]
