"""What happens to an order after it came in, as its fate wants it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from common.rules.money import ZERO, cents
from dunning_site.demo.fates import Ending, Fate
from dunning_site.demo.ladders import Course
from orders.rules.drafts import OrderDraft, ShopState
from reminders.models import DunningBlock

Reason = DunningBlock.Reason
# Reason, note, and how many days from today it ends; None: without end.
BLOCKS = (
    (Reason.DISPUTED, "Kundin bestreitet den Erhalt der Ware, Nachforschung läuft", None),
    (Reason.DEFERRED, "Zahlung nach Gehaltseingang zugesagt (Telefonat)", 16),
    (Reason.RETURN, "Retoure angekündigt, Paket noch nicht da", 9),
    (Reason.CLARIFICATION, "Zahlungsbeleg angefordert", 5),
    (Reason.GOODWILL, "Lieferung kam beschädigt an, Ersatz unterwegs", 21),
    (Reason.DISPUTED, "Rechnung ging an die falsche Firma", None),
    (Reason.DEFERRED, "Stundung bis Monatsende vereinbart", 12),
    (Reason.OTHER, "Trauerfall in der Familie", 45),
)


@dataclass(frozen=True, slots=True)
class ShopSays:
    """The shop's next export tells something new of the order."""

    on: date
    draft: OrderDraft


@dataclass(frozen=True, slots=True)
class ClerkBooks:
    """The clerk records a payment, in euros."""

    on: date
    amount: Decimal
    reference: str


@dataclass(frozen=True, slots=True)
class ClerkBlocks:
    """The clerk sets a Mahnsperre up to and including a day, None: without end."""

    on: date
    reason: DunningBlock.Reason
    note: str
    until_on: date | None


@dataclass(frozen=True, slots=True)
class ClerkLifts:
    """The clerk lifts the Mahnsperre."""

    on: date


@dataclass(frozen=True, slots=True)
class LeadWritesOff:
    """The head of the office gives up what is open."""

    on: date
    reason: str


Happening = ShopSays | ClerkBooks | ClerkBlocks | ClerkLifts | LeadWritesOff
Story = tuple[OrderDraft, list[Happening]]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What an ending is made from."""

    fate: Fate
    draft: OrderDraft
    course: Course
    today: date
    rng: Random

    def between(self, first: date, last: date) -> date:
        """A day of the span, both included, but always after the order and before today."""
        first = max(first, self.draft.ordered_on + timedelta(days=1))
        last = min(last, self.today - timedelta(days=1))
        day = first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))
        return min(day, last)

    def after_notice(self, level: int) -> date:
        """A day soon after the notice of that level, always before the next one."""
        sent_on = self.course.sent_on[level - 1]
        return self.between(sent_on + timedelta(days=1), sent_on + timedelta(days=7))


def happenings(
    fate: Fate, draft: OrderDraft, foreseen: Course, *, today: date, rng: Random
) -> Story:
    """The order as the shop first tells it, and what happens later, by day."""
    return _ENDINGS[fate.ending](_Scene(fate, draft, foreseen, today, rng))


def paid(draft: OrderDraft) -> OrderDraft:
    """The order, wholly paid in the shop."""
    return replace(draft, open_amount=ZERO, shop_state=ShopState.PAID, shop_state_text="paid")


def partly_paid(draft: OrderDraft, open_amount: Decimal) -> OrderDraft:
    """The order with something paid in the shop."""
    return replace(draft, open_amount=open_amount, shop_state_text="partially_paid")


def cancelled(draft: OrderDraft, on: date) -> OrderDraft:
    """The order, cancelled in the shop before anything was paid."""
    return replace(
        draft,
        open_amount=ZERO,
        shop_state=ShopState.CANCELLED,
        shop_state_text="voided",
        cancelled_on=on,
    )


def refunded(draft: OrderDraft) -> OrderDraft:
    """The order, paid and given back."""
    return replace(
        draft,
        open_amount=ZERO,
        credited_amount=draft.total,
        shop_state=ShopState.REFUNDED,
        shop_state_text="refunded",
    )


def _unpaid(scene: _Scene) -> Story:
    return scene.draft, []


def _paid_at_once(scene: _Scene) -> Story:
    return paid(scene.draft), []


def _paid_in_time(scene: _Scene) -> Story:
    ordered_on = scene.draft.ordered_on
    paid_on = scene.between(ordered_on + timedelta(days=2), ordered_on + timedelta(days=11))
    return scene.draft, [ShopSays(paid_on, paid(scene.draft))]


def _paid_after_notice(scene: _Scene) -> Story:
    return scene.draft, [ShopSays(scene.after_notice(scene.fate.levels), paid(scene.draft))]


def _paid_by_hand(scene: _Scene) -> Story:
    draft = scene.draft
    reference = f"Überweisung {draft.number}"
    return draft, [ClerkBooks(scene.after_notice(scene.fate.levels), draft.total, reference)]


def _overpaid(scene: _Scene) -> Story:
    draft = scene.draft
    reference = f"Überweisung {draft.number}, zu viel gezahlt"
    amount = draft.total + Decimal("10.00")
    return draft, [ClerkBooks(scene.after_notice(scene.fate.levels), amount, reference)]


def _partly_paid(scene: _Scene) -> Story:
    draft = scene.draft
    paid_on = scene.between(draft.ordered_on + timedelta(days=3), scene.today)
    rest = cents(draft.total * scene.rng.choice((25, 40, 50)) / 100)
    return draft, [ShopSays(paid_on, partly_paid(draft, rest))]


def _partly_credited(scene: _Scene) -> Story:
    draft = scene.draft
    credited = cents(draft.total * 20 / 100)
    later = replace(
        draft,
        open_amount=draft.total - credited,
        credited_amount=credited,
        shop_state_text="partially_refunded",
    )
    return draft, [ShopSays(scene.between(draft.ordered_on, scene.today), later)]


def _cancelled(scene: _Scene) -> Story:
    ordered_on = scene.draft.ordered_on
    on = scene.between(ordered_on + timedelta(days=1), ordered_on + timedelta(days=4))
    return scene.draft, [ShopSays(on, cancelled(scene.draft, on))]


def _refunded(scene: _Scene) -> Story:
    ordered_on = scene.draft.ordered_on
    on = scene.between(ordered_on + timedelta(days=5), ordered_on + timedelta(days=20))
    return paid(scene.draft), [ShopSays(on, refunded(scene.draft))]


def _charged_back(scene: _Scene) -> Story:
    # After the last run, so that no notice went out while the money seemed to be there.
    on = scene.between(scene.today - timedelta(days=6), scene.today)
    return paid(scene.draft), [ShopSays(on, scene.draft)]


def _blocked(scene: _Scene) -> Story:
    reason, note, days = scene.rng.choice(BLOCKS)
    levels = scene.fate.levels
    on = (
        scene.after_notice(levels)
        if levels
        else scene.between(scene.today - timedelta(days=7), scene.today)
    )
    until_on = None if days is None else scene.today + timedelta(days=days)
    return scene.draft, [ClerkBlocks(on, reason, note, until_on)]


def _block_ended(scene: _Scene) -> Story:
    """Blocked over all runs; since three days it is lifted, or has run out by itself."""
    due_on = scene.draft.ordered_on + timedelta(days=10)
    note = "Kunde wollte die Lieferadresse klären"
    end = scene.today - timedelta(days=3)
    on = scene.between(due_on, due_on)
    if scene.rng.random() < 0.5:
        return scene.draft, [ClerkBlocks(on, Reason.CLARIFICATION, note, end)]
    return scene.draft, [ClerkBlocks(on, Reason.CLARIFICATION, note, None), ClerkLifts(end)]


def _written_off(scene: _Scene) -> Story:
    on = scene.between(scene.after_notice(3), scene.today)
    return scene.draft, [LeadWritesOff(on, "unbekannt verzogen, Nachforschung ohne Ergebnis")]


_ENDINGS: dict[Ending, Callable[[_Scene], Story]] = {
    Ending.UNPAID: _unpaid,
    Ending.PAID_AT_ONCE: _paid_at_once,
    Ending.PAID_IN_TIME: _paid_in_time,
    Ending.PAID_AFTER_NOTICE: _paid_after_notice,
    Ending.PAID_BY_HAND: _paid_by_hand,
    Ending.OVERPAID: _overpaid,
    Ending.PARTLY_PAID: _partly_paid,
    Ending.PARTLY_CREDITED: _partly_credited,
    Ending.CANCELLED: _cancelled,
    Ending.REFUNDED: _refunded,
    Ending.CHARGED_BACK: _charged_back,
    Ending.BLOCKED: _blocked,
    Ending.BLOCK_ENDED: _block_ended,
    Ending.WRITTEN_OFF: _written_off,
}
