"""The table of docs/spec/bagit.md, from the cases; a test compares it with the page.

python -m conformance.page (in tests/evidence)    writes it again
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from conformance.cases import CASES, Case
from conformance.reader import reasons, write

PAGE = Path(__file__).resolve().parents[3] / "docs" / "spec" / "bagit.md"
HEAD = "| case of the suite | its verdict | ours | why, where it differs or says more |\n| --- | --- | --- | --- |\n"


def table() -> str:
    return HEAD + "".join(_row(case) for case in CASES.values())


def _row(case: Case) -> str:
    with tempfile.TemporaryDirectory() as name:
        found = reasons(write(case.bag.files(), Path(name)))
    ours = f"refused: {', '.join(f'`{one}`' for one in sorted(found))}" if found else "accepted"
    why = "; ".join([case.why] * bool(case.why) + ["`bagit` accepts it here"] * (case.peer is True))
    return f"| `{case.name}` | {case.verdict} | {ours} | {why} |\n"


def written() -> str:
    """The page with its table made again."""
    before = PAGE.read_text(encoding="utf-8").partition(HEAD)[0]
    return before + table()


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
