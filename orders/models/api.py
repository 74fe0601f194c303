"""Who may call the interface for shops, and what was answered there already."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from orders.models.sales_accounts import SalesAccount


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """The vocabulary of tokens."""

    def active(self) -> Self:
        """Tokens that nobody has revoked."""
        return self.filter(revoked_at=None)


class ApiToken(models.Model):
    """API-Token: lets one program in for one sales account; only its digest is kept."""

    class Scope(models.TextChoices):
        """What a token allows."""

        READ = "read", "Aufträge und Mahnungen lesen"
        ORDERS = "orders", "Aufträge anlegen, ändern und stornieren"
        PAYMENTS = "payments", "Zahlungen, Erstattungen und Rückbuchungen melden"

    sales_account = models.ForeignKey(
        SalesAccount,
        on_delete=models.PROTECT,
        related_name="api_tokens",
        verbose_name="Verkaufsaccount",
    )
    name = models.CharField("Name", max_length=80)
    prefix = models.CharField("Anfang", max_length=12, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    may_read = models.BooleanField(Scope.READ.label, default=False)
    may_write_orders = models.BooleanField(Scope.ORDERS.label, default=False)
    may_report_payments = models.BooleanField(Scope.PAYMENTS.label, default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField("Angelegt", auto_now_add=True)
    last_used_at = models.DateTimeField("Zuletzt benutzt", null=True, editable=False)
    revoked_at = models.DateTimeField("Widerrufen", null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
    )
    # The rate limit: how many requests came in the minute that began then.
    minute_began_at = models.DateTimeField(null=True, editable=False)
    minute_count = models.PositiveIntegerField(default=0, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API-Token"
        verbose_name_plural = "API-Tokens"
        ordering = ["sales_account__name", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sales_account", "name"],
                condition=Q(revoked_at=None),
                name="active_api_token_name_once",
            ),
            models.CheckConstraint(
                condition=Q(may_read=True) | Q(may_write_orders=True) | Q(may_report_payments=True),
                name="api_token_has_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sales_account} · {self.name}"

    @property
    def is_active(self) -> bool:
        """Whether it still lets somebody in."""
        return self.revoked_at is None

    @property
    def scopes(self) -> frozenset[Scope]:
        """What it allows."""
        granted = {
            self.Scope.READ: self.may_read,
            self.Scope.ORDERS: self.may_write_orders,
            self.Scope.PAYMENTS: self.may_report_payments,
        }
        return frozenset(scope for scope, is_granted in granted.items() if is_granted)


class IdempotentRequest(models.Model):
    """A request that had an effect, by the caller's Idempotency-Key, with the answer it got.

    The key is the sales account's: a shop that changes its token repeats its requests as before.
    """

    sales_account = models.ForeignKey(
        SalesAccount, on_delete=models.PROTECT, related_name="requests"
    )
    key = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "beantwortete Anfrage"
        verbose_name_plural = "beantwortete Anfragen"
        constraints = [
            models.UniqueConstraint(
                fields=["sales_account", "key"], name="idempotency_key_once_per_account"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sales_account} · {self.key}"
