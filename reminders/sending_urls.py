"""The addresses of what became of mails, and of stopping them."""

from django.urls import path

from reminders.views import sending, uncertain

SENDING_URLS = [
    path("ungeklaert/", uncertain.uncertain_list, name="uncertain-list"),
    path("ungeklaert/entscheiden/", uncertain.uncertain_many, name="uncertain-many"),
    path("ungeklaert/<int:pk>/", uncertain.uncertain_page, name="uncertain-page"),
    path("versand/", sending.sending_page, name="sending"),
    path("versand/anhalten/", sending.sending_stop, name="sending-stop"),
    path("versand/<int:pk>/freigeben/", sending.sending_release, name="sending-release"),
]
