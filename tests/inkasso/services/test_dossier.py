"""The dossier of a case: complete, numbered, marked, and the same every time."""

import io
import re
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from common.rules import german
from inkasso.models import CaseEvent, CollectionCase
from inkasso.services.cases import add_event
from inkasso.services.claim_account import claim_account
from inkasso.services.documents import add_document, documents_for
from inkasso.services.dossier import dossier_pdf
from reminders.models import Channel, DunningBlock, Reminder, ReminderDocument
from reminders.rules.states import ReminderState
from tests import collection_factories, factories
from tests.inkasso.services import dossier_desk as desk
from tests.inkasso.services.dossier_desk import DAY, REPLY
from tests.reminders.services.claim_bench import bought, pay

pytestmark = pytest.mark.django_db

CHAPTERS = [
    "1 Forderungsaufstellung",
    "2 Auftrag",
    "3 Rechnungen",
    "4 Mahnungen und Nachweise",
    "5 Zahlungen",
    "6 Zinsberechnung",
    "7 Verlauf",
    "8 Weitere Unterlagen",
]


@pytest.fixture
def case() -> CollectionCase:
    return desk.case_with_reminders(2)


def page_of(pages: list[str], words: str) -> str:
    """The first page of a chapter, by its heading."""
    return next(page for page in pages[2:] if page.startswith(words))


def contents(pages: list[str], count: int = 1) -> dict[str, int]:
    """The lines of the contents with their page numbers."""
    lines = re.findall(r"^(.+?) (\d+)$", "\n".join(pages[1 : count + 1]), re.MULTILINE)
    return {title: int(number) for title, number in lines if not title.startswith("Akte")}


def euro(amount: Decimal) -> str:
    """The amount with a plain blank."""
    return german.euro(amount).replace("\xa0", " ")


def bookmarks(pdf: bytes) -> dict[str, int]:
    """Title and page of each bookmark, however deep."""
    reader = PdfReader(io.BytesIO(pdf))

    def flat(entries):
        for entry in entries:
            if isinstance(entry, list):
                yield from flat(entry)
            else:
                yield entry.title, reader.get_destination_page_number(entry) + 1

    return dict(flat(reader.outline))


def test_every_page_carries_reference_and_number(case):
    desk.invoice(case.order, "RE-1", desk.drawing("Rechnung"))

    pages = desk.pages(dossier_pdf(case, DAY))

    count = len(pages)
    assert [page.splitlines()[-1] for page in pages] == [
        f"Akte {case.reference} · Seite {number} von {count}" for number in range(1, count + 1)
    ]


def test_the_cover_tells_who_claims_what_from_whom(case):
    cover = desk.pages(dossier_pdf(case, DAY))[0]

    for words in (
        f"Akte {case.reference}",
        "Lindgrün Fotohaus GmbH",
        "Zoë Winter",
        "80331 München",
        case.order.number,
        "In Bearbeitung",
        "Nordwest Inkasso GmbH",
        case.agency_reference,
        euro(claim_account(case, DAY).total),
    ):
        assert words in cover


def test_the_contents_name_the_page_where_each_heading_stands(case):
    desk.invoice(case.order, "RE-1", desk.drawing("Die Rechnung selbst"))
    pages = desk.pages(dossier_pdf(case, DAY))

    listed = contents(pages)

    headings = {title: page for title, page in listed.items() if not title.startswith("Anhang")}
    invoice_page = headings.pop("Rechnung RE-1")
    assert [title for title in headings if title[0].isdigit()] == CHAPTERS
    assert all(pages[page - 1].startswith(title) for title, page in headings.items())
    assert "Die Rechnung selbst" in pages[invoice_page - 1]


def test_the_bookmarks_are_those_of_the_contents(case):
    pdf = dossier_pdf(case, DAY)

    marks = bookmarks(pdf)

    assert (marks.pop("Deckblatt"), marks.pop("Inhalt")) == (1, 2)
    assert marks == contents(desk.pages(pdf))


def test_the_claim_can_be_recomputed_from_its_page(case):
    pay(case.order, "200.00", date(2026, 11, 10))
    account = claim_account(case, DAY)

    page = page_of(desk.pages(dossier_pdf(case, DAY)), CHAPTERS[0])

    for part in account.told_parts:
        line = f"{euro(part.booked)} {euro(part.settled)} {euro(part.open)}"
        assert line in page
    assert euro(account.total) in page
    assert "10.11.2026 Zahlung −200,00" in page


def test_each_reminder_tells_how_it_was_sent_and_is_followed_by_its_pdf(case):
    reminder = Reminder.objects.latest("pk")

    pages = desk.pages(dossier_pdf(case, DAY))

    title = f"Mahnstufe 1 {reminder}"
    sheet = page_of(pages, title)
    assert f"Message-ID {reminder.message_id}" in sheet
    assert REPLY in sheet
    assert "Per E-Mail versendet 24.10.2026, 09:00:00 Uhr" in sheet
    assert "bitte zahlen Sie den offenen Betrag" in sheet
    assert reminder.document.pdf_sha256[:40] in sheet.replace("\n", "")
    letter = pages[contents(pages)[f"Anhang der E-Mail {reminder}"] - 1]
    assert "Verwendungszweck" in letter


def test_a_letter_tells_who_posted_it_and_when(case):
    letter = desk.mailed(case.order, date(2026, 11, 10), level=2, channel=Channel.LETTER)
    desk.post(letter, date(2026, 11, 11), factories.user("petra"))

    sheet = page_of(desk.pages(dossier_pdf(case, DAY)), f"Mahnstufe 2 {letter}")

    assert "Zur Post gegeben am 11.11.2026" in sheet
    assert "Vermerkt 11.11.2026, 09:00:00 Uhr von petra" in sheet
    assert "Message-ID" not in sheet


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        pytest.param(
            {"server_reply": ""}, "Ein Nachweis des Versands fehlt", id="no answer of the server"
        ),
        pytest.param(
            {"state": ReminderState.UNCERTAIN, "outcome": "Verbindung abgebrochen"},
            "ist ungeklärt: Verbindung abgebrochen.",
            id="uncertain",
        ),
        pytest.param({"channel": Channel.LETTER}, "ist nicht vermerkt", id="letter not posted"),
        pytest.param({}, "Nachweis des Zugangs beim Empfänger liegt nicht vor", id="receipt"),
    ],
)
def test_missing_proof_is_stated_plainly(case, changes, gap):
    reminder = Reminder.objects.latest("pk")
    Reminder.objects.filter(pk=reminder.pk).update(**changes)
    if "state" in changes:
        reminder.items.update(state=changes["state"])

    sheet = page_of(desk.pages(dossier_pdf(case, DAY)), f"Mahnstufe 1 {reminder}")

    assert gap in sheet


def test_an_address_that_failed_is_told(case):
    reminder = Reminder.objects.latest("pk")
    customer = case.order.customer
    customer.email, customer.email_failed_on = reminder.recipient, date(2026, 10, 30)
    customer.save()

    sheet = page_of(desk.pages(dossier_pdf(case, DAY)), f"Mahnstufe 1 {reminder}")

    assert "Seit dem 30.10.2026 geht an" in sheet
    assert "unzustellbar oder als Spam gemeldet" in sheet.replace("\n", " ")


def test_papers_that_are_not_stored_are_named(case):
    reminder = Reminder.objects.latest("pk")
    ReminderDocument.objects.filter(reminder=reminder).delete()

    pages = desk.pages(dossier_pdf(case, DAY))

    assert "ist nicht gespeichert" in page_of(pages, f"Mahnstufe 1 {reminder}")
    assert f"Anhang der E-Mail {reminder}" not in contents(pages)


def test_a_broken_invoice_is_named_and_the_rest_is_there(case):
    desk.invoice(case.order, "RE-1", b"%PDF-1.7 and nothing more")
    desk.invoice(case.order, "RE-2", desk.drawing("Die heile Rechnung"))

    pages = desk.pages(dossier_pdf(case, DAY))

    told = page_of(pages, CHAPTERS[2])
    assert "Die Datei „RE-1.pdf“ der Rechnung RE-1 lässt sich nicht lesen" in told
    assert "Rechnung RE-1" not in contents(pages)
    assert any("Die heile Rechnung" in page for page in pages)
    assert [title for title in contents(pages) if title[0].isdigit()] == CHAPTERS


def test_an_invoice_without_a_file_and_an_order_without_one_are_told(case):
    without = page_of(desk.pages(dossier_pdf(case, DAY)), CHAPTERS[2])
    desk.invoice(case.order, "RE-7")

    known = page_of(desk.pages(dossier_pdf(case, DAY)), CHAPTERS[2])

    assert "Zu diesem Auftrag ist keine Rechnung bekannt" in without
    assert "Rechnung RE-7 ist nicht als PDF hinterlegt" in known


def test_many_reminders_make_contents_of_two_pages_that_are_still_right():
    case = desk.case_with_reminders(16)

    pages = desk.pages(dossier_pdf(case, DAY))

    listed = contents(pages, 2)
    sheets = {title: page for title, page in listed.items() if title.startswith("Zahlungse")}
    assert len(sheets) == 15
    assert not pages[2].startswith(CHAPTERS[0])
    assert all(pages[page - 1].startswith(title) for title, page in sheets.items())


def test_it_is_the_same_for_the_same_day(case):
    desk.invoice(case.order, "RE-1", desk.drawing("Rechnung"))

    first, second, later = (dossier_pdf(case, day) for day in (DAY, DAY, date(2026, 11, 22)))

    assert first == second
    assert first != later


def test_nothing_of_later_days_stands_in_the_dossier_of_a_day(case):
    pay(case.order, "200.00", date(2026, 11, 18))
    late = Reminder.objects.latest("pk")

    pages = desk.pages(dossier_pdf(case, date(2026, 10, 20)))

    assert "keine Zahlung eingegangen" in page_of(pages, CHAPTERS[4])
    assert not any(str(late) in page for page in pages)


def test_the_timeline_tells_agreements_and_keeps_notes_inside(case):
    DunningBlock.objects.create(
        order=case.order,
        reason=DunningBlock.Reason.DEFERRED,
        set_on=date(2026, 10, 12),
        until_on=date(2026, 10, 20),
    )
    add_event(case, CaseEvent.Kind.NOTE, "Kunde ist schwierig", on=DAY, actor=None)

    page = page_of(desk.pages(dossier_pdf(case, DAY)), CHAPTERS[6])

    assert "12.10.2026 Forderung gestundet bis 20.10.2026" in page
    assert "02.10.2026 Verzug beginnt: vereinbarter Zahlungstag" in page
    assert "schwierig" not in page


def test_the_timeline_keeps_the_steps_in_the_own_house_inside(case):
    add_event(case, CaseEvent.Kind.HANDOVER, "Übergabe 1 freigegeben.", on=DAY, actor=None)

    page = page_of(desk.pages(dossier_pdf(case, DAY)), CHAPTERS[6])

    assert f"Akte {case}: Fall angelegt" in page
    assert f"Akte {case}: Übergeben." in page
    assert f"Akte {case}: In Bearbeitung." in page
    for inner in ("Bereit.", "Wird übergeben", "freigegeben"):
        assert inner not in page


def test_withdrawn_reminders_stay_in_the_dossier(case):
    reminder = Reminder.objects.latest("pk")
    Reminder.objects.filter(pk=reminder.pk).update(
        state=ReminderState.WITHDRAWN,
        withdrawn_on=date(2026, 11, 1),
        withdrawal_reason="Irrtum",
    )
    reminder.items.update(state=ReminderState.WITHDRAWN)

    sheet = page_of(desk.pages(dossier_pdf(case, DAY)), f"Mahnstufe 1 {reminder}")

    assert "Zurückgezogen am 01.11.2026: Irrtum" in sheet


def test_a_case_without_anything_has_all_chapters_and_says_so():
    case = collection_factories.case(bought("79.90"), today=DAY)

    pages = desk.pages(dossier_pdf(case, DAY))

    assert len(pages) == 2 + len(CHAPTERS)
    assert "keine Mahnung versendet" in page_of(pages, CHAPTERS[3])
    assert "Verzug ist nicht festgestellt" in page_of(pages, CHAPTERS[5])


def test_what_people_type_is_no_markup(case):
    case.order.lines.update(product="<b>Fett</b> & <script>alert(1)</script>")

    page = page_of(desk.pages(dossier_pdf(case, DAY)), CHAPTERS[1])

    assert "<b>Fett</b> & <script>alert(1)</script>" in page


def test_the_papers_of_a_handover_are_numbered_and_complete(case):
    desk.invoice(case.order, "RE/1", desk.drawing("Rechnung"))
    add_document(
        case.pk,
        title="Lieferschein",
        file_name="Liefer schein.pdf",
        data=desk.drawing("Ware erhalten"),
        actor=None,
        today=DAY,
    )
    first, second = Reminder.objects.order_by("pk")

    papers = documents_for(case, DAY)

    assert [one.file_name for one in papers] == [
        f"01-Akte-{case.reference}.pdf",
        "02-Rechnung-RE-1.pdf",
        f"03-Mahnung-{first}.pdf",
        f"04-E-Mail-{first}.txt",
        f"05-Mahnung-{second}.pdf",
        f"06-E-Mail-{second}.txt",
        "07-Unterlage-Liefer-schein.pdf",
    ]
    assert papers[0].content == dossier_pdf(case, DAY)
    assert f"Message-ID: {first.message_id}".encode() in papers[3].content
    assert "Lieferschein" in page_of(desk.pages(papers[0].content), CHAPTERS[7])


def test_without_a_day_the_dossier_stays_out_of_the_papers(case):
    papers = documents_for(case)

    assert not any("Akte" in one.file_name for one in papers)


def test_the_number_of_queries_does_not_grow_with_the_reminders(django_assert_max_num_queries):
    case = desk.case_with_reminders(8)
    case = CollectionCase.objects.get(pk=case.pk)

    with django_assert_max_num_queries(30):
        dossier_pdf(case, DAY)

    assert Decimal(0) < claim_account(case, DAY).total
