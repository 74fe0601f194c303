"""The admin as the place for configuration, in the clothes of the rest of the program."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse


class MahnwerkAdminSite(AdminSite):
    """Configuration for staff: one login and one menu with the pages around it."""

    site_header = "Mahnwerk"
    site_title = "Mahnwerk"
    index_title = "Konfiguration"
    site_url = None
    enable_nav_sidebar = False

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send strangers to the one login page; tell clerks that a right is missing."""
        self._refuse_without_right(request)
        target = request.GET.get("next") or reverse("admin:index", current_app=self.name)
        return redirect_to_login(target)

    def admin_view(
        self, view: Callable[..., HttpResponse], cacheable: bool = False
    ) -> Callable[..., HttpResponse]:
        """Refuse at the address that was asked for; Django would lead to the login first."""
        shown = super().admin_view(view, cacheable)

        def refused_or_shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            self._refuse_without_right(request)
            answer: HttpResponse = shown(request, *args, **kwargs)
            return answer

        return update_wrapper(refused_or_shown, shown)

    def _refuse_without_right(self, request: HttpRequest) -> None:
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied(
                "Die Konfiguration öffnet sich nur Personen, die zu einer Gruppe gehören."
            )

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """The program has one page for this."""
        return redirect("password_change")
