"""The laws of docs/architecture.md that no import shows, and the sizes of the house style."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("common", "orders", "reminders", "collections/inkasso", "dunning_site")
LONGEST_FILE = 400
LONGEST_FUNCTION = 50

CLOCKS = {
    "timezone.now",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "date.today",
    "time.time",
}
# With an instant given they only convert it.
CLOCKS_WITHOUT_ARGUMENT = {"timezone.localdate", "timezone.localtime"}
# Django's doors to the database. update() counts with keywords only: dicts and hashes have one too.
WRITES = {
    "save",
    "create",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}


def _sources(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> list[Path]:
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in suffixes and not {"migrations", "vendor"} & set(path.parts)
    ]


def _is_edge(path: Path) -> bool:
    """Views, their wrapper, tasks, commands, timetable, admin: where somebody asks, some day."""
    parts = path.relative_to(ROOT).parts
    return bool({"views", "management", "admin"} & set(parts)) or path.name in {
        "views.py",
        "tasks.py",
        "admin.py",
        "context_processors.py",
        "schedules.py",
        "visits.py",
    }


def _may_write(path: Path) -> bool:
    """Services decide what happens; managers beside a model spell how its rows are made.

    Adapters know no model, so what they save is a picture or a file. The timetable writes rows of
    django-q, none of ours.
    """
    drawers = {"services", "models", "adapters"}
    return bool(drawers & set(path.relative_to(ROOT).parts)) or path.name == "schedules.py"


def _places(path: Path, is_wanted: Callable[[ast.AST], bool]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if is_wanted(node):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)[:60]}"


def _reads_clock(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = ".".join(ast.unparse(node.func).split(".")[-2:])
    return called in CLOCKS or (called in CLOCKS_WITHOUT_ARGUMENT and not node.args)


def _writes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if ast.unparse(node.func.value) == "super()":
        return False
    if node.func.attr == "update":
        return bool(node.keywords) and not node.args
    return node.func.attr in WRITES


def test_only_the_edge_reads_the_clock():
    inner = [path for path in _sources(*PACKAGES) if not _is_edge(path)]

    places = [place for path in inner for place in _places(path, _reads_clock)]

    assert places == []


def test_only_services_write():
    others = [path for path in _sources(*PACKAGES) if not _may_write(path)]

    places = [place for path in others for place in _places(path, _writes)]

    assert places == []


def test_the_folder_collections_is_no_package():
    assert not (ROOT / "collections" / "__init__.py").exists()


def test_files_stay_readable():
    files = [
        *_sources(*PACKAGES, "tests", "script"),
        *_sources("templates", "static", suffixes=(".html", ".css", ".js")),
    ]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}

    too_long = {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST_FILE}

    assert too_long == {}


def test_functions_stay_readable():
    too_long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in _sources(*PACKAGES, "tests", "script")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]

    assert too_long == []


@pytest.mark.parametrize(
    ("code", "finder"),
    [
        ("timezone.localdate()", _reads_clock),
        ("datetime.datetime.now(UTC)", _reads_clock),
        ("date.today()", _reads_clock),
        ("order.save()", _writes),
        ("Order.objects.filter(pk=1).update(number='x')", _writes),
        ("order.lines.all().delete()", _writes),
    ],
)
def test_the_watchdog_sees(code, finder):
    assert any(finder(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    ("code", "finder"),
    [
        ("self.now(day)", _reads_clock),
        ("timezone.localdate(sent_at)", _reads_clock),
        ("values.update({'a': 1})", _writes),
        ("digest.update(data)", _writes),
        ("super().save(*args)", _writes),
    ],
)
def test_the_watchdog_lets_pass(code, finder):
    assert not any(finder(node) for node in ast.walk(ast.parse(code)))


def test_scripts_are_executable():
    scripts = [
        path
        for folder in ("script", ".ci")
        for path in (ROOT / folder).iterdir()
        if path.is_file() and path.read_bytes().startswith(b"#!")
    ]

    plain = [path.name for path in scripts if not path.stat().st_mode & 0o100]

    assert plain == []
