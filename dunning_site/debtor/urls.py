"""The addresses of the payment page, below "z/"; no login, but a visit begun by a link."""

from django.urls import path, re_path

from dunning_site.debtor.views import documents, entrance, language, page, payment, requests

urlpatterns = [
    path("<str:token>", entrance.entrance, name="debtor-entrance"),
    # Mail programs and people add a slash; only tokens hold a point.
    re_path(r"^(?P<token>[^/]*\.[^/]*)/$", entrance.entrance, name="debtor-entrance-slash"),
    path("<str:public_id>/", page.page, name="debtor-page"),
    path("<str:public_id>/farbe.css", page.colour, name="debtor-colour"),
    path("<str:public_id>/logo.jpg", page.logo, name="debtor-logo"),
    path("<str:public_id>/girocode.png", page.girocode, name="debtor-girocode"),
    path("<str:public_id>/rechnung/<int:pk>.pdf", documents.invoice, name="debtor-invoice"),
    path("<str:public_id>/mahnung/<int:pk>.pdf", documents.reminder, name="debtor-reminder"),
    path("<str:public_id>/sprache/", language.language, name="debtor-language"),
    path("<str:public_id>/zahlen/<int:pk>/", payment.debtor_pay, name="debtor-pay"),
    path(
        "<str:public_id>/zahlen/<int:pk>/weiter/",
        payment.debtor_pay_onward,
        name="debtor-pay-onward",
    ),
    path("<str:public_id>/zahlen/zurueck/", payment.debtor_paid, name="debtor-paid"),
    path("<str:public_id>/anliegen/<slug:kind>/", requests.request_page, name="debtor-request"),
]
