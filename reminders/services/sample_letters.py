"""Sample letters as files to download."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reminders.adapters.odt import MEDIA_TYPE as ODT
from reminders.adapters.odt import letter_odt
from reminders.adapters.sample_pdf import sample_pdf
from reminders.rules.sample_letters import SampleLetter, plain_text
from reminders.sample_texts import SAMPLE_LETTERS


class NoSuchSample(Exception):
    """There is no sample letter of that name, or not in that format."""


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A sample letter, ready to be saved."""

    name: str
    media_type: str
    data: bytes


def sample_file(key: str, suffix: str) -> SampleFile:
    """The sample letter of that key as "pdf", "odt" or "txt". Raises NoSuchSample."""
    letter = next((one for one in SAMPLE_LETTERS if one.key == key), None)
    if letter is None or suffix not in _FORMATS:
        raise NoSuchSample(f"{key}.{suffix}")
    media_type, made = _FORMATS[suffix]
    return SampleFile(f"{key}.{suffix}", media_type, made(letter))


def _text(letter: SampleLetter) -> bytes:
    # With the mark of UTF-8 and Windows' line ends, simple editors show umlauts and lines.
    return plain_text(letter).replace("\n", "\r\n").encode("utf-8-sig")


_FORMATS: Mapping[str, tuple[str, Callable[[SampleLetter], bytes]]] = {
    "pdf": ("application/pdf", sample_pdf),
    "odt": (ODT, letter_odt),
    "txt": ("text/plain; charset=utf-8", _text),
}
