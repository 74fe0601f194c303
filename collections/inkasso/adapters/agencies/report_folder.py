"""Which files of a report folder are worth reading again."""

from collections.abc import Mapping, Sequence

# A file that was taken is looked at again for so long after the folder's newest one: agencies
# correct their reports in place, but nobody reads years of them every night.
LOOK_AGAIN_SECONDS = 14 * 24 * 60 * 60
_UNFINISHED = (".part", ".tmp", ".filepart")


def worth_reading(written_at: Mapping[str, int], seen: Sequence[str]) -> list[str]:
    """Names of complete files that are new or may have changed, the oldest first.

    `seen` are marks of `base.report_mark`; times are seconds of the server's own clock.
    """
    known = {mark.rpartition(":")[0] for mark in seen}
    complete = {
        name: at
        for name, at in written_at.items()
        if not name.startswith(".") and not name.casefold().endswith(_UNFINISHED)
    }
    newest = max(complete.values(), default=0)
    wanted = [
        name
        for name, at in complete.items()
        if name not in known or at >= newest - LOOK_AGAIN_SECONDS
    ]
    return sorted(wanted, key=lambda name: (complete[name], name))
