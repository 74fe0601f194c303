"""The demo's mailbox: pages that show the mails the catcher kept."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import django_tables2 as tables
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from django_tables2.data import TableListData

from common.web.content_security import HEADER, MAIL_POLICY
from dunning_site.caught_mails import Mailbox, NoSuchMail, read_attachment, read_mail


class CaughtMailTable(tables.Table):
    """Newest first; the order cannot be changed because only one page of files is read."""

    received_at = tables.DateTimeColumn(verbose_name="Eingang", format="d.m.Y H:i:s")
    to = tables.Column(verbose_name="An", attrs={"td": {"class": "cut"}})
    subject = tables.Column(verbose_name="Betreff", linkify=("caught-mail", [tables.A("name")]))
    attachments = tables.TemplateColumn(
        "{% for attachment in record.attachments %}{{ attachment.filename }}"
        "{% if not forloop.last %}, {% endif %}{% endfor %}",
        verbose_name="Anhänge",
        attrs={"td": {"class": "cut"}},
    )

    class Meta:
        attrs = {"class": "table compact", "aria-label": "Aufgefangene E-Mails"}
        orderable = False
        empty_text = "Noch keine E-Mail. Versenden Sie Mahnungen, dann erscheinen sie hier."


View = Callable[..., HttpResponse]


def _demo_only(view: View) -> View:
    """Elsewhere there is no catcher, and these pages do not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404("Das Postfach gibt es nur in der Demo.")
        try:
            return view(request, *args, **kwargs)
        except NoSuchMail as error:
            raise Http404(f"Diese E-Mail gibt es nicht: {error}") from error

    return guarded


def _folder() -> Path:
    return settings.DATA_DIR / "mails"


@require_safe
@_demo_only
def caught_mails(request: HttpRequest) -> HttpResponse:
    """All caught mails, 50 a page."""
    table = CaughtMailTable(TableListData(Mailbox(_folder())))
    tables.RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "demo/caught_mails.html", {"table": table})


@require_safe
@_demo_only
def caught_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its headers, both texts, its attachments."""
    return render(request, "demo/caught_mail.html", {"mail": read_mail(_folder(), name)})


@require_safe
@_demo_only
def caught_mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail, to be shown in a frame."""
    mail = read_mail(_folder(), name)
    return HttpResponse(mail.html, headers={HEADER: MAIL_POLICY})


@require_safe
@_demo_only
def caught_mail_attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One attached file; a PDF opens in the browser, anything else is saved."""
    attachment = read_attachment(_folder(), name, number)
    is_pdf = attachment.content_type == "application/pdf"
    disposition = content_disposition_header(not is_pdf, attachment.filename)
    return HttpResponse(
        attachment.content,
        content_type="application/pdf" if is_pdf else "application/octet-stream",
        headers={"Content-Disposition": disposition},
    )
