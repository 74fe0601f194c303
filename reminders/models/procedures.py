"""Dunning procedures, their steps and versions, and who follows another one."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from common.rules.money import ZERO
from orders.models import Customer, Order, PaymentMethod, SalesAccount
from reminders.models.channels import Channel
from reminders.models.templates import ReminderTemplate
from reminders.rules.ladder import Step


class DunningProcedure(models.Model):
    """Mahnverfahren of a sales account, for one payment method or for all others.

    One that is not assigned holds only for the orders and customers it was chosen for.
    """

    class Anchor(models.TextChoices):
        """The day that the days of a level are counted from."""

        DUE_DAY = "due_day", "Fälligkeit"
        ORDER_DAY = "order_day", "Bestelldatum"

    name = models.CharField("Name", max_length=80)
    sales_account = models.ForeignKey(
        SalesAccount,
        on_delete=models.PROTECT,
        related_name="dunning_procedures",
        verbose_name="Verkaufsaccount",
    )
    payment_method = models.ForeignKey(
        PaymentMethod,
        on_delete=models.PROTECT,
        related_name="dunning_procedures",
        verbose_name="Zahlungsart",
        null=True,
        blank=True,
        help_text="leer: für alle Zahlungsarten ohne eigenes Mahnverfahren",
    )
    is_assigned = models.BooleanField(
        "gilt von selbst",
        default=True,
        help_text="sonst nur für Aufträge und Kunden, bei denen es gewählt ist",
    )
    anchor = models.CharField(
        "Tage zählen ab", max_length=10, choices=Anchor.choices, default=Anchor.DUE_DAY
    )
    is_active = models.BooleanField("aktiv", default=False)
    starts_on = models.DateField(
        "gilt für Fälligkeiten ab",
        null=True,
        blank=True,
        help_text="Was früher fällig war, bleibt unberührt; leer: alles wird gemahnt.",
    )
    is_automatic = models.BooleanField(
        "automatisch mahnen",
        default=False,
        help_text="Der tägliche Lauf versendet dann ohne Prüfung die automatischen Stufen.",
    )
    version = models.PositiveIntegerField("Fassung", default=1, editable=False)

    class Meta:
        verbose_name = "Mahnverfahren"
        verbose_name_plural = "Mahnverfahren"
        ordering = ["sales_account__name", "payment_method__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["sales_account", "payment_method"],
                condition=Q(is_assigned=True),
                name="one_procedure_per_account_and_method",
                violation_error_message=(
                    "Für diesen Verkaufsaccount und diese Zahlungsart gibt es schon eines."
                ),
            ),
            models.UniqueConstraint(
                fields=["sales_account"],
                condition=Q(payment_method__isnull=True, is_assigned=True),
                name="one_default_procedure_per_account",
                violation_error_message=(
                    "Für diesen Verkaufsaccount gibt es schon eines für alle Zahlungsarten."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.sales_account}, {self.payment_method or 'alle Zahlungsarten'})"

    def steps(self) -> tuple[Step, ...]:
        """The dunning levels as plain values, lowest first; without payment reminders."""
        return tuple(one.as_step() for one in self.levels.all() if one.level)

    def payment_reminders(self) -> tuple[Step, ...]:
        """The steps before level 1 as plain values, the earliest first."""
        return tuple(one.as_step() for one in self.levels.all() if not one.level)

    def step(self, level: int, number: int = 0) -> "DunningLevel | None":
        """The level, or of the payment reminders (level 0) the one with that number from 1."""
        found = [one for one in self.levels.all() if one.level == level]
        index = number - 1 if level == 0 else 0
        return found[index] if 0 <= index < len(found) else None


class DunningLevel(models.Model):
    """A step of a procedure: Mahnstufe 1 to 3, or a payment reminder before them (level 0)."""

    procedure = models.ForeignKey(DunningProcedure, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(
        "Mahnstufe", validators=[MinValueValidator(0), MaxValueValidator(3)]
    )
    days_after_anchor = models.SmallIntegerField(
        "Tage danach",
        validators=[MinValueValidator(-60), MaxValueValidator(730)],
        help_text="bei Zahlungserinnerungen auch davor, zum Beispiel −3",
    )
    wait_days = models.PositiveSmallIntegerField(
        "Mindestabstand",
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
        help_text="Tage nach der Stufe davor; leer: deren Zahlungsfrist",
    )
    payment_period_days = models.PositiveSmallIntegerField(
        "Zahlungsfrist",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text="Tage; endet immer an einem Werktag",
    )
    template = models.ForeignKey(
        ReminderTemplate,
        on_delete=models.PROTECT,
        related_name="levels",
        verbose_name="Textvorlage",
        null=True,
        blank=True,
    )
    is_automatic = models.BooleanField("automatisch", default=True)
    channel = models.CharField("Weg", max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    fee = models.DecimalField(
        "Kosten des Briefs",
        max_digits=6,
        decimal_places=2,
        default=ZERO,
        validators=[MinValueValidator(ZERO)],
        help_text=(
            "tatsächliche Kosten in Euro; verlangt nur für Briefe nach Verzugseintritt, "
            "von Unternehmern stattdessen 40 €"
        ),
    )
    charges_interest = models.BooleanField("Verzugszinsen", default=False)

    class Meta:
        verbose_name = "Mahnschritt"
        verbose_name_plural = "Mahnschritte"
        ordering = ["level", "days_after_anchor", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "level"],
                condition=Q(level__gte=1),
                name="level_once_per_procedure",
                violation_error_message="Jede Mahnstufe darf nur einmal vorkommen.",
            ),
            models.UniqueConstraint(
                fields=["procedure", "days_after_anchor"],
                condition=Q(level=0),
                name="payment_reminder_once_per_day",
                violation_error_message="An einem Tag geht nur eine Zahlungserinnerung hinaus.",
            ),
            models.CheckConstraint(condition=Q(level__lte=3), name="level_up_to_3"),
            models.CheckConstraint(
                condition=Q(level=0) | Q(days_after_anchor__gte=0), name="level_not_before_anchor"
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1) | Q(fee=0, charges_interest=False),
                name="payment_reminder_costs_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} · {self.label}"

    @property
    def label(self) -> str:
        """What the clerk calls the step."""
        return f"Mahnstufe {self.level}" if self.level else "Zahlungserinnerung"

    def as_step(self) -> Step:
        """The level as the ladder's rules want it."""
        return Step(
            level=self.level,
            days_after_anchor=self.days_after_anchor,
            wait_days=self.wait_days,
            payment_period_days=self.payment_period_days,
        )


class AutomaticDunning(models.Model):
    """The installation's switch for the daily run; one row, administrators only."""

    class Interval(models.TextChoices):
        """On which days it runs."""

        DAILY = "daily", "täglich"
        WORKDAYS = "workdays", "an Arbeitstagen"
        WEEKLY = "weekly", "montags"

    is_enabled = models.BooleanField("Täglicher Mahnlauf eingeschaltet", default=False)
    interval = models.CharField(
        "Mahntage", max_length=10, choices=Interval.choices, default=Interval.DAILY
    )

    class Meta:
        verbose_name = "Täglicher Mahnlauf"
        verbose_name_plural = "Täglicher Mahnlauf"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="automatic_dunning_one_row")]

    def __str__(self) -> str:
        return "eingeschaltet" if self.is_enabled else "ausgeschaltet"


class ProcedureVersion(models.Model):
    """A procedure as it stood under one version, kept for the reminders sent by it."""

    procedure = models.ForeignKey(
        DunningProcedure, on_delete=models.CASCADE, related_name="versions"
    )
    version = models.PositiveIntegerField("Fassung")
    content = models.JSONField("Inhalt")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Fassung eines Mahnverfahrens"
        verbose_name_plural = "Fassungen von Mahnverfahren"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "version"], name="procedure_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.procedure} · Fassung {self.version}"


class DunningPreference(models.Model):
    """What holds for one order or one customer against the rule; the order's own comes first."""

    order = models.OneToOneField(
        Order, on_delete=models.CASCADE, null=True, related_name="dunning_preference"
    )
    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, null=True, related_name="dunning_preference"
    )
    procedure = models.ForeignKey(
        DunningProcedure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="preferences",
        verbose_name="Mahnverfahren",
    )
    is_manual_only = models.BooleanField("nie automatisch mahnen", default=False)
    note = models.CharField("Bemerkung", max_length=300, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Abweichendes Mahnverfahren"
        verbose_name_plural = "Abweichende Mahnverfahren"
        constraints = [
            models.CheckConstraint(
                condition=Q(order__isnull=False, customer__isnull=True)
                | Q(order__isnull=True, customer__isnull=False),
                name="preference_of_order_or_customer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order or self.customer} · {self.procedure or 'wie üblich'}"


class DunningSettings(models.Model):
    """How a sales account duns, whatever the procedure; one row per account."""

    sales_account = models.OneToOneField(
        SalesAccount,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="dunning_settings",
        verbose_name="Verkaufsaccount",
    )
    collects_per_customer = models.BooleanField(
        "Sammelmahnung",
        default=False,
        help_text="alle überfälligen Aufträge eines Kunden in einem Schreiben, die Gebühr einmal",
    )
    minimum_amount = models.DecimalField(
        "Mindestbetrag",
        max_digits=8,
        decimal_places=2,
        default=ZERO,
        validators=[MinValueValidator(ZERO)],
        help_text="was darunter offen ist, wird nicht gemahnt",
    )
    approval_limit = models.DecimalField(
        "Freigabe durch eine zweite Person über",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(ZERO)],
        help_text="Forderung einer Mahnung in Euro; leer: nie nötig",
    )
    insists_on_ancillary = models.BooleanField(
        "auf Zinsen und Gebühren bestehen",
        default=False,
        help_text="sonst werden sie erlassen, wenn die Ware bezahlt ist",
    )
    attaches_invoice = models.BooleanField("Rechnung beilegen, wo sie vorliegt", default=True)
    names_agency = models.CharField(
        "Inkassounternehmen in der letzten Mahnung",
        max_length=120,
        blank=True,
        help_text="Name, wie er im Schreiben steht; leer: keines genannt",
    )

    class Meta:
        verbose_name = "Mahnregeln des Verkaufsaccounts"
        verbose_name_plural = "Mahnregeln der Verkaufsaccounts"

    def __str__(self) -> str:
        return str(self.sales_account)
