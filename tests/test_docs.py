"""What the documents promise: links that lead somewhere, complete lists, small files."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reminders.rules.eligibility import Code
from reminders.rules.placeholders import PLACEHOLDERS

ROOT = Path(__file__).parents[1]
HANDBOOK = ROOT / "docs" / "handbuch"
MADE_BY_US = {"var", "staticfiles", "htmlcov", "__pycache__"}
LARGEST_FILE = 300_000
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ (?P<words>.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def repository_files(folder: Path = ROOT) -> Iterator[Path]:
    """Everything but what the scripts and the program make; git itself may be missing here."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in MADE_BY_US:
            continue
        if path.is_dir():
            yield from repository_files(path)
        else:
            yield path


def links() -> list[tuple[str, str]]:
    """Each document with each of its links into the repository."""
    documents = [path for path in repository_files() if path.suffix == ".md"]
    return [
        (str(document.relative_to(ROOT)), target)
        for document in documents
        for target in LINK.findall(FENCE.sub("", document.read_text()))
        if "://" not in target and not target.startswith("mailto:")
    ]


def anchors(document: Path) -> set[str]:
    """The addresses of its headings, as GitHub and GitLab make them."""
    headings = HEADING.findall(FENCE.sub("", document.read_text()))
    return {re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for words in headings}


@pytest.mark.parametrize(("document", "target"), links())
def test_a_link_leads_somewhere(document, target):
    path, _, anchor = target.partition("#")

    found = (ROOT / document).parent / path if path else ROOT / document

    assert found.exists()
    assert not anchor or anchor in anchors(found)


def test_every_picture_of_the_handbook_is_used():
    used = {Path(target).name for _, target in links()}

    taken = {path.name for path in (HANDBOOK / "bilder").iterdir()}

    assert taken <= used


def test_no_file_is_large():
    large = [path for path in repository_files() if path.stat().st_size > LARGEST_FILE]

    assert large == []


@pytest.mark.parametrize("code", Code)
def test_the_handbook_tells_of_every_reason(code):
    chapter = (HANDBOOK / "07-gruende.md").read_text()

    assert f"| {code.label} |" in chapter
    assert f"`{code}`" in chapter


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_the_handbook_lists_every_placeholder(name):
    chapter = (HANDBOOK / "06-konfiguration.md").read_text()

    assert f"| `(({name}))` | {PLACEHOLDERS[name]} |" in chapter
