"""The addresses of the whole site."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path

from dunning_site.api.views import tokens as api_tokens
from dunning_site.views import (
    access_alarms,
    caught_mails,
    credit_list,
    dashboard,
    debtor_requests,
    login,
    mail_webhook,
    operation,
    order_access,
    order_bookings,
    order_collection,
    order_flags,
    order_invoices,
    order_list,
    order_page,
    order_preferences,
    order_reversal,
    provider_webhook,
    search,
)

ACCOUNT = [
    path("anmelden/", login.ReturningLoginView.as_view(), name="login"),
    path("abmelden/", auth_views.LogoutView.as_view(), name="logout"),
    path("passwort/", auth_views.PasswordChangeView.as_view(), name="password_change"),
    path(
        "passwort/geaendert/",
        auth_views.PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
]

CAUGHT_MAILS = [
    path("", caught_mails.caught_mails, name="caught-mails"),
    path("<str:name>/", caught_mails.caught_mail, name="caught-mail"),
    path("<str:name>/html/", caught_mails.caught_mail_html, name="caught-mail-html"),
    path(
        "<str:name>/anhang/<int:number>/",
        caught_mails.caught_mail_attachment,
        name="caught-mail-attachment",
    ),
]

ORDERS = [
    path("", order_list.order_list, name="order-list"),
    path("benachrichtigen/", order_list.order_list_notify, name="order-list-notify"),
    path("<int:pk>/", order_page.order_page, name="order-page"),
    path("<int:pk>/zahlung/", order_page.order_payment, name="order-payment"),
    path(
        "<int:pk>/buchungen/<int:entry_pk>/stornieren/",
        order_reversal.order_reverse,
        name="order-reverse",
    ),
    path("<int:pk>/buchen/<slug:slug>/", order_bookings.order_booking, name="order-booking"),
    path("<int:pk>/betrag/", order_flags.order_total, name="order-total"),
    path("<int:pk>/grund/", order_flags.order_unpaid_reason, name="order-unpaid-reason"),
    path("<int:pk>/rechnungen/", order_invoices.order_invoices, name="order-invoices"),
    path(
        "<int:pk>/rechnungen/<int:invoice_pk>/rechnung.pdf",
        order_invoices.order_invoice_pdf,
        name="order-invoice-pdf",
    ),
    path(
        "<int:pk>/rechnungen/<int:invoice_pk>/entfernen/",
        order_invoices.order_invoice_remove,
        name="order-invoice-remove",
    ),
    path("aufnehmen/", order_preferences.order_list_take_in, name="order-list-take-in"),
    path("<int:pk>/aufnehmen/", order_preferences.order_take_in, name="order-take-in"),
    path("<int:pk>/mahnverfahren/", order_preferences.order_preference, name="order-preference"),
    path(
        "<int:pk>/mahnverfahren/kunde/",
        order_preferences.order_customer_preference,
        name="order-customer-preference",
    ),
    path("inkasso-uebergeben/", order_collection.order_list_hand_over, name="order-list-hand-over"),
    path("<int:pk>/inkassofall/", order_collection.order_open_case, name="order-open-case"),
    path(
        "<int:pk>/zahlungsseite/erneuern/",
        order_access.order_access_renew,
        name="order-access-renew",
    ),
    path(
        "<int:pk>/zahlungsseite/sperren/",
        order_access.order_access_revoke,
        name="order-access-revoke",
    ),
    path("<int:pk>/kundenart/", order_flags.order_customer_kind, name="order-customer-kind"),
    path("<int:pk>/mahnsperre/", order_page.order_block, name="order-block"),
    path("<int:pk>/mahnsperre/aufheben/", order_page.order_unblock, name="order-unblock"),
]

DEBTOR_REQUESTS = [
    path("", debtor_requests.request_list, name="debtor-request-list"),
    path("<int:pk>/", debtor_requests.request_page, name="debtor-request-page"),
    path("<int:pk>/beleg/", debtor_requests.request_proof, name="debtor-request-proof"),
    path("<int:pk>/beleg.jpg", debtor_requests.request_picture, name="debtor-request-picture"),
]

API_TOKENS = [
    path("", api_tokens.token_list, name="api-token-list"),
    path("neu/", api_tokens.token_create, name="api-token-create"),
    path("<int:pk>/widerrufen/", api_tokens.token_revoke, name="api-token-revoke"),
]

urlpatterns = [
    path("", dashboard.dashboard, name="home"),
    path("auswertungen/", include("dunning_site.evaluation_urls")),
    path("", include(ACCOUNT)),
    path("auftraege/", include(ORDERS)),
    path("suche/", search.search_page, name="search"),
    path("kunden/", include("dunning_site.customer_urls")),
    path("", include("dunning_site.list_urls")),
    path("anliegen/", include(DEBTOR_REQUESTS)),
    path("guthaben/", credit_list.credit_list, name="credit-list"),
    path("betrieb/", operation.operation, name="operation"),
    path("demo/postfach/", include(CAUGHT_MAILS)),
    path("api/v1/", include(("dunning_site.api.urls", "api"))),
    path("schnittstelle/", include(API_TOKENS)),
    path("zahlungsseiten/falsche-links/", access_alarms.access_alarms, name="access-alarms"),
    path("z/", include("dunning_site.debtor.urls")),
    path(
        "zahlung/webhook/<str:webhook_key>/",
        provider_webhook.provider_webhook,
        name="provider-webhook",
    ),
    path("mail/rueckmeldungen/<slug:provider>/", mail_webhook.mail_webhook, name="mail-webhook"),
    path("", include("orders.urls")),
    path("", include("reminders.urls")),
    path("", include("inkasso.urls")),
    path("admin/", admin.site.urls),
]
