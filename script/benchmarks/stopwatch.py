"""How long something takes, by the clock and by this process's processor, and how much it holds."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class Time:
    """Seconds; the processor's are those of this process alone, however busy the machine is."""

    wall: float = 0.0
    processor: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Add up what happens inside."""
        wall, processor = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.wall += time.perf_counter() - wall
            self.processor += time.process_time() - processor


def peak_megabytes() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def line(label: str, count: int, spent: Time) -> str:
    """One line of the outcome, with how many a second."""
    return (
        f"{label:<34}{spent.wall:8.1f} s {count / spent.wall:8,.0f}/s"
        f"   Prozessor {spent.processor:7.1f} s {count / spent.processor:8,.0f}/s"
    )
