"""Names of people as shops export them."""

_ROMANCE = {"da", "dal", "de", "degli", "dei", "del", "della", "di", "do", "dos", "du", "la", "le"}
_GERMANIC = {"am", "auf", "den", "der", "des", "im", "ten", "ter", "van", "vom", "von", "zu", "zum"}
_PARTICLES = _ROMANCE | _GERMANIC | {"al", "bin", "el", "und", "zur"}


def split_name(full_name: str) -> tuple[str, str]:
    """First and last name; particles (von, van, de, zu) belong to the last one.

    "Ludwig van Beethoven" is ("Ludwig", "van Beethoven"). A single word is a last name, and
    "Beethoven, Ludwig" is read as Germans mean it.
    """
    last_name, comma, first_name = full_name.partition(",")
    if comma:
        return " ".join(first_name.split()), " ".join(last_name.split())
    words = full_name.split()
    start = max(len(words) - 1, 0)
    while start > 0 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])
