"""Creditors, sales accounts, customers, orders, the ledger, imports, statements, tokens."""

from orders.models.access import AccessMiss, LinkOpening
from orders.models.api import ApiToken, IdempotentRequest
from orders.models.bank import (
    Allocation,
    BankStatement,
    BankTransaction,
    StatementImport,
    StatementLine,
)
from orders.models.checks import LedgerCheck
from orders.models.creditors import EXAMPLE_IBAN, Creditor
from orders.models.customers import Customer
from orders.models.datev import DatevExport, DatevSettings
from orders.models.history import CustomerNote, HistoryEntry
from orders.models.imports import ImportChunk, ImportTemplate, OrderImport
from orders.models.ledger import LedgerEntry, LedgerIsAppendOnly
from orders.models.online_payments import (
    OnlinePayment,
    PaymentLink,
    ProviderAccount,
    ProviderEvent,
)
from orders.models.orders import Installment, Invoice, InvoiceFile, Order, OrderLine
from orders.models.sales_accounts import DEFAULT_PAYMENT_TERM_DAYS, PaymentMethod, SalesAccount
from orders.models.unmapped_files import UnmappedFile

__all__ = [
    "DEFAULT_PAYMENT_TERM_DAYS",
    "EXAMPLE_IBAN",
    "AccessMiss",
    "Allocation",
    "ApiToken",
    "BankStatement",
    "BankTransaction",
    "Creditor",
    "Customer",
    "CustomerNote",
    "DatevExport",
    "DatevSettings",
    "HistoryEntry",
    "IdempotentRequest",
    "ImportChunk",
    "ImportTemplate",
    "Installment",
    "Invoice",
    "InvoiceFile",
    "LedgerCheck",
    "LedgerEntry",
    "LedgerIsAppendOnly",
    "LinkOpening",
    "OnlinePayment",
    "Order",
    "OrderImport",
    "OrderLine",
    "PaymentLink",
    "PaymentMethod",
    "ProviderAccount",
    "ProviderEvent",
    "SalesAccount",
    "StatementImport",
    "StatementLine",
    "UnmappedFile",
]
