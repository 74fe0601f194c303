"""The addresses of this app."""

from django.urls import path

from orders.views import imports, ledger_check

app_name = "orders"
urlpatterns = [
    path("import/", imports.import_start, name="import-start"),
    path("import/<int:pk>/", imports.import_detail, name="import-detail"),
    path("import/<int:pk>/uebernehmen/", imports.import_apply, name="import-apply"),
    path("import/<int:pk>/verwerfen/", imports.import_discard, name="import-discard"),
    path("import/<int:pk>/stand/", imports.import_progress, name="import-progress"),
    path("buchungspruefung/", ledger_check.ledger_check, name="ledger-check"),
    path("buchungspruefung/starten/", ledger_check.ledger_check_start, name="ledger-check-start"),
]
