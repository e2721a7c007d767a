"""Functions over 40 lines and files over 500, unless tools/long_places.toml names them with a reason.

A long place is nearly always two things. Where it truly is one (a table, a list of steps), the list says why.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUNCTION_LINES, FILE_LINES = 40, 500


def long_places(root: Path) -> Iterator[tuple[str, int]]:
    """(`path` or `path:function`, its lines) of every place over the limit."""
    for folder in ("src", "tests", "tools"):
        for path in sorted((root / folder).rglob("*.py")):
            name, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
            if (lines := text.count("\n")) > FILE_LINES:
                yield name, lines
            yield from ((f"{name}:{function}", lines) for function, lines in _long_functions(text, name))


def _long_functions(text: str, name: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(text, name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield node.name, lines


def complaints(root: Path) -> list[str]:
    """What must be mended: long places without a reason, and reasons whose place is no longer long."""
    listed = tomllib.loads((root / "tools" / "long_places.toml").read_text(encoding="utf-8"))
    reasons = {entry["at"]: entry.get("reason", "") for entry in listed.get("place", [])}
    found = dict(long_places(root))
    missing = [
        f"{at}: {lines} lines. Split it, or say why not in tools/long_places.toml"
        for at, lines in found.items()
        if not reasons.get(at)
    ]
    stale = [f"{at}: no longer long. Remove it from tools/long_places.toml" for at in reasons if at not in found]
    return missing + stale


def main() -> int:
    found = complaints(ROOT)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
