"""The append-only ledger of an order."""

from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from orders.models.orders import Installment, Order


class LedgerIsAppendOnly(Exception):
    """Raised when a booked entry is to be changed or deleted."""

    def __init__(self) -> None:
        super().__init__("Buchungen werden nie geändert oder gelöscht, nur storniert.")


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    """Entries can be read and added, nothing else."""

    def effective(self) -> Self:
        """Entries that were not taken back, without those that take back."""
        return self.filter(reverses=None, reversed_by=None)

    def update(self, **kwargs: Any) -> NoReturn:
        raise LedgerIsAppendOnly

    def delete(self) -> NoReturn:
        raise LedgerIsAppendOnly


class LedgerEntry(models.Model):
    """Buchung: positive amounts raise what is owed, negative ones lower it."""

    class Kind(models.TextChoices):
        """What was booked."""

        CHARGE = "charge", "Forderung"
        CREDIT_NOTE = "credit_note", "Gutschrift"
        PAYMENT = "payment", "Zahlung"
        REFUND = "refund", "Erstattung"
        CHARGEBACK = "chargeback", "Rückbuchung"
        RETURNED_DEBIT_COST = "returned_debit_cost", "Rücklastschriftkosten"
        DUNNING_FEE = "dunning_fee", "Mahngebühr"
        LUMP_SUM = "lump_sum", "Verzugspauschale"
        INTEREST = "interest", "Verzugszinsen"
        CANCELLATION_COST = "cancellation_cost", "Stornokosten"
        COLLECTION_COST = "collection_cost", "Inkassokosten"
        COURT_COST = "court_cost", "Gerichts- und Anwaltskosten"
        WAIVER = "waiver", "Erlass von Nebenforderungen"
        TRANSFER = "transfer", "Umbuchung"
        WRITE_OFF = "write_off", "Ausbuchung"
        REVERSAL = "reversal", "Storno"

    class Source(models.TextChoices):
        """Where the booking came from."""

        SHOP = "shop", "Shop"
        MANUAL = "manual", "von Hand"
        BANK = "bank", "Kontoauszug"
        API = "api", "Schnittstelle"
        DUNNING = "dunning", "Mahnung"
        AGENCY = "agency", "Inkasso"
        PROVIDER = "provider", "Zahlungsanbieter"

    # A transfer touches two orders: it is moved back, never reversed on one of them alone.
    REVERSIBLE = (
        Kind.PAYMENT,
        Kind.REFUND,
        Kind.CREDIT_NOTE,
        Kind.CHARGEBACK,
        Kind.RETURNED_DEBIT_COST,
        Kind.WRITE_OFF,
        Kind.WAIVER,
    )
    # What a reminder, an agency or a court charged can be taken back singly; interest can only be
    # waived, since the next reminder calculates it anew.
    CHARGED = (
        Kind.DUNNING_FEE,
        Kind.LUMP_SUM,
        Kind.CANCELLATION_COST,
        Kind.COLLECTION_COST,
        Kind.COURT_COST,
    )

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="ledger_entries")
    installment = models.ForeignKey(
        Installment, on_delete=models.PROTECT, null=True, related_name="ledger_entries"
    )
    kind = models.CharField("Art", max_length=20, choices=Kind.choices)
    amount = models.DecimalField("Betrag", max_digits=12, decimal_places=2)
    booked_on = models.DateField("Gebucht am")
    source = models.CharField("Quelle", max_length=10, choices=Source.choices)
    reference = models.CharField("Verweis", max_length=140, blank=True)
    principal_first = models.BooleanField("auf die Hauptforderung zuerst", default=False)
    counter_order = models.ForeignKey(
        Order, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="Gegenauftrag"
    )
    returns = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="returned_by"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "Buchung"
        verbose_name_plural = "Buchungen"
        ordering = ["booked_on", "id"]
        permissions = [
            ("correct_ledgerentry", "Gutschriften, Stornos und Ausbuchungen buchen"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_amount_not_zero"),
            models.CheckConstraint(
                condition=~Q(kind="payment") | Q(amount__lt=0), name="payment_lowers_balance"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["write_off", "waiver"]) | Q(amount__lt=0),
                name="giving_up_lowers_balance",
            ),
            models.CheckConstraint(
                condition=~Q(
                    kind__in=[
                        "dunning_fee",
                        "lump_sum",
                        "interest",
                        "cancellation_cost",
                        "collection_cost",
                        "court_cost",
                    ]
                )
                | Q(amount__gt=0),
                name="ancillary_claim_raises_balance",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["chargeback", "returned_debit_cost", "refund"])
                | Q(amount__gt=0),
                name="giving_back_raises_balance",
            ),
            models.CheckConstraint(
                condition=Q(kind="transfer", counter_order__isnull=False)
                | (~Q(kind="transfer") & Q(counter_order__isnull=True)),
                name="transfer_names_counter_order",
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False)
                | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="reversal_names_its_entry",
            ),
        ]
        indexes = [
            # What the dunning itself cost.
            models.Index(
                fields=["booked_on"],
                condition=Q(kind__in=["returned_debit_cost", "collection_cost", "court_cost"]),
                name="ledger_costs_by_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.get_kind_display()} · {self.amount}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry; a second save is refused."""
        if self.pk is not None:
            raise LedgerIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise LedgerIsAppendOnly

    @property
    def is_reversed(self) -> bool:
        """Whether a later entry takes this one back."""
        return hasattr(self, "reversed_by")

    @property
    def is_reversible(self) -> bool:
        """Whether a clerk may take it back here: booked singly and not taken back yet.

        What came from a statement is taken back with its whole movement.
        """
        is_single = self.source in (self.Source.MANUAL, self.Source.API)
        is_of_kind = self.kind in self.CHARGED or (is_single and self.kind in self.REVERSIBLE)
        return is_of_kind and not self.is_reversed
