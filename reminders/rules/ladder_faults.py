"""What is wrong with the levels of a procedure, before it is stored."""

from collections.abc import Sequence
from itertools import pairwise

from reminders.rules.ladder import Step


def ladder_faults(steps: Sequence[Step]) -> list[str]:
    """German sentences about levels that leave a gap or do not ascend; empty when sound."""
    ordered = sorted((step for step in steps if step.level), key=lambda step: step.level)
    levels = [step.level for step in ordered]
    if len(set(levels)) < len(levels):
        return ["Eine Mahnstufe ist zweimal angegeben. Jede darf nur einmal vorkommen."]
    if levels != list(range(1, len(levels) + 1)):
        return [
            "Die Mahnstufen beginnen bei 1 und folgen einander ohne Lücke; "
            f"angegeben {'ist' if len(levels) == 1 else 'sind'} {_listed(levels)}."
        ]
    return [
        f"Mahnstufe {after.level} muss später liegen als Mahnstufe {before.level}: "
        f"mehr als {before.days_after_anchor} Tage danach."
        for before, after in pairwise(ordered)
        if after.days_after_anchor <= before.days_after_anchor
    ]


def _listed(levels: Sequence[int]) -> str:
    return ", ".join(str(level) for level in levels)
