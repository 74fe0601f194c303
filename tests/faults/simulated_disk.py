"""The disk of the sending journal: full, torn in the middle of a line, or losing power."""

import os
import stat
from pathlib import Path
from typing import Any

from tests.faults.simulated_stage import Stage

TEARS, IS_FULL, CANNOT_OPEN = 0.02, 0.01, 0.003


class SimulatedDisk:
    """Stands for `os` in the module of the journal; all it does not spoil is done by `os`."""

    def __init__(self, stage: Stage, journal: Path) -> None:
        self._stage, self._journal = stage, journal
        self._safe_size = 0
        # Whether a line may be missing.
        self.is_spoiled = False

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def open(self, *args: Any) -> int:
        if self._stage.chance(CANNOT_OPEN):
            self.is_spoiled = True
            raise PermissionError(13, "Permission denied")
        return os.open(*args)

    def write(self, descriptor: int, data: bytes) -> int:
        self._stage.point("journal write")
        if self._stage.chance(IS_FULL):
            self.is_spoiled = True
            raise OSError(28, "No space left on device")
        if self._stage.chance(TEARS):
            self.is_spoiled = True
            os.write(descriptor, data[: self._stage.random.randrange(len(data))])
            self._stage.die("dies inside the line of the journal")
        return os.write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return
        if os.fstat(descriptor).st_size > self._safe_size:
            self._stage.point("journal fsync")
        # Others may have written meanwhile, and one fsync makes all of it safe.
        self._safe_size = max(self._safe_size, os.fstat(descriptor).st_size)

    def lose_power(self) -> None:
        """Forget what was never forced to disk, or a part of it."""
        self.is_spoiled = True
        if self._journal.exists():
            size = self._journal.stat().st_size
            kept = self._stage.random.randint(min(self._safe_size, size), size)
            os.truncate(self._journal, kept)
