"""What the dunning brought, kept so that pages answer at once; all of it can be recomputed."""

from django.db import models
from django.db.models import Q

from common.rules.money import ZERO
from orders.models import LedgerEntry, Order, PaymentMethod, SalesAccount
from reminders.models.channels import Channel
from reminders.models.reminders import Reminder
from reminders.models.templates import ReminderTemplate


class Recovery(models.Model):
    """Geldeingang nach Mahnung: one payment, and the newest reminder that was sent before it.

    amount is what still counts of the payment, in euros: what it settled of costs, interest and
    installments due by the reminder's day; a reversed one or one that the bank took back has no
    row. days: from the reminder's day to the payment's, 0 on the same day. product_kind: that of
    the order's first line. docs/evaluations.md defines it all.
    """

    entry = models.OneToOneField(
        LedgerEntry, on_delete=models.PROTECT, primary_key=True, related_name="recovery"
    )
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="recoveries")
    reminder = models.ForeignKey(Reminder, on_delete=models.PROTECT, related_name="recoveries")
    sales_account = models.ForeignKey(SalesAccount, on_delete=models.PROTECT, related_name="+")
    payment_method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT, related_name="+")
    template = models.ForeignKey(ReminderTemplate, on_delete=models.PROTECT, related_name="+")
    product_kind = models.CharField(max_length=10, blank=True)
    level = models.PositiveSmallIntegerField("Mahnstufe")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    paid_on = models.DateField(db_index=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    days = models.PositiveIntegerField()

    class Meta:
        verbose_name = "Geldeingang nach Mahnung"
        verbose_name_plural = "Geldeingänge nach Mahnung"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="recovery_is_positive")
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.amount}"


class SentCount(models.Model):
    """Versand: how many reminders of a kind were sent on a day, claiming how much; one row each.

    bounced: mails that the server refused on that day because of the address, not among the sent.
    """

    sent_on = models.DateField()
    sales_account = models.ForeignKey(SalesAccount, on_delete=models.PROTECT, related_name="+")
    template = models.ForeignKey(ReminderTemplate, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField("Mahnstufe")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    sent = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    claimed = models.DecimalField(max_digits=14, decimal_places=2, default=ZERO)

    class Meta:
        verbose_name = "Versandzahl"
        verbose_name_plural = "Versandzahlen"
        constraints = [
            models.UniqueConstraint(
                fields=["sent_on", "sales_account", "template", "level", "channel"],
                name="sent_count_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sent_on} · {self.sent}"


class CohortFigure(models.Model):
    """What became of what was overdue: amounts that fell due in a month, by their outcome."""

    class Outcome(models.TextChoices):
        """Where the money went, in the order in which pages show it."""

        BEFORE_REMINDER = "before_reminder", "ohne Mahnung bezahlt"
        AFTER_REMINDER = "after_reminder", "nach Zahlungserinnerung bezahlt"
        AFTER_LEVEL_1 = "after_level_1", "nach Mahnstufe 1 bezahlt"
        AFTER_LEVEL_2 = "after_level_2", "nach Mahnstufe 2 bezahlt"
        AFTER_LEVEL_3 = "after_level_3", "nach Mahnstufe 3 bezahlt"
        COLLECTION = "collection", "beim Inkasso bezahlt"
        GIVEN_UP = "given_up", "storniert oder ausgebucht"
        OPEN = "open", "noch offen"

    # The first day of the month in which the amounts fell due.
    month = models.DateField()
    sales_account = models.ForeignKey(SalesAccount, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    installments = models.PositiveIntegerField()

    class Meta:
        verbose_name = "Kohortenzahl"
        verbose_name_plural = "Kohortenzahlen"
        constraints = [
            models.UniqueConstraint(
                fields=["month", "sales_account", "outcome"], name="cohort_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} · {self.get_outcome_display()} · {self.amount}"


class EvaluationSettings(models.Model):
    """Kosten des Mahnens, and how far the kept figures are; one row."""

    letter_cost = models.DecimalField(
        "Kosten je Brief", max_digits=6, decimal_places=2, default="1.20"
    )
    mail_cost = models.DecimalField(
        "Kosten je E-Mail", max_digits=6, decimal_places=2, default="0.00"
    )
    refreshed_at = models.DateTimeField(null=True, editable=False)
    # Entries up to this one are counted: over an hour old, so that none before it is to come.
    newest_entry_id = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "Kosten des Mahnens"
        verbose_name_plural = "Kosten des Mahnens"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_evaluation_settings")]

    def __str__(self) -> str:
        return "Kosten des Mahnens"
