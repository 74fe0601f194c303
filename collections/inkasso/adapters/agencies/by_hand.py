"""Agencies whose files a clerk downloads and passes on."""

from collections.abc import Iterator, Sequence

from inkasso.adapters.agencies.base import (
    ChannelRefused,
    FetchedFile,
    NoticeData,
    Package,
    Receipt,
)


class ByHand:
    """Nothing travels by itself."""

    def deliver(self, package: Package) -> Receipt:
        """Refused: a download is the delivery."""
        raise ChannelRefused(
            "Für diesen Inkassopartner gibt es keinen Übertragungsweg. "
            "Laden Sie die Datei herunter und geben Sie sie weiter."
        )

    def send_notices(self, notices: Sequence[NoticeData]) -> Receipt:
        """Refused: a clerk tells the agency."""
        raise ChannelRefused(
            "Für diesen Inkassopartner gibt es keinen Übertragungsweg. "
            "Melden Sie ihm die Änderung selbst und vermerken Sie das."
        )

    def fetch_reports(self, seen: Sequence[str]) -> Iterator[FetchedFile]:
        """None: they are uploaded, or come by webhook."""
        return iter(())

    def try_out(self) -> str:
        """Nothing to connect to."""
        return "Die Dateien werden heruntergeladen; eine Verbindung gibt es nicht zu prüfen."
