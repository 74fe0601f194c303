"""The addresses of the whole site."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path

from dunning_site.views import caught_mails

ACCOUNT = [
    path("anmelden/", auth_views.LoginView.as_view(), name="login"),
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

urlpatterns = [
    path("", include(ACCOUNT)),
    path("demo/postfach/", include(CAUGHT_MAILS)),
    path("admin/", admin.site.urls),
]
