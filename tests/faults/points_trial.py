"""One death at one label, looked at before and after everything was started again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.utils import timezone

from orders.models import LedgerEntry
from reminders.models import DunningRun, Reminder
from tests.faults import trials
from tests.faults.conductor import Conductor
from tests.faults.payer import Payment, choose_payments, pay
from tests.faults.points import PLAN, Fate
from tests.faults.processes import Child
from tests.faults.world import plan

PATIENCE = 60.0
KILLED = -9


@dataclass
class Trial:
    """A world whose orders are not planned yet, and where its process shall die."""

    folder: Path
    label: str
    mutant: str
    wrong: list[str] = field(default_factory=list)
    after: dict[str, Any] = field(default_factory=dict)

    def on_the_road(self, fate: Fate) -> list[str]:
        """Die while reminders are sent; the first one is hit."""
        plan(timezone.now())
        self._send_until_death()
        hit, *others = trials.truth(self.folder).items()
        self._expect("the reminder", hit[1], fate.left)
        for _, other in others:
            self._expect("another reminder", other, ("queued", 0))
        self._start_again()
        found = trials.truth(self.folder)
        self._expect("the reminder in the end", found[hit[0]], fate.becomes)
        for message_id, _ in others:
            self._expect("another in the end", found[message_id], ("sent", 1))
        return self.wrong

    def in_payment(self, booked: int) -> list[str]:
        """Die while a payment is booked."""
        plan(timezone.now())
        payments = choose_payments(1, PLAN.seed)
        self._die(lambda: pay(payments, 0))
        self._expect("payments", _payments(), booked)
        self._start_again(payments)
        self._expect("payments in the end", _payments(), 1)
        return self.wrong

    def in_planning(self) -> list[str]:
        """Die while a run is proposed and released: it exists as a whole or not at all."""
        self._die(lambda: plan(timezone.now()))
        self._expect("runs", DunningRun.objects.count(), 0)
        self._expect("reminders", Reminder.objects.count(), 0)
        plan(timezone.now())
        numbers = list(Reminder.objects.order_by("pk").values_list("number", flat=True))
        self._expect("numbers", numbers, list(range(1, PLAN.reminders + 1)))
        self._start_again()
        return self.wrong

    def result(self, wrong: list[str]) -> dict[str, Any]:
        """The figures of the second start, with what was wrong before it."""
        violations = {**self.after["violations"], **dict.fromkeys(wrong, 1)}
        return {**self.after, "label": self.label, "violations": violations}

    def _send_until_death(self) -> None:
        conductor = Conductor(PLAN, self.folder)
        conductor.crowd.start_witness()
        try:
            self._die(lambda: trials.deliver(self.folder))
        finally:
            conductor.crowd.end()

    def _die(self, work: Callable[[], object]) -> None:
        arms = trials.arms(self.folder, kills={self.label: 1.0}, mutant=self.mutant)
        child: Child = trials.start_armed(self.folder, arms, work)
        if child.wait(PATIENCE) is None:
            child.kill()
        self._expect("the exit", child.exit_code, KILLED)

    def _start_again(self, payments: Sequence[Payment] = ()) -> None:
        again = replace(PLAN, payments=len(payments), mutant=self.mutant)
        conductor = Conductor(again, self.folder)
        # Paying twice is a mistake only for whoever has not seen the first payment.
        conductor.crowd.payments = list(payments)
        self.after = conductor.run()

    def _expect(self, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            self.wrong.append(f"{self.label}: {what} {found} instead of {wanted}")


def _payments() -> int:
    return LedgerEntry.objects.filter(kind=LedgerEntry.Kind.PAYMENT).count()
