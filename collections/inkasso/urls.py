"""The addresses of this app."""

from django.urls import URLPattern, URLResolver, include, path

from inkasso.case_urls import CASE_URLS
from inkasso.court_urls import COURT_URLS
from inkasso.document_urls import DOCUMENT_URLS
from inkasso.handover_urls import HANDOVER_URLS
from inkasso.report_urls import REPORT_URLS
from inkasso.views import costs, webhook

app_name = "collections"

urlpatterns: list[URLPattern | URLResolver] = [
    path("inkasso/", include(CASE_URLS)),
    path("inkasso/", include(DOCUMENT_URLS)),
    path("inkasso/kostenrechner/", costs.cost_calculator, name="cost-calculator"),
    *COURT_URLS,
    path("inkasso/uebergaben/", include(HANDOVER_URLS)),
    path("inkasso/rueckmeldungen/", include(REPORT_URLS)),
    path("inkasso/webhook/<str:webhook_key>/", webhook.agency_webhook, name="agency-webhook"),
]
