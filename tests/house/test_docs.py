"""What the documents show is what happens: every ```console session in README and docs is run.

A line that begins with `$ ` is a command (`> ` continues it), the lines after it are what it prints, errors included;
`...` stands for any text, also over several lines. Commands run in an empty folder in which every file of this
repository can be read, with the repository's `atesta` on PATH. A session that cannot be run here has
`<!-- not run: why -->` on the line before it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SESSION = re.compile(r"(?P<before>^[^\n]*\n)?^```console\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One command with what the document says it prints; `line` is where it stands in the document."""

    line: int
    command: str
    printed: str


def sessions(text: str) -> Iterator[list[Step]]:
    for found in SESSION.finditer(text):
        if not (found["before"] or "").startswith("<!-- not run: "):
            yield steps(found["body"], text.count("\n", 0, found.start("body")) + 1)


def steps(body: str, first_line: int) -> list[Step]:
    made: list[Step] = []
    for number, line in enumerate(body.splitlines(), first_line):
        if line.startswith("$ "):
            made.append(Step(number, line[2:], ""))
            continue
        assert made, f"line {number}: a session begins with a command"
        last = made[-1]
        if line.startswith("> ") and not last.printed:
            made[-1] = Step(last.line, f"{last.command}\n{line[2:]}", "")
        else:
            made[-1] = Step(last.line, last.command, f"{last.printed}{line}\n")
    return made


def printed_as_shown(shown: str, printed: str) -> bool:
    """`...` stands for any text; white space at line ends and at the end of all does not count."""
    pattern = ".*?".join(re.escape(part) for part in _trimmed(shown).split("..."))
    return re.fullmatch(pattern, _trimmed(printed), re.DOTALL) is not None


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def run(session: list[Step], folder: Path) -> Iterator[str]:
    """What differs from the document, one text a step. `$?` is the exit status of the step before."""
    status = 0
    for step in session:
        done = subprocess.run(
            ["sh", "-c", f"(exit {status})\n{step.command}"],
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        status, printed = done.returncode, done.stdout.decode("utf-8", "replace")
        if not printed_as_shown(step.printed, printed):
            yield f"line {step.line}: $ {step.command}\nshown:\n{step.printed}\nprinted (exit {status}):\n{printed}"


def _environment(folder: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {
        "PATH": path,
        "HOME": str(folder),
        "ATESTA_LANG": "en",
        "PYTHONUTF8": "1",
        "NO_COLOR": "1",
        "COLUMNS": "100",
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder beside which the repository can be read by the same relative names."""
    for entry in ROOT.iterdir():
        if not entry.name.startswith(".") and entry.suffix != ".md":
            (tmp_path / entry.name).symlink_to(entry)
    return tmp_path


DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
WITH_SESSIONS = [document for document in DOCUMENTS if "```console\n" in document.read_text(encoding="utf-8")]


@pytest.mark.parametrize("document", WITH_SESSIONS, ids=lambda path: path.name)
def test_a_session_in_the_documents_prints_what_it_shows(document: Path, folder: Path) -> None:
    text = document.read_text(encoding="utf-8")
    differences = [difference for session in sessions(text) for difference in run(session, folder)]
    assert not differences, f"{document.name}: " + "\n".join(differences)


def test_the_readme_opens_with_a_session() -> None:
    assert "```console\n" in (ROOT / "README.md").read_text(encoding="utf-8")


A_SESSION = """
```console
$ echo one; echo two >&2
one
...
$ echo long \\
> line
long line
$ false
$ echo $?
1
```
<!-- not run: needs a telephone -->
```console
$ no-such-command
```
"""


def test_output_errors_wildcards_long_lines_and_exit_status_are_compared(tmp_path: Path) -> None:
    (session,) = sessions(A_SESSION)
    assert not list(run(session, tmp_path))
    assert session[0].line == 3


@pytest.mark.parametrize("shown", ["three\n", "", "one\n"])
def test_a_session_that_shows_something_else_is_named_with_its_line(shown: str, tmp_path: Path) -> None:
    (difference,) = run(steps(f"$ echo one; echo two\n{shown}", 7), tmp_path)
    assert difference.startswith("line 7: $ echo one")
