"""One seed from its first morning to the check."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from tests.faults import simulated_edges
from tests.faults.simulated_check import ripe_without_reminder, violations
from tests.faults.simulated_people import CLERKS, WORKERS, People
from tests.faults.simulated_stage import CLOCK_JUMPS, Stage
from tests.faults.simulated_world import FIRST_DAY, SECOND_DAY, World, moment

STEPS = 1500
# How often somebody comes by who is not called by a ring, per step.
COMES_BY = {"sweep": 0.004, "payer": 0.004, "carla": 0.012, "timo": 0.008, "planner0": 0.001}
WAITS = (61, 61, 301, 901, 3700, 7300, 15000)
SECOND_DAYS, POWER_CUTS, OUTAGES = 0.35, 0.0007, 0.1
IDLE_ROUNDS = 4


@dataclass(frozen=True)
class Outcome:
    """What one seed came to; problems: each broken promise in words."""

    seed: int
    problems: tuple[str, ...]
    trace: tuple[str, ...]
    counts: Counter[str] = field(default_factory=Counter)


def simulate(seed: int, world: World, *, clock_jumps: float = CLOCK_JUMPS) -> Outcome:
    """Run one seed from the beginning to the check; clock_jumps: how likely at each step."""
    stage = Stage(seed, moment(FIRST_DAY), clock_jumps=clock_jumps)
    with world.put_back(), simulated_edges.staged(stage) as edges:
        edges.server.dots = list(world.dots)
        people = People(edges)
        for day in _days(stage):
            stage.now = max(stage.now, day)
            _live_through(stage, people)
        _calm_down(stage, people)
        problems = (*stage.problems, *violations(edges, people))
    new = edges.server.dots[len(world.dots) :]
    counts = Counter(
        simulated_crashes=stage.crashes,
        stalls=stage.stalls,
        clock_jumps=stage.jumps,
        dots=len(new),
        accepted=sum(dot.is_accepted for dot in new),
        uncertain=_doubts(),
    )
    return Outcome(seed, problems, tuple(stage.trace), counts)


def _days(stage: Stage) -> Iterator[datetime]:
    yield moment(FIRST_DAY)
    if stage.random.random() < SECOND_DAYS:
        yield moment(SECOND_DAY)


def _live_through(stage: Stage, people: People) -> None:
    """A day with everything that goes wrong."""
    actions = people.actions
    people.edges.server.is_away = stage.chance(OUTAGES)
    for name in ("planner0", "planner1"):
        stage.start(name, actions[name])
    idle = 0
    for _ in range(STEPS):
        _visitors(stage, people)
        if stage.is_idle:
            if not stage.processes:
                idle += 1
            if idle > IDLE_ROUNDS:
                break
            _time_passes(stage, people)
        stage.step()


def _time_passes(stage: Stage, people: People) -> None:
    """Nobody can go on: minutes or hours later the sweep comes by, and perhaps a clerk."""
    wait = stage.random.choice(WAITS)
    if stage.processes:
        # Whoever stands still may find the sweep and others before him when he goes on.
        wait = min(wait, 301)
    else:
        people.edges.server.is_away = False
    stage.now += timedelta(seconds=wait)
    stage.start("sweep", people.actions["sweep"])
    for name in CLERKS:
        if stage.random.random() < 0.4:
            stage.start(name, people.actions[name])


def _visitors(stage: Stage, people: People) -> None:
    """Whoever is called by a ring, or comes by."""
    for name, share in COMES_BY.items():
        if stage.random.random() < share:
            stage.start(name, people.actions[name])
    if people.edges.rings and stage.random.random() < 0.1:
        name = stage.random.choice(WORKERS)
        stage.start(name, people.actions[name])
    if stage.chance(POWER_CUTS):
        stage.kill_all("the power fails")
        people.edges.disk.lose_power()


def _calm_down(stage: Stage, people: People) -> None:
    """Nothing goes wrong any more: everything must come to its end."""
    stage.is_calm, people.edges.server.is_away = True, False
    while stage.step():
        pass
    stage.right_the_clocks()
    stage.perform(people.release_all)
    # Beyond every day that a wrong clock has shown.
    stage.now += timedelta(days=6)
    for _ in range(4):
        people.edges.rings.clear()
        stage.perform(people.sweep)
        if not people.edges.rings:
            break
        stage.perform(people.work)
        stage.now += timedelta(hours=5)
    if ripe_without_reminder(stage.now.date()):
        stage.perform(people.plan)


def _doubts() -> int:
    sql = "SELECT count(*) FROM simulated_log WHERE value LIKE '%>uncertain'"
    return int(connection.connection.execute(sql).fetchone()[0])
