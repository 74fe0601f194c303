"""A sample letter as PDF, on the same DIN 5008 form as the real ones."""

from django.template.loader import render_to_string

from reminders.adapters.display import wording
from reminders.adapters.pdf import pdf_of
from reminders.rules.sample_letters import SampleLetter


def sample_pdf(letter: SampleLetter) -> bytes:
    """The letter with its gaps in [brackets]; the same letter gives the same bytes."""
    context = {
        "letter": letter,
        "creditor_name": letter.sender[0],
        "recipient_lines": letter.recipient,
        "return_line": " · ".join(letter.sender),
        "references": letter.references,
        "columns": [letter.foot],
        "words": wording(letter.language),
        "head": f"{letter.sender[0]} · {letter.subject}",
    }
    return pdf_of(render_to_string("reminders/letters/sample.html", context))
