"""Fassungen: how a text read before, what changed, and back to an older one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from common.web.permissions import needs_rights
from reminders.models import ReminderTemplate, TemplateVersion
from reminders.rules.text_changes import changed_lines
from reminders.services.templates import TemplateRefused, restore_version
from reminders.text_forms import TEXTS


@require_safe
@needs_rights("reminders.view_remindertemplate")
def template_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions, and what changed between the two that the address names (?von=1&bis=3).

    Without them the newest one is compared with the one before.
    """
    template = get_object_or_404(ReminderTemplate, pk=pk)
    versions = list(template.versions.select_related("created_by"))
    by_number = {one.version: one for one in versions}
    newer = by_number.get(_number(request, "bis")) or (versions[0] if versions else None)
    older = by_number.get(_number(request, "von")) or _before(versions, newer)
    context = {
        "template": template,
        "versions": versions,
        "newer": newer,
        "older": older,
        "changes": _changes(older, newer) if older and newer else [],
        "texts": _texts(newer) if newer and older is None else [],
        "may_change": request.user.has_perm("reminders.change_remindertemplate"),
    }
    return render(request, "reminders/texts/template_versions.html", context)


@require_POST
@needs_rights("reminders.view_remindertemplate", "reminders.change_remindertemplate")
def template_restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Make an old version the newest one."""
    get_object_or_404(ReminderTemplate, pk=pk)
    try:
        template = restore_version(pk, version, actor=request.user)
    except TemplateRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"Fassung {version} gilt wieder, jetzt als Fassung {template.version}."
        )
    return redirect("reminders:template-versions", pk)


def _number(request: HttpRequest, name: str) -> int:
    written = request.GET.get(name, "")
    return int(written) if written.isdecimal() and len(written) < 9 else 0


def _before(
    versions: list[TemplateVersion], newer: TemplateVersion | None
) -> TemplateVersion | None:
    """The version just before the newer one; versions come newest first."""
    if newer is None:
        return None
    return next((one for one in versions if one.version < newer.version), None)


def _changes(older: TemplateVersion, newer: TemplateVersion) -> list[dict[str, Any]]:
    """Each text that changed, by its label."""
    found = (
        {"label": _label(name), "lines": changed_lines(getattr(older, name), getattr(newer, name))}
        for name in TEXTS
    )
    return [change for change in found if change["lines"]]


def _texts(version: TemplateVersion) -> list[dict[str, str]]:
    return [{"label": _label(name), "text": getattr(version, name)} for name in TEXTS]


def _label(name: str) -> str:
    return str(ReminderTemplate._meta.get_field(name).verbose_name)
