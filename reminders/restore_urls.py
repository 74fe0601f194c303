"""The addresses of what is left to do after a restore."""

from django.urls import path

from reminders.views import restore

RESTORE_URLS = [
    path("betrieb/wiederherstellung/", restore.restore_page, name="restore"),
    path("betrieb/wiederherstellung/aufheben/", restore.restore_lift, name="restore-lift"),
    path(
        "betrieb/wiederherstellung/<int:pk>/klaeren/",
        restore.restore_settle,
        name="restore-settle",
    ),
]
