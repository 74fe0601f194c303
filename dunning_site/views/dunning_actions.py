"""What holds the dunning of an order or takes a reminder back, each on a page of its own."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone

from common.rules.german import day as german_day
from common.rules.german import euro
from dunning_site.dunning_forms import (
    DeferralForm,
    EndPlanForm,
    LiftStopForm,
    PlanForm,
    StopForm,
    WithdrawForm,
)
from dunning_site.views import booking_words as words
from dunning_site.views.booking_actions import Action, Clerk
from orders.models import Order
from orders.services.by_hand import BookingRefused
from orders.services.stops import lift_stop, set_stop
from reminders.models import DunningBlock, InstalmentPlan
from reminders.services.blocks import BlockRefused, set_block
from reminders.services.plans import PlanRefused, agree_plan, end_plan
from reminders.services.withdrawals import WithdrawalRefused, newest_sent, withdraw_reminder

STOP, LIFT = "reminders.add_dunningblock", "reminders.change_dunningblock"
WITHDRAW = "reminders.change_reminder"


def shown_dunning_actions(order: Order, user: AbstractBaseUser | Any) -> list[dict[str, str]]:
    """What this person can do about the dunning of the order now, for the order page."""
    return [
        {
            "title": action.title,
            "hint": action.hint,
            "url": reverse("order-booking", args=[order.pk, action.slug]),
        }
        for action in DUNNING
        if user.has_perm(action.right) and not action.obstacle(order)
    ]


def _set_stop(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    stop = Order.StopReason(told["stop"])
    after = set_stop(
        order.pk,
        stop,
        reason=told["reason"],
        disputed_amount=told["amount"],
        answer_by=told["answer_by"],
        actor=clerk.user,
    )
    if after.is_partly_disputed:
        assert after.disputed_amount is not None  # said by is_partly_disputed
        return (
            f"{euro(after.disputed_amount)} gelten als bestritten. Den Rest können Sie von Hand "
            "mahnen; automatisch wird nicht gemahnt."
        )
    return f"Mahnen angehalten: {stop.label}. Es geht erst weiter, wenn jemand es wieder zulässt."


def _lift_stop(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    lift_stop(order.pk, seen=told["seen"], reason=told["reason"], actor=clerk.user)
    return "Der Auftrag kann wieder gemahnt werden."


def _defer(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    try:
        set_block(
            order.pk,
            reason=DunningBlock.Reason.DEFERRED,
            note=told["note"],
            until_on=told["until_on"],
            actor=clerk.user,
            today=clerk.today,
        )
    except BlockRefused as refusal:
        raise BookingRefused(str(refusal), field="until_on") from refusal
    until = german_day(told["until_on"])
    return f"Gestundet bis {until}. So lange wird nicht gemahnt, und es laufen keine Zinsen."


def _agree_plan(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    try:
        plan = agree_plan(
            order.pk,
            told["rates"],
            note=told["note"],
            seen_entry_id=clerk.seen_entry,
            actor=clerk.user,
            today=clerk.today,
        )
    except PlanRefused as refusal:
        raise BookingRefused(str(refusal)) from refusal
    return (
        f"Ratenplan mit {len(plan.rates)} Raten vereinbart. So lange sie kommen, ruht das Mahnen."
    )


def _end_plan(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    try:
        end_plan(
            order.pk,
            reason=told["reason"],
            rest_due_on=told["rest_due_on"],
            actor=clerk.user,
            today=clerk.today,
        )
    except PlanRefused as refusal:
        raise BookingRefused(str(refusal)) from refusal
    return "Ratenplan beendet. Das Mahnen geht dort weiter, wo es stand."


def _withdraw(order: Order, told: Mapping[str, Any], clerk: Clerk) -> str:
    newest = newest_sent(order)
    if newest is None or newest.pk != told["reminder"]:
        raise BookingRefused(
            "Inzwischen ist eine andere Mahnung die neueste des Auftrags. Prüfen Sie ihn."
        )
    try:
        done = withdraw_reminder(
            told["reminder"],
            reason=told["reason"],
            tells_customer=told["tells_customer"],
            actor=clerk.user,
            today=clerk.today,
            now=timezone.now(),
        )
    except WithdrawalRefused as refusal:
        raise BookingRefused(str(refusal)) from refusal
    charges = f" {euro(done.charges)} Zinsen und Gebühren sind storniert." if done.charges else ""
    mail = f" Mitgeteilt an {done.told}." if done.told else ""
    if done.mail_problem:
        mail = f" Der Kunde weiß noch nichts davon: {done.mail_problem}"
    return f"Mahnung {done.reminder} zurückgezogen.{charges}{mail}"


def _no_plan_possible(order: Order) -> str:
    if _running_plan(order):
        return "Für den Auftrag läuft schon ein Ratenplan."
    return words.nothing_open(order)


def _no_plan_running(order: Order) -> str:
    return "" if _running_plan(order) else "Für den Auftrag läuft kein Ratenplan."


def _running_plan(order: Order) -> InstalmentPlan | None:
    return order.instalment_plans.running().first()


def _nothing_to_withdraw(order: Order) -> str:
    return "" if newest_sent(order) else "Zu diesem Auftrag steht keine versendete Mahnung."


def _stop_effect(order: Order) -> str:
    return (
        f"{words.stop_effect(order)} Bestreitet der Kunde nur einen Teil, können Sie den Rest von "
        "Hand mahnen."
    )


def _deferral_effect(order: Order) -> str:
    return (
        "Bis zu dem Tag, er eingeschlossen, wird nicht gemahnt, und es laufen keine Verzugszinsen. "
        "Danach geht es von selbst weiter. Eine andere Mahnsperre des Auftrags wird ersetzt."
    )


def _plan_effect(order: Order) -> str:
    paid_first = (
        f" Die erste Zahlung begleicht davon zuerst {euro(order.open_ancillary)} Kosten und Zinsen."
        if order.open_ancillary
        else ""
    )
    return (
        f"Offen sind {euro(order.open_amount)}; die Raten müssen genau so viel ergeben."
        f"{paid_first} Solange die Raten kommen, wird nicht gemahnt. Eine Rate gilt drei Tage nach "
        "ihrem letzten Zahltag als versäumt; dann geht das Mahnen weiter, wo es stand."
    )


def _end_plan_effect(order: Order) -> str:
    return (
        f"Offen sind {euro(order.open_amount)}. Das Mahnen geht dort weiter, wo es vor dem "
        "Ratenplan stand."
    )


def _withdraw_effect(order: Order) -> str:
    newest = newest_sent(order)
    assert newest is not None  # else the page is not reached
    others = [item.order.number for item in newest.items.select_related("order")]
    whole = f" Sie gilt auch für {', '.join(sorted(others))}." if len(others) > 1 else ""
    return (
        f"Mahnung {newest} vom {german_day(newest.written_on)} gilt dann als nicht geschrieben: "
        f"Die Mahnstufe geht zurück, unbezahlte Zinsen und Gebühren daraus werden storniert.{whole}"
    )


DUNNING = (
    Action(
        "ratenplan",
        "Ratenplan",
        "Ratenplan vereinbaren",
        "der Kunde zahlt in Raten",
        STOP,
        PlanForm,
        _no_plan_possible,
        _plan_effect,
        _agree_plan,
        busy="Wird vereinbart …",
    ),
    Action(
        "ratenplan-beenden",
        "Ratenplan beenden",
        "Ratenplan beenden",
        "die Vereinbarung gilt nicht mehr",
        LIFT,
        EndPlanForm,
        _no_plan_running,
        _end_plan_effect,
        _end_plan,
        busy="Wird beendet …",
        is_dangerous=True,
    ),
    Action(
        "stundung",
        "Stundung",
        "Stunden",
        "der Kunde zahlt später alles",
        STOP,
        DeferralForm,
        words.nothing_open,
        _deferral_effect,
        _defer,
        busy="Wird gestundet …",
    ),
    Action(
        "mahnen-anhalten",
        "Mahnen anhalten",
        "Mahnen anhalten",
        "bestritten, Widerruf, Insolvenz, verstorben oder zu klären",
        STOP,
        StopForm,
        words.no_stop_possible,
        _stop_effect,
        _set_stop,
        busy="Wird angehalten …",
    ),
    Action(
        "mahnen-zulassen",
        "Mahnen wieder zulassen",
        "Mahnen wieder zulassen",
        "es ist geklärt",
        LIFT,
        LiftStopForm,
        words.not_stopped,
        words.lift_effect,
        _lift_stop,
        busy="Wird zugelassen …",
    ),
    Action(
        "mahnung-zurueckziehen",
        "Letzte Mahnung zurückziehen",
        "Mahnung zurückziehen",
        "sie war ein Irrtum",
        WITHDRAW,
        WithdrawForm,
        _nothing_to_withdraw,
        _withdraw_effect,
        _withdraw,
        busy="Wird zurückgezogen …",
        is_dangerous=True,
    ),
)
