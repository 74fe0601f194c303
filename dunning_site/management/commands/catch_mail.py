"""manage.py catch_mail: a mail server that delivers nothing and keeps everything."""

import signal
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from dunning_site.caught_mails import store_mail

LARGEST_MAIL = 25 * 1024 * 1024


class KeepingHandler:
    """Accept every mail and put it into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Store the mail before saying yes: what was accepted can be read."""
        name = store_mail(
            self.folder,
            envelope.content or b"",
            sender=envelope.mail_from or "",
            recipients=envelope.rcpt_tos,
            received_at=timezone.now(),
        )
        return f"250 OK {name}"


def catcher(folder: Path, port: int) -> Controller:
    """A server on 127.0.0.1, not yet started."""
    return Controller(
        KeepingHandler(folder), hostname="127.0.0.1", port=port, data_size_limit=LARGEST_MAIL
    )


class Command(BaseCommand):
    """Catch mails until somebody says stop."""

    help = "Nimmt E-Mails auf 127.0.0.1 entgegen und legt sie in DATA_DIR/mails/ ab (nur Demo)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The port."""
        parser.add_argument("--port", type=int, default=2525, help="Port (Vorgabe: 2525)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGTERM or SIGINT."""
        # Blocked before the server's thread starts, so that only this one receives them.
        signals = {signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        folder = settings.DATA_DIR / "mails"
        server = catcher(folder, options["port"])
        server.start()
        self.stdout.write(f"E-Mails an 127.0.0.1:{options['port']} liegen in {folder}.")
        signal.sigwait(signals)
        server.stop()
