"""Runs the judging scripts that lie beside this repository, if they do. Standard library only.

`make judge` needs SHARED (default ../shared), a folder with cases/ and data/. The visible cases are judged always;
conduct labels only where DATA names a label file, so that nobody measures by accident on labels meant to stay unseen.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ATESTA = ROOT / ".venv" / "bin" / "atesta"
SETTLED = "channel,to,placement.to,code-binds-text"  # features of the cases that the interface has settled
SETTLED_ROUTES = "kind:commercial"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--data", default="", help="a label file: lines of id, text, labels")
    given = parser.parse_args()
    shared = (ROOT / given.shared).resolve()
    cases = shared / "cases" / "answers" / "judge.py"
    if not cases.is_file():
        print(
            f"make judge: no judging cases in {given.shared}. They are not part of this repository.\n"
            "Put them there, or name their folder: make judge SHARED=folder",
            file=sys.stderr,
        )
        return 2
    failed = run(cases, "--cmd", ATESTA, "--allow", SETTLED) | judge_routes(shared)
    if not given.data:
        print("conduct labels: not scored (name a label file: make judge DATA=file)")
        return failed
    return failed | score_labels(shared, Path(given.data).resolve())


def judge_routes(shared: Path) -> int:
    """Where to complain, if its cases lie there."""
    routes = shared / "cases" / "routing" / "judge_route.py"
    if not routes.is_file():
        print("routes: not judged (no cases/routing)")
        return 0
    return run(routes, "--cmd", ATESTA, "--allow", SETTLED_ROUTES)


def score_labels(shared: Path, gold: Path) -> int:
    """Conduct labels beside a keyword list, halves apart; then the fields of the calls."""
    failed = run(ROOT / "tools" / "judge_labels.py", gold)
    with tempfile.TemporaryDirectory() as folder:
        calls, answers = Path(folder, "calls.jsonl"), Path(folder, "answers.jsonl")
        files = sorted((shared / "data" / "transcripts").glob("*.jsonl"))
        calls.write_bytes(b"".join(file.read_bytes() for file in files))
        failed |= run(ATESTA, "screen", "--transcripts", calls, "--out", answers, python=False)
        return failed | run(shared / "data" / "score.py", answers, "--transcripts")


def run(*command: str | Path, python: bool = True) -> int:
    return subprocess.run([sys.executable, *command] if python else command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
