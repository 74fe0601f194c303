"""One process of `script/bench delivery`: sends on command, and tells what it took.

python delivery_worker.py KIND CORE    reads from its standard input, one command a line:
    prepare RUN     get the messages of a run that is sent already (bare loops only)
    go              send; answers "SECONDS COUNT"
    end             answers with the outcome as JSON, and ends
"""

import json
import os
import resource
import smtplib
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage

import django
from django.conf import settings
from django.utils import timezone

WITHOUT_PDF = b"%PDF-1.7\n%%EOF\n"
# What a letter of one page weighs, so that the mail without WeasyPrint is as long.
PADDING = 24_000


def main() -> None:
    """Obey the commands."""
    kind, core = sys.argv[1:]
    # This kernel does not spread what is forked over the processors by itself.
    os.sched_setaffinity(0, {int(core)})
    django.setup()
    worker = {
        "delivery": lambda: Delivery(has_letters=True),
        "delivery-without-pdf": lambda: Delivery(has_letters=False),
        "bare": lambda: Bare(has_letters=True),
        "bare-without-pdf": lambda: Bare(has_letters=False),
    }[kind]()
    used_before = _processor_seconds()
    print("ready", flush=True)
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "end":
            break
        print(*getattr(worker, command)(*arguments), flush=True)
    print(json.dumps(_outcome(worker.end, used_before)))


def _outcome(end: Callable[[], None], used_before: float) -> dict[str, float]:
    end()
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "processor": _processor_seconds() - used_before,
        "megabytes": kilobytes / 1024,
        "child_megabytes": child / 1024,
    }


def _processor_seconds() -> float:
    """Of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class Delivery:
    """Mahnwerk's own delivery, warm: the child for letters has made its first."""

    def __init__(self, *, has_letters: bool) -> None:
        from letters import content

        from reminders.adapters.renderer import render_letter
        from reminders.services import delivery

        self._delivery = delivery
        if has_letters:
            render_letter(content(0))
        else:
            delivery.render_letter = lambda _content: WITHOUT_PDF + b" " * PADDING

    def go(self) -> tuple[float, int]:
        """Send until nothing is due."""
        start = time.perf_counter()
        ended = self._delivery.deliver_due(clock=timezone.now)
        seconds = time.perf_counter() - start
        if set(ended) - {"sent"}:
            raise RuntimeError(f"not everything was sent: {ended}")
        return seconds, ended["sent"]

    def end(self) -> None:
        """End the child, so that what it used is known."""
        from reminders.adapters.renderer import end_child

        end_child()


class Bare:
    """A loop of WeasyPrint and smtplib over messages that are at hand already."""

    def __init__(self, *, has_letters: bool) -> None:
        from letters import content

        self._has_letters = has_letters
        self._messages: list[tuple[str, EmailMessage]] = []
        if has_letters:
            _pdf(_html(content(0)))

    def prepare(self, run_id: str) -> tuple[int]:
        """Get letters and mails of the run as Mahnwerk has sent them."""
        from reminders.models import Reminder

        reminders = Reminder.objects.filter(run=int(run_id)).order_by("pk")
        self._messages = [_message(one) for one in reminders]
        return (len(self._messages),)

    def go(self) -> tuple[float, int]:
        """Make and send each."""
        server = settings.MAIL_SERVER
        start = time.perf_counter()
        with smtplib.SMTP(server.host, server.port) as smtp:
            for html, mail in self._messages:
                pdf = _pdf(html) if self._has_letters else WITHOUT_PDF + b" " * PADDING
                mail.add_attachment(pdf, "application", "pdf", filename="Mahnung.pdf")
                smtp.send_message(mail)
        return time.perf_counter() - start, len(self._messages)

    def end(self) -> None:
        """Nothing is left to end."""


def _message(reminder: object) -> tuple[str, EmailMessage]:
    from reminders.adapters.mail import mail_html, mail_text
    from reminders.services.content import content_of

    content = content_of(reminder)
    mail = EmailMessage()
    mail["Subject"], mail["From"] = content.subject, content.reply_to
    mail["To"], mail["Message-ID"] = reminder.recipient, reminder.message_id
    mail.set_content(mail_text(content))
    mail.add_alternative(mail_html(content), subtype="html")
    return _html(content), mail


def _html(content: object) -> str:
    from letters import with_stylesheet

    from reminders.adapters.pdf import letter_html

    return with_stylesheet(letter_html(content))


def _pdf(html: str) -> bytes:
    from letters import bare_pdf

    return bare_pdf(html)


if __name__ == "__main__":
    main()
