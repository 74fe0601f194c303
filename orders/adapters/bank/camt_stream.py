"""Reading the XML of a bank bit by bit: defused, with limits, and without keeping the file."""

import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from orders.adapters.bank.limits import SHORTER_PERIOD
from orders.adapters.bank.values import shown
from orders.rules.statements import BankFormat, StatementRefused

_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.(?P<kind>05[23])\.001\.[0-9]{2}")
_FORMATS = {"053": BankFormat.CAMT053, "052": BankFormat.CAMT052}
_DEEPEST = 40
# A movement has some fifty elements of forty letters each. More of them is no statement.
_MOST_AT_ONCE = 500_000
_MOST_IN_ALL = 2_500_000
# Of a larger file that is no statement nobody needs to know what else is wrong with it.
_QUICKLY_PARSED = 500_000
_BROKEN = (
    "Die Datei ist beschädigt oder unvollständig: {place}. Laden Sie den Kontoauszug bei der Bank "
    "erneut herunter."
)


class CamtStream:
    """The elements of a statement file, each once it is complete, with its way from the top.

    Tags lose their namespace; elements of foreign namespaces keep theirs, so that nobody finds
    them. What has been read must be cleared by the reader.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.format: BankFormat | None = None
        self._namespace = ""
        self._at_once = 0

    def __iter__(self) -> Iterator[tuple[list[Element], Element]]:

        try:
            yield from self._walk()
        except DefusedXmlException:
            raise StatementRefused(
                "Die Datei enthält eine DTD oder eigene Entitäten; Kontoauszüge haben das nie. "
                "Sie wurde aus Sicherheitsgründen nicht gelesen."
            ) from None
        except ParseError as error:
            line, column = error.position
            place = f"Zeile {line}, Zeichen {column + 1} ist kein gültiges XML"
            raise StatementRefused(_BROKEN.format(place=place)) from None
        except (LookupError, ValueError):
            # An encoding that does not exist, or one that the parser does not know.
            place = "Ihre Zeichenkodierung ist unbekannt"
            raise StatementRefused(_BROKEN.format(place=place)) from None

    def forget(self, parent: Element, element: Element) -> None:
        """Drop an element that has been read, and what the reader still held of the file."""
        parent.remove(element)
        self._at_once = 0

    def _walk(self) -> Iterator[tuple[list[Element], Element]]:
        parents: list[Element] = []
        in_all = 0
        events = iterparse(io.BytesIO(self._data), events=("start", "end"), forbid_dtd=True)
        for event, element in events:
            if event == "start":
                if not parents:
                    self._recognise(element)
                parents.append(element)
                in_all, self._at_once = in_all + 1, self._at_once + 1
                self._check_limits(len(parents), in_all)
                continue
            parents.pop()
            namespace, _, name = element.tag.rpartition("}")
            if namespace == self._namespace:
                element.tag = name
            yield parents, element

    def _recognise(self, root: Element) -> None:
        self._namespace, _, name = root.tag.rpartition("}")
        match = _NAMESPACE.fullmatch(self._namespace.removeprefix("{"))
        if match is None or name != "Document":
            self._check_well_formed()
            raise StatementRefused(
                f"Die Datei ist XML, aber kein Kontoauszug (Wurzel „{shown(root.tag)}“). Gelesen "
                "werden CAMT.053 (Kontoauszug) und CAMT.052 (Umsatzabfrage)."
            )
        self.format = _FORMATS[match["kind"]]

    def _check_well_formed(self) -> None:
        """Raises ParseError for a file that is damaged, whatever its root is called."""
        if len(self._data) <= _QUICKLY_PARSED:
            for _ in iterparse(io.BytesIO(self._data), forbid_dtd=True):
                continue

    def _check_limits(self, depth: int, in_all: int) -> None:
        if depth > _DEEPEST:
            raise StatementRefused(
                "Die Datei ist tiefer verschachtelt als jeder Kontoauszug und wurde nicht gelesen."
            )
        if self._at_once > _MOST_AT_ONCE or in_all > _MOST_IN_ALL:
            raise StatementRefused(f"Die Datei hat mehr Inhalt, als gelesen wird. {SHORTER_PERIOD}")
