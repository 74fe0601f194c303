"""Übersicht: what the clerk sees first in the morning."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dunning_site.navigation import ShownEntry, page_guard, shown_menu
from dunning_site.overview_words import (
    ageing_panel,
    data_facts,
    months_panel,
    run_lines,
    standing_words,
    tiles,
)
from dunning_site.services.first_steps import first_steps, is_empty
from dunning_site.services.overview import overview
from dunning_site.services.overview_figures import Overview


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The figures of the day; what to set up while there are none."""
    if not request.user.has_perm("orders.view_order"):
        return render(request, "overview/without_orders.html", {"pages": _pages(request)})
    if is_empty():
        return render(request, "overview/first_steps.html", {"steps": _steps(request)})
    return render(request, "overview/dashboard.html", _figures(request))


def _figures(request: HttpRequest) -> dict[str, Any]:
    figures, opens = _overview(request), page_guard(request)
    return {
        "standing": standing_words(timezone.now(), figures.data),
        "tiles": tiles(figures, opens),
        # What is late or wrong comes first; within each the order of the day's work.
        "tasks": sorted(figures.tasks, key=lambda task: not task.is_urgent),
        "last_runs": run_lines(figures.last_runs, opens),
        "ageing": ageing_panel(figures, opens),
        "months": months_panel(figures, opens),
        "data_facts": data_facts(figures.data),
    }


def _overview(request: HttpRequest) -> Overview:
    return overview(today=timezone.localdate(), has_perm=request.user.has_perm)


def _pages(request: HttpRequest) -> list[ShownEntry]:
    """What else the person may open."""
    menu = shown_menu(request, today=timezone.localdate())
    return [page for group in menu for page in group.items if page.url != request.path]


def _steps(request: HttpRequest) -> list[dict[str, Any]]:
    """The steps, each with its address for who may take it."""
    return [
        {
            "label": step.label,
            "help": step.help,
            "is_done": step.is_done,
            "url": reverse(step.url_name) if request.user.has_perm(step.permission) else "",
        }
        for step in first_steps()
    ]
