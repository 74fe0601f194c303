"""Results of rounds: one JSON line each in a file, and a table of them all."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Result = dict[str, Any]
COLUMNS = (
    "check", "database", "mutant", "rounds", "seeds", "reminders", "kills", "points", "stalls",
    "restarts", "accepted", "duplicates", "lost", "after payment", "other", "uncertain (sent)",
    "s/round",
)  # fmt: skip
DUPLICATE, LOST, AFTER_PAYMENT = "duplicate", "lost or stuck", "sent after payment"


@dataclass
class Results:
    """All rounds of this call, with those that the file had before."""

    path: Path | None
    rows: list[Result] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path | None) -> "Results":
        """What the file holds; a torn last line is left out."""
        results = cls(path)
        if path and path.exists():
            for line in path.read_text().splitlines():
                if line.startswith("{") and line.endswith("}"):
                    results.rows.append(json.loads(line))
        return results

    def add(self, result: Result) -> None:
        """Print the round and append it to the file."""
        line = json.dumps(result, ensure_ascii=False)
        say(line)
        self.rows.append(result)
        if self.path:
            with self.path.open("a") as file:
                file.write(f"{line}\n")

    def has(self, **facts: Any) -> bool:
        """Whether a round of these facts is there already."""
        return any(all(row.get(key) == value for key, value in facts.items()) for row in self.rows)

    def table(self) -> str:
        """The table as Markdown, one line per check, database and mutant."""
        keys = dict.fromkeys((row["check"], row["database"], row["mutant"]) for row in self.rows)
        lines = [_line(COLUMNS), _line(["---"] * len(COLUMNS))]
        for key in keys:
            rows = [
                row for row in self.rows if (row["check"], row["database"], row["mutant"]) == key
            ]
            lines.append(_line([*key, *_sums(rows)]))
        return "\n".join(lines)

    def mutants(self) -> str:
        """Which mutants were caught, and after how many rounds; "" when none was tried."""
        tried = dict.fromkeys(row["mutant"] for row in self.rows if row["mutant"])
        words = []
        for mutant in tried:
            rows = [row for row in self.rows if row["mutant"] == mutant]
            hits = [index for index, row in enumerate(rows, 1) if row["violations"]]
            fate = f"caught in round {hits[0]}" if hits else "NOT CAUGHT"
            words.append(f"{mutant}: {fate}")
        return "; ".join(words)


def say(words: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _sums(rows: Sequence[Result]) -> list[object]:
    violations: Counter[str] = Counter()
    for row in rows:
        violations.update(row["violations"])
    known = (DUPLICATE, LOST, AFTER_PAYMENT)
    other = {name: count for name, count in violations.items() if name not in known}
    doubts = _total(rows, "uncertain"), _total(rows, "uncertain_really_sent")
    return [
        len(rows),
        _seeds(row["seed"] for row in rows),
        _total(rows, "reminders"),
        _total(rows, "kills"),
        sum(sum(row["points"].values()) for row in rows),
        sum(sum(row["stalls"].values()) for row in rows),
        _total(rows, "database_restarts"),
        _total(rows, "accepted"),
        *(violations[name] for name in known),
        ", ".join(f"{name}: {count}" for name, count in other.items()) or 0,
        f"{doubts[0]} ({doubts[1]})",
        round(_total(rows, "seconds") / len(rows)),
    ]


def _total(rows: Sequence[Result], name: str) -> int:
    return round(sum(row[name] for row in rows))


def _seeds(seeds: Iterable[int]) -> str:
    found = sorted(set(seeds))
    is_range = len(found) > 1 and found[-1] - found[0] == len(found) - 1
    return f"{found[0]}–{found[-1]}" if is_range else ", ".join(map(str, found))


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(f"{cell}" for cell in cells) + " |"
