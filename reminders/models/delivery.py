"""The road that reminders take: whether it is open, what came back, what stayed uncertain."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from orders.models import Order, SalesAccount
from reminders.models.reminders import Reminder


class MailChannel(models.Model):
    """The one road of all mail of this installation: a single row, locked last of all.

    Who decides whether a final dot may be written holds this row, so that a stop that is committed
    holds for every later decision (reliability.md 3.7, check 50).
    """

    ONLY = 1

    instance_id = models.UUIDField("Kennung der Installation", null=True)
    send_epoch = models.PositiveBigIntegerField("Sendezähler", default=0)
    database_mark = models.CharField("Kennung der Datenbank", max_length=100, blank=True)
    quarantined_at = models.DateTimeField("gesperrt seit", null=True)
    quarantine_reason = models.CharField("Grund der Sperre", max_length=500, blank=True)
    failures_in_row = models.PositiveIntegerField("vergebliche Verbindungen", default=0)
    paused_since = models.DateTimeField("ausgesetzt seit", null=True)
    next_try_at = models.DateTimeField("nächster Versuch", null=True)
    last_error = models.CharField("letzter Fehler", max_length=500, blank=True)
    last_reached_at = models.DateTimeField("zuletzt erreicht", null=True)

    class Meta:
        verbose_name = "Versandweg"
        verbose_name_plural = "Versandweg"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_mail_channel")]

    def __str__(self) -> str:
        return "Versandweg"


class SendingStop(models.Model):
    """Nothing is sent while it lasts: for one sales account, or for all of them without one."""

    sales_account = models.ForeignKey(
        SalesAccount,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sending_stops",
        verbose_name="Verkaufsaccount",
    )
    reason = models.CharField("Grund", max_length=500)
    stopped_at = models.DateTimeField("angehalten am")
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField("wieder freigegeben am", null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifting_reason = models.CharField("Grund der Freigabe", max_length=500, blank=True)

    class Meta:
        verbose_name = "Versandstopp"
        verbose_name_plural = "Versandstopps"
        ordering = ["-id"]
        permissions = [
            ("operate_sending", "Versand anhalten, freigeben und nach Wiederherstellung prüfen")
        ]
        constraints = [
            models.UniqueConstraint(
                Coalesce("sales_account", 0),
                condition=Q(lifted_at=None),
                name="one_sending_stop_per_account",
            )
        ]

    def __str__(self) -> str:
        return f"Versandstopp {self.sales_account or 'für alles'}"


class DeliveryEvent(models.Model):
    """What came back about a mail, from the bounce mailbox or a provider; each once."""

    class Kind(models.TextChoices):
        """What it says."""

        DELIVERED = "delivered", "zugestellt"
        DELAYED = "delayed", "verzögert"
        SOFT_BOUNCE = "soft_bounce", "vorübergehend unzustellbar"
        HARD_BOUNCE = "hard_bounce", "unzustellbar"
        COMPLAINT = "complaint", "als Spam gemeldet"

    source = models.CharField("Quelle", max_length=40)
    event_id = models.CharField("Kennung", max_length=255)
    kind = models.CharField("Ereignis", max_length=12, choices=Kind.choices)
    reminder = models.ForeignKey(Reminder, on_delete=models.PROTECT, related_name="delivery_events")
    address = models.CharField("Adresse", max_length=254, blank=True)
    details = models.CharField("Wortlaut", max_length=500, blank=True)
    occurred_at = models.DateTimeField("geschehen")
    received_at = models.DateTimeField("erfahren")

    class Meta:
        verbose_name = "Zustellereignis"
        verbose_name_plural = "Zustellereignisse"
        ordering = ["occurred_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "event_id"], name="delivery_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.reminder} · {self.get_kind_display()}"


class UncertainDecision(models.Model):
    """What a person, or late evidence, made of a reminder whose fate was uncertain."""

    class Choice(models.TextChoices):
        """What it was decided to be."""

        WAS_SENT = "was_sent", "war versendet"
        SEND_AGAIN = "send_again", "erneut senden"
        AS_LETTER = "as_letter", "als Brief senden"
        DISCARD = "discard", "verwerfen"

    reminder = models.ForeignKey(
        Reminder, on_delete=models.PROTECT, related_name="uncertain_decisions"
    )
    choice = models.CharField("Entscheidung", max_length=10, choices=Choice.choices)
    reason = models.CharField("Grund", max_length=500)
    evidence = models.JSONField("Belege", default=list)
    decided_at = models.DateTimeField("entschieden am")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "Klärung"
        verbose_name_plural = "Klärungen"
        ordering = ["id"]
        permissions = [("settle_uncertain", "Ungeklärte Mahnungen entscheiden")]

    def __str__(self) -> str:
        return f"{self.reminder} · {self.get_choice_display()}"

    @property
    def knew_journal(self) -> bool:
        """Whether the journal that can prove the sending was compared before."""
        told = (one for one in self.evidence if one.get("kind") == "journal")
        return all(one.get("weight") != "not_asked" for one in told)


class UnrecordedDispatch(models.Model):
    """A claim that the journal proves as sent and the database, restored since, does not know.

    While it is open the order is not dunned, whether it exists already or comes in later.
    """

    message_id = models.CharField(max_length=120)
    reminder_number = models.CharField("Mahnung", max_length=20)
    sales_account = models.ForeignKey(SalesAccount, on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField("Auftragsnummer", max_length=100)
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, null=True, related_name="unrecorded_dispatches"
    )
    level = models.PositiveSmallIntegerField("Mahnstufe")
    sent_at = models.DateTimeField("versendet am")
    settled_at = models.DateTimeField("erledigt am", null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField("Vermerk", max_length=500, blank=True)

    class Meta:
        verbose_name = "Versand ohne Buchung"
        verbose_name_plural = "Versand ohne Buchung"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["message_id", "sales_account", "order_number"],
                name="unrecorded_dispatch_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["sales_account", "order_number"],
                condition=Q(settled_at=None),
                name="unrecorded_dispatch_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reminder_number} · {self.order_number}"


class DispatchRecord(models.Model):
    """One sent reminder in the chain of all: each digest covers the one before it.

    Guarded against change and deletion by triggers; `verify` recomputes the chain.
    """

    reminder = models.OneToOneField(
        Reminder, on_delete=models.PROTECT, related_name="dispatch_record"
    )
    recorded_at = models.DateTimeField("festgehalten")
    pdf_sha256 = models.CharField("Prüfsumme des Briefs", max_length=64, blank=True)
    digest = models.CharField("Prüfsumme", max_length=64, unique=True)

    class Meta:
        verbose_name = "Versandnachweis"
        verbose_name_plural = "Versandnachweise"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.reminder} · {self.digest[:12]}"


class Beat(models.Model):
    """When a part of the program last got something done: progress, not mere life."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "Lebenszeichen"
        verbose_name_plural = "Lebenszeichen"

    def __str__(self) -> str:
        return f"{self.name} · {self.at:%H:%M:%S}"
