"""The addresses of the dunning."""

from django.urls import path

from reminders.letter_urls import LETTER_URLS
from reminders.procedure_urls import PROCEDURE_URLS
from reminders.restore_urls import RESTORE_URLS
from reminders.sending_urls import SENDING_URLS
from reminders.text_urls import TEXT_URLS
from reminders.views import (
    approvals,
    base_rates,
    blocks,
    dry_runs,
    interest_calculator,
    limitation,
    reminders,
    review,
    runs,
    sample_letters,
)

app_name = "reminders"

urlpatterns = [
    path("musterschreiben/", sample_letters.sample_letter_list, name="sample-letter-list"),
    path(
        "musterschreiben/<slug:key>.<slug:suffix>",
        sample_letters.sample_letter_file,
        name="sample-letter-file",
    ),
    path("mahnlaeufe/", runs.run_list, name="run-list"),
    path("mahnlaeufe/vorschau/", dry_runs.dry_run, name="dry-run"),
    path("mahnlaeufe/<int:pk>/", runs.run_detail, name="run-detail"),
    path("mahnlaeufe/<int:pk>/stand/", runs.run_progress, name="run-progress"),
    path("mahnlaeufe/<int:pk>/anhalten/", runs.run_hold, name="run-hold"),
    path("mahnlaeufe/<int:pk>/erneut/", runs.run_retry, name="run-retry"),
    path("mahnlaeufe/<int:pk>/pruefen/", review.run_review, name="run-review"),
    path("mahnlaeufe/<int:pk>/versenden/", review.run_release, name="run-release"),
    path("mahnlaeufe/<int:pk>/vorlegen/", approvals.run_hand_in, name="run-hand-in"),
    path("mahnlaeufe/<int:pk>/zurueckgeben/", approvals.run_send_back, name="run-send-back"),
    path("mahnlaeufe/<int:pk>/verwerfen/", review.run_discard, name="run-discard"),
    path(
        "mahnlaeufe/<int:pk>/vielleicht-bezahlt/",
        review.run_take_out_doubtful,
        name="run-take-out-doubtful",
    ),
    path("mahnungen/<int:pk>/brief.pdf", reminders.reminder_pdf, name="reminder-pdf"),
    path("mahnungen/<int:pk>/mail/", reminders.reminder_mail, name="reminder-mail"),
    path("mahnungen/<int:pk>/mail/html/", reminders.reminder_mail_html, name="reminder-mail-html"),
    path("mahnungen/<int:pk>/herausnehmen/", review.reminder_take_out, name="reminder-take-out"),
    path("mahnungen/<int:pk>/test/", review.reminder_test, name="reminder-test"),
    path("versandprotokoll/", reminders.dispatch_log, name="dispatch-log"),
    path("mahnstopps/", blocks.block_list, name="block-list"),
    path("mahnstopps/angehalten/", blocks.stop_list, name="stop-list"),
    path("mahnstopps/ratenplaene/", blocks.plan_list, name="plan-list"),
    path("mahnstopps/<int:pk>/aufheben/", blocks.block_lift, name="block-lift"),
    path("mahnstopps/<int:pk>/verlaengern/", blocks.block_extend, name="block-extend"),
    path("verzugszinsen/", interest_calculator.interest_calculator, name="interest"),
    path("verzugszinsen/zinsen.csv", interest_calculator.interest_csv, name="interest-csv"),
    path("verzugszinsen/zinsen.pdf", interest_calculator.interest_pdf, name="interest-pdf"),
    path("basiszinssaetze/", base_rates.base_rate_list, name="base-rate-list"),
    path(
        "basiszinssaetze/<int:pk>/zuruecknehmen/",
        base_rates.base_rate_take_back,
        name="base-rate-take-back",
    ),
    path("verjaehrung/", limitation.limitation_list, name="limitation-list"),
    *LETTER_URLS,
    *PROCEDURE_URLS,
    *RESTORE_URLS,
    *SENDING_URLS,
    *TEXT_URLS,
]
