"""What stands in the way of a booking, what it will do and what it did, in German sentences."""

from decimal import Decimal

from common.rules.german import euro
from orders.models import LedgerEntry, Order
from orders.services.corrections import claim_left
from orders.services.credits import available_credit
from reminders.services.waivers import waivable

Kind = LedgerEntry.Kind


def payment_words(order: Order, amount: Decimal) -> str:
    """What the payment did to the order."""
    booked = f"Zahlung über {euro(amount)} gebucht."
    if order.is_open:
        return f"{booked} Offen sind noch {euro(order.open_amount)}."
    settled = f"{booked} Der Auftrag ist bezahlt und wird nicht mehr gemahnt."
    if order.credit_amount:
        return f"{settled} Zu viel gezahlt: {euro(order.credit_amount)} stehen als Guthaben."
    return settled


def booked_words(booked: str, order: Order) -> str:
    """What was done, and what is open or credit now."""
    if order.is_open:
        return f"{booked} Offen sind jetzt {euro(order.open_amount)}."
    if order.credit_amount:
        return f"{booked} Offen ist nichts, {euro(order.credit_amount)} stehen als Guthaben."
    return f"{booked} Offen ist nichts mehr."


def no_choice(order: Order) -> str:
    """Why there is nothing to choose between."""
    has_rates = order.installments.filter(amount__gt=0).count() > 1
    return "" if has_rates or order.open_ancillary else "Es gibt nur eine Forderung, keine Wahl."


def nothing_paid(order: Order) -> str:
    """Why nothing can be taken back."""
    return "" if order.paid_amount > 0 else "Auf den Auftrag ist nichts bezahlt."


def no_credit(order: Order) -> str:
    """Why there is no credit to move or refund."""
    return "" if available_credit(order) else "Der Auftrag hat kein bezahltes Guthaben."


def nothing_open(order: Order) -> str:
    """Why nothing can be written off."""
    return "" if order.is_open else "Auf den Auftrag ist nichts offen."


def nothing_to_waive(order: Order) -> str:
    """Why there is nothing that dunning charged and that could be waived."""
    return "" if waivable(order) else "Es sind keine Zinsen oder Gebühren aus Mahnungen offen."


def waiver_effect(order: Order) -> str:
    """What a waiver changes."""
    amount = waivable(order)
    return (
        f"Offen sind {euro(order.open_amount)}, davon werden {euro(amount)} erlassen: Zinsen, "
        f"Mahngebühren und Pauschalen. Danach sind {euro(order.open_amount - amount)} offen. Die "
        "Kosten einer Rücklastschrift und die Ware bleiben geschuldet."
    )


def nothing_to_credit(order: Order) -> str:
    """Why nothing can be credited."""
    if order.is_cancelled:
        return "Der Auftrag ist storniert; es gibt nichts mehr gutzuschreiben."
    return "" if claim_left(order) else "Auf den Auftrag ist schon alles gutgeschrieben."


def nothing_to_cancel(order: Order) -> str:
    """Why the order cannot be cancelled."""
    return "Der Auftrag ist schon storniert." if order.is_cancelled else nothing_to_credit(order)


def no_stop_possible(order: Order) -> str:
    """Why the dunning cannot be stopped."""
    if order.stop_reason:
        return "Das Mahnen ist schon angehalten."
    return nothing_open(order)


def not_stopped(order: Order) -> str:
    """Why there is no stop to lift."""
    return "" if order.stop_reason else "Das Mahnen ist nicht mehr angehalten."


def other_allocation_effect(order: Order) -> str:
    """What the law would do, and that a choice changes it."""
    parts = ((order.open_costs, "Kosten"), (order.open_interest, "Zinsen"))
    told = " und ".join(f"{euro(amount)} {what}" for amount, what in parts if amount)
    costs = f", davon {told}" if told else ""
    return (
        f"Offen sind {euro(order.open_amount)}{costs}. Ohne andere Wahl begleicht eine Zahlung "
        "zuerst Kosten und Zinsen, dann die älteste Rate. Ihre Wahl gilt für diese Zahlung; was "
        "sie übersteigt, folgt wieder der Reihe."
    )


def chargeback_effect(order: Order) -> str:
    """What opens again."""
    return (
        f"Bezahlt sind {euro(order.paid_amount)}. Was zurückging, ist danach wieder offen, mit der "
        "alten Fälligkeit; die Kosten der Bank kommen dazu. Nennt die Bank Widerspruch oder Tod, "
        "wird nicht gemahnt, bis das geklärt ist."
    )


def move_effect(order: Order) -> str:
    """What moves."""
    return (
        f"Guthaben: {euro(available_credit(order))}. Der Betrag zählt danach als Zahlung auf den "
        "anderen Auftrag. Die Umbuchung lässt sich zurücknehmen."
    )


def refund_effect(order: Order) -> str:
    """What is marked."""
    return (
        f"Guthaben: {euro(available_credit(order))}. Mahnwerk überweist nichts: Sie halten fest, "
        "dass das Geld an den Kunden zurückging."
    )


def credit_effect(order: Order) -> str:
    """What a credit note changes."""
    paid = (
        " Was schon bezahlt ist und dann zu viel ist, steht als Guthaben."
        if order.paid_amount > 0
        else ""
    )
    return (
        f"Gefordert sind {euro(claim_left(order))}, offen sind {euro(order.open_amount)}. Die "
        f"Gutschrift senkt beides.{paid}"
    )


def write_off_effect(order: Order) -> str:
    """What is given up."""
    return (
        f"Offen sind {euro(order.open_amount)}. Was Sie ausbuchen, wird nicht mehr gemahnt. Kommt "
        "das Geld doch noch, stornieren Sie zuerst die Ausbuchung."
    )


def cancellation_effect(order: Order) -> str:
    """What is credited, what stays owed and what becomes credit."""
    claim = claim_left(order)
    balance = order.open_amount - order.credit_amount - claim
    after = "Danach ist nichts offen."
    if balance > 0:
        what = "Kosten und Zinsen" if order.open_interest else "Kosten"
        after = f"Danach bleiben {euro(balance)} {what} offen."
    elif balance < 0:
        after = f"Danach ist nichts offen, und {euro(-balance)} stehen als Guthaben."
    return (
        f"{euro(claim)} werden gutgeschrieben. {after} Eine spätere Datei des Shops macht das "
        "nicht rückgängig."
    )


def stop_effect(order: Order) -> str:
    """What a stop does."""
    return "Niemand wird zu diesem Auftrag gemahnt, bis jemand das Mahnen wieder zulässt."


def lift_effect(order: Order) -> str:
    """What lifting does."""
    return (
        f"Angehalten wegen: {order.get_stop_reason_display()}. Danach kann der Auftrag wieder "
        "gemahnt werden."
    )


def reversal_title(entry: LedgerEntry) -> str:
    """The heading of the page that takes an entry back: "Zahlung stornieren"."""
    if entry.kind == Kind.TRANSFER:
        return "Umbuchung zurücknehmen"
    return f"{entry.get_kind_display()} stornieren"


def reversal_consequence(open_amount: Decimal, *, reopens: bool) -> str:
    """What taking back an entry will do, told before it is done."""
    booked = "Die Buchung wird mit einer Gegenbuchung von heute zurückgenommen."
    if reopens:
        booked = f"{booked} Der Auftrag gilt nicht mehr als storniert."
    if not open_amount:
        return f"{booked} Auf den Auftrag ist auch dann nichts offen."
    return f"{booked} Dann sind {euro(open_amount)} offen, und der Auftrag kann gemahnt werden."


def moving_back_consequence(entry: LedgerEntry, other: LedgerEntry) -> str:
    """What moving credit back will do, told before it is done."""
    source, target = (entry, other) if entry.amount > 0 else (other, entry)
    return (
        f"{euro(abs(entry.amount))} gehen von {target.order} auf {source.order} zurück. Auf "
        f"{target.order} ist der Betrag dann wieder offen."
    )


def reversal_words(order: Order, entry: LedgerEntry) -> str:
    """What taking back an entry did to the order."""
    what = f"{entry.get_kind_display()} über {euro(abs(entry.amount))}"
    done = "zurückgenommen" if entry.kind == Kind.TRANSFER else "storniert"
    if order.is_open:
        return f"{what} {done}. Offen sind jetzt {euro(order.open_amount)}."
    return f"{what} {done}. Auf den Auftrag ist weiterhin nichts offen."
