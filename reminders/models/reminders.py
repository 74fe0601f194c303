"""Reminders, what they claim, and the papers that were sent."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from common.rules.money import ZERO
from orders.models import Creditor, Customer, Installment, LedgerEntry, Order, SalesAccount
from reminders.models.channels import Channel
from reminders.models.printing import PrintBatch
from reminders.models.procedures import DunningProcedure
from reminders.models.runs import DunningRun
from reminders.models.templates import ReminderTemplate
from reminders.rules.delivery_kinds import DeliveryKind
from reminders.rules.states import IN_FLIGHT, LIVE, REVOCABLE, ReminderState

STATE_LABELS = {
    ReminderState.PROPOSED: "vorgeschlagen",
    ReminderState.QUEUED: "wartet auf Versand",
    ReminderState.PREPARING: "wird vorbereitet",
    ReminderState.SENDING: "wird versendet",
    ReminderState.SENT: "versendet",
    ReminderState.FAILED: "fehlgeschlagen",
    ReminderState.UNCERTAIN: "ungeklärt",
    ReminderState.CANCELLED: "nicht versendet",
    ReminderState.WITHDRAWN: "zurückgezogen",
}
# The colours of badges, one per state wherever it is shown.
STATE_TONES = {
    ReminderState.PROPOSED: "info",
    ReminderState.QUEUED: "info",
    ReminderState.PREPARING: "info",
    ReminderState.SENDING: "info",
    ReminderState.SENT: "good",
    ReminderState.FAILED: "bad",
    ReminderState.UNCERTAIN: "warning",
    ReminderState.CANCELLED: "closed",
    ReminderState.WITHDRAWN: "closed",
}
STATE_CHOICES = [(state.value, label) for state, label in STATE_LABELS.items()]


class ReminderNumber(models.Model):
    """The last reminder number of a creditor: running and gapless, one row each."""

    creditor = models.OneToOneField(Creditor, on_delete=models.PROTECT, primary_key=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "Nummernkreis"
        verbose_name_plural = "Nummernkreise"

    def __str__(self) -> str:
        return f"{self.creditor} · {self.last_number}"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """The vocabulary of reminders."""

    def with_returns(self) -> Self:
        """Each with whether its mail came back for good, which changes how it is shown."""
        came_back = Reminder.objects.filter(
            pk=OuterRef("pk"), delivery_events__kind=DeliveryKind.HARD_BOUNCE
        )
        return self.annotate(has_come_back=Exists(came_back))

    def proposed(self) -> Self:
        """Those of a proposal that was not released yet."""
        return self.filter(state=ReminderState.PROPOSED)

    def undecided(self) -> Self:
        """What can still be taken back; no letter that a clerk says is in the post."""
        return self.filter(state__in=REVOCABLE, printed_at=None)

    def released_letters(self) -> Self:
        """Whose paper a clerk still has to print or to post; after a mail, only once it is sent."""
        by_letter = Q(
            channel=Channel.LETTER, state__in=(ReminderState.QUEUED, ReminderState.PREPARING)
        )
        after_mail = Q(channel=Channel.BOTH, state=ReminderState.SENT)
        return self.filter(by_letter | after_mail, letter_state=Reminder.LetterState.TO_PRINT)

    def waiting_for_print(self) -> Self:
        """Letters that stand in no print batch yet."""
        return self.released_letters().filter(print_batch=None)


class Reminder(models.Model):
    """Mahnung to one customer; it freezes what it claims and is its own outbox row."""

    class LetterState(models.TextChoices):
        """How far the paper has come."""

        NONE = "", "kein Brief"
        TO_PRINT = "to_print", "zu drucken"
        PRINTED = "printed", "versendet"

    Channel = Channel

    run = models.ForeignKey(DunningRun, on_delete=models.PROTECT, related_name="reminders")
    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="+")
    sales_account = models.ForeignKey(SalesAccount, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="reminders")
    number = models.PositiveIntegerField("Nummer", null=True)
    level = models.PositiveSmallIntegerField("Mahnstufe")
    step_number = models.PositiveSmallIntegerField("Erinnerung", null=True, default=0)
    state = models.CharField("Zustand", max_length=10, choices=STATE_CHOICES)
    channel = models.CharField("Weg", max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    procedure = models.ForeignKey(DunningProcedure, on_delete=models.PROTECT, related_name="+")
    procedure_version = models.PositiveIntegerField()
    template = models.ForeignKey(ReminderTemplate, on_delete=models.PROTECT, related_name="+")
    template_version = models.PositiveIntegerField()

    language = models.CharField("Sprache", max_length=2, default="de")
    is_edited = models.BooleanField("Text von Hand geändert", default=False)
    is_written_by_hand = models.BooleanField("von Hand verfasst", default=False)

    recipient = models.CharField("Empfänger", max_length=254, blank=True)
    written_on = models.DateField("Datum")
    pay_by = models.DateField("Zahlungsfrist bis")
    payments_until = models.DateField("Zahlungen berücksichtigt bis", null=True)
    principal = models.DecimalField("Hauptforderung", max_digits=12, decimal_places=2)
    other_costs = models.DecimalField(
        "früher gebuchte Kosten und Zinsen", max_digits=12, decimal_places=2, default=ZERO
    )
    interest = models.DecimalField("neue Zinsen", max_digits=12, decimal_places=2, default=ZERO)
    is_provisional = models.BooleanField("Zinsen vorläufig", default=False)
    dunning_fee = models.DecimalField("Mahngebühr", max_digits=12, decimal_places=2, default=ZERO)
    lump_sum = models.DecimalField(
        "Verzugspauschale", max_digits=12, decimal_places=2, default=ZERO
    )
    default_since = models.DateField("in Verzug seit", null=True)
    mail_subject = models.CharField("Betreff", max_length=300)
    mail_body = models.TextField("Text der E-Mail")
    letter_subject = models.CharField("Betreff des Briefs", max_length=300)
    letter_body = models.TextField("Text des Briefs")

    message_id = models.CharField(max_length=120, unique=True)
    not_before = models.DateTimeField("frühestens", null=True)
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField("Entschieden", null=True)
    # Its journal alone can tell what became of a mail, as HostFile names it; empty: not known.
    decided_host = models.CharField(
        "Versendender Rechner", max_length=60, blank=True, default="", db_default=""
    )
    sent_at = models.DateTimeField("Versendet", null=True)
    sent_on = models.DateField("Versendet am", null=True)
    server_reply = models.CharField("Antwort des Mailservers", max_length=500, blank=True)
    outcome = models.CharField("Ergebnis", max_length=500, blank=True)
    letter_state = models.CharField(
        "Brief",
        max_length=10,
        choices=LetterState.choices,
        default=LetterState.NONE,
        blank=True,
    )
    print_batch = models.ForeignKey(
        PrintBatch, on_delete=models.PROTECT, null=True, related_name="reminders"
    )
    printed_at = models.DateTimeField("gedruckt und versendet", null=True)
    withdrawn_on = models.DateField("zurückgezogen am", null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawal_reason = models.CharField("Grund der Rücknahme", max_length=300, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "Mahnung"
        verbose_name_plural = "Mahnungen"
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "number"], name="reminder_number_once_per_creditor"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sending", "sent", "uncertain", "withdrawn"])
                | Q(decided_at__isnull=False),
                name="sent_only_after_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "withdrawn"]) | Q(sent_on__isnull=False),
                name="sent_reminder_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "cancelled"]) | Q(number__isnull=False),
                name="released_reminder_has_number",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state__in=["queued", "preparing", "sending"]),
                name="reminder_pending",
            ),
            models.Index(fields=["state", "sent_on"], name="reminder_by_state"),
            models.Index(
                fields=["letter_state", "id"],
                condition=Q(letter_state="to_print"),
                name="reminder_to_print",
            ),
        ]

    def __str__(self) -> str:
        return self.display_number or f"Mahnvorschlag {self.pk}"

    @property
    def display_number(self) -> str:
        """The number as letters carry it, e.g. M-000123; empty while only proposed."""
        return "" if self.number is None else f"M-{self.number:06d}"

    @property
    def state_words(self) -> str:
        """The state as pages say it; a letter on its way lies on a desk, not in a machine."""
        if self.channel == Channel.LETTER and self.state == ReminderState.QUEUED:
            return "wartet auf den Druck"
        if self.channel == Channel.LETTER and self.state == ReminderState.PREPARING:
            return "im Druckstapel"
        if self._is_returned:
            return "versendet, kam zurück"
        return STATE_LABELS[ReminderState(self.state)]

    @property
    def state_tone(self) -> str:
        """The colour of the badge with these words."""
        return "bad" if self._is_returned else STATE_TONES[ReminderState(self.state)]

    @property
    def _is_returned(self) -> bool:
        """Told by with_returns; a list asks once for all its rows."""
        return self.state == ReminderState.SENT and getattr(self, "has_come_back", False)

    @property
    def claim(self) -> Decimal:
        """All that it asks for, in euros."""
        return self.principal + self.other_costs + self.new_charges

    @property
    def new_charges(self) -> Decimal:
        """What is booked because of it once it is sent, in euros."""
        return self.interest + self.dunning_fee + self.lump_sum


class ReminderItem(models.Model):
    """What a reminder claims of one order: an installment at a level.

    The state is its reminder's, written together with it, so that the database itself can
    forbid a second live claim.
    """

    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="items")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="reminder_items")
    installment = models.ForeignKey(
        Installment, on_delete=models.PROTECT, related_name="reminder_items"
    )
    level = models.PositiveSmallIntegerField("Mahnstufe")
    step_number = models.PositiveSmallIntegerField("Erinnerung", null=True, default=0)
    principal = models.DecimalField("Hauptforderung", max_digits=12, decimal_places=2)
    other_costs = models.DecimalField(
        "früher gebuchte Kosten und Zinsen", max_digits=12, decimal_places=2, default=ZERO
    )
    interest = models.DecimalField("neue Zinsen", max_digits=12, decimal_places=2, default=ZERO)
    interest_lines = models.JSONField("Zinsrechnung", default=list)
    dunning_fee = models.DecimalField("Mahngebühr", max_digits=12, decimal_places=2, default=ZERO)
    lump_sum = models.DecimalField(
        "Verzugspauschale", max_digits=12, decimal_places=2, default=ZERO
    )
    default_since = models.DateField("in Verzug seit", null=True)
    default_ground = models.CharField("Verzugsgrund", max_length=20, blank=True)
    # Taken under the order's lock: exactly which bookings the decision to send has seen.
    decided_after_entry = models.PositiveBigIntegerField("letzte gesehene Buchung", null=True)
    state = models.CharField(max_length=10, choices=STATE_CHOICES)

    class Meta:
        verbose_name = "Mahnposten"
        verbose_name_plural = "Mahnposten"
        constraints = [
            models.UniqueConstraint(
                fields=["installment", "level", "step_number"],
                condition=Q(state__in=sorted(LIVE)),
                name="one_live_reminder_per_level",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=sorted(IN_FLIGHT)),
                name="one_reminder_in_flight_per_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reminder} · {self.order}"

    @property
    def due_before(self) -> Decimal:
        """What was due when it was proposed, in euros: all but what it adds itself."""
        return self.principal + self.other_costs


class ReminderBooking(models.Model):
    """An entry that the sending of a reminder booked: interest, fee or lump sum."""

    item = models.ForeignKey(ReminderItem, on_delete=models.PROTECT, related_name="bookings")
    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "Buchung einer Mahnung"
        verbose_name_plural = "Buchungen von Mahnungen"

    def __str__(self) -> str:
        return f"{self.item} · {self.entry}"


class ReminderDocument(models.Model):
    """The mail and the letter of a reminder, byte for byte as they were sent."""

    reminder = models.OneToOneField(
        Reminder, on_delete=models.PROTECT, primary_key=True, related_name="document"
    )
    sender = models.CharField("Von", max_length=254)
    reply_to = models.CharField("Antworten an", max_length=254)
    copy_to = models.CharField("Kopie an", max_length=254, blank=True)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)
    mail_text = models.TextField()
    mail_html = models.TextField()

    class Meta:
        verbose_name = "Dokument"
        verbose_name_plural = "Dokumente"

    def __str__(self) -> str:
        return str(self.reminder)
