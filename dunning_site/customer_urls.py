"""The addresses below /kunden/."""

from django.urls import path

from dunning_site.views import customer_account

urlpatterns = [
    path("<int:pk>/", customer_account.customer_account, name="customer-account"),
]
