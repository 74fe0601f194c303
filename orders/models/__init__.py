"""Creditors, sales accounts, customers, orders, the ledger and imports."""

from orders.models.creditors import EXAMPLE_IBAN, Creditor
from orders.models.customers import Customer
from orders.models.history import HistoryEntry
from orders.models.imports import OrderImport
from orders.models.ledger import LedgerEntry, LedgerIsAppendOnly
from orders.models.orders import Installment, Order, OrderLine
from orders.models.sales_accounts import DEFAULT_PAYMENT_TERM_DAYS, PaymentMethod, SalesAccount

__all__ = [
    "DEFAULT_PAYMENT_TERM_DAYS",
    "EXAMPLE_IBAN",
    "Creditor",
    "Customer",
    "HistoryEntry",
    "Installment",
    "LedgerEntry",
    "LedgerIsAppendOnly",
    "Order",
    "OrderImport",
    "OrderLine",
    "PaymentMethod",
    "SalesAccount",
]
