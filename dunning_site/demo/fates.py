"""How many orders of the demo end where: the numbers that the visitor finds in the tabs."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from dunning_site.demo import shops
from dunning_site.demo.ladders import Course
from dunning_site.demo.shops import COURSES, EBAY, ELBFOTO_SHOP, RESELLER, SCHOOLS, Shop

# The photo profile's first payment reminder comes that long before its Mahnstufe 1.
FIRST_REMINDER_BEFORE_LEVEL = timedelta(days=25)
DUNNED = (ELBFOTO_SHOP, ELBFOTO_SHOP, ELBFOTO_SHOP, EBAY)


class Stage(Enum):
    """Where the ladder of an unpaid order stands today."""

    ANY = auto()
    NOT_REACHED = auto()
    RIPE = auto()
    REMINDED_BEFORE = auto()
    WAITING = auto()
    CLOSED = auto()

    def fits(self, course: Course, today: date) -> bool:
        """Whether an order with that course is at this stage today."""
        if self is Stage.ANY:
            return True
        if course.following is None:
            return self is Stage.CLOSED
        if course.following.from_on <= today:
            return self is Stage.RIPE
        if self is Stage.REMINDED_BEFORE:
            return course.following.from_on - today <= FIRST_REMINDER_BEFORE_LEVEL
        return self is (Stage.WAITING if course.sent_on else Stage.NOT_REACHED)


class Ending(Enum):
    """What else happens to an order."""

    UNPAID = auto()
    PAID_AT_ONCE = auto()
    PAID_IN_TIME = auto()
    PAID_AFTER_NOTICE = auto()
    PAID_BY_HAND = auto()
    OVERPAID = auto()
    PARTLY_PAID = auto()
    PARTLY_CREDITED = auto()
    CANCELLED = auto()
    REFUNDED = auto()
    CHARGED_BACK = auto()
    BLOCKED = auto()
    BLOCK_ENDED = auto()
    WRITTEN_OFF = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """A number of orders that end alike.

    levels: how many notices they got, at least so many where the stage is ANY. methods: empty for
    the shop's usual ones. is_dunned: whether the runs reach them at all; where they do not, the
    reason lies in the address, the account, the bank or a block.
    """

    count: int
    ending: Ending = Ending.UNPAID
    stage: Stage = Stage.ANY
    levels: int = 0
    shops: tuple[Shop, ...] = DUNNED
    methods: tuple[str, ...] = ()
    is_dunned: bool = True
    has_email: bool = True
    is_email_valid: bool = True

    def fits(self, course: Course, today: date) -> bool:
        """Whether an order with that course ends as this fate wants it."""
        sent = len(course.sent_on)
        has_levels = sent >= self.levels if self.stage is Stage.ANY else sent == self.levels
        return has_levels and self.stage.fits(course, today)


_AT_ONCE = (shops.PAYPAL, shops.DIRECT_DEBIT, shops.PREPAYMENT)
FATES = (
    # Paid without a reminder, as most orders are.
    Fate(count=98, ending=Ending.PAID_AT_ONCE, methods=_AT_ONCE),
    Fate(count=82, ending=Ending.PAID_IN_TIME),
    Fate(count=10, ending=Ending.PAID_IN_TIME, has_email=False),
    Fate(count=24, ending=Ending.PAID_IN_TIME, shops=(COURSES,)),
    Fate(count=12, ending=Ending.PAID_IN_TIME, shops=(RESELLER,)),
    Fate(count=8, ending=Ending.PAID_IN_TIME, shops=(SCHOOLS,)),
    Fate(count=9, ending=Ending.CANCELLED),
    Fate(count=5, ending=Ending.REFUNDED, methods=_AT_ONCE),
    # Paid because of a reminder.
    Fate(count=6, ending=Ending.PAID_AFTER_NOTICE, levels=1),
    Fate(count=2, ending=Ending.PAID_AFTER_NOTICE, levels=2),
    Fate(count=3, ending=Ending.PAID_BY_HAND, levels=1),
    Fate(count=1, ending=Ending.OVERPAID, levels=1),
    # Open today.
    Fate(count=24, stage=Stage.NOT_REACHED),
    Fate(count=1, stage=Stage.NOT_REACHED, ending=Ending.PARTLY_PAID),
    Fate(count=3, stage=Stage.NOT_REACHED, shops=(EBAY,)),
    Fate(count=4, stage=Stage.WAITING, levels=1, shops=(EBAY,)),
    # Payment reminders come before the Mahnstufen, and nobody has sent any yet.
    Fate(count=12, stage=Stage.REMINDED_BEFORE, shops=(SCHOOLS,), is_dunned=False),
    Fate(count=30, stage=Stage.RIPE),
    Fate(count=3, stage=Stage.RIPE, ending=Ending.PARTLY_PAID),
    Fate(count=2, stage=Stage.RIPE, ending=Ending.PARTLY_CREDITED),
    Fate(count=3, stage=Stage.RIPE, ending=Ending.BLOCK_ENDED, is_dunned=False),
    Fate(
        count=3,
        stage=Stage.RIPE,
        ending=Ending.CHARGED_BACK,
        methods=(shops.DIRECT_DEBIT,),
        is_dunned=False,
    ),
    Fate(count=18, stage=Stage.RIPE, levels=1),
    Fate(count=2, stage=Stage.RIPE, levels=1, ending=Ending.PARTLY_PAID),
    Fate(count=9, stage=Stage.RIPE, levels=2),
    Fate(count=1, stage=Stage.RIPE, levels=2, ending=Ending.PARTLY_PAID),
    Fate(count=20, stage=Stage.WAITING, levels=1),
    Fate(count=2, stage=Stage.WAITING, levels=1, ending=Ending.PARTLY_PAID),
    Fate(count=6, stage=Stage.WAITING, levels=2),
    Fate(count=8, stage=Stage.CLOSED, levels=3),
    Fate(count=2, stage=Stage.CLOSED, levels=3, ending=Ending.WRITTEN_OFF),
    # Open and not dunned, each for another reason.
    Fate(count=8, stage=Stage.RIPE, is_dunned=False, has_email=False),
    Fate(count=3, stage=Stage.RIPE, is_dunned=False, is_email_valid=False),
    Fate(count=5, stage=Stage.RIPE, is_dunned=False, shops=(COURSES,)),
    Fate(count=4, stage=Stage.RIPE, is_dunned=False, shops=(RESELLER,)),
    Fate(count=3, stage=Stage.RIPE, ending=Ending.BLOCKED),
    Fate(count=4, ending=Ending.BLOCKED, levels=1),
    Fate(count=1, ending=Ending.BLOCKED, levels=2),
)
FULL_SIZE = sum(fate.count for fate in FATES)


def scaled(count: int, size: int) -> int:
    """The fate's share of a demo of about that many orders, at least one."""
    return max(1, round(count * size / FULL_SIZE))
