"""The lock files: every package with its hash, no registry named, nothing that pyproject asks for left out."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.txt"))


def locked(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_packages_and_hashes_and_never_a_registry(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    for entry in re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry, f"{lock.name}: {entry.split()[0]} has no hash"


def test_everything_that_pyproject_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-serve.txt": project["project"]["optional-dependencies"]["web"],
        "requirements-dev.txt": project["project"]["dependencies"] + project["dependency-groups"]["dev"],
        "requirements-bench.txt": project["project"]["dependencies"] + project["dependency-groups"]["bench"],
        "requirements-build.txt": project["dependency-groups"]["build"],
    }
    for lock, wanted in asked.items():
        names = {re.split(r"[=<>~\[; ]", entry, maxsplit=1)[0] for entry in wanted}
        assert names <= set(locked(ROOT / lock)), f"{lock} is older than pyproject.toml: make lock"


def test_a_package_has_one_version_in_every_lock() -> None:
    runtime = locked(ROOT / "requirements.txt")
    for lock in ("requirements-serve.txt", "requirements-dev.txt", "requirements-bench.txt"):
        other = locked(ROOT / lock)
        assert {name: other.get(name) for name in runtime} == runtime, f"{lock}: make lock"
