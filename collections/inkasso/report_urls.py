"""The addresses of what agencies report and are told."""

from django.urls import path

from inkasso.views import notices, remittances, report_lines, reports

REPORT_URLS = [
    path("", reports.report_list, name="report-list"),
    path("<int:pk>/", reports.report_page, name="report-page"),
    path("<int:pk>/datei/", reports.report_file, name="report-file"),
    path("zeilen/<int:pk>/", report_lines.report_line, name="report-line"),
    path("zeilen/<int:pk>/fall/", report_lines.line_case, name="report-line-case"),
    path("zeilen/<int:pk>/wort/", report_lines.line_word, name="report-line-word"),
    path("zeilen/<int:pk>/beiseitelegen/", report_lines.line_aside, name="report-line-aside"),
    path("abrechnungen/", remittances.remittance_list, name="remittance-list"),
    path("abrechnungen/<int:pk>/", remittances.remittance_page, name="remittance-page"),
    path("meldungen/", notices.notice_list, name="notice-list"),
    path("meldungen/<int:agency_pk>/", notices.notice_page, name="notice-page"),
    path("meldungen/<int:agency_pk>/datei/", notices.notice_file, name="notice-file"),
    path("meldungen/<int:agency_pk>/vermerken/", notices.notice_mark, name="notice-mark"),
    path("meldungen/<int:agency_pk>/senden/", notices.notice_send, name="notice-send"),
]
