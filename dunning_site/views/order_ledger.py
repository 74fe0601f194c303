"""The books of an order as its page prints them: bookings, sums and what settled what."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from common.rules.german import day as german_day
from common.rules.german import euro
from common.rules.money import ZERO
from orders.models import Installment, LedgerEntry, Order
from orders.rules.allocation import DebtKind, Step
from orders.services.ledger import COST_KINDS, figures_of

Kind = LedgerEntry.Kind
# What lowers a claim; taking it back needs the same right as booking it.
CORRECTIONS = (
    Kind.CREDIT_NOTE,
    Kind.WRITE_OFF,
    Kind.WAIVER,
    *LedgerEntry.CHARGED,
)


def entries_of(order: Order) -> list[LedgerEntry]:
    """All bookings with what their lines print, oldest first."""
    return list(
        order.ledger_entries.select_related(
            "actor", "reversed_by", "counter_order", "allocation", "installment"
        )
    )


def amount_on(entry: LedgerEntry) -> str:
    """An entry in words: "20,00 € vom 20.11.2026"."""
    return f"{euro(abs(entry.amount))} vom {german_day(entry.booked_on)}"


def right_to_reverse(entry: LedgerEntry) -> str:
    """The right that taking the entry back needs."""
    is_correction = entry.kind in CORRECTIONS
    return "orders.correct_ledgerentry" if is_correction else "orders.add_ledgerentry"


def ledger(
    entries: Sequence[LedgerEntry], user: AbstractBaseUser | AnonymousUser
) -> list[dict[str, Any]]:
    """The bookings, each with its rate, the balance after it and the way to take it back."""
    balances = accumulate(entry.amount for entry in entries)
    charged = {entry.installment_id for entry in entries if entry.kind == Kind.CHARGE}
    return [
        {
            "entry": entry,
            "rate": _rate_words(entry, has_several=len(charged) > 1),
            "balance": balance,
            "movement_url": _movement_url(entry, user),
            "reverse_url": _reverse_url(entry, user),
        }
        for entry, balance in zip(entries, balances, strict=True)
    ]


def sums_of(entries: Sequence[LedgerEntry]) -> dict[str, Decimal]:
    """What the entries that count add up to, by kind, in euros."""
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in _effective(entries):
        sums[entry.kind] += entry.amount
    return sums


def allocation_log(
    installments: Sequence[Installment], entries: Sequence[LedgerEntry]
) -> list[dict[str, str]]:
    """What each movement settled or opened again, in the order in which it counted.

    Reads "Zahlung 20,00 € vom 12.11.2026": "3,00 € Rücklastschriftkosten, 17,00 € Rate 1".
    """
    effective = _effective(entries)
    kinds = {entry.pk: entry.get_kind_display() for entry in effective}
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in figures_of(installments, effective).allocation.log:
        steps[step.movement].append(step)
    labels = _debt_labels(installments)
    return [
        {
            "movement": f"{entry.get_kind_display()} {amount_on(entry)}",
            "settled": ", ".join(_step_words(entry, steps[entry.pk], labels, kinds)),
            "choice": "andere Zuordnung, siehe Verlauf" if _is_chosen(entry) else "",
        }
        for entry in effective
        if entry.kind != Kind.CHARGE and (steps[entry.pk] or entry.kind not in _DEBTS)
    ]


# What is owed beside the goods; it settles nothing by itself.
_DEBTS = (*COST_KINDS, Kind.INTEREST)


def _effective(entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    counting = [one for one in entries if not one.is_reversed and one.kind != Kind.REVERSAL]
    return sorted(counting, key=lambda one: (one.booked_on, one.pk))


def _is_chosen(entry: LedgerEntry) -> bool:
    """Whether a clerk let a payment settle something else than the law would."""
    is_payment = entry.kind == Kind.PAYMENT
    return is_payment and (entry.principal_first or entry.installment_id is not None)


def _debt_labels(installments: Sequence[Installment]) -> dict[int | None, str]:
    charged = [one for one in installments if one.amount]
    if len(charged) == 1:
        return {charged[0].pk: "Hauptforderung"}
    return {
        one.pk: f"Rate {one.position} (fällig am {german_day(one.due_on)})" for one in installments
    }


def _step_words(
    entry: LedgerEntry,
    steps: Sequence[Step],
    labels: dict[int | None, str],
    kinds: dict[int, str],
) -> Iterator[str]:
    """Each step in words, then what became credit or came out of it."""
    for step in steps:
        is_goods = step.kind == DebtKind.PRINCIPAL
        label = labels.get(step.installment, "") if is_goods else kinds[step.debt or 0]
        words = f"{euro(abs(step.amount))} {label}"
        if step.amount < 0:
            words = f"{words} wieder offen"
        elif entry.kind in _DEBTS:
            words = f"{words} aus dem Guthaben"
        yield words
    rest = abs(entry.amount) - sum((abs(step.amount) for step in steps), ZERO)
    if rest and entry.kind not in _DEBTS:
        yield f"{euro(rest)} {'Guthaben' if entry.amount < 0 else 'aus dem Guthaben'}"


def _rate_words(entry: LedgerEntry, *, has_several: bool) -> str:
    """What a charge is for, as its rate falls due today: "Rate 2, fällig am 14.12.2026"."""
    if entry.kind != Kind.CHARGE or entry.installment is None:
        return ""
    due = f"fällig am {german_day(entry.installment.due_on)}"
    return f"Rate {entry.installment.position}, {due}" if has_several else f"({due})"


def _movement_url(entry: LedgerEntry, user: AbstractBaseUser | AnonymousUser) -> str:
    """Where the bank's movement can be seen, and its allocation taken back."""
    allocation = getattr(entry, "allocation", None)
    if allocation is None or not user.has_perm("orders.view_banktransaction"):
        return ""
    return reverse("orders:payment-detail", args=[allocation.transaction_id])


def _reverse_url(entry: LedgerEntry, user: AbstractBaseUser | AnonymousUser) -> str:
    is_movable = entry.kind == Kind.TRANSFER and not entry.is_reversed
    if not (entry.is_reversible or is_movable) or not user.has_perm(right_to_reverse(entry)):
        return ""
    return reverse("order-reverse", args=[entry.order_id, entry.pk])
