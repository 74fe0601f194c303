"""Prüfen: what a proposed run would send, and the steps that lead out of it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.rules.german import day as german_day
from common.rules.german import euro, plural, whole
from common.web.lists import show_page
from common.web.permissions import needs_rights
from orders.models import Creditor
from reminders.forms import PreviewForm
from reminders.models import DunningRun, Reminder, Tab
from reminders.proposal_table import ProposalTable, proposal_rows
from reminders.rules.eligibility import step_name
from reminders.rules.run_result import consequence, removal, send_label
from reminders.services.base_rates import base_rate_warning
from reminders.services.mail_server import lacks_mail_server
from reminders.services.proposals import (
    TAKEN_OUT,
    ProposalRefused,
    cancel_run,
    take_out,
    take_out_orders,
)
from reminders.services.runs import RunRefused, release_run
from reminders.services.trial_mails import TrialMailNotSent, send_trial_mail
from reminders.views.approvals import ShownApproval, approval_of
from reminders.views.crossing import crossing_of, doubtful_orders
from reminders.views.exclusions import exclusions_of
from reminders.views.preview import preview_of, preview_query
from reminders.views.remedies import AnyUser, Remedies, Remedy
from reminders.views.run_figures import ProposalFigures, proposal_figures, revoked_why

CHANNELS = {
    Reminder.Channel.EMAIL: "E-Mail mit Brief als PDF",
    Reminder.Channel.LETTER: "Brief",
    Reminder.Channel.BOTH: "E-Mail und Brief",
}


# Without a cache the back button shows what became of the run, not the proposal it once was.
@never_cache
@require_safe
@needs_rights("reminders.add_dunningrun")
def run_review(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposal: figures, exclusions, channels, preview, and the button that sends."""
    run = get_object_or_404(DunningRun, pk=pk)
    if run.state != DunningRun.State.PROPOSED:
        return redirect("reminders:run-detail", pk)
    exclusions = exclusions_of(run, request.user)
    figures = proposal_figures(run)
    approval = approval_of(run, request.user)
    context = {
        "approval": approval,
        "table": _table(request, run, approval),
        "reminder_count": figures.count,
        "claim_sum": figures.claim,
        "companions": _companions(figures.companions),
        "rate_warning": base_rate_warning(timezone.localdate()) if figures.interest else "",
        "run": run,
        "heading": _heading(run),
        "figures": _shown_figures(run, figures, exclusions.order_count),
        "removals": _removals(run),
        "warnings": _warnings(run, request.user),
        "hindrance": _hindrance(run, figures, request.user) or approval.hindrance,
        "exclusions": exclusions,
        "crossing": crossing_of(run, Remedies(request.user), today=timezone.localdate()),
        "channels": _channels(run),
        "preview": preview_of(run, PreviewForm(request.GET)),
        "consequence": consequence(
            moving_up=figures.moving_up,
            closing=figures.closing,
            only_reminded=figures.only_reminded,
        ),
        "send_label": send_label(
            mails=figures.mails,
            letters=figures.letters,
            is_approval=approval.may_approve,
            level=run.level,
        ),
        "orders_url": orders_url(run),
    }
    return render(request, "reminders/run_review.html", context)


@require_POST
@needs_rights("reminders.release_dunningrun")
def run_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Send. A second click, the back button or a second person find the run released."""
    get_object_or_404(DunningRun, pk=pk)
    try:
        release_run(pk, actor=request.user, today=timezone.localdate(), now=timezone.now())
    except RunRefused as refusal:
        run = DunningRun.objects.get(pk=pk)
        if run.state in (DunningRun.State.PROPOSED, DunningRun.State.DISCARDED):
            messages.error(request, str(refusal))
            return redirect("reminders:run-review", pk)
        messages.info(request, "Dieser Mahnlauf war schon freigegeben. Nichts geht doppelt hinaus.")
    return redirect("reminders:run-detail", pk)


@require_POST
@needs_rights("reminders.add_dunningrun")
def run_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Abbrechen: discard the proposal and go back to the list it came from."""
    get_object_or_404(DunningRun, pk=pk)
    try:
        run = cancel_run(pk, actor=request.user)
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reminders:run-detail", pk)
    messages.success(request, f"{run} verworfen. Nichts wurde versendet.")
    return redirect(orders_url(run))


@require_POST
@needs_rights("reminders.add_dunningrun")
def reminder_take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one recipient out; the next one takes its place in the preview."""
    reminder = get_object_or_404(Reminder, pk=pk)
    try:
        take_out(pk)
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Die Mahnung an {reminder.recipient} geht nicht hinaus.")
    return _back_to_preview(request, reminder)


@require_POST
@needs_rights("reminders.add_dunningrun")
def run_take_out_doubtful(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out at once all orders to which money that waits may belong."""
    run = get_object_or_404(DunningRun, pk=pk)
    try:
        count = take_out_orders(pk, [order.pk for order, _ in doubtful_orders(run)])
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reminders:run-detail", pk)
    if count:
        mails = plural(count, "Mahnung geht", "Mahnungen gehen")
        messages.success(request, f"{mails} nicht hinaus. Klären Sie zuerst die Zahlungseingänge.")
    else:
        messages.info(request, "Kein Auftrag dieses Mahnlaufs ist mehr davon betroffen.")
    return redirect("reminders:run-review", pk)


@require_POST
@needs_rights("reminders.add_dunningrun")
def reminder_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send this mail to the clerk's own address."""
    reminder = get_object_or_404(Reminder, pk=pk)
    try:
        address = send_trial_mail(pk, actor=request.user, now=timezone.now())
    except TrialMailNotSent as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Testmail an {address} versendet.")
    return _back_to_preview(request, reminder)


def orders_url(run: DunningRun) -> str:
    """The order list with the filter that the run came from."""
    return f"{reverse('order-list')}?stufe={Tab.of_level(run.level).value}"


def _back_to_preview(request: HttpRequest, reminder: Reminder) -> HttpResponse:
    form = PreviewForm(request.POST)
    review = reverse("reminders:run-review", args=[reminder.run_id])
    if request.POST.get("zurueck") == "liste":
        return redirect(f"{review}#mahnungen")
    return redirect(review + preview_query(form.search, form.position))


def _heading(run: DunningRun) -> str:
    if run.level is None:
        return "Mahnungen versenden"
    return f"Mahnstufe {run.level} versenden" if run.level else "Zahlungserinnerungen versenden"


def _table(request: HttpRequest, run: DunningRun, approval: ShownApproval) -> ProposalTable:
    table = ProposalTable(proposal_rows(run), over_limit=approval.reminder_ids)
    show_page(request, table)
    return table


def _companions(count: int) -> str:
    """That orders came along which nobody chose, "" for none."""
    if count <= 0:
        return ""
    comes = (
        "kommt ein fälliger Auftrag" if count == 1 else f"kommen {whole(count)} fällige Aufträge"
    )
    return f"Zu den ausgewählten {comes} derselben Kunden hinzu (Sammelmahnung)."


def _shown_figures(
    run: DunningRun, figures: ProposalFigures, excluded: int
) -> list[dict[str, Any]]:
    return [
        {"label": "Ausgewählt", "value": whole(run.selected_count)},
        {"label": "Werden benachrichtigt", "value": whole(figures.count)},
        {"label": "Ausgeschlossen", "value": whole(excluded)},
        {"label": "Summe offen", "value": euro(figures.sum_open)},
        *(
            {"label": label, "value": euro(amount)}
            for label, amount in (
                ("Neue Zinsen", figures.interest),
                ("Neue Gebühren", figures.charges - figures.lump_sums),
                ("Verzugspauschalen", figures.lump_sums),
            )
            if amount
        ),
    ]


def _removals(run: DunningRun) -> list[str]:
    """What happened to the proposal while it lay there; what the clerk took out is no news."""
    why = revoked_why(run, was_released=False)
    return [removal(reason, count) for reason, count in why.items() if reason != TAKEN_OUT]


def _hindrance(run: DunningRun, figures: ProposalFigures, user: AnyUser) -> str:
    """Why the proposal cannot be sent, "" when it can; the server checks all of it again."""
    if figures.count == 0:
        return "In diesem Mahnlauf ist keine Mahnung zu versenden."
    if run.written_on != timezone.localdate():
        return (
            f"Der Vorschlag ist vom {german_day(run.written_on)}; seine Fristen passen nicht mehr. "
            "Stellen Sie die Auswahl neu zusammen."
        )
    if lacks_mail_server(run.pk):
        return "Es ist kein Mailserver eingerichtet. Setzen Sie EMAIL_URL."
    if not user.has_perm("reminders.release_dunningrun"):
        return "Zum Versenden fehlt Ihnen das Recht „Mahnungen versenden“."
    return ""


def _warnings(run: DunningRun, user: AnyUser) -> list[tuple[str, Remedy | None]]:
    """What the clerk should know of the creditors in whose name the mails go out."""
    proposed = run.reminders.proposed()
    remedies = Remedies(user)
    warnings = []
    for creditor in Creditor.objects.filter(pk__in=proposed.values("creditor")):
        remedy = remedies.change("orders.creditor", creditor.pk, "Gläubiger bearbeiten")
        if creditor.is_example:
            warnings.append((
                f"„{creditor.name}“ ist noch das mitgelieferte Beispiel mit einer Bankverbindung, "
                "auf die niemand zahlen kann. Tragen Sie Ihre Firma und Ihr Konto ein.",
                remedy,
            ))  # fmt: skip
        elif not creditor.iban:
            warnings.append((
                f"Für „{creditor.name}“ ist keine IBAN eingetragen. Den Mahnungen fehlen "
                "Bankverbindung und GiroCode.",
                remedy,
            ))  # fmt: skip
    return warnings


def _channels(run: DunningRun) -> list[dict[str, Any]]:
    proposed = run.reminders.proposed()
    rows = proposed.values("channel", "template__name", "level").annotate(count=Count("pk"))
    return [
        {
            "channel": CHANNELS[Reminder.Channel(row["channel"])],
            "template": row["template__name"],
            "level": step_name(row["level"]),
            "count": row["count"],
        }
        for row in rows.order_by("level", "template__name")
    ]
