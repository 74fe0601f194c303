"""The addresses below /kunden/."""

from django.urls import path

from dunning_site.views import customer_account, customer_balance, failed_addresses

urlpatterns = [
    path("adressen/", failed_addresses.failed_address_list, name="failed-address-list"),
    path("<int:pk>/", customer_account.customer_account, name="customer-account"),
    path("<int:pk>/notiz/", customer_account.customer_note, name="customer-note"),
    path("<int:pk>/mahnsperre/", customer_account.customer_block, name="customer-block"),
    path(
        "<int:pk>/mahnsperre/aufheben/",
        customer_account.customer_unblock,
        name="customer-unblock",
    ),
    path("<int:pk>/saldenmitteilung/", customer_balance.balance_check, name="customer-balance"),
    path(
        "<int:pk>/saldenmitteilung/senden/",
        customer_balance.balance_send,
        name="customer-balance-send",
    ),
    path(
        "<int:pk>/saldenmitteilung/saldenmitteilung.pdf",
        customer_balance.balance_pdf,
        name="customer-balance-pdf",
    ),
    path(
        "<int:pk>/saldenmitteilungen/<int:statement_pk>/saldenmitteilung.pdf",
        customer_balance.sent_statement_pdf,
        name="customer-statement",
    ),
]
