"""Where each order stands on its ladder, kept for fast lists."""

from datetime import date
from enum import StrEnum
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, Q

from orders.models import Installment, Order
from reminders.models.procedures import DunningProcedure


class Tab(StrEnum):
    """The tabs of the order list; the value stands in the URL."""

    ALL_OPEN = "offen"
    REMINDER = "erinnerung"
    LEVEL_1 = "1"
    LEVEL_2 = "2"
    LEVEL_3 = "3"
    CLOSED = "abgeschlossen"
    WAITING = "wartet"
    BLOCKED = "mahnsperre"

    @property
    def level(self) -> int | None:
        """The Mahnstufe that the tab shows, None for the others."""
        return int(self.value) if self.value.isdigit() else None

    @property
    def sent_level(self) -> int | None:
        """The level that is sent from the tab, 0 for payment reminders; None: nobody is dunned."""
        return 0 if self is Tab.REMINDER else self.level

    @classmethod
    def of_level(cls, level: int | None) -> "Tab":
        """The tab that a level is sent from; all open orders for None."""
        if level is None:
            return cls.ALL_OPEN
        return cls(str(level)) if level else cls.REMINDER

    @property
    def label(self) -> str:
        """What the clerk reads on the tab."""
        return {
            Tab.ALL_OPEN: "Alle offenen",
            Tab.CLOSED: "Abgeschlossen",
            Tab.WAITING: "Wartet",
            Tab.BLOCKED: "Mahnsperre",
            Tab.REMINDER: "Erinnerung",
        }.get(self, f"Mahnstufe {self.value}")


def tab_condition(tab: Tab, *, on: date, prefix: str = "") -> Q:
    """Which standings a tab shows on the day (domain.md section 3: the one place that says it)."""
    open_ = Q(is_open=True)
    if tab.level is not None:
        condition = open_ & Q(next_level=tab.level, next_level_on__lte=on)
    elif tab == Tab.REMINDER:
        condition = open_ & Q(next_reminder_on__lte=on) & ~Q(next_level_on__lte=on)
    elif tab == Tab.CLOSED:
        condition = open_ & Q(is_closed=True)
    elif tab == Tab.WAITING:
        condition = open_ & Q(levels_sent__gte=1, next_level_on__gt=on, due_on__lt=on)
    elif tab == Tab.BLOCKED:
        condition = open_ & (Q(blocked_until__gte=on) | Q(is_stopped=True))
    else:
        condition = open_
    return _prefixed(condition, prefix)


def _prefixed(condition: Q, prefix: str) -> Q:
    """The same condition, asked through a relation such as "standing__"."""
    children: list[Any] = [
        _prefixed(child, prefix) if isinstance(child, Q) else (prefix + child[0], child[1])
        for child in condition.children
    ]
    return Q(*children, _connector=condition.connector, _negated=condition.negated)


class StandingQuerySet(models.QuerySet["Standing"]):
    """The vocabulary of standings."""

    def in_tab(self, tab: Tab, *, on: date) -> Self:
        """The rows that a tab shows on the day."""
        return self.filter(tab_condition(tab, on=on))

    def ripe(self, *, on: date) -> Self:
        """Overdue, a level has begun; no block, stop, start day or reseller is in the way.

        Whether the procedure is switched on is another question: active().
        """
        return self.filter(next_level_on__lte=on, due_on__lt=on).unhindered(on=on).begun()

    def begun(self) -> Self:
        """Due since the start day of their procedure, or taken into it one by one."""
        return self.filter(
            Q(procedure__starts_on__isnull=True)
            | Q(due_on__gte=F("procedure__starts_on"))
            | Q(order__dunning_preference__procedure=F("procedure"))
        )

    def unhindered(self, *, on: date) -> Self:
        """Open; no block, stop or reseller is in the way on the day."""
        return (
            self.filter(is_open=True, is_stopped=False)
            .exclude(blocked_until__gte=on)
            .filter(procedure__sales_account__is_reseller=False)
        )

    def due_since(self, starts_on: date | None) -> Self:
        """Due on the start day or later, or taken into the procedure one by one; None: all."""
        if starts_on is None:
            return self.all()
        return self.filter(
            Q(due_on__gte=starts_on) | Q(order__dunning_preference__procedure=F("procedure"))
        )

    def reached(self, *, on: date) -> Self:
        """A level has begun by the day, or before the first one a payment reminder."""
        is_reminder = Q(next_reminder_on__lte=on) & ~Q(next_level_on__lte=on)
        return self.filter(Q(next_level_on__lte=on, due_on__lt=on) | is_reminder)

    def active(self) -> Self:
        """Those whose procedure is switched on."""
        return self.filter(procedure__is_active=True)


class Standing(models.Model):
    """Mahnstand of one order; written only in the transaction that books, sends or blocks."""

    order = models.OneToOneField(
        Order, on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    procedure = models.ForeignKey(
        DunningProcedure, on_delete=models.PROTECT, null=True, related_name="+"
    )
    installment = models.ForeignKey(
        Installment, on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_on = models.DateField(null=True)
    is_open = models.BooleanField()
    is_closed = models.BooleanField("abgeschlossen")
    levels_sent = models.PositiveSmallIntegerField("Versendete Mahnungen", default=0)
    level_count = models.PositiveSmallIntegerField("Mahnstufen", default=0)
    next_level = models.PositiveSmallIntegerField("Nächste Mahnstufe", null=True)
    next_level_on = models.DateField("Nächste Mahnstufe ab", null=True)
    next_reminder_number = models.PositiveSmallIntegerField("Nächste Erinnerung", null=True)
    next_reminder_on = models.DateField("Nächste Erinnerung ab", null=True)
    last_sent_on = models.DateField("Zuletzt gemahnt", null=True)
    last_pay_by = models.DateField("Zahlungsfrist bis", null=True)
    blocked_until = models.DateField("Mahnsperre bis", null=True)
    is_stopped = models.BooleanField("Mahnstopp", default=False)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = "Mahnstand"
        verbose_name_plural = "Mahnstände"
        constraints = [
            models.CheckConstraint(
                condition=Q(next_level__isnull=True, next_level_on__isnull=True)
                | Q(next_level__isnull=False, next_level_on__isnull=False),
                name="next_level_has_its_day",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_level", "next_level_on"],
                condition=Q(is_open=True),
                name="standing_open_by_level",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.levels_sent} von {self.level_count}"

    def is_reminder_due(self, day: date) -> bool:
        """Whether a payment reminder is to be sent on the day, since no level is reached yet."""
        is_reached = self.next_reminder_on is not None and self.next_reminder_on <= day
        return self.is_open and is_reached and not self.level_on(day)

    def level_on(self, day: date) -> int:
        """The Mahnstufe the order is in on the day; 0 when none is reached."""
        if not self.is_open or self.next_level is None or self.next_level_on is None:
            return 0
        return self.next_level if self.next_level_on <= day else 0


def tab_counts(*, on: date, prefix: str = "standing__") -> dict[str, Count]:
    """One aggregate for each tab, so that one query counts them all."""
    return {
        f"tab_{tab.name.lower()}": Count("pk", filter=tab_condition(tab, on=on, prefix=prefix))
        for tab in Tab
    }
