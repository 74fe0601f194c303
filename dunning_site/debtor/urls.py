"""The addresses of the payment page, below "z/"; no login, but a visit begun by a link."""

from django.urls import path

from dunning_site.debtor.views import entrance

urlpatterns = [
    path("<str:token>", entrance.entrance, name="debtor-entrance"),
]
