"""Auswertungen on paper: every section with its charts and tables, by WeasyPrint."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

from common.web.value_tables import Panel

_MOST_COLUMNS = 9


@dataclass(frozen=True)
class Chapter:
    """One section of the report."""

    title: str
    panels: Sequence[Panel]

    @property
    def is_wide(self) -> bool:
        """Whether a table has more columns than fit across an upright sheet."""
        return any(len(panel.table.columns) > _MOST_COLUMNS for panel in self.panels)


def evaluation_pdf(chapters: Sequence[Chapter], *, filter_words: str, standing: str) -> bytes:
    """The report as PDF, A4; the same input gives the same bytes."""
    context = {"chapters": chapters, "filter_words": filter_words, "standing": standing}
    # Nothing outside the document is ever loaded: no network, no file.
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    html = HTML(string=render_to_string("overview/report.html", context), url_fetcher=fetcher)
    style = CSS(string=render_to_string("overview/report.css"), url_fetcher=fetcher)
    return html.write_pdf(stylesheets=[style], pdf_tags=True)
