"""The addresses of this app."""

from django.urls import include, path

from orders.views import (
    column_mapping,
    datev,
    imports,
    ledger_check,
    payment_decisions,
    payments,
    statements,
)

app_name = "orders"
PAYMENTS = [
    path("", payments.payment_list, name="payment-list"),
    path("<int:pk>/", payments.payment_detail, name="payment-detail"),
    path("<int:pk>/annehmen/", payments.payment_accept, name="payment-accept"),
    path("<int:pk>/zuordnen/", payment_decisions.payment_split, name="payment-split"),
    path("<int:pk>/rueckgabe/", payment_decisions.payment_return, name="payment-return"),
    path("<int:pk>/beiseitelegen/", payment_decisions.payment_set_aside, name="payment-set-aside"),
    path("<int:pk>/wieder-aufnehmen/", payment_decisions.payment_take_up, name="payment-take-up"),
    path("<int:pk>/zuruecknehmen/", payment_decisions.payment_undo, name="payment-undo"),
]
STATEMENTS = [
    path("", statements.statement_list, name="statement-list"),
    path("<int:pk>/", statements.statement_detail, name="statement-detail"),
    path("<int:pk>/stand/", statements.statement_progress, name="statement-progress"),
    path("auszug/<int:pk>/uebernehmen/", statements.statement_confirm, name="statement-confirm"),
    path("auszug/<int:pk>/verwerfen/", statements.statement_discard, name="statement-discard"),
    path("spalten/<int:pk>/", column_mapping.statement_columns, name="statement-columns"),
    path(
        "spalten/<int:pk>/verwerfen/",
        column_mapping.statement_columns_discard,
        name="statement-columns-discard",
    ),
]
urlpatterns = [
    path("kontoauszuege/", include(STATEMENTS)),
    path("zahlungseingaenge/", include(PAYMENTS)),
    path("import/", imports.import_start, name="import-start"),
    path("import/<int:pk>/", imports.import_detail, name="import-detail"),
    path("import/spalten/<int:pk>/", column_mapping.order_columns, name="order-columns"),
    path(
        "import/spalten/<int:pk>/verwerfen/",
        column_mapping.order_columns_discard,
        name="order-columns-discard",
    ),
    path("import/<int:pk>/spalten/", imports.import_columns, name="import-columns"),
    path("import/<int:pk>/uebernehmen/", imports.import_apply, name="import-apply"),
    path("import/<int:pk>/verwerfen/", imports.import_discard, name="import-discard"),
    path("import/<int:pk>/anhalten/", imports.import_cancel, name="import-cancel"),
    path("import/<int:pk>/fortsetzen/", imports.import_continue, name="import-continue"),
    path("import/<int:pk>/stand/", imports.import_progress, name="import-progress"),
    path("datev/", datev.datev, name="datev"),
    path("datev/<int:pk>/stapel.csv", datev.datev_file, name="datev-file"),
    path("buchungspruefung/", ledger_check.ledger_check, name="ledger-check"),
    path(
        "buchungspruefung/stand/", ledger_check.ledger_check_progress, name="ledger-check-progress"
    ),
    path("buchungspruefung/starten/", ledger_check.ledger_check_start, name="ledger-check-start"),
]
