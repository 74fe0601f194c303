"""Bank statements, the movements on the creditors' accounts, and what they paid for."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from common.rules.money import ZERO
from orders.models.creditors import Creditor
from orders.models.ledger import LedgerEntry
from orders.models.orders import Order


class StatementImport(models.Model):
    """A file from the bank, kept as it came; its statements hang on it."""

    class State(models.TextChoices):
        """How far the file has come."""

        READING = "reading", "wird gelesen"
        READ = "read", "eingelesen"
        FAILED = "failed", "nicht lesbar"

    file_name = models.CharField("Datei", max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    format = models.CharField("Format", max_length=10, blank=True)
    mapping = models.JSONField("Spaltenzuordnung", null=True, editable=False)
    state = models.CharField("Zustand", max_length=10, choices=State.choices, default=State.READING)
    entry_count = models.PositiveIntegerField("Umsätze", default=0)
    done_count = models.PositiveIntegerField("erledigt", default=0)
    problems = models.JSONField("Hinweise", default=list, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("Hochgeladen", auto_now_add=True)
    progressed_at = models.DateTimeField("Zuletzt bearbeitet", null=True)

    class Meta:
        verbose_name = "Kontoauszugsdatei"
        verbose_name_plural = "Kontoauszugsdateien"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class BankStatementQuerySet(models.QuerySet["BankStatement"]):
    """The vocabulary of statements."""

    def held(self) -> Self:
        """Statements that wait for a clerk, since nothing of them was taken over."""
        return self.filter(state=BankStatement.State.HELD)

    def taken_over(self) -> Self:
        """Statements whose movements count."""
        return self.filter(state=BankStatement.State.TAKEN_OVER)


class BankStatement(models.Model):
    """Kontoauszug of one account; a held one has entries in its file only, none in tables."""

    class State(models.TextChoices):
        """Whether its movements count."""

        TAKEN_OVER = "taken_over", "übernommen"
        HELD = "held", "angehalten"
        DISCARDED = "discarded", "verworfen"

    statement_import = models.ForeignKey(
        StatementImport, on_delete=models.PROTECT, related_name="statements"
    )
    position = models.PositiveIntegerField("Auszug der Datei")
    creditor = models.ForeignKey(
        Creditor, on_delete=models.PROTECT, null=True, related_name="statements"
    )
    account = models.CharField("Konto", max_length=40)
    currency = models.CharField("Währung", max_length=3)
    number = models.CharField("Auszugsnummer", max_length=60, blank=True)
    from_on = models.DateField("von", null=True)
    to_on = models.DateField("bis", null=True)
    opening_balance = models.DecimalField(
        "Anfangssaldo", max_digits=16, decimal_places=2, null=True
    )
    closing_balance = models.DecimalField("Endsaldo", max_digits=16, decimal_places=2, null=True)
    difference = models.DecimalField("Differenz", max_digits=16, decimal_places=2, default=ZERO)
    entry_count = models.PositiveIntegerField("Umsätze", default=0)
    known_count = models.PositiveIntegerField("schon bekannt", default=0)
    state = models.CharField("Zustand", max_length=10, choices=State.choices)
    hold_reason = models.CharField("Grund", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = BankStatementQuerySet.as_manager()

    class Meta:
        verbose_name = "Kontoauszug"
        verbose_name_plural = "Kontoauszüge"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement_import", "position"], name="statement_once_per_file"
            )
        ]
        indexes = [
            models.Index(
                fields=["creditor", "-to_on"],
                condition=Q(state="taken_over"),
                name="statement_newest_first",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.number or self.pk}"

    @property
    def is_reconciled(self) -> bool:
        """Whether the entries explain the balances."""
        return self.difference == 0


class BankTransactionQuerySet(models.QuerySet["BankTransaction"]):
    """The vocabulary of movements."""

    def in_inbox(self) -> Self:
        """Money that came in and waits for a clerk."""
        return self.filter(state=BankTransaction.State.INBOX)


class BankTransaction(models.Model):
    """Umsatz: one movement on an account, stored once however many files tell of it.

    Positive amounts came in. The fingerprint says what the bank tells of the movement, the
    occurrence tells equal ones of the same day apart. Proposals are what matching found for a
    movement in the inbox, best first: {"parts": [{"order": 1, "amount": "9.90"}], "why": [...]}.
    """

    class State(models.TextChoices):
        """What has become of the movement."""

        NEW = "new", "noch nicht zugeordnet"
        BOOKED = "booked", "zugeordnet"
        INBOX = "inbox", "zu klären"
        IGNORED = "ignored", "ohne Belang"
        NOT_OURS = "not_ours", "gehört uns nicht"

    creditor = models.ForeignKey(
        Creditor, on_delete=models.PROTECT, related_name="bank_transactions"
    )
    account = models.CharField("Konto", max_length=40)
    fingerprint = models.CharField(max_length=64)
    occurrence = models.PositiveIntegerField(default=0)
    booked_on = models.DateField("Buchungstag")
    value_on = models.DateField("Wertstellung")
    amount = models.DecimalField("Betrag", max_digits=14, decimal_places=2)
    currency = models.CharField("Währung", max_length=3)
    name = models.CharField("Name", max_length=140, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True, db_index=True)
    remittance_text = models.TextField("Verwendungszweck", blank=True)
    structured_reference = models.CharField("Referenz", max_length=40, blank=True)
    end_to_end_id = models.CharField("Ende-zu-Ende-Referenz", max_length=80, blank=True)
    mandate_id = models.CharField("Mandatsreferenz", max_length=80, blank=True)
    bank_reference = models.CharField("Bankreferenz", max_length=80, blank=True)
    booking_text = models.CharField("Buchungstext", max_length=80, blank=True)
    gvc = models.CharField("GVC", max_length=4, blank=True)
    return_reason = models.CharField("Rückgabegrund", max_length=10, blank=True)
    is_return = models.BooleanField("Rückgabe", default=False)
    original_amount = models.DecimalField(
        "ursprünglicher Betrag", max_digits=14, decimal_places=2, null=True
    )
    charges = models.DecimalField("Bankkosten", max_digits=12, decimal_places=2, default=ZERO)
    state = models.CharField("Zustand", max_length=10, choices=State.choices, default=State.NEW)
    state_reason = models.CharField("Grund", max_length=300, blank=True)
    proposals = models.JSONField("Vorschläge", default=list, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = BankTransactionQuerySet.as_manager()

    class Meta:
        verbose_name = "Umsatz"
        verbose_name_plural = "Umsätze"
        ordering = ["-booked_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "fingerprint", "occurrence"], name="movement_once_per_account"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="movement_not_zero"),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "-booked_on", "-id"],
                condition=Q(state="inbox"),
                name="movement_inbox",
            )
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} · {self.amount} · {self.name}"

    @property
    def proposed_order_ids(self) -> list[int]:
        """The orders that some proposal names."""
        return [part["order"] for proposal in self.proposals for part in proposal["parts"]]


class StatementLine(models.Model):
    """That a statement tells of a movement; overlapping statements tell of the same one."""

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    transaction = models.ForeignKey(
        BankTransaction, on_delete=models.PROTECT, related_name="statement_lines"
    )
    # How this statement told of the movement; another format tells of it in other words.
    fingerprint = models.CharField(max_length=64, default="", db_index=True)

    class Meta:
        verbose_name = "Auszugszeile"
        verbose_name_plural = "Auszugszeilen"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "position"], name="statement_position_once"
            ),
            models.UniqueConstraint(
                fields=["statement", "transaction"], name="movement_once_per_statement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} · {self.position}"


class AllocationQuerySet(models.QuerySet["Allocation"]):
    """The vocabulary of allocations."""

    def standing(self) -> Self:
        """Those whose booking nobody took back."""
        return self.filter(entry__reversed_by=None)


class Allocation(models.Model):
    """Zuordnung: which booking of an order came from a movement, and why it was believed."""

    transaction = models.ForeignKey(
        BankTransaction, on_delete=models.PROTECT, related_name="allocations"
    )
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="allocations")
    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="allocation")
    why = models.CharField("Warum", max_length=500, blank=True)
    is_automatic = models.BooleanField("von selbst", default=False)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = "Zuordnung"
        verbose_name_plural = "Zuordnungen"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.order} · {self.entry_id}"

    @property
    def amount(self) -> Decimal:
        """What of the movement went to the order, in euros: positive for money received."""
        return -self.entry.amount
