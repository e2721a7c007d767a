"""What a machine lacks is said in one line that names the package (tools/python.sh)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "python.sh"
TOO_OLD = 'case "$2" in *"< (3, 11)"*) exit 0;; *) exit 1;; esac'
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; *"< (3, 11)"*) exit 1;; *) exit 0;; esac'
APT = "exit 0"


def ask(folder: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    """Runs the script where these shell programs are all there is, apart from the script's own needs."""
    for name, body in {"uname": "echo Linux", **programs}.items():
        program = folder / name.replace("__", ".").replace("_", "-")
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
    shell = shutil.which("sh") or "/bin/sh"
    return subprocess.run([shell, SCRIPT], env={"PATH": str(folder)}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("programs", "install"),
    [
        ({"apt_get": APT}, "apt-get install python3-venv"),
        ({"apt_get": APT, "python3": WITHOUT_VENV}, "apt-get install python3-venv"),
        ({"apt_get": APT, "python3": TOO_OLD, "python3__12": WITHOUT_VENV}, "apt-get install python3.12-venv"),
        ({"apt_get": APT, "python3": TOO_OLD}, "apt-get install python3.11-venv"),
        ({"uname": "echo Darwin", "python3": TOO_OLD}, "brew install python@3.12"),
        ({}, "install Python 3.11 or newer with its venv module"),
    ],
)
def test_one_line_names_what_to_install(programs: dict[str, str], install: str, tmp_path: Path) -> None:
    said = ask(tmp_path, **programs)
    assert said.returncode == 1
    assert said.stdout == ""
    assert said.stderr.count("\n") == 1
    assert said.stderr.endswith(f": {install}\n")


def test_a_newer_python_beside_an_old_one_is_taken(tmp_path: Path) -> None:
    said = ask(tmp_path, python3=TOO_OLD, python3__13="exit 0")
    assert (said.returncode, said.stdout) == (0, "python3.13\n")


def test_the_python_that_runs_these_tests_is_good_enough() -> None:
    said = subprocess.run(
        ["sh", SCRIPT], env={**os.environ, "PYTHON": sys.executable}, capture_output=True, text=True, check=False
    )
    assert said.stdout == f"{sys.executable}\n"
