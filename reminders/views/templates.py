"""Textvorlagen: the texts as a tree, and the page on which one is written."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.rules.german import plural
from common.web.permissions import needs_rights, refuse_without_rights
from reminders.models import DunningLevel, ReminderTemplate
from reminders.rules.placeholders import PLACEHOLDERS
from reminders.services.template_previews import PreviewRefused, send_trial_text
from reminders.services.templates import TemplateRefused, delete_template, store_template
from reminders.services.trial_mails import TrialMailNotSent
from reminders.text_forms import TEXTS, TemplateForm

UNPROCESSABLE = 422


@require_safe
@needs_rights("reminders.view_remindertemplate")
def template_list(request: HttpRequest) -> HttpResponse:
    """Every text that stands for itself with its variants, and where it is used."""
    steps = DunningLevel.objects.select_related("procedure").order_by("procedure__name")
    bases = ReminderTemplate.objects.filter(base=None).prefetch_related(
        Prefetch("variants", ReminderTemplate.objects.order_by("language", "product_kind")),
        Prefetch("levels", steps),
    )
    context = {
        "rows": [(base, _use(base.levels.all())) for base in bases.order_by("name")],
        "may_change": request.user.has_perm("reminders.change_remindertemplate"),
        "may_add": request.user.has_perm("reminders.add_remindertemplate"),
    }
    return render(request, "reminders/texts/template_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("reminders.view_remindertemplate", "reminders.change_remindertemplate")
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a text: save it as a new version, or send it to oneself as it is typed."""
    template = get_object_or_404(ReminderTemplate.objects.select_related("base"), pk=pk)
    return _editor(request, template)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("reminders.view_remindertemplate", "reminders.add_remindertemplate")
def template_create(request: HttpRequest) -> HttpResponse:
    """A text of one's own, with the texts of another one if the address names it (?wie=3)."""
    number = request.GET.get("wie", "")
    source = ReminderTemplate.objects.filter(pk=number).first() if number.isdecimal() else None
    return _editor(request, _copy(source) if source else ReminderTemplate())


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("reminders.view_remindertemplate", "reminders.add_remindertemplate")
def template_variant(request: HttpRequest, pk: int) -> HttpResponse:
    """A variant of a text for another language or kind of product, with its texts to begin with."""
    source = get_object_or_404(ReminderTemplate.objects.select_related("base"), pk=pk)
    variant = _copy(source)
    variant.base = source.base or source
    return _editor(request, variant)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("reminders.view_remindertemplate", "reminders.delete_remindertemplate")
def template_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a text that nothing needs."""
    template = get_object_or_404(ReminderTemplate, pk=pk)
    if request.method != "POST":
        context = {"template": template, "variants": template.variants.all()}
        return render(request, "reminders/texts/template_delete.html", context)
    try:
        delete_template(pk)
    except TemplateRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reminders:template-edit", pk)
    messages.success(request, f"Textvorlage „{template}“ gelöscht.")
    return redirect("reminders:template-list")


def _use(steps: Iterable[DunningLevel]) -> str:
    """Which procedures use a text, by their names, each once."""
    procedures = {step.procedure_id: step.procedure.name for step in steps}
    if not procedures:
        return "Kein Mahnverfahren verwendet diese Vorlage."
    names = "“, „".join(dict.fromkeys(procedures.values()))
    return f"Verwendet in {plural(len(procedures), 'Mahnverfahren', 'Mahnverfahren')}: „{names}“."


def _copy(source: ReminderTemplate) -> ReminderTemplate:
    """An unsaved text with the words of another."""
    texts = {name: getattr(source, name) for name in TEXTS}
    return ReminderTemplate(language=source.language, **texts)


def _editor(request: HttpRequest, template: ReminderTemplate) -> HttpResponse:
    form = TemplateForm(request.POST or None, instance=template)
    is_new = template.pk is None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("action") != "test":
            return _store(request, form, is_new=is_new)
        _send_to_oneself(request, form)
    status = UNPROCESSABLE if form.is_bound and form.errors else None
    return render(
        request, "reminders/texts/template_edit.html", _context(request, form), status=status
    )


def _store(request: HttpRequest, form: TemplateForm, *, is_new: bool) -> HttpResponse:
    before = form.instance.version
    template = store_template(form.instance, actor=request.user)
    if is_new:
        messages.success(request, f"Textvorlage „{template}“ angelegt.")
    elif template.version != before:
        messages.success(request, f"Gespeichert als Fassung {template.version}.")
    else:
        messages.success(request, "Gespeichert. Die Texte sind unverändert.")
    return redirect("reminders:template-edit", template.pk)


def _send_to_oneself(request: HttpRequest, form: TemplateForm) -> None:
    """What is typed goes to the clerk's own address; the page stays as it is.

    A trial mail tells as much of a debtor as the preview, so it asks for the same right.
    """
    refuse_without_rights(request, "orders.view_order")
    try:
        address = send_trial_text(
            form.instance,
            order_number=request.POST.get("preview_order", "").strip(),
            actor=request.user,
            now=timezone.now(),
        )
    except (PreviewRefused, TrialMailNotSent) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Testmail an {address} versendet. Gespeichert ist noch nichts.")


def _context(request: HttpRequest, form: TemplateForm) -> dict[str, Any]:
    template = form.instance
    stored = ReminderTemplate.objects.filter(pk=template.pk).first() if template.pk else None
    if stored is not None:
        heading = str(stored)
    else:
        heading = "Neue Variante" if template.base_id else "Neue Textvorlage"
    return {
        "form": form,
        "template": template,
        "stored": stored,
        "base": template.base,
        "heading": heading,
        "version_count": stored.versions.count() if stored else 0,
        "use": _use(stored.levels.select_related("procedure")) if stored else "",
        "placeholders": PLACEHOLDERS,
        "preview_order": request.POST.get("preview_order", ""),
        "may_delete": request.user.has_perm("reminders.delete_remindertemplate"),
        "may_add": request.user.has_perm("reminders.add_remindertemplate"),
        "may_preview": request.user.has_perm("orders.view_order"),
    }
