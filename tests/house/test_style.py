"""The small checkers behind `make check` find what they are for."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("src", "tests", "tools", "docs"):
        (tmp_path / folder).mkdir()
    (tmp_path / "tools" / "long_places.toml").write_text("")
    return tmp_path


def test_a_function_over_forty_lines_needs_a_reason(root: Path) -> None:
    (root / "src" / "a.py").write_text("def f():\n" + "    x = 1\n" * 40)
    (complaint,) = tool("check_size").complaints(root)
    assert complaint.startswith("src/a.py:f: 41 lines")
    (root / "tools" / "long_places.toml").write_text('[[place]]\nat = "src/a.py:f"\nreason = "a table"\n')
    assert not tool("check_size").complaints(root)


def test_a_file_over_five_hundred_lines_needs_a_reason(root: Path) -> None:
    (root / "src" / "a.py").write_text("x = 1\n" * 501)
    assert len(tool("check_size").complaints(root)) == 1


def test_a_reason_for_a_place_that_became_short_is_refused(root: Path) -> None:
    (root / "tools" / "long_places.toml").write_text('[[place]]\nat = "src/a.py:f"\nreason = "a table"\n')
    (complaint,) = tool("check_size").complaints(root)
    assert "no longer long" in complaint


def test_links_to_files_and_headings_are_followed(root: Path) -> None:
    (root / "docs" / "a.md").write_text(
        "# One word, two\n[up](../b.md) [here](#one-word-two) [out](https://example.org)\n"
    )
    (root / "b.md").write_text("[a](docs/a.md#one-word-two)\n```\n[not a link](nowhere.md)\n```\n")
    assert not list(tool("check_docs").broken_links(root))


@pytest.mark.parametrize("link", ["nowhere.md", "#nothing", "b.md#nothing"])
def test_a_link_that_leads_nowhere_is_named_with_its_document(root: Path, link: str) -> None:
    (root / "b.md").write_text(f"# Title\n[x]({link})\n")
    (complaint,) = tool("check_docs").broken_links(root)
    assert complaint.startswith(f"b.md: {link}")
