"""Make very many letters, and give the same pages to WeasyPrint alone."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from multiprocessing import get_context
from typing import TypeVar

import django
from django.template.loader import render_to_string
from stopwatch import Time, line, peak_megabytes
from weasyprint import HTML

from reminders.adapters.pdf import letter_html, letter_pdf
from reminders.rules.content import (
    POSITIONS_MARKER,
    CreditorFacts,
    OrderClaim,
    Position,
    ReminderContent,
)

Given = TypeVar("Given")
_PROCESSES = 2
_BATCH = 10
_WRITTEN_ON = date(2026, 11, 20)
_CREDITOR = CreditorFacts(
    name="Messstand GmbH",
    street="Musterallee 12",
    postcode="50667",
    city="Köln",
    country="DE",
    email="service@messstand.example",
    phone="0221 5550100",
    register_court="Amtsgericht Köln",
    register_number="HRB 99999",
    managing_directors="Ömer Groß",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
    bank_name="Musterbank Köln",
)
_BODY = f"""\
Guten Tag,

zu Ihrer Bestellung fehlt uns noch die vollständige Zahlung; vielleicht ist sie nur übersehen \
worden.

{POSITIONS_MARKER}

Falls Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben bitte als gegenstandslos.

Mit freundlichen Grüßen
Messstand GmbH
"""


def measure_letters(count: int) -> None:
    """Print letters per second, alone and in two processes, against bare WeasyPrint."""
    contents = [content(number) for number in range(count)]
    print(f"{count:,} Briefe zu je einer Seite mit GiroCode, PDF/A-3u")
    # What is read once per process (fonts, stylesheet) is no part of a letter.
    letter_pdf(contents[0])
    own, bare = Time(), Time()
    size = _run(own, letter_pdf, contents)
    pages = [with_stylesheet(letter_html(content)) for content in contents]
    _run(bare, bare_pdf, pages)
    print(line("Mahnwerk", count, own))
    print(line("WeasyPrint allein, dasselbe HTML", count, bare))
    # By the processor: another program on the machine changes the clock's ratio, not this one.
    ratio = own.processor / bare.processor
    print(f"Ein Brief braucht {ratio:.2f}-mal so lange wie WeasyPrint allein (Prozessor).")
    together = _in_processes(contents)
    print(line(f"Mahnwerk, {_PROCESSES} Prozesse", count, together))
    print(f"{_PROCESSES} Prozesse sind {own.wall / together.wall:.2f}-mal so schnell wie einer.")
    print(f"Ein Brief hat {size / count / 1000:.0f} kB; Speicher: {peak_megabytes():.0f} MB")


def _run(spent: Time, make: Callable[[Given], bytes], given: Sequence[Given]) -> int:
    """Make each; the bytes in all."""
    with spent.running():
        return sum(len(make(one)) for one in given)


def _in_processes(contents: Sequence[ReminderContent]) -> Time:
    """The time by the clock, and what all processes together took of the processors."""
    spent = Time()
    batches = [contents[start : start + _BATCH] for start in range(0, len(contents), _BATCH)]
    context = get_context("spawn")
    with ProcessPoolExecutor(_PROCESSES, context, initializer=_warm_up) as pool:
        # Both processes are up before the clock starts.
        list(pool.map(_processor_time, [contents[:1]] * 2 * _PROCESSES))
        with spent.running():
            spent_there = sum(pool.map(_processor_time, batches))
    spent.processor = spent_there
    return spent


def _processor_time(batch: Sequence[ReminderContent]) -> float:
    spent = Time()
    _run(spent, letter_pdf, batch)
    return spent.processor


def _warm_up() -> None:
    django.setup()
    letter_pdf(content(0))


def bare_pdf(html: str) -> bytes:
    return HTML(string=html).write_pdf(pdf_variant="pdf/a-3u", pdf_tags=True)


def with_stylesheet(html: str) -> str:
    style = render_to_string("reminders/letters/letter.css")
    return html.replace("</head>", f"<style>{style}</style></head>")


def content(number: int) -> ReminderContent:
    """One letter's content, different for each number."""
    chance = random.Random(number)  # noqa: S311 - invented data
    total = Decimal(chance.randint(500, 90_000)) / 100
    ordered_on = _WRITTEN_ON - timedelta(days=chance.randint(20, 90))
    order_number = f"HK-{1_000_000 + number}"
    subject = f"1. Mahnung zu Ihrer Bestellung {order_number}"
    claim = OrderClaim(
        order_number=order_number,
        ordered_on=ordered_on,
        due_on=ordered_on + timedelta(days=14),
        positions=(Position("Emaillebecher", Decimal(1), total, total),),
        other_amount=Decimal(0),
        total=total,
        payments=(),
        open_amount=total,
    )
    return ReminderContent(
        creditor=_CREDITOR,
        sender_name="Messstand",
        reply_to="service@messstand.example",
        recipient_lines=("Greta Böhm", f"Lindenweg {number}", "50667 Köln"),
        number=f"M-{number:06d}",
        level=1,
        written_on=_WRITTEN_ON,
        pay_by=date(2026, 12, 1),
        subject=subject,
        letter_subject=subject,
        mail_body=_BODY,
        letter_body=_BODY,
        claims=(claim,),
        currency="EUR",
        remittance_text=order_number,
    )
