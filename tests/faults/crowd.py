"""The processes of a round: the mail server, clusters of the queue, two payers."""

import json
import multiprocessing
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from tests.faults.arms import Arms, arm
from tests.faults.payer import Payment, choose_payments, pay, twice_booked
from tests.faults.plan import STALL_SECONDS, RoundPlan
from tests.faults.ports import wait_for_port
from tests.faults.processes import Child, fork, launch

STRIKES = "strikes.log"
PAYER_PAUSE = 0.03


@dataclass
class Crowd:
    """All that runs in a round; `end` leaves nothing of it."""

    plan: RoundPlan
    folder: Path
    clusters: list[Child] = field(default_factory=list)
    payers: list[Child] = field(default_factory=list)
    witness: Child | None = None
    starts: int = 0
    # Chosen at the start; a trial that has paid before says here what it chose then.
    payments: list[Payment] | None = None

    def start(self) -> None:
        """Everybody, the mail server first."""
        if self.witness is None:
            self.start_witness()
        if self.payments is None:
            self.payments = choose_payments(self.plan.payments, self.plan.seed)
        self.clusters = [self._start_cluster() for _ in range(self.plan.clusters)]
        self.payers = [self._start_payer(index) for index in range(2)] if self.payments else []

    def start_witness(self) -> None:
        """The mail server of the settings, waited for until it listens."""
        port = settings.MAIL_SERVER.port
        self.witness = launch(
            [sys.executable, "-m", "tests.faults.witness_server", f"{port}", f"{self.folder}",
             f"{self.plan.seed}", json.dumps(dict(self.plan.faults))],
            self.folder / "witness.err",
            {},
        )  # fmt: skip
        wait_for_port(port)
        if self.witness.is_over():
            raise SystemExit(f"The witness could not listen on port {port}.")

    def revive(self) -> None:
        """Start anew who has died, as a supervisor would; orphans of a dead leader are ended."""
        for index, cluster in enumerate(self.clusters):
            if cluster.is_over():
                self.replace_cluster(index)
        for index, payer in enumerate(self.payers):
            if payer.is_over() and payer.exit_code != 0:
                self.payers[index] = self._start_payer(index)

    def replace_cluster(self, index: int) -> None:
        """End a cluster with all its processes and start another in its place."""
        self.clusters[index].kill()
        self.clusters[index] = self._start_cluster()

    def have_paid(self) -> bool:
        """Whether both payers have come to their end."""
        return all(payer.is_over() and payer.exit_code == 0 for payer in self.payers)

    def end(self) -> None:
        """Kill everybody."""
        for child in [*self.clusters, *self.payers, self.witness]:
            if child is not None:
                child.kill()

    def _start_cluster(self) -> Child:
        self.starts += 1
        return self._fork(_run_cluster)

    def _start_payer(self, index: int) -> Child:
        payments = self.payments or []
        share = twice_booked(payments, self.plan.seed) if index else payments
        return self._fork(lambda: pay(share, PAYER_PAUSE))

    def _fork(self, work: Callable[[], object]) -> Child:
        # A connection must not live on both sides of a fork.
        connections.close_all()
        arms = self._arms()

        def armed() -> None:
            arm(arms)
            work()

        return fork(armed, self.folder / "product.log")

    def _arms(self) -> Arms:
        return Arms(
            log=f"{self.folder / STRIKES}",
            seed=self.plan.seed,
            kills=self.plan.kills,
            stalls=self.plan.stalls,
            stall_seconds=STALL_SECONDS,
            mutant=self.plan.mutant,
            has_real_letters=self.plan.has_real_letters,
        )


def _run_cluster() -> None:
    """What manage.py qcluster does, in a process that has Django loaded already."""
    call_command("qcluster")
    for child in multiprocessing.active_children():
        child.join()
