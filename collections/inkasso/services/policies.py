"""Which rules of collection hold for a sales account, and when its option may change."""

from datetime import date, timedelta

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import day as german_day
from inkasso.models import BureauRule, Claimant, CollectionAgency, CollectionPolicy
from orders.models import Creditor, SalesAccount
from reminders.models import DunningProcedure

# The trigger of migration 0002 says the same.
LOCK_DAYS = 30
Option = CollectionPolicy.Option


class PolicyRefused(Exception):
    """The rules cannot be changed that way; the message tells the clerk why, and from when on."""


def policy_of(account: SalesAccount) -> CollectionPolicy:
    """The account's rules, or the defaults, unsaved and switched off, where nobody set any.

    One query per account unless the caller has it from select_related("collection_policy").
    """
    return getattr(account, "collection_policy", None) or CollectionPolicy(sales_account=account)


def claimant_of(creditor: Creditor) -> Claimant:
    """What agency and court want to know of the creditor; unsaved and empty if nobody entered it.

    One query per creditor unless the caller has it from select_related("claimant").
    """
    return getattr(creditor, "claimant", None) or Claimant(creditor=creditor)


def agency_for(
    own: CollectionAgency | None, of_rules: CollectionAgency | None
) -> CollectionAgency | None:
    """Whom a waiting case goes to: its own agency, that of the rules once its own is not active."""
    return own if own is not None and own.is_active else of_rules or own


@transaction.atomic
def settle_all_policies() -> None:
    """Store the defaults for every account without rules, so that a list shows them all."""
    without = SalesAccount.objects.filter(collection_policy__isnull=True)
    CollectionPolicy.objects.bulk_create(
        [CollectionPolicy(sales_account=account) for account in without], ignore_conflicts=True
    )


@transaction.atomic
def settle_all_claimants() -> None:
    """Store an empty row for every creditor without one, so that a list shows them all."""
    without = Creditor.objects.filter(claimant__isnull=True)
    Claimant.objects.bulk_create(
        [Claimant(creditor=creditor) for creditor in without], ignore_conflicts=True
    )


@transaction.atomic
def bureau_rule() -> BureauRule:
    """The one row, stored with its defaults at the first look."""
    return BureauRule.objects.get_or_create(pk=1)[0]


def policy_warnings(policy: CollectionPolicy) -> list[str]:
    """What rules that are allowed may do otherwise than meant, in German."""
    account = policy.sales_account
    if not policy.is_active:
        return []
    warnings = []
    if policy.agency is None:
        warnings.append(
            f"Für „{account}“ ist kein Inkassopartner eingetragen: Alle Fälle bleiben unter "
            "„Zu prüfen“."
        )
    if policy.option == Option.CANCELLATION and not policy.cancellation_cost:
        warnings.append("Die Stornokosten sind 0,00 €: Eine Kündigung kostet den Kunden nichts.")
    short = [
        procedure.name
        for procedure in DunningProcedure.objects.filter(sales_account=account, is_assigned=True)
        if len(procedure.steps()) < policy.levels_required
    ]
    if short:
        warnings.append(
            f"{policy.levels_required} Mahnungen müssen versendet sein, aber das Mahnverfahren "
            f"{', '.join(short)} hat weniger Mahnstufen: Daraus entsteht kein Fall."
        )
    if policy.is_automatic or policy.is_automatic_for_chargebacks:
        warnings.append(
            "Die automatische Übergabe ist eingeschaltet: Vollständige Fälle gehen jede Nacht ohne "
            f"Prüfung an {policy.agency or 'das Inkassobüro'}."
        )
    return warnings


def option_opens_on(policy: CollectionPolicy) -> date | None:
    """The first day on which the option may change again; None: it was never changed."""
    changed_on = policy.option_changed_on
    return changed_on + timedelta(days=LOCK_DAYS) if changed_on else None


def option_lock(policy: CollectionPolicy, today: date) -> str:
    """From when on the option may change again, in German; "" when it may today."""
    opens_on = option_opens_on(policy)
    if opens_on is None or today >= opens_on:
        return ""
    return f"Die Mahnoption lässt sich ab dem {german_day(opens_on)} wieder ändern."


@transaction.atomic
def change_option(
    account_id: int,
    option: CollectionPolicy.Option | str,
    *,
    today: date,
    actor: AbstractBaseUser | None,
) -> CollectionPolicy:
    """Choose what follows when the agency has not succeeded; the same option changes nothing.

    Cases keep the option that they were opened with. Raises PolicyRefused within 30 days of the
    last change, with the day on which it opens.
    """
    CollectionPolicy.objects.get_or_create(sales_account_id=account_id)
    policy = CollectionPolicy.objects.select_for_update().get(pk=account_id)
    wanted = Option(option)
    if policy.option == wanted:
        return policy
    if refusal := option_lock(policy, today):
        raise PolicyRefused(refusal)
    policy.option, policy.option_changed_on = wanted, today
    policy.save(update_fields=["option", "option_changed_on"])
    if actor is not None:
        words = f"Mahnoption auf „{wanted.label}“ geändert."
        LogEntry.objects.log_actions(actor.pk, [policy], CHANGE, words, single_object=True)
    return policy
