"""What needs a hand today, each kind with the list where it is done; only what the person may."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django_q.models import Failure

from common.rules.german import whole
from dunning_site.failed_addresses import failed_addresses
from dunning_site.navigation_counts import (
    credits,
    held_statements,
    ledger_findings,
    letters_to_post,
    payments_to_clarify,
    reports_to_clarify,
    uncertain_reminders,
)
from dunning_site.services.overview_figures import DueLevel, Task
from inkasso.models import CollectionCase
from inkasso.rules.states import CaseState, CaseTab
from inkasso.services.court_deadlines import warnings_count
from orders.models import Order
from orders.services.access_misses import alarms
from reminders.models import DebtorRequest, DunningRun, Reminder
from reminders.rules.states import ReminderState
from reminders.services.approvals import APPROVE, awaiting_approval
from reminders.services.limitations import warned_count
from reminders.services.waiting_requests import have_waited_too_long

# What failed longer ago is no task any more: the order is still open, and dunned again.
FAILED_DAYS = 14
_SEE_ORDERS = "orders.view_order"
_SEE_REMINDERS = "reminders.view_reminder"
_SEE_CASES = "collections.view_collectioncase"


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of task: what one and several are called, how many, where, and for whom."""

    one: str
    many: str
    count: Callable[[date], int]
    url_name: str
    permission: str
    filters: Callable[[date], dict[str, str]] = lambda today: {}
    is_urgent: bool = False
    # Where the day decides whether it is urgent.
    has_waited: Callable[[], bool] = lambda: False


def tasks_of(
    levels: Sequence[DueLevel], *, today: date, has_perm: Callable[[str], bool]
) -> tuple[Task, ...]:
    """All tasks of the day; one query for each kind that the person may see."""
    return (*_due(levels, has_perm), *_others(today, has_perm))


def _due(levels: Sequence[DueLevel], has_perm: Callable[[str], bool]) -> Iterator[Task]:
    """The tabs of the order list that reminders are sent from."""
    if not (has_perm(_SEE_ORDERS) and has_perm("reminders.add_dunningrun")):
        return
    for level in levels:
        if level.ready:
            noun = "Auftrag" if level.count == 1 else "Aufträge"
            held = level.count - level.ready
            note = f", davon {whole(held)} angehalten" if held else ""
            yield Task(f"{noun} für {level.label}{note}", level.count, level.url)


def _others(today: date, has_perm: Callable[[str], bool]) -> Iterator[Task]:
    for kind in _KINDS:
        address = _address(kind.url_name) if has_perm(kind.permission) else ""
        count = kind.count(today) if address else 0
        if count:
            query = urlencode(kind.filters(today))
            url = f"{address}?{query}" if query else address
            is_urgent = kind.is_urgent or kind.has_waited()
            yield Task(kind.one if count == 1 else kind.many, count, url, is_urgent)


def _address(url_name: str) -> str:
    """The address of a page, "" when this installation does not have it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _waiting_requests(today: date) -> int:
    return DebtorRequest.objects.waiting().count()


def _cases_to_check(today: date) -> int:
    return CollectionCase.objects.filter(state=CaseState.TO_CHECK).count()


def _cases_to_hand_over(today: date) -> int:
    return CollectionCase.objects.filter(state=CaseState.READY).count()


def _awaiting_approval(today: date) -> int:
    return awaiting_approval().count()


def _failed(today: date) -> int:
    """The same moment as the dispatch log filters by."""
    failed = Reminder.objects.filter(state=ReminderState.FAILED)
    # Not joined: a database might begin with the runs, which are all there ever were.
    released = DunningRun.objects.filter(pk=OuterRef("run")).values("released_at")
    moment = Coalesce("sent_at", "decided_at", Subquery(released))
    return failed.annotate(moment=moment).filter(moment__date__gte=_failed_since(today)).count()


def _failed_since(today: date) -> date:
    return today - timedelta(days=FAILED_DAYS)


def _unreachable(today: date) -> int:
    return Order.objects.open().unreachable().count()


def _failed_addresses(today: date) -> int:
    return failed_addresses().count()


def _flagged(today: date) -> int:
    return Order.objects.flagged().count()


def _returns_to_clarify(today: date) -> int:
    """Settled ones too: money that went back and could not be booked leaves them settled."""
    return Order.objects.filter(stop_reason=Order.StopReason.TO_CLARIFY).count()


def _failed_tasks(today: date) -> int:
    since = today - timedelta(days=FAILED_DAYS)
    return Failure.objects.order_by().filter(stopped__date__gte=since).count()


def _link_alarms(today: date) -> int:
    """How often too many wrong links of payment pages were tried."""
    first = datetime.combine(today - timedelta(days=FAILED_DAYS), time.min)
    return alarms(since=timezone.make_aware(first)).count()


_KINDS = (
    _Kind(
        "Anliegen eines Kunden",
        "Anliegen von Kunden",
        _waiting_requests,
        "debtor-request-list",
        "reminders.view_debtorrequest",
        lambda today: {"stand": DebtorRequest.State.OPEN.value},
        has_waited=have_waited_too_long,
    ),
    _Kind(
        "Mahnlauf wartet auf Ihre Freigabe",
        "Mahnläufe warten auf Ihre Freigabe",
        _awaiting_approval,
        "reminders:run-list",
        APPROVE,
    ),
    _Kind(
        "Zahlungseingang zu klären",
        "Zahlungseingänge zu klären",
        payments_to_clarify,
        "orders:payment-list",
        "orders.view_banktransaction",
    ),
    _Kind(
        "Kontoauszug angehalten",
        "Kontoauszüge angehalten",
        held_statements,
        "orders:statement-list",
        "orders.add_statementimport",
        is_urgent=True,
    ),
    _Kind(
        "Brief zu drucken oder zu vermerken",
        "Briefe zu drucken oder zu vermerken",
        letters_to_post,
        "reminders:letter-list",
        _SEE_REMINDERS,
    ),
    _Kind(
        "fehlgeschlagene Mahnung seit zwei Wochen",
        "fehlgeschlagene Mahnungen seit zwei Wochen",
        _failed,
        "reminders:dispatch-log",
        _SEE_REMINDERS,
        lambda today: {"zustand": "failed", "von": _failed_since(today).isoformat()},
        is_urgent=True,
    ),
    _Kind(
        "Mahnung mit ungeklärtem Versand",
        "Mahnungen mit ungeklärtem Versand",
        uncertain_reminders,
        "reminders:uncertain-list",
        _SEE_REMINDERS,
        is_urgent=True,
    ),
    _Kind(
        "E-Mail-Adresse zu prüfen",
        "E-Mail-Adressen zu prüfen",
        _failed_addresses,
        "failed-address-list",
        "orders.change_customer",
    ),
    _Kind(
        "Auftrag ohne Anschrift, die erreichbar ist",
        "Aufträge ohne Anschrift, die erreichbar ist",
        _unreachable,
        "order-list",
        "orders.change_customer",
        lambda today: {"klaerung": "anschrift"},
    ),
    _Kind(
        "Auftrag mit geändertem Betrag im Shop",
        "Aufträge mit geändertem Betrag im Shop",
        _flagged,
        "order-list",
        _SEE_ORDERS,
        lambda today: {"klaerung": "betrag"},
    ),
    _Kind(
        "Auftrag mit einer Rückgabe zu klären",
        "Aufträge mit einer Rückgabe zu klären",
        _returns_to_clarify,
        "order-list",
        _SEE_ORDERS,
        lambda today: {"klaerung": "rueckgabe"},
    ),
    _Kind(
        "Guthaben umzubuchen oder zu erstatten",
        "Guthaben umzubuchen oder zu erstatten",
        credits,
        "credit-list",
        _SEE_ORDERS,
    ),
    _Kind(
        "Inkassofall zu prüfen",
        "Inkassofälle zu prüfen",
        _cases_to_check,
        "collections:case-list",
        _SEE_CASES,
        lambda today: {"lage": CaseTab.TO_CHECK.value},
    ),
    _Kind(
        "Inkassofall zu übergeben",
        "Inkassofälle zu übergeben",
        _cases_to_hand_over,
        "collections:case-list",
        _SEE_CASES,
        lambda today: {"lage": CaseTab.READY.value},
    ),
    _Kind(
        "Rückmeldung eines Inkassobüros zu klären",
        "Rückmeldungen von Inkassobüros zu klären",
        reports_to_clarify,
        "collections:report-list",
        "collections.view_agencyreport",
    ),
    _Kind(
        "Gerichtsfrist läuft in drei Wochen ab oder ist versäumt",
        "Gerichtsfristen laufen in drei Wochen ab oder sind versäumt",
        warnings_count,
        "collections:deadline-list",
        _SEE_CASES,
        is_urgent=True,
    ),
    _Kind(
        "Auftrag verjährt in sechs Monaten",
        "Aufträge verjähren in sechs Monaten",
        warned_count,
        "reminders:limitation-list",
        _SEE_ORDERS,
        is_urgent=True,
    ),
    _Kind(
        "Abweichung in den Büchern",
        "Abweichungen in den Büchern",
        ledger_findings,
        "orders:ledger-check",
        "orders.view_ledgercheck",
        is_urgent=True,
    ),
    _Kind(
        "Alarm: viele falsche Links von Zahlungsseiten",
        "Alarme: viele falsche Links von Zahlungsseiten",
        _link_alarms,
        "access-alarms",
        "orders.view_accessmiss",
        is_urgent=True,
    ),
    _Kind(
        "Hintergrundaufgabe fehlgeschlagen seit zwei Wochen",
        "Hintergrundaufgaben fehlgeschlagen seit zwei Wochen",
        _failed_tasks,
        "admin:django_q_failure_changelist",
        "django_q.view_failure",
        is_urgent=True,
    ),
)
