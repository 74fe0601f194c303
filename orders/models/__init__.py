"""Creditors, sales accounts, customers, orders, the ledger, imports, statements, tokens."""

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
from orders.models.history import HistoryEntry
from orders.models.imports import ImportChunk, ImportTemplate, OrderImport
from orders.models.ledger import LedgerEntry, LedgerIsAppendOnly
from orders.models.orders import Installment, Invoice, InvoiceFile, Order, OrderLine
from orders.models.sales_accounts import DEFAULT_PAYMENT_TERM_DAYS, PaymentMethod, SalesAccount
from orders.models.unmapped_files import UnmappedFile

__all__ = [
    "DEFAULT_PAYMENT_TERM_DAYS",
    "EXAMPLE_IBAN",
    "Allocation",
    "ApiToken",
    "BankStatement",
    "BankTransaction",
    "Creditor",
    "Customer",
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
    "Order",
    "OrderImport",
    "OrderLine",
    "PaymentMethod",
    "SalesAccount",
    "StatementImport",
    "StatementLine",
    "UnmappedFile",
]
