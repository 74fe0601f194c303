"""Change the text of one proposed reminder, and see it before it is stored."""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from orders.services.history import record
from reminders.models import Reminder, ReminderItem
from reminders.rules.content import (
    LINK_MARKER,
    NUMBER_MARKER,
    POSITIONS_MARKER,
    TOKEN_MARKER,
    ReminderContent,
)
from reminders.rules.placeholders import defused
from reminders.rules.states import ReminderState
from reminders.services.claims import ItemClaim
from reminders.services.content import content_of_items
from reminders.services.locks import lock_run
from reminders.services.texts import (
    TEXTS,
    TextFacts,
    filled,
    placeholder_values,
)

_MARKED = {
    POSITIONS_MARKER: "POSITIONEN",
    NUMBER_MARKER: "MAHNNUMMER",
    TOKEN_MARKER: "TOKEN",
    LINK_MARKER: "ZAHLUNGSLINK",
}


class TextNotEditable(Exception):
    """The text cannot be changed any more; the message tells the clerk why."""


def editable(reminder_id: int) -> Reminder:
    """A proposed reminder with all that its page shows. Raises TextNotEditable once released."""
    reminder = Reminder.objects.select_related(
        "run", "creditor", "customer", "template", "procedure", "sales_account__creditor"
    ).get(pk=reminder_id)
    if reminder.state != ReminderState.PROPOSED:
        raise TextNotEditable(
            f"Die Mahnung ist {reminder.get_state_display()}; ihr Text steht fest."
        )
    return reminder


def texts_to_edit(reminder: Reminder) -> dict[str, str]:
    """The finished texts by field name; what is no text stands there as a placeholder."""
    return {name: _written(getattr(reminder, name)) for name in TEXTS}


def preview_edit(reminder: Reminder, texts: Mapping[str, str]) -> ReminderContent:
    """What mail and letter would say; texts: those that change.

    Raises UnknownPlaceholder and TextTooLong.
    """
    items = _items(reminder)
    texts = {**texts_to_edit(reminder), **texts}
    for name, text in filled(texts, _values(reminder, items)).items():
        setattr(reminder, name, text)
    return content_of_items(reminder, items)


@transaction.atomic
def edit_reminder_text(
    reminder_id: int, *, texts: Mapping[str, str], actor: AbstractBaseUser
) -> Reminder:
    """Store the texts of one proposed reminder that change; placeholders in them are filled.

    Raises TextNotEditable once it is released, UnknownPlaceholder and TextTooLong.
    """
    lock_run(Reminder.objects.only("run").get(pk=reminder_id).run_id)
    reminder = editable(reminder_id)
    items = _items(reminder)
    finished = filled({**texts_to_edit(reminder), **texts}, _values(reminder, items))
    if all(getattr(reminder, name) == text for name, text in finished.items()):
        return reminder
    for name, text in finished.items():
        setattr(reminder, name, text)
    reminder.is_edited = True
    reminder.save(update_fields=[*TEXTS, "is_edited"])
    for item in items:
        record(item.order, f"Text in {reminder.run} von Hand geändert.", actor=actor)
    return reminder


def _written(text: str) -> str:
    marked = defused(text)
    for marker, name in _MARKED.items():
        marked = marked.replace(marker, f"(({name}))")
    return marked


def _items(reminder: Reminder) -> list[ReminderItem]:
    items = reminder.items.select_related("installment", "order__customer")
    return list(items.select_related("order__sales_account__creditor").order_by("pk"))


def _values(reminder: Reminder, items: list[ReminderItem]) -> dict[str, str]:
    """The placeholders as they were when the reminder was proposed."""
    facts = TextFacts(
        orders=[item.order for item in items],
        claims=[_frozen_claim(item) for item in items],
        level=reminder.level,
        written_on=reminder.written_on,
        pay_by=reminder.pay_by,
        payments_until=reminder.payments_until,
        procedure=reminder.procedure,
    )
    return placeholder_values(facts, reminder.language)


def _frozen_claim(item: ReminderItem) -> ItemClaim:
    return ItemClaim(
        principal=item.principal,
        other_costs=item.other_costs,
        interest=item.interest,
        dunning_fee=item.dunning_fee,
        lump_sum=item.lump_sum,
        default_since=item.default_since,
    )
