"""What every booking of a clerk is checked for, and how it is refused."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from common.rules.german import day, euro
from orders.models import Installment, LedgerEntry, Order
from orders.services.ledger import book


class BookingRefused(Exception):
    """Nothing was booked; the message tells the clerk why and what to do.

    field: the field of the form that the message is about, "" for the whole form.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class DayRefused(BookingRefused):
    """It cannot have happened on that day: it lies ahead, or before the order."""


class BookingRepeated(BookingRefused):
    """The very same booking was made since the form was opened: the form came twice."""


def refuse_amount(amount: Decimal, *, field: str = "amount") -> None:
    """Raise BookingRefused for an amount in euros that is not positive."""
    if amount <= 0:
        raise BookingRefused("Der Betrag muss größer als 0,00 € sein.", field=field)


def refuse_day(booked_on: date, *, order: Order, today: date, field: str = "booked_on") -> None:
    """Raise DayRefused for a day after today or before the order's own; both days are allowed."""
    if booked_on > today:
        raise DayRefused(
            f"Der {day(booked_on)} liegt in der Zukunft. Buchen Sie erst, wenn es geschehen ist.",
            field=field,
        )
    if booked_on < order.ordered_on:
        raise DayRefused(
            f"Der {day(booked_on)} liegt vor dem Tag der Bestellung, dem {day(order.ordered_on)}. "
            "Prüfen Sie das Datum.",
            field=field,
        )


def refuse_blank(reason: str, message: str) -> None:
    """Raise BookingRefused with the message when no reason is given."""
    if not reason.strip():
        raise BookingRefused(message, field="reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What a clerk wants to book on a locked order; the amount in euros as the ledger takes it."""

    order: Order
    kind: LedgerEntry.Kind
    amount: Decimal
    booked_on: date
    reference: str = ""
    source: LedgerEntry.Source = LedgerEntry.Source.MANUAL
    actor: AbstractBaseUser | None

    def refuse_if_booked_since(self, seen_entry_id: int | None) -> None:
        """Let a form count only once, and only for the balance that its clerk saw.

        seen_entry_id: the newest booking on the clerk's page, None to book regardless. Raises
        BookingRepeated and BookingRefused.
        """
        if seen_entry_id is None:
            return
        newer = self.order.ledger_entries.filter(pk__gt=seen_entry_id)
        if self._same(newer).exists():
            raise BookingRepeated(
                f"Die {self.kind.label} über {euro(abs(self.amount))} ist schon gebucht. "
                "Das Formular kam zweimal an; gebucht wurde nur einmal."
            )
        if newer.exists():
            raise BookingRefused(
                "Auf diesen Auftrag wurde inzwischen gebucht. "
                "Prüfen Sie die Buchungen und buchen Sie dann erneut."
            )

    def book(
        self,
        *,
        installment: Installment | None = None,
        principal_first: bool = False,
        counter_order: Order | None = None,
    ) -> LedgerEntry:
        """Append the entry. Call refresh_figures afterwards."""
        return book(
            self.order,
            self.kind,
            self.amount,
            booked_on=self.booked_on,
            source=self.source,
            reference=self.reference,
            installment=installment,
            principal_first=principal_first,
            counter_order=counter_order,
            actor=self.actor,
        )

    def _same(self, entries: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
        return entries.filter(
            kind=self.kind,
            amount=self.amount,
            booked_on=self.booked_on,
            reference=self.reference[:140],
            actor=self.actor,
            reversed_by=None,
        )
