"""What the debtor may do on the payment page, and what he asked for there."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from common.rules.money import ZERO
from orders.models import Order, SalesAccount

_COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", "Eine Farbe ist # und sechs Zeichen: #2456c4.")


class DebtorPageSettings(models.Model):
    """Zahlungsseite of a sales account: how it looks and what it grants by itself.

    An account without a row has a page with these defaults.
    """

    sales_account = models.OneToOneField(
        SalesAccount,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="debtor_page",
        verbose_name="Verkaufsaccount",
    )
    is_active = models.BooleanField(
        "Zahlungsseite anbieten",
        default=True,
        help_text="sonst nennen Mahnungen keinen Link, und die Seite öffnet sich nicht",
    )
    accent = models.CharField(
        "Farbe der Knöpfe",
        max_length=7,
        blank=True,
        validators=[_COLOUR],
        help_text="zum Beispiel #2456c4; muss sich von weißer Schrift abheben",
    )
    imprint_url = models.URLField("Impressum", blank=True)
    privacy_url = models.URLField("Datenschutzhinweise", blank=True)
    pause_days = models.PositiveSmallIntegerField(
        "Pause nach einer Nachricht des Kunden",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="Tage, in denen nicht gemahnt wird, damit jemand die Nachricht prüfen kann",
    )
    deferral_days = models.PositiveSmallIntegerField(
        "Aufschub ohne Rückfrage",
        default=0,
        validators=[MaxValueValidator(60)],
        help_text="so viele Tage erhält ein Kunde einmal je Auftrag von selbst; 0: nie",
    )
    max_rates = models.PositiveSmallIntegerField(
        "Raten ohne Rückfrage",
        default=0,
        validators=[MaxValueValidator(24)],
        help_text="bis zu so viele Monatsraten werden von selbst vereinbart; 0: nie",
    )
    min_rate = models.DecimalField(
        "kleinste Rate",
        max_digits=8,
        decimal_places=2,
        default=20,
        validators=[MinValueValidator(1)],
    )
    max_plan_amount = models.DecimalField(
        "Raten ohne Rückfrage bis",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(ZERO)],
        help_text="offener Betrag in Euro; leer: ohne Grenze",
    )

    class Meta:
        verbose_name = "Zahlungsseite"
        verbose_name_plural = "Zahlungsseiten"

    def __str__(self) -> str:
        return str(self.sales_account)


class DebtorRequestQuerySet(models.QuerySet["DebtorRequest"]):
    """The vocabulary of requests."""

    def waiting(self) -> Self:
        """Those a clerk has to look at."""
        return self.filter(state=DebtorRequest.State.OPEN)


class DebtorRequest(models.Model):
    """Anliegen: what a debtor told or asked on the payment page of one order."""

    class Kind(models.TextChoices):
        """What it is about."""

        ALREADY_PAID = "already_paid", "Schon bezahlt"
        DEFERRAL = "deferral", "Aufschub"
        INSTALMENTS = "instalments", "Ratenzahlung"
        DISPUTE = "dispute", "Einwand"
        ADDRESS = "address", "Neue Anschrift"
        PAYMENT_METHOD = "payment_method", "Andere Zahlungsart"

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", "offen"
        GRANTED = "granted", "von selbst gewährt"
        ACCEPTED = "accepted", "erledigt"
        DECLINED = "declined", "abgelehnt"
        # The order was paid, or the debtor wrote anew before anybody looked.
        OBSOLETE = "obsolete", "gegenstandslos"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="debtor_requests")
    kind = models.CharField("Anliegen", max_length=20, choices=Kind.choices)
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.OPEN)
    # By kind: paid_on and amount; until_on; rates (due_on, amount); fields of the address …
    # Days as ISO texts, amounts as texts.
    details = models.JSONField(default=dict)
    message = models.CharField("Nachricht", max_length=1000, blank=True)
    received_at = models.DateTimeField("eingegangen")
    # The block or the plan that it brought about, so that settling can take it back.
    block = models.ForeignKey(
        "DunningBlock", on_delete=models.PROTECT, null=True, related_name="debtor_requests"
    )
    plan = models.ForeignKey(
        "InstalmentPlan", on_delete=models.PROTECT, null=True, related_name="debtor_requests"
    )
    settled_at = models.DateTimeField("erledigt", null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answer = models.CharField("Antwort an den Kunden", max_length=1000, blank=True)

    objects = DebtorRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "Anliegen"
        verbose_name_plural = "Anliegen"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind"],
                condition=Q(state="open"),
                name="one_open_request_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True)
                | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="settled_request_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(state="open"), name="open_requests_by_age"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.get_kind_display()}"


class DebtorProof(models.Model):
    """A file that the debtor sent along: a picture or a PDF of his transfer."""

    request = models.OneToOneField(
        DebtorRequest, on_delete=models.CASCADE, primary_key=True, related_name="proof"
    )
    file_name = models.CharField("Dateiname", max_length=120)
    content_type = models.CharField(max_length=40)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "Beleg"
        verbose_name_plural = "Belege"

    def __str__(self) -> str:
        return self.file_name


class BalanceStatement(models.Model):
    """Saldenmitteilung: all that a customer owes on a day, as it was sent to him."""

    class State(models.TextChoices):
        """What became of the mail."""

        PREPARED = "prepared", "vorbereitet"
        SENT = "sent", "versendet"
        FAILED = "failed", "fehlgeschlagen"
        UNCERTAIN = "uncertain", "ungeklärt"

    customer = models.ForeignKey(
        "orders.Customer", on_delete=models.PROTECT, related_name="balance_statements"
    )
    day = models.DateField("Stand vom")
    balance = models.DecimalField("Saldo", max_digits=12, decimal_places=2)
    recipient = models.CharField("Empfänger", max_length=254)
    state = models.CharField(
        "Zustand", max_length=10, choices=State.choices, default=State.PREPARED
    )
    failure = models.CharField("Fehler", max_length=300, blank=True)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)
    mail_text = models.TextField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("Wann", auto_now_add=True)

    class Meta:
        verbose_name = "Saldenmitteilung"
        verbose_name_plural = "Saldenmitteilungen"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.customer} · {self.day}"
