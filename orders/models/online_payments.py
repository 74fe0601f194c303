"""Paying online: links to providers' pages, providers that report back, and what they reported."""

import secrets
from typing import Self

from django.db import models
from django.db.models import Q

from orders.models.ledger import LedgerEntry
from orders.models.orders import Order
from orders.models.sales_accounts import SalesAccount


def new_webhook_key() -> str:
    """A random part of the address that a provider reports to; 128 bits."""
    return secrets.token_hex(16)


class PaymentLink(models.Model):
    """Zahlungslink: a provider's page with amount and reference filled in; nothing comes back."""

    sales_account = models.ForeignKey(
        SalesAccount,
        on_delete=models.CASCADE,
        related_name="payment_links",
        verbose_name="Verkaufsaccount",
    )
    label = models.CharField(
        "Beschriftung", max_length=60, help_text="zum Beispiel „PayPal“; steht auf dem Knopf"
    )
    url_template = models.CharField(
        "Adresse",
        max_length=500,
        help_text=(
            "mit {BETRAG} (12.34), {WAEHRUNG} (EUR) und {BESTELLNUMMER}, zum Beispiel "
            "https://paypal.me/firma/{BETRAG}{WAEHRUNG}"
        ),
    )
    position = models.PositiveSmallIntegerField("Reihenfolge", default=1)
    is_active = models.BooleanField("wird angeboten", default=True)

    class Meta:
        verbose_name = "Zahlungslink"
        verbose_name_plural = "Zahlungslinks"
        ordering = ["sales_account__name", "position", "id"]

    def __str__(self) -> str:
        return f"{self.sales_account} · {self.label}"


class ProviderAccount(models.Model):
    """Zahlungsanbieter: access to a provider whose page takes the money and reports it back."""

    class Provider(models.TextChoices):
        """Who takes the money."""

        STRIPE = "stripe", "Stripe"

    sales_account = models.ForeignKey(
        SalesAccount,
        on_delete=models.PROTECT,
        related_name="provider_accounts",
        verbose_name="Verkaufsaccount",
    )
    provider = models.CharField("Anbieter", max_length=20, choices=Provider.choices)
    label = models.CharField(
        "Beschriftung", max_length=60, help_text="steht auf dem Knopf: „Karte, Klarna oder SEPA“"
    )
    is_active = models.BooleanField("wird angeboten", default=False)
    # Locked with the installation's key (common/secret_box.py).
    secret_box = models.TextField(editable=False, default="", blank=True)
    webhook_key = models.CharField(
        max_length=32, unique=True, default=new_webhook_key, editable=False
    )

    class Meta:
        verbose_name = "Zahlungsanbieter"
        verbose_name_plural = "Zahlungsanbieter"
        ordering = ["sales_account__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sales_account", "provider"],
                name="provider_once_per_account",
                violation_error_message="Dieser Anbieter ist hier schon eingerichtet.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sales_account} · {self.get_provider_display()}"


class OnlinePaymentQuerySet(models.QuerySet["OnlinePayment"]):
    """The vocabulary of online payments."""

    def under_way(self) -> Self:
        """Begun at the provider and not ended yet."""
        return self.filter(state=OnlinePayment.State.STARTED)

    def processing(self) -> Self:
        """Finished by the debtor, not yet by his bank; the same as is_processing."""
        return self.under_way().filter(checkout_url="").exclude(provider_reference="")


class OnlinePayment(models.Model):
    """Onlinezahlung: one visit to a provider's page for one order, and what came of it."""

    class State(models.TextChoices):
        """How far it is."""

        STARTED = "started", "begonnen"
        PAID = "paid", "bezahlt"
        EXPIRED = "expired", "abgelaufen"
        FAILED = "failed", "fehlgeschlagen"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="online_payments")
    provider_account = models.ForeignKey(
        ProviderAccount, on_delete=models.PROTECT, related_name="payments"
    )
    amount = models.DecimalField("Betrag", max_digits=12, decimal_places=2)
    currency = models.CharField("Währung", max_length=3, default="EUR")
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.STARTED)
    provider_reference = models.CharField("Kennung beim Anbieter", max_length=120, blank=True)
    checkout_url = models.CharField(max_length=2000, blank=True)
    started_at = models.DateTimeField("begonnen")
    paid_on = models.DateField("bezahlt am", null=True)
    entry = models.OneToOneField(
        LedgerEntry, on_delete=models.PROTECT, null=True, related_name="online_payment"
    )
    failure = models.CharField("Fehler", max_length=300, blank=True)

    objects = OnlinePaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "Onlinezahlung"
        verbose_name_plural = "Onlinezahlungen"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider_account", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="online_payment_once_per_reference",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="online_payment_amount_positive"
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_on__isnull=False, entry__isnull=False),
                name="paid_online_payment_is_booked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.amount}"

    @property
    def is_processing(self) -> bool:
        """Whether the debtor has finished and only his bank's money is missing (direct debit).

        The address of the provider's page is kept no longer than he can use it.
        """
        is_known = self.provider_reference != "" and self.checkout_url == ""
        return self.state == self.State.STARTED and is_known


class ProviderEvent(models.Model):
    """A provider's report, kept by its id so that the same one never counts twice."""

    provider_account = models.ForeignKey(
        ProviderAccount, on_delete=models.PROTECT, related_name="events"
    )
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    effect = models.CharField("Wirkung", max_length=200, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Meldung eines Zahlungsanbieters"
        verbose_name_plural = "Meldungen von Zahlungsanbietern"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_account", "event_id"], name="provider_event_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.event_id}"
