"""Cases: one order on its way through an agency and a court, and everything that happened."""

from datetime import date
from typing import Any, NoReturn, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from common.rules.money import ZERO
from inkasso.models.agencies import CollectionAgency
from inkasso.models.policies import CollectionPolicy
from inkasso.rules.reports import AgencyStatus
from inkasso.rules.states import RUNNING, TAB_STATES, WAITING, CaseState, CaseTab
from orders.models import LedgerEntry, Order

_STATES = [(one.value, one.label) for one in CaseState]


class CollectionCaseQuerySet(models.QuerySet["CollectionCase"]):
    """The vocabulary of cases."""

    def in_tab(self, tab: CaseTab) -> Self:
        """Cases that stand in a tab of the list."""
        return self.filter(state__in=TAB_STATES[tab])

    def waiting(self) -> Self:
        """Cases not handed over yet."""
        return self.filter(state__in=WAITING)

    def running(self) -> Self:
        """Cases with an agency or a court."""
        return self.filter(state__in=RUNNING)

    def search(self, text: str) -> Self:
        """Cases whose order holds every word: number, first or last name, company, e-mail."""
        return self.filter(order__in=Order.objects.search(text))


class CollectionCase(models.Model):
    """Inkassofall of one order; there is never a second one of the same order.

    The claim at the handover is kept as it was told to the agency; what is owed today is
    calculated from the ledger.
    """

    class Trigger(models.TextChoices):
        """Why the case was opened."""

        OVERDUE = "overdue", "Mahnungen ohne Erfolg"
        CHARGEBACK = "chargeback", "Rückbuchung"
        MANUAL = "manual", "von Hand"

    order = models.OneToOneField(
        Order,
        on_delete=models.PROTECT,
        related_name="collection_case",
        verbose_name="Auftrag",
    )
    state = models.CharField("Stand", max_length=25, choices=_STATES, default=CaseState.TO_CHECK)
    trigger = models.CharField("Anlass", max_length=12, choices=Trigger.choices)
    option = models.CharField("Mahnoption", max_length=15, choices=CollectionPolicy.Option.choices)
    agency = models.ForeignKey(
        CollectionAgency,
        on_delete=models.PROTECT,
        null=True,
        related_name="cases",
        verbose_name="Inkassopartner",
    )
    opened_on = models.DateField("Angelegt am")
    # Codes of inkasso.rules.readiness with their German sentences; empty when nothing is missing.
    missing = models.JSONField(default=list)
    checked_at = models.DateTimeField("Zuletzt geprüft", null=True)
    handed_over_on = models.DateField("Übergeben am", null=True)
    agency_reference = models.CharField(
        "Aktenzeichen des Inkassobüros", max_length=60, blank=True, db_index=True
    )
    agency_status = models.CharField(
        "Status beim Inkassobüro",
        max_length=25,
        blank=True,
        choices=[(one.value, one.label) for one in AgencyStatus],
    )
    agency_status_on = models.DateField("Status vom", null=True)
    # What was claimed when the case was handed over, in euros.
    principal = models.DecimalField("Hauptforderung", max_digits=12, decimal_places=2, default=ZERO)
    interest = models.DecimalField("Zinsen", max_digits=12, decimal_places=2, default=ZERO)
    costs = models.DecimalField("Kosten", max_digits=12, decimal_places=2, default=ZERO)
    cancellation_cost = models.DecimalField(
        "Stornokosten", max_digits=12, decimal_places=2, default=ZERO
    )
    interest_until = models.DateField("Zinsen bis", null=True)
    default_since = models.DateField("In Verzug seit", null=True)
    default_ground = models.CharField("Grund des Verzugs", max_length=20, blank=True)
    next_action = models.CharField("Nächster Schritt", max_length=120, blank=True)
    next_action_on = models.DateField("bis", null=True)
    ended_on = models.DateField("Beendet am", null=True)
    ended_why = models.CharField("Grund des Endes", max_length=300, blank=True)
    # Where a paid case stood, should a bank take the payment back.
    state_before_end = models.CharField(max_length=25, blank=True, choices=_STATES)
    updated_at = models.DateTimeField("Geändert am", auto_now=True)

    objects = CollectionCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "Inkassofall"
        verbose_name_plural = "Inkassofälle"
        permissions = [
            ("handover_collectioncase", "Fälle an das Inkassobüro übergeben"),
            ("approve_handover", "Übergaben über dem Limit freigeben"),
            ("recall_collectioncase", "Fälle zurückrufen, kündigen und ausbuchen"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(principal__gte=0)
                & Q(interest__gte=0)
                & Q(costs__gte=0)
                & Q(cancellation_cost__gte=0),
                name="case_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["handed_over", "in_progress"])
                | Q(handed_over_on__isnull=False, agency__isnull=False),
                name="case_at_agency_was_handed_over",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="case_by_state"),
            models.Index(
                fields=["next_action_on", "id"],
                condition=Q(next_action_on__isnull=False, ended_on__isnull=True),
                name="case_by_deadline",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Our file number (Aktenzeichen), the same for agency and court."""
        return f"IK-{self.pk:06d}"

    @property
    def state_label(self) -> str:
        """The state in German."""
        return CaseState(self.state).label

    @property
    def is_waiting(self) -> bool:
        """Whether it was not handed over yet."""
        return self.state in WAITING

    @property
    def is_running(self) -> bool:
        """Whether an agency or a court has it."""
        return self.state in RUNNING

    def days_overdue(self, day: date) -> int:
        """Days since the order's oldest unpaid amount was due."""
        return self.order.days_overdue(day)


class CaseEventQuerySet(models.QuerySet["CaseEvent"]):
    """Events can be read and added, nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("the events of a case are never changed")


class CaseEvent(models.Model):
    """One line of a case's timeline; never changed."""

    class Kind(models.TextChoices):
        """What happened."""

        OPENED = "opened", "Angelegt"
        STATE = "state", "Stand"
        HANDOVER = "handover", "Übergabe"
        REPORT = "report", "Rückmeldung"
        PAYMENT = "payment", "Zahlung"
        NOTICE = "notice", "Meldung an das Inkassobüro"
        BOOKING = "booking", "Buchung"
        COURT = "court", "Gericht"
        DOCUMENT = "document", "Unterlage"
        NOTE = "note", "Notiz"

    case = models.ForeignKey(CollectionCase, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField("Art", max_length=10, choices=Kind.choices)
    happened_on = models.DateField("Am")
    text = models.CharField("Text", max_length=500)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        verbose_name = "Ereignis"
        verbose_name_plural = "Ereignisse"
        ordering = ["happened_on", "id"]

    def __str__(self) -> str:
        return f"{self.case} · {self.text}"


class CaseBooking(models.Model):
    """A booking of the ledger that a case brought about: cost, payment to the agency, write-off."""

    case = models.ForeignKey(CollectionCase, on_delete=models.PROTECT, related_name="bookings")
    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="case_booking")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Buchung des Falls"
        verbose_name_plural = "Buchungen des Falls"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case} · {self.entry.amount}"


class CaseDocument(models.Model):
    """A paper of a case that somebody uploaded or the program made."""

    case = models.ForeignKey(CollectionCase, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField("Titel", max_length=120)
    file_name = models.CharField("Dateiname", max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Unterlage"
        verbose_name_plural = "Unterlagen"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class CaseSettings(models.Model):
    """When the cases were last brought up to date; one row."""

    refreshed_at = models.DateTimeField("Letzte Datenaktualisierung", null=True)

    class Meta:
        verbose_name = "Stand der Inkassofälle"
        verbose_name_plural = "Stand der Inkassofälle"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_case_settings")]

    def __str__(self) -> str:
        return str(self.refreshed_at or "")
