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
from email.message import EmailMessage
from pathlib import Path

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
    print("ready", flush=True)
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "end":
            break
        print(*getattr(worker, command)(*arguments), flush=True)
    worker.end()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    outcome = {
        # The start of the children for letters is part of what sending costs.
        "processor": worker.processor + children.ru_utime + children.ru_stime,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "child_megabytes": worker.child_megabytes,
    }
    print(json.dumps(outcome))


class Work:
    """Sending on command, with the seconds it took by the clock and of this process."""

    processor = 0.0
    child_megabytes = 0.0

    def go(self) -> tuple[float, int]:
        """Send everything; seconds and how many."""
        start, used = time.perf_counter(), time.process_time()
        count = self.send()
        self.processor += time.process_time() - used
        return time.perf_counter() - start, count

    def send(self) -> int:
        """Send everything; how many."""
        raise NotImplementedError

    def end(self) -> None:
        """Nothing is left to end, unless a way says otherwise."""


class Delivery(Work):
    """Mahnwerk's own delivery, warm: the child for letters has made its first."""

    def __init__(self, *, has_letters: bool) -> None:
        from letters import content

        from reminders.adapters import renderer
        from reminders.services import delivery

        self._delivery, self._renderer = delivery, renderer
        end = renderer._Child.end

        def weigh_and_end(child: renderer._Child) -> int:
            self.child_megabytes = max(self.child_megabytes, _peak(child._process.pid))
            return end(child)

        renderer._Child.end = weigh_and_end
        if has_letters:
            renderer.render_letter(content(0))
        else:
            delivery.render_letter = lambda _content: WITHOUT_PDF + b" " * PADDING

    def send(self) -> int:
        """Send until nothing is due."""
        ended = self._delivery.deliver_due(clock=timezone.now)
        if set(ended) - {"sent"}:
            raise RuntimeError(f"not everything was sent: {ended}")
        return ended["sent"]

    def end(self) -> None:
        """End the child, so that what it used is known."""
        self._renderer.end_child()


class Bare(Work):
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

    def send(self) -> int:
        """Make and send each."""
        server = settings.MAIL_SERVER
        with smtplib.SMTP(server.host, server.port) as smtp:
            for html, mail in self._messages:
                pdf = _pdf(html) if self._has_letters else WITHOUT_PDF + b" " * PADDING
                mail.add_attachment(pdf, "application", "pdf", filename="Mahnung.pdf")
                smtp.send_message(mail)
        return len(self._messages)


def _peak(process_id: int) -> float:
    """The most memory the running process ever held, in megabytes."""
    try:
        status = Path(f"/proc/{process_id}/status").read_text()
    except FileNotFoundError:
        return 0.0
    peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(peaks[0]) / 1024 if peaks else 0.0


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
