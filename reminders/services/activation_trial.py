"""Test mode of an activation: all of today's reminders go to the clerk, and nothing is kept."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice

from django.contrib.auth.models import AbstractBaseUser

from orders.models import Order
from orders.services.bank_data import bank_data
from reminders.models import DunningProcedure, DunningRun
from reminders.services.activation import hindrances, reached_standings
from reminders.services.assessment import assess
from reminders.services.content import content_of_items
from reminders.services.drafting import Draft, draft
from reminders.services.trial_mails import refused_as_trial, send_as_trial, trial_address

MOST_MAILS = 50
# Some of the reached orders fall away for reasons of their own; that many are looked at.
MOST_ORDERS = 200


def send_todays_reminders(
    procedure_id: int,
    *,
    starts_on: date | None,
    actor: AbstractBaseUser,
    today: date,
    clock: Callable[[], datetime],
) -> int:
    """Send what the procedure would send today, at most 50 mails, oldest due first; how many.

    Each is marked as a test and goes to the actor's own address. Raises TrialMailNotSent.
    """
    address = trial_address(actor)
    procedure = DunningProcedure.objects.get(pk=procedure_id)
    sent = 0
    drafts = todays_drafts(procedure, starts_on=starts_on, actor=actor, today=today)
    for drafted in islice(drafts, MOST_MAILS):
        with refused_as_trial():
            content = content_of_items(drafted.reminder, drafted.items, is_sample=True)
        send_as_trial(drafted.reminder, content, address=address, now=clock())
        sent += 1
    return sent


def todays_drafts(
    procedure: DunningProcedure,
    *,
    starts_on: date | None,
    actor: AbstractBaseUser | None,
    today: date,
) -> Iterator[Draft]:
    """The reminders of the day as if the procedure were active, one per order; none is stored."""
    reached = reached_standings(procedure, on=today, starts_on=starts_on)
    order_ids = list(reached.values_list("order", flat=True)[:MOST_ORDERS])
    run = DunningRun(run_on=today, written_on=today, created_by=actor)
    banks = bank_data(on=today)
    orders = Order.objects.filter(pk__in=order_ids).order_by("oldest_due_on", "pk")
    for assessment in assess(orders, today):
        if not hindrances(assessment):
            yield draft(run, [assessment], banks)
