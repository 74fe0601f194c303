"""What a round is made of, and the times under which the product runs in it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from tests.faults import arms

WORKERS = 2
PREPARING_LEASE, SENDING_LEASE, REPLY = 4, 6, 2
# Longer than either lease.
STALL_SECONDS = SENDING_LEASE + 1.5
# The product's own variables; a retry after a second, and more of them than faults in a row.
TIMES = {
    "PREPARING_LEASE_SECONDS": f"{PREPARING_LEASE}",
    "SENDING_LEASE_SECONDS": f"{SENDING_LEASE}",
    "MAIL_REPLY_SECONDS": f"{REPLY}",
    "MAIL_RETRY_SECONDS": ",".join(["1"] * 20),
    "Q_WORKERS": f"{WORKERS}",
    "LOG_LEVEL": "WARNING",
}
USUAL_FAULTS = {
    "mail4": 0.01, "rcpt4": 0.02, "rcpt5": 0.01, "greylist": 0.03, "data4": 0.005,
    "cut_in_body": 0.01, "dot4": 0.02, "dot5": 0.01, "drop_at_dot": 0.003, "gibberish": 0.002,
    "accept_drop": 0.008, "accept_hang": 0.002,
}  # fmt: skip
USUAL_KILLS = dict.fromkeys(arms.ON_THE_ROAD, 0.003) | {
    arms.IN_PAYMENT: 0.01,
    arms.AFTER_PAYMENT: 0.01,
}
# Added to the chance of a kill at the same label: the same dice are thrown once.
USUAL_STALLS = dict.fromkeys((arms.BEFORE_DECIDE, arms.AFTER_DECIDE, arms.AFTER_ACCEPT), 0.005)


@dataclass(frozen=True)
class RoundPlan:
    """One round; seconds where nothing else is said, 0 for never."""

    check: str = "kill"
    seed: int = 1
    reminders: int = 2000
    payments: int = 300
    clusters: int = 2
    kill_every: float = 2.5
    restart_every: float = 0.0
    terminate_every: float = 0.0
    limit: float = 3600.0
    faults: Mapping[str, float] = field(default_factory=lambda: USUAL_FAULTS)
    kills: Mapping[str, float] = field(default_factory=lambda: USUAL_KILLS)
    stalls: Mapping[str, float] = field(default_factory=lambda: USUAL_STALLS)
    mutant: str = ""
    has_real_letters: bool = False

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The plan as its own as_text wrote it."""
        return cls(**json.loads(text))

    def as_text(self) -> str:
        """One line, to hand the plan to another process."""
        return json.dumps(asdict(self))

    def with_options(self, **options: Any) -> Self:
        """The plan with what a command line says otherwise; None says nothing."""
        names = {one.name for one in fields(self)}
        given = {key: value for key, value in options.items() if key in names}
        return replace(self, **{key: value for key, value in given.items() if value is not None})


CALM = RoundPlan(kill_every=0.0, faults={}, kills={}, stalls={}, payments=0)
PLANS: dict[str, RoundPlan] = {
    "kill": RoundPlan(),
    "dbrestart": RoundPlan(check="dbrestart", restart_every=20.0, terminate_every=2.0),
    "payments": replace(CALM, check="payments", payments=300, faults=USUAL_FAULTS),
    "calm": replace(CALM, check="calm"),
}
