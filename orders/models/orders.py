"""Orders and their lines."""

import secrets
from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from common.rules.german import fold
from common.rules.money import ZERO
from orders.models.customers import Customer
from orders.models.sales_accounts import PaymentMethod, SalesAccount
from orders.rules.drafts import PaymentPlan as Plan
from orders.rules.drafts import UnpaidReason as Unpaid
from orders.rules.shop_states import in_german


def new_public_id() -> str:
    """A random name of 64 bits for one order's payment page; alone it opens nothing."""
    return secrets.token_hex(8)


class OrderQuerySet(models.QuerySet["Order"]):
    """The vocabulary of orders."""

    def open(self) -> Self:
        """Orders on which money is owed."""
        return self.filter(open_amount__gt=0)

    def overdue(self, *, on: date) -> Self:
        """Open orders whose oldest unpaid installment was due before the day."""
        return self.open().filter(oldest_due_on__lt=on)

    def with_credit(self) -> Self:
        """Orders on which more was paid than was owed."""
        return self.filter(credit_amount__gt=0)

    def flagged(self) -> Self:
        """Orders for which the shop told another total after they were reminded."""
        return self.filter(reported_total__isnull=False)

    def unreachable(self) -> Self:
        """Orders whose customer neither an e-mail nor a letter can reach."""
        # Both are indexed: the key, and the day, which SQLite finds by a comparison only.
        no_mail = Q(email_key="", email="", reminder_email="") | Q(email_failed_on__gt=date.min)
        no_name = Q(company="", first_name="", last_name="")
        no_place = Q(street="") | Q(postcode="") | Q(city="")
        return self.filter(customer__in=Customer.objects.filter(no_mail, no_name | no_place))

    def search(self, text: str) -> Self:
        """Orders whose number, names, company or e-mail hold every word, in any spelling."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        return found


class Order(models.Model):
    """Auftrag: what one customer ordered at one sales account, and what is owed on it.

    The kept figures (open_amount to payment_status) are written only by the service that
    books, in the transaction that books.
    """

    class PaymentPlan(models.TextChoices):
        """How the order is paid."""

        ONE_OFF = Plan.ONE_OFF.value, "Einmalzahlung"
        RATES = Plan.RATES.value, "Ratenzahlung"
        SUBSCRIPTION = Plan.SUBSCRIPTION.value, "Abo"

    class UnpaidReason(models.TextChoices):
        """Why money did not come, as far as it is known."""

        UNKNOWN = Unpaid.UNKNOWN.value, "nicht bekannt"
        NO_AUTOMATIC_DEBIT = Unpaid.NO_AUTOMATIC_DEBIT.value, "kein automatischer Einzug"
        REJECTED = Unpaid.REJECTED.value, "Zahlung zurückgewiesen"
        INSUFFICIENT_FUNDS = Unpaid.INSUFFICIENT_FUNDS.value, "Konto nicht gedeckt"
        BANK_RETURNED = Unpaid.BANK_RETURNED.value, "von der Bank zurückgegeben"
        MAIL_IGNORED = Unpaid.MAIL_IGNORED.value, "auf Aufforderung nicht reagiert"

    class StopReason(models.TextChoices):
        """Why nobody may be dunned until a clerk has looked."""

        NONE = "", "kein Stopp"
        DISPUTED = "disputed", "bestritten"
        DECEASED = "deceased", "Kunde verstorben"
        TO_CLARIFY = "to_clarify", "Rückgabe zu klären"
        WITHDRAWAL = "withdrawal", "Widerruf"
        INSOLVENCY = "insolvency", "Insolvenz"

    class PaymentStatus(models.TextChoices):
        """What the ledger says of the order."""

        OPEN = "open", "Offen"
        PARTIALLY_PAID = "partially_paid", "Teilweise bezahlt"
        PAID = "paid", "Bezahlt"
        WRITTEN_OFF = "written_off", "Ausgebucht"
        CANCELLED = "cancelled", "Storniert"

    sales_account = models.ForeignKey(
        SalesAccount,
        on_delete=models.PROTECT,
        related_name="orders",
        verbose_name="Verkaufsaccount",
    )
    number = models.CharField("Bestellnummer", max_length=64)
    public_id = models.CharField(max_length=64, unique=True, default=new_public_id, editable=False)
    access_version = models.PositiveIntegerField(default=1, editable=False)
    access_revoked_on = models.DateField("Zahlungsseite gesperrt am", null=True, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="orders", verbose_name="Kunde"
    )
    payment_method = models.ForeignKey(
        PaymentMethod,
        on_delete=models.PROTECT,
        related_name="orders",
        verbose_name="Zahlungsart",
    )
    ordered_on = models.DateField("Bestellt am")
    currency = models.CharField("Währung", max_length=3, default="EUR")
    total = models.DecimalField("Bestellbetrag", max_digits=12, decimal_places=2)
    shop_state_text = models.CharField("Status im Shop", max_length=60, blank=True)
    shop_paid_amount = models.DecimalField(
        "laut Shop bezahlt", max_digits=12, decimal_places=2, default=ZERO
    )
    shop_credited_amount = models.DecimalField(
        "laut Shop erstattet", max_digits=12, decimal_places=2, default=ZERO
    )
    shop_fingerprint = models.CharField(max_length=64, editable=False, default="")
    cancelled_on = models.DateField("Storniert am", null=True, blank=True)
    is_cancelled_by_hand = models.BooleanField("von Hand storniert", default=False)
    number_key = models.CharField(max_length=64, editable=False, default="", db_index=True)
    shop_token = models.CharField(max_length=100, blank=True, default="")
    payment_plan = models.CharField(
        "Zahlungsplan", max_length=15, choices=PaymentPlan.choices, default=PaymentPlan.ONE_OFF
    )
    unpaid_reason = models.CharField(
        "Grund der Nichtzahlung",
        max_length=20,
        choices=UnpaidReason.choices,
        default=UnpaidReason.UNKNOWN,
        blank=True,
    )
    stop_reason = models.CharField(
        "Mahnstopp wegen",
        max_length=15,
        choices=StopReason.choices,
        default=StopReason.NONE,
        blank=True,
    )
    disputed_amount = models.DecimalField(
        "davon bestritten",
        max_digits=12,
        decimal_places=2,
        null=True,
        editable=False,
        help_text="leer, solange alles bestritten ist",
    )
    reported_total = models.DecimalField(
        "vom Shop gemeldeter Betrag", max_digits=12, decimal_places=2, null=True, editable=False
    )
    declined_total = models.DecimalField(
        "vom Shop gemeldet, nicht übernommen",
        max_digits=12,
        decimal_places=2,
        null=True,
        editable=False,
    )
    rates_agreed_on = models.DateField("Raten vereinbart am", null=True, editable=False)
    last_reminded_on = models.DateField("Zuletzt gemahnt", null=True, editable=False)
    collection_since = models.DateField("Beim Inkasso seit", null=True, editable=False)
    search_text = models.TextField(editable=False, default="")

    open_amount = models.DecimalField(
        "Offener Betrag", max_digits=12, decimal_places=2, default=ZERO
    )
    open_costs = models.DecimalField("davon Kosten", max_digits=12, decimal_places=2, default=ZERO)
    open_interest = models.DecimalField(
        "davon Zinsen", max_digits=12, decimal_places=2, default=ZERO
    )
    credit_amount = models.DecimalField("Guthaben", max_digits=12, decimal_places=2, default=ZERO)
    paid_amount = models.DecimalField("Bezahlt", max_digits=12, decimal_places=2, default=ZERO)
    oldest_installment = models.ForeignKey(
        "Installment", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    oldest_due_on = models.DateField("Fällig am", null=True, editable=False)
    payment_status = models.CharField(
        "Zahlungsstatus",
        max_length=20,
        choices=PaymentStatus.choices,
        default=PaymentStatus.OPEN,
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = "Auftrag"
        verbose_name_plural = "Aufträge"
        constraints = [
            models.UniqueConstraint(
                fields=["sales_account", "number"], name="order_number_once_per_account"
            ),
            models.CheckConstraint(
                condition=Q(open_amount__gte=0)
                & Q(credit_amount__gte=0)
                & Q(open_costs__gte=0)
                & Q(open_interest__gte=0)
                # SQLite subtracts as floats: 6.56 less 5.36 would be a little below 1.20.
                & Q(open_costs__lte=Round(F("open_amount") - F("open_interest"), 2)),
                name="order_figures_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(open_amount=0) | Q(oldest_due_on__isnull=False),
                name="open_order_has_due_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["oldest_due_on", "id"],
                condition=Q(open_amount__gt=0),
                name="order_open_by_due_day",
            ),
            models.Index(
                fields=["-credit_amount", "id"],
                condition=Q(credit_amount__gt=0),
                name="order_with_credit",
            ),
            # The search by amount.
            models.Index(fields=["total"], name="order_by_total"),
            models.Index(
                fields=["open_amount"],
                condition=Q(open_amount__gt=0),
                name="order_open_by_amount",
            ),
            models.Index(
                fields=["id"], condition=Q(reported_total__isnull=False), name="order_flagged"
            ),
            models.Index(
                fields=["oldest_due_on", "open_amount"],
                condition=Q(open_amount__gt=0),
                name="order_overdue_sums",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def shop_state_in_german(self) -> str:
        """What the shop says of the order, in German words."""
        return in_german(self.shop_state_text)

    @property
    def is_open(self) -> bool:
        """Whether money is owed on the order."""
        return self.open_amount > 0

    @property
    def is_cancelled(self) -> bool:
        """Whether the order was cancelled."""
        return self.cancelled_on is not None

    @property
    def is_partly_disputed(self) -> bool:
        """Whether only a part of the goods is disputed, so that the rest can be dunned."""
        is_disputed = self.stop_reason == self.StopReason.DISPUTED
        part = self.disputed_amount
        return is_disputed and part is not None and part < self.open_principal

    @property
    def open_principal(self) -> Decimal:
        """What is owed of the goods, in euros, without costs and interest."""
        return self.open_amount - self.open_ancillary

    @property
    def open_ancillary(self) -> Decimal:
        """What is owed beside the goods, in euros: costs and interest (Nebenforderungen)."""
        return self.open_costs + self.open_interest

    def due_amount(self, day: date) -> Decimal:
        """What of the open amount was due before the day, in euros: costs, interest, rates."""
        later = (one.open_amount for one in self.installments.all() if one.due_on >= day)
        return self.open_amount - sum(later, ZERO)

    def is_overdue(self, day: date) -> bool:
        """Whether something is unpaid that was due before the day."""
        return self.is_open and self.oldest_due_on is not None and self.oldest_due_on < day

    def days_overdue(self, day: date) -> int:
        """Days since the oldest unpaid installment was due; 0 when nothing is overdue."""
        if not self.is_overdue(day):
            return 0
        assert self.oldest_due_on is not None  # guarded by is_overdue
        return (day - self.oldest_due_on).days


class OrderLine(models.Model):
    """One position of an order."""

    class Kind(models.TextChoices):
        """What was sold."""

        GOODS = "goods", "Ware"
        DOWNLOAD = "download", "Download"
        SERVICE = "service", "Dienstleistung"
        COURSE = "course", "Kurs"

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField("Position")
    product = models.CharField("Artikel", max_length=200)
    sku = models.CharField("Artikelnummer", max_length=100, blank=True)
    quantity = models.DecimalField("Menge", max_digits=10, decimal_places=3)
    unit_price = models.DecimalField("Einzelpreis", max_digits=12, decimal_places=2)
    kind = models.CharField("Art", max_length=10, choices=Kind.choices, default=Kind.GOODS)

    class Meta:
        verbose_name = "Position"
        verbose_name_plural = "Positionen"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.position} · {self.product}"


class Installment(models.Model):
    """Rate: an amount of an order that falls due on one day."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="installments")
    position = models.PositiveSmallIntegerField("Rate")
    due_on = models.DateField("Fällig am")
    amount = models.DecimalField("Betrag", max_digits=12, decimal_places=2)
    open_amount = models.DecimalField(
        "Offener Betrag", max_digits=12, decimal_places=2, default=ZERO
    )

    class Meta:
        verbose_name = "Rate"
        verbose_name_plural = "Raten"
        ordering = ["due_on", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="installment_position_once"),
            models.CheckConstraint(
                condition=Q(open_amount__gte=0) & Q(open_amount__lte=F("amount")),
                name="installment_open_within_amount",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="installment_by_due_day")]

    def __str__(self) -> str:
        return f"{self.order} · Rate {self.position}"


class Invoice(models.Model):
    """Rechnung of an order; payers name it as often as the order's own number."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="invoices")
    number = models.CharField("Rechnungsnummer", max_length=64)
    number_key = models.CharField(max_length=64, editable=False, db_index=True)
    issued_on = models.DateField("Rechnungsdatum", null=True, blank=True)
    received_on = models.DateField(
        "beim Kunden angekommen am",
        null=True,
        blank=True,
        help_text="nachweislich; ab dann laufen die 30 Tage des § 286 Abs. 3 BGB",
    )

    class Meta:
        verbose_name = "Rechnung"
        verbose_name_plural = "Rechnungen"
        ordering = ["issued_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="invoice_once_per_order")
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceFile(models.Model):
    """The invoice as a PDF, apart from its row, so that lists stay light."""

    invoice = models.OneToOneField(
        Invoice, on_delete=models.CASCADE, primary_key=True, related_name="file"
    )
    file_name = models.CharField("Dateiname", max_length=200)
    pdf = models.BinaryField()

    class Meta:
        verbose_name = "Rechnungsdatei"
        verbose_name_plural = "Rechnungsdateien"

    def __str__(self) -> str:
        return self.file_name
