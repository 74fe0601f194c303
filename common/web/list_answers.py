"""The answer of every list page: the page, or the file that its address asks for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django_tables2 import Table

from common.rules.german import day as german_day
from common.rules.german import fold
from common.web.exports import ASKED, Format, export_answer
from common.web.list_tools import TABLE, ExportProfile, ListTools, kept_address
from common.web.table_cells import file_columns, file_rows


def list_answer(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int | None = None
) -> HttpResponseBase:
    """The page with its tables, each of which show_page has cut; `?export=` answers with a file."""
    if request.method == "POST" or ASKED not in request.GET:
        return render(request, template, dict(context), status=status)
    if not _is_valid(context):
        return redirect(f"{request.path}?{kept_address(request.GET).urlencode()}")
    table = _table(request, context)
    tools: ListTools = table.tools
    profile = _profile(tools, request.GET[ASKED]) or _all_of(table)
    return export_answer(
        request,
        page=tools.title,
        file_name=_slug(profile.label),
        columns=profile.headings,
        rows=profile.rows,
        filters_words=list_words(context),
    )


def _is_valid(context: Mapping[str, Any]) -> bool:
    """Whether the list's filter, if it has one, can be read."""
    listed = context.get("filter")
    return listed is None or listed.form.is_valid()


def _table(request: HttpRequest, context: Mapping[str, Any]) -> Table:
    """The table that the address means: a page may have several, told apart by their prefix."""
    wanted = request.GET.get(TABLE, "")
    for value in context.values():
        if isinstance(value, Table) and hasattr(value, "tools") and value.prefix == wanted:
            return value
    raise Http404("Diese Liste gibt es hier nicht.")


def _profile(tools: ListTools, name: str) -> ExportProfile | None:
    """The profile of that name; None for the plain files."""
    if name in (Format.CSV, Format.XLSX):
        return None
    for profile in tools.profiles:
        if profile.name == name:
            return profile
    raise Http404("Dieses Format gibt es hier nicht.")


def _all_of(table: Table) -> ExportProfile:
    tools: ListTools = table.tools
    columns = file_columns(table, tools.export_names())
    rows = file_rows(table, [cell for _, cell in columns])
    return ExportProfile("", tools.title, "", [heading for heading, _ in columns], rows)


def _slug(words: str) -> str:
    return slugify(fold(words)) or "liste"


def list_words(context: Mapping[str, Any]) -> str:
    """What the list is filtered by, in German: "Mahnstufe 1, Verkaufsaccount: Foto-Shop"."""
    if summary := context.get("filter_summary"):
        return str(summary)
    tabs = [str(tab["label"]) for tab in context.get("tabs", ()) if tab["is_current"]]
    listed = context.get("filter")
    return ", ".join([*tabs, *(form_words(listed.form) if listed is not None else ())])


def form_words(form: forms.Form) -> list[str]:
    """Each field of a filter that is set: "Zustand: versendet"."""
    return [
        f"{form.fields[name].label}: {_value_words(form.fields[name], value)}"
        for name, value in (form.cleaned_data if form.is_valid() else {}).items()
        if value not in (None, "", [])
    ]


def _value_words(field: forms.Field, value: Any) -> str:
    if isinstance(value, date):
        return german_day(value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(_flat(field.choices)).get(value, value))
    return str(value)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    return [pair for pair in choices if not isinstance(pair[1], (list, tuple))]
