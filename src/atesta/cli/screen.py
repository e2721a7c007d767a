"""`atesta screen IN.jsonl --out OUT.jsonl`: many texts or transcripts, one answer a line, in the order they came.

OUT has exactly one line for each line of IN that is not blank, a bad one included (it carries its error). Beside it
stands OUT.read, a digest of each line answered: a run goes on where OUT ends, or at the first line that has been
changed since. Memory is bounded by the chunks in flight, not by the file.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO

from atesta.cli.given import cannot_read, out_closed
from atesta.cli.progress import Progress
from atesta.cli.screen_lines import BEGINNING, Answer, answer_lines, answers_line, is_answer, open_worker
from atesta.cli.words import words_for_verb
from atesta.errors import InputError, Where
from atesta.locale import Catalogue

CHUNK = 200
DIGEST_BYTES = 16  # of each line answered, in OUT.read
IN_PROCESS_BELOW = 200 * 1024  # bytes: a worker's start costs more than it saves on a small file

Line = tuple[int, bytes]


@dataclass(slots=True)
class Tally:
    """What a run did; `bad` keeps the first lines that could not be read."""

    done: int = 0
    bad_lines: int = 0
    bad: tuple[int, ...] = ()

    def add(self, answers: list[Answer]) -> None:
        self.done += len(answers)
        wrong = [answer.line for answer in answers if answer.bad]
        self.bad_lines += len(wrong)
        self.bad = (*self.bad, *wrong)[:10]


def run(arguments: argparse.Namespace) -> int:
    words = words_for_verb(arguments.lang)
    source, out = Path(arguments.file), Path(arguments.out)
    check_files(source, out)
    jobs = jobs_for(arguments.jobs, source.stat().st_size)
    already = 0 if arguments.restart else keep_same_answers(out, source, arguments.transcripts)
    if already:
        print(words.say("screened.already", n=already, out=out.name), file=sys.stderr)
    tally, mode = Tally(), "ab" if already else "wb"
    with source.open("rb") as lines, out.open(mode) as answers, digests_of(out).open(mode) as digests:
        rest = islice(numbered(lines), already, None)
        with Progress(source.stat().st_size, sys.stderr) as progress:
            for chunk, given in answered(rest, arguments.transcripts, jobs):
                digests.writelines(digest(line) for _, line in chunk)  # before OUT: they are never fewer
                digests.flush()
                answers.writelines(answer.json for answer in given)
                answers.flush()
                tally.add(given)
                progress.advance(sum(len(line) for _, line in chunk), tally.done)
    report(tally, out, words)
    return 0


def check_files(source: Path, out: Path) -> None:
    """IN can be read, OUT can be written, and they are two."""
    if not source.is_file():
        raise InputError(
            f"{source} is not a file.",
            "There is nothing to screen.",
            "Check the name.",
            key="nothing_to_screen",
            where=Where.of(str(source)),
        )
    if any(written.exists() and written.samefile(source) for written in (out, digests_of(out))):
        raise InputError(
            "IN and OUT are the same file.", "The texts would be lost.", "Give OUT another name.", key="in_is_out"
        )
    try:
        source.open("rb").close()
    except OSError as error:
        raise cannot_read(str(source), error) from None
    try:
        out.open("ab").close()
        digests_of(out).open("ab").close()
    except OSError as error:
        raise out_closed(str(out), error) from None


def report(tally: Tally, out: Path, words: Catalogue) -> None:
    print(words.say("screened.done", n=tally.done, out=out.name), file=sys.stderr)
    if tally.bad_lines:
        named = ", ".join(map(str, tally.bad)) + (", …" if tally.bad_lines > len(tally.bad) else "")
        print(words.say("screened.bad", n=tally.bad_lines, lines=named, out=out.name), file=sys.stderr)


def jobs_for(asked: int | None, size: int) -> int:
    if asked is not None and asked < 1:
        raise InputError(
            "--jobs is below 1.",
            "Somebody has to do the work.",
            "Leave it out to use every core.",
            key="jobs_below_one",
        )
    return asked or (
        1
        if size < IN_PROCESS_BELOW
        else len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1
    )


def numbered(lines: BinaryIO) -> Iterator[Line]:
    """Lines that are not blank, with their number in the file."""
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def answered(lines: Iterator[Line], transcripts: bool, jobs: int) -> Iterator[tuple[list[Line], list[Answer]]]:
    """Chunks with their answers, in order; at most two chunks a process are in flight."""
    if jobs == 1:
        open_worker()
        for chunk in chunks(lines):
            yield chunk, answer_lines(chunk, transcripts)
        return
    # Fresh processes on every system: a copy of one that has threads may hang.
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=open_worker) as pool:
        waiting: deque[tuple[list[Line], Future[list[Answer]]]] = deque()
        submit: Callable[[list[Line]], None] = lambda chunk: waiting.append(  # noqa: E731
            (chunk, pool.submit(answer_lines, chunk, transcripts))
        )
        source = chunks(lines)
        for chunk in islice(source, 2 * jobs):
            submit(chunk)
        while waiting:
            chunk, future = waiting.popleft()
            yield chunk, future.result()
            for following in islice(source, 1):
                submit(following)


def chunks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while chunk := list(islice(lines, CHUNK)):
        yield chunk


def digests_of(out: Path) -> Path:
    """The file beside OUT that says which lines its answers are to."""
    return Path(f"{out}.read")


def digest(line: bytes) -> bytes:
    return hashlib.sha256(line).digest()[:DIGEST_BYTES]


def keep_same_answers(out: Path, source: Path, transcripts: bool) -> int:
    """How many answers OUT has to the lines as they stand in IN now. From the first other line on it is cut off."""
    if out.stat().st_size == 0:
        return 0
    check_same_run(out, source, transcripts)
    kept = size = 0
    with source.open("rb") as lines, out.open("rb") as answers, digests_of(out).open("rb") as digests:
        for (_, line), answer in zip(numbered(lines), answers, strict=False):
            if not answer.endswith(b"\n") or digests.read(DIGEST_BYTES) != digest(line):
                break
            kept, size = kept + 1, size + len(answer)
    os.truncate(out, size)
    os.truncate(digests_of(out), kept * DIGEST_BYTES)
    return kept


def check_same_run(out: Path, source: Path, transcripts: bool) -> None:
    """OUT begins with an answer of ours to the first line of IN, which may have been mended since. Else nothing of it
    is touched."""
    with source.open("rb") as lines, out.open("rb") as answers:
        asked, answer = next(numbered(lines), (1, b"")), answers.readline()
    if digests_of(out).stat().st_size == 0 or not answer.startswith(BEGINNING[: len(answer)]):
        raise another_run(out)
    if answer.endswith(b"\n") and not (is_answer(answer, transcripts) and answers_line(answer, asked[1])):
        raise another_run(out)


def another_run(out: Path) -> InputError:
    return InputError(
        f"{out.name} holds something else than answers to this file.",
        "Going on would mix two runs or lose what is there.",
        "Give another --out, or --restart to begin it again.",
        key="another_run",
        where=Where.of(out.name),
    )
