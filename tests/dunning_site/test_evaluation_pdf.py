"""The report on paper."""

import io

from pypdf import PdfReader

from dunning_site.adapters.evaluation_pdf import Chapter, evaluation_pdf
from dunning_site.evaluation_sections import SECTIONS
from tests.dunning_site import evaluation_samples as samples


def test_it_has_every_section_its_figures_the_filter_and_how_new_they_are():
    report = samples.busy()
    chapters = [Chapter(one.label, one.panels(report, "")) for one in SECTIONS]

    pdf = evaluation_pdf(
        chapters,
        filter_words="01.12.2025–21.11.2026, Verkaufsaccount: Foto-Shop",
        standing="Stand 21.11.2026, 05:30 Uhr",
    )

    pages = PdfReader(io.BytesIO(pdf)).pages
    text = " ".join(page.extract_text() for page in pages).replace("\N{NO-BREAK SPACE}", " ")
    for section in SECTIONS:
        assert section.label in text
    for figure in ("1.200,00 €", "41,7 %", "83,3 %", "3,0 Cent", "Nordinkasso", "& <Gruß>"):
        assert figure in text
    assert "01.12.2025–21.11.2026, Verkaufsaccount: Foto-Shop" in text
    assert text.count("Stand 21.11.2026, 05:30 Uhr") >= len(pages)
    assert f"Seite {len(pages)} von {len(pages)}" in text
    sheet = pages[0].mediabox
    assert (round(sheet.width), round(sheet.height)) == (595, 842)
