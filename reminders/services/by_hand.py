"""One reminder that a clerk writes for one order ("Erinnerung verfassen")."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from orders.models import Order
from orders.services.bank_data import bank_data
from orders.services.locks import lock_orders
from reminders.default_texts import DEFAULT_TEXTS
from reminders.models import (
    Channel,
    DunningLevel,
    DunningRun,
    Reminder,
    ReminderTemplate,
)
from reminders.rules.content import ReminderContent
from reminders.rules.deadlines import pay_by as working_day_after
from reminders.rules.reasons import ADDRESS, LADDER, Reason, step_name
from reminders.services.approvals import hand_in, over_limit
from reminders.services.assessment import Assessment, assess
from reminders.services.channels import channel_of, has_usable_email
from reminders.services.claims import claim_of
from reminders.services.content import content_of_items
from reminders.services.drafting import (
    Claimed,
    Draft,
    Terms,
    deadline_of,
    put_together,
    text_facts,
)
from reminders.services.runs import RunRefused, release_run
from reminders.services.texts import editable_texts, filled, placeholder_values

DEFAULT_PERIOD_DAYS = 10


class WritingRefused(Exception):
    """No reminder can be written for the order; the message tells the clerk why."""


@dataclass(frozen=True, slots=True)
class Handwriting:
    """What a clerk decides about the one reminder he writes: way, deadline and texts."""

    channel: Channel
    pay_by: date
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What may be written for an order today, and what it begins with.

    levels: those to choose from, 0 for a payment reminder; step: the one of the level, None for a
    reminder that belongs to no step; warnings: why it may be paid all the same.
    """

    assessment: Assessment
    levels: tuple[int, ...]
    level: int
    step: DunningLevel | None
    template: ReminderTemplate
    channels: tuple[Channel, ...]
    start: Handwriting
    warnings: tuple[str, ...]

    @property
    def order(self) -> Order:
        """The order that is written about."""
        return self.assessment.order


def occasion(order_id: int, level: int | None, *, today: date) -> Occasion:
    """What a clerk may write for the order today; level None: the one that is reached.

    Raises WritingRefused where nothing or not this level may be sent.
    """
    (assessment,) = assess(Order.objects.filter(pk=order_id), today)
    levels = _levels(assessment)
    chosen = levels[-1] if level is None else level
    if chosen not in levels:
        raise WritingRefused(f"{step_name(chosen)} ist für diesen Auftrag heute nicht erreicht.")
    step = assessment.step if chosen else None
    channels = _channels(assessment.order)
    template = step.template if step and step.template else _free_template(assessment)
    wished = Channel(step.channel) if step else Channel.EMAIL
    channel = channel_of(assessment.order.customer, wished)
    if channel not in channels:
        channel = channels[0]
    first = Handwriting(channel, _deadline(assessment.order, step, today), {})
    claimed, terms = _claim(assessment, chosen, step, template, first, today)
    drafted = put_together(DunningRun(run_on=today, written_on=today), [claimed], terms)
    facts = text_facts([claimed], terms, level=chosen, written_on=today)
    texts = editable_texts(drafted.reminder.template, facts)
    return Occasion(
        assessment=assessment,
        levels=levels,
        level=chosen,
        step=step,
        template=template,
        channels=channels,
        start=Handwriting(channel, first.pay_by, texts),
        warnings=tuple(doubt.text for doubt in assessment.doubts),
    )


def preview_writing(one: Occasion, written: Handwriting, *, today: date) -> ReminderContent:
    """What mail and letter would say. Raises UnknownPlaceholder and TextTooLong."""
    drafted = _draft(one, written, DunningRun(run_on=today, written_on=today), today)
    return content_of_items(drafted.reminder, drafted.items)


@transaction.atomic
def write_reminder(
    order_id: int,
    *,
    level: int,
    written: Handwriting,
    actor: AbstractBaseUser,
    today: date,
    now: datetime,
) -> Reminder:
    """Send what a clerk wrote: a run of one reminder, recorded like any other.

    Over the account's limit it waits for a second person. Raises WritingRefused when the order
    must not be reminded any more or nothing can be sent, UnknownPlaceholder and TextTooLong.
    """
    lock_orders([order_id])
    one = occasion(order_id, level, today=today)
    if written.pay_by <= today:
        raise WritingRefused("Die Zahlungsfrist muss in der Zukunft liegen.")
    if written.channel not in one.channels:
        raise WritingRefused("Auf diesem Weg ist der Kunde nicht zu erreichen.")
    run = DunningRun.objects.create(
        level=level,
        run_on=today,
        written_on=today,
        selection=f"Erinnerung verfasst für Auftrag {one.order.number}",
        selected_count=1,
        created_by=actor,
    )
    drafted = _draft(one, written, run, today)
    drafted.reminder.save()
    for item in drafted.items:
        item.save()
    _send(run, actor=actor, today=today, now=now)
    drafted.reminder.refresh_from_db()
    return drafted.reminder


def _send(run: DunningRun, *, actor: AbstractBaseUser, today: date, now: datetime) -> None:
    if over_limit(run).exists():
        hand_in(run.pk, actor=actor)
        return
    try:
        release_run(run.pk, actor=actor, today=today, now=now)
    except RunRefused as refusal:
        raise WritingRefused(str(refusal)) from refusal


def _levels(assessment: Assessment) -> tuple[int, ...]:
    """A payment reminder always, the Mahnstufe that is reached today as well.

    Raises WritingRefused for what keeps the order from any reminder.
    """
    order, step = assessment.order, assessment.step
    objections = [one for one in assessment.reasons if one.code not in ADDRESS]
    if hard := [one for one in objections if one.code not in LADDER]:
        raise WritingRefused(_words(hard))
    if order.standing.procedure is None:
        raise WritingRefused("Für Verkaufsaccount und Zahlungsart ist kein Mahnverfahren angelegt.")
    is_reached = step is not None and step.level and step.level == assessment.level
    return (0, step.level) if step and is_reached and not objections else (0,)


def _words(reasons: list[Reason]) -> str:
    return " ".join(reason.text for reason in reasons)


def _channels(order: Order) -> tuple[Channel, ...]:
    """The ways that are open to the customer. Raises WritingRefused without any."""
    has_mail, has_letter = has_usable_email(order.customer), order.customer.has_postal_address
    ways = {
        Channel.EMAIL: has_mail,
        Channel.LETTER: has_letter,
        Channel.BOTH: has_mail and has_letter,
    }
    channels = tuple(channel for channel, is_open in ways.items() if is_open)
    if not channels:
        raise WritingRefused(
            "Der Kunde hat keine gültige E-Mail-Adresse und keine vollständige Anschrift. "
            "Ergänzen Sie sie beim Kunden."
        )
    return channels


def _free_template(assessment: Assessment) -> ReminderTemplate:
    """The text of the order's payment reminders, else the shipped one, else any of its steps.

    Raises WritingRefused without any.
    """
    steps = list(assessment.order.standing.procedure.levels.all())
    ours = [step.template for step in steps if not step.level and step.template]
    if ours:
        return ours[0]
    shipped = ReminderTemplate.objects.filter(name=DEFAULT_TEXTS[0].name).first()
    found = shipped or next((step.template for step in steps if step.template), None)
    if found is None:
        raise WritingRefused("Es gibt keine Textvorlage. Legen Sie zuerst eine an.")
    return found


def _deadline(order: Order, step: DunningLevel | None, today: date) -> date:
    if step is not None:
        return deadline_of(order, step, today)
    return working_day_after(
        today,
        period_days=DEFAULT_PERIOD_DAYS,
        state=order.customer.state,
        due_on=order.oldest_due_on,
    )


def _claim(
    assessment: Assessment,
    level: int,
    step: DunningLevel | None,
    template: ReminderTemplate,
    written: Handwriting,
    today: date,
) -> tuple[Claimed, Terms]:
    order = assessment.order
    creditor_id = order.sales_account.creditor_id
    claim = claim_of(order, step, channel=written.channel, written_on=today)
    terms = Terms(
        procedure=order.standing.procedure,
        template=template,
        channel=written.channel,
        pay_by=written.pay_by,
        payments_until=bank_data(on=today, creditor_ids=[creditor_id])[creditor_id].newest_on,
    )
    # A free payment reminder is none of the procedure's, so that it takes none's place.
    return Claimed(order, level, 0 if level else None, claim), terms


def _draft(one: Occasion, written: Handwriting, run: DunningRun, today: date) -> Draft:
    """The reminder with the clerk's own texts."""
    claimed, terms = _claim(one.assessment, one.level, one.step, one.template, written, today)
    drafted = put_together(run, [claimed], terms)
    reminder = drafted.reminder
    facts = text_facts([claimed], terms, level=one.level, written_on=today)
    texts = filled(written.texts, placeholder_values(facts, reminder.language))
    reminder.is_written_by_hand = True
    reminder.is_edited = any(getattr(reminder, name) != text for name, text in texts.items())
    for name, text in texts.items():
        setattr(reminder, name, text)
    return drafted
