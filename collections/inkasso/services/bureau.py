"""What a report of a case to a credit bureau would need; nothing is ever reported from here."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from inkasso.models import BureauRule, CollectionCase
from inkasso.rules.bureau import BureauCheck, BureauFacts, BureauTerms, SentReminder, check_bureau
from inkasso.rules.reports import AgencyStatus
from inkasso.rules.states import CaseState
from orders.models import HistoryEntry, Order
from reminders.models import Channel, DunningBlock, ReminderItem
from reminders.models.blocks import DunningBlockQuerySet
from reminders.rules.states import ReminderState

_OBJECTIONS = (CaseState.COURT_OBJECTION, CaseState.ENFORCEMENT_OBJECTION)


def bureau_check(case: CollectionCase, on: date) -> BureauCheck:
    """Which conditions of a report are met on the day, by the rule of the lead; reads only."""
    rule = BureauRule.current()
    terms = BureauTerms(
        reminders_needed=rule.reminders_needed,
        weeks_since_first=rule.weeks_since_first,
        needs_notice=rule.needs_notice,
        needs_no_dispute=rule.needs_no_dispute,
        citation=rule.citation,
    )
    return check_bureau(_facts(case, on), terms, on)


def _facts(case: CollectionCase, on: date) -> BureauFacts:
    order = case.order
    return BureauFacts(
        reminders=_sent_reminders(order),
        due_on=order.oldest_due_on,
        is_open=order.is_open,
        is_disputed=_is_disputed(case, on),
        undisputed_since=_settled_on(order, on),
        has_title=case.state == CaseState.TITLE,
    )


def _sent_reminders(order: Order) -> list[SentReminder]:
    """What left the house of Mahnstufe 1 and later, with the words as they were sent."""
    items = ReminderItem.objects.filter(order=order, state=ReminderState.SENT, level__gte=1)
    fields = ("sent_on", "channel", "mail_body", "letter_body", "document__mail_text")
    rows = items.values_list(*(f"reminder__{name}" for name in fields))
    return [
        SentReminder(sent_on, _words(channel, document or mail, letter))
        for sent_on, channel, mail, letter, document in rows
    ]


def _words(channel: str, mail: str, letter: str) -> str:
    """Only the papers that the customer got: mail, letter or both."""
    papers = {Channel.EMAIL: (mail,), Channel.LETTER: (letter,), Channel.BOTH: (mail, letter)}
    return "\n".join(papers[Channel(channel)])


def _is_disputed(case: CollectionCase, on: date) -> bool:
    """Told to us, to the agency or to the court."""
    return (
        case.order.stop_reason == Order.StopReason.DISPUTED
        or case.agency_status == AgencyStatus.DISPUTED
        or case.state in _OBJECTIONS
        or _dispute_blocks(case.order).active(on=on).exists()
    )


def _settled_on(order: Order, on: date) -> date | None:
    """When the last dispute that we knew of ended; None when there was none."""
    days = [
        lifted_on or until_on
        for lifted_on, until_on in _dispute_blocks(order).values_list("lifted_on", "until_on")
        if lifted_on or (until_on and until_on < on)
    ]
    # The stop itself leaves no row behind, only its line in the history.
    words = f"Mahnen wieder zugelassen ({Order.StopReason.DISPUTED.label})"
    lifted = HistoryEntry.objects.filter(order=order, text__startswith=words).first()
    if lifted:
        days.append(timezone.localdate(lifted.created_at))
    return max(days, default=None)


def _dispute_blocks(order: Order) -> DunningBlockQuerySet:
    mine = Q(order=order) | Q(customer=order.customer_id)
    return DunningBlock.objects.filter(mine, reason=DunningBlock.Reason.DISPUTED)
