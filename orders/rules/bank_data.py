"""How far the bank statements of a creditor reach, and whether that is too long ago to dun."""

from dataclasses import dataclass
from datetime import date

from common.rules.german import day as german_day
from common.rules.german import plural

NO_STATEMENT = "Kein Kontoauszug eingelesen"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankData:
    """The newest day that a statement in force covers, None when none was ever read.

    age: the working days since then, today included; max_age: how many may pass, None = not
    checked; held_count: statements that wait for a clerk and do not count.
    """

    creditor: str
    newest_on: date | None
    age: int = 0
    max_age: int | None = None
    held_count: int = 0

    @property
    def is_stale(self) -> bool:
        """Whether the newest statement is older than the creditor allows.

        Never without any statement: then nobody compares payments with the bank.
        """
        return self.newest_on is not None and self.max_age is not None and self.age > self.max_age

    @property
    def problem(self) -> str:
        """What is wrong with stale data and what to do, in German; "" when nothing is."""
        if not self.is_stale:
            return ""
        assert self.newest_on is not None  # is_stale says so
        return (
            f"Der neueste Kontoauszug von {self.creditor} reicht nur bis "
            f"{german_day(self.newest_on)} und ist {plural(self.age, 'Arbeitstag', 'Arbeitstage')} "
            f"alt (erlaubt: {self.max_age}). {self._todo}"
        )

    @property
    def held_words(self) -> str:
        """That statements wait for a clerk, "" when none does."""
        if not self.held_count:
            return ""
        verb = "ist" if self.held_count == 1 else "sind"
        statements = plural(self.held_count, "Kontoauszug", "Kontoauszüge")
        return f"{statements} {verb} angehalten und noch nicht übernommen."

    @property
    def _todo(self) -> str:
        if not self.held_count:
            return "Lesen Sie die neuen Kontoauszüge ein."
        held = (
            "den angehaltenen Kontoauszug"
            if self.held_count == 1
            else f"die {self.held_count} angehaltenen Kontoauszüge"
        )
        return f"Entscheiden Sie über {held}, oder lesen Sie neue ein."

    @property
    def reach_words(self) -> str:
        """Up to which day payments are taken into account, as pages say it."""
        if self.newest_on is None:
            return NO_STATEMENT
        age = f", {plural(self.age, 'Arbeitstag', 'Arbeitstage')} alt" if self.age else ""
        return f"bis {german_day(self.newest_on)}{age}"
