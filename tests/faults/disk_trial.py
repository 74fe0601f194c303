"""One full or read-only disk in the middle of a run, and what the product does meanwhile."""

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults import disk
from tests.faults.check import Sworn
from tests.faults.conductor import Conductor
from tests.faults.disk import SmallDisk
from tests.faults.results import say

FOLDERS = {
    disk.DATABASE: "data",
    disk.JOURNAL: "journal",
    disk.READ_ONLY: "journal",
    disk.LETTERS: "letters",
}


class Trial:
    """One disk, and how many mails were accepted while nobody could write on it."""

    def __init__(self, name: str, folder: Path, small: SmallDisk) -> None:
        self._name, self._folder, self._small = name, folder, small
        self.accepted_meanwhile = 0

    def script(self, conductor: Conductor) -> Iterator[None]:
        """Let some mails go, take the disk away for a while, give it back."""
        while self._accepted() < disk.SENT_BEFORE:
            yield
        self._take_away()
        yield from _wait(disk.GRACE_SECONDS)
        before = self._accepted()
        yield from _wait(disk.FULL_SECONDS)
        self.accepted_meanwhile = self._accepted() - before
        self._give_back()

    def _take_away(self) -> None:
        if self._name == disk.READ_ONLY:
            self._small.forbid()
        else:
            self._small.fill()

    def _give_back(self) -> None:
        if self._name == disk.READ_ONLY:
            self._small.allow()
        else:
            self._small.free()

    def _accepted(self) -> int:
        return Sworn.of(self._folder).accepted.total()


def main(arguments: list[str]) -> None:
    """Take one disk away, and print what came of it."""
    folder, name, mutant = Path(arguments[0]), arguments[1], arguments[2]
    place = folder / FOLDERS[name]
    for path in ("journal", "letters"):
        (folder / path).mkdir(exist_ok=True)
    tempfile.tempdir = f"{folder / 'letters'}"
    with _moved_to_small_disk(place) as small:
        trial = Trial(name, folder, small)
        plan = disk.PLAN.with_options(mutant=mutant, has_real_letters=name == disk.LETTERS)
        result = Conductor(plan, folder, trial.script).run()
    if name not in disk.GOES_ON and trial.accepted_meanwhile:
        result["violations"][f"{name}: sent meanwhile"] = trial.accepted_meanwhile
    say(json.dumps({**result, "label": name, "accepted_meanwhile": trial.accepted_meanwhile}))


@contextmanager
def _moved_to_small_disk(place: Path) -> Iterator[SmallDisk]:
    """The folder with its content, from now on a file system of its own."""
    aside = place.with_name(f"{place.name}-aside")
    place.rename(aside)
    place.mkdir()
    with disk.small_disk(place) as small:
        shutil.copytree(aside, small.path, dirs_exist_ok=True)
        yield small


def _wait(seconds: float) -> Iterator[None]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield
