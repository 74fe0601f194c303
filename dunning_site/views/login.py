"""The login, which also tells what became of a form that met an ended session."""

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from dunning_site.middleware import LOST_FORM

LOST = "Die Anmeldung war abgelaufen. Die letzte Eingabe wurde nicht gespeichert."


class ReturningLoginView(LoginView):
    """Log in, and read on the next page that the last input was lost, if it was."""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log in; the session keeps what it knew of the stranger."""
        response = super().form_valid(form)
        if self.request.session.pop(LOST_FORM, False):
            messages.warning(self.request, LOST)
        return response
