"""Make a procedure from a shipped profile, and look at the versions of one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.web.permissions import needs_rights
from reminders.models import DunningProcedure
from reminders.procedure_forms import ProfileForm
from reminders.profiles import PROFILES, Profile, profile_of
from reminders.rules.procedure_words import step_titles, step_words
from reminders.services.procedures import ProcedureRefused, create_from_profile
from reminders.services.versions import shown_versions

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("reminders.add_dunningprocedure")
def procedure_from_profile(request: HttpRequest) -> HttpResponse:
    """The profiles with their steps in words, and the form that makes one of them."""
    form = ProfileForm(request.POST or None, initial={"profile": PROFILES[0].key})
    if request.method == "POST" and form.is_valid():
        made = _create(request, form)
        if made is not None:
            return redirect("reminders:procedure-activation", made.pk)
    context = {"form": form, "profiles": [(one, _steps(one)) for one in PROFILES]}
    return render(
        request,
        "reminders/procedure_from_profile.html",
        context,
        status=UNPROCESSABLE if form.errors else None,
    )


@require_safe
@needs_rights("reminders.view_dunningprocedure")
def procedure_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions, newest first: what each changed, and what it said in full."""
    procedure = get_object_or_404(DunningProcedure, pk=pk)
    asked = request.GET.get("fassung", "")
    context = {
        "procedure": procedure,
        "versions": shown_versions(procedure),
        "open_version": int(asked) if asked.isdecimal() and len(asked) < 6 else procedure.version,
    }
    return render(request, "reminders/procedure_versions.html", context)


def _create(request: HttpRequest, form: ProfileForm) -> DunningProcedure | None:
    """The procedure, None after a refusal, which then stands in the form."""
    profile = profile_of(form.cleaned_data["profile"])
    assert profile is not None  # the form offers no other
    try:
        made = create_from_profile(
            profile,
            form.cleaned_data["sales_account"],
            payment_method=form.cleaned_data["payment_method"],
            is_assigned=not form.cleaned_data["is_chosen_only"],
            actor=request.user,
        )
    except ProcedureRefused as refusal:
        form.add_error("payment_method", str(refusal))
        return None
    messages.success(
        request, f"„{made.name}“ ist angelegt und ausgeschaltet. Prüfen Sie, wen es erreicht."
    )
    return made


def _steps(profile: Profile) -> list[tuple[str, str]]:
    titles = step_titles(profile.steps)
    words = [step_words(step, profile.anchor) for step in profile.steps]
    return list(zip(titles, words, strict=True))
