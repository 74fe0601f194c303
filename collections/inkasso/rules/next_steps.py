"""What a clerk does next with a case that waits, in German."""

from collections.abc import Sequence

from inkasso.rules.readiness import Missing

MAX_LENGTH = 120


def next_step(missing: Sequence[Missing], *, agency: str, is_urgent: bool = False) -> str:
    """What comes next for a waiting case, at most 120 characters.

    missing: what it lacks, empty when it is ready. is_urgent: the limitation ends soon.
    """
    if missing:
        more = f" und {len(missing) - 1} weitere" if len(missing) > 1 else ""
        words = f"Zuerst klären: {missing[0].code.label}{more}"
    else:
        words = f"Übergeben an {agency}"
    return f"Vor der Verjährung: {words}"[:MAX_LENGTH] if is_urgent else words[:MAX_LENGTH]
