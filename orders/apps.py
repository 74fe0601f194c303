"""Django's description of this app."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Creditors, sales accounts, customers, orders, the ledger, imports."""

    name = "orders"
    verbose_name = "Aufträge"
