"""`atesta screen IN.jsonl --out OUT.jsonl`: many texts or transcripts, one answer a line, in the order they came.

OUT has exactly one line for each line of IN that is not blank, a bad one included (it carries its error), so a run that
stopped goes on where OUT ends. Memory is bounded by the chunks in flight, not by the file.
"""

from __future__ import annotations

import argparse
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

from atesta.cli.given import cannot_read
from atesta.cli.progress import Progress
from atesta.cli.screen_lines import BEGINNING, Answer, answer_lines, id_of, is_answer, open_worker
from atesta.errors import InputError, Where

CHUNK = 200
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
    source, out = Path(arguments.file), Path(arguments.out)
    check_files(source, out)
    jobs = jobs_for(arguments.jobs, source.stat().st_size)
    already = 0 if arguments.restart else keep_whole_lines(out, source, arguments.transcripts)
    if already:
        print(f"{out.name} already has {already} answers; going on after them.", file=sys.stderr)
    tally = Tally()
    with source.open("rb") as lines, out.open("wb" if arguments.restart else "ab") as answers:
        rest = islice(numbered(lines), already, None)
        with Progress(source.stat().st_size, sys.stderr) as progress:
            for chunk, given in answered(rest, arguments.transcripts, jobs):
                answers.writelines(answer.json for answer in given)
                answers.flush()
                tally.add(given)
                progress.advance(sum(len(line) for _, line in chunk), tally.done)
    report(tally, out)
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
    if out.exists() and out.samefile(source):
        raise InputError(
            "IN and OUT are the same file.", "The texts would be lost.", "Give OUT another name.", key="in_is_out"
        )
    try:
        source.open("rb").close()
    except OSError as error:
        raise cannot_read(str(source), error) from None
    try:
        out.open("ab").close()
    except OSError as error:
        raise InputError(
            f"{out} cannot be written ({error.strerror}).",
            "The answers would be lost.",
            "Give --out a file name in a folder that exists.",
            key="out_closed",
            where=Where.of(str(out)),
        ) from None


def report(tally: Tally, out: Path) -> None:
    print(f"{tally.done} answered, in {out.name}.", file=sys.stderr)
    if tally.bad_lines:
        named = ", ".join(map(str, tally.bad)) + (", …" if tally.bad_lines > len(tally.bad) else "")
        print(
            f"{tally.bad_lines} of them could not be read (line {named}). Each stands in {out.name} with its error, so "
            "nothing was lost. Mend those lines and screen them again.",
            file=sys.stderr,
        )


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


def keep_whole_lines(out: Path, source: Path, transcripts: bool) -> int:
    """How many whole answers OUT has. A last line that was cut off is removed, once OUT is known to be this run's."""
    if out.stat().st_size == 0:
        return 0
    first, last, whole, size = b"", b"", 0, 0
    with out.open("rb") as answers:
        for line in answers:
            if line.endswith(b"\n"):
                first, last, whole, size = first or line, line, whole + 1, size + len(line)
            elif not whole and not line.startswith(BEGINNING[: len(line)]):
                raise another_run(out)
    if whole:
        check_same_input(source, out, [(1, first), (whole, last)], transcripts)
    os.truncate(out, size)
    return whole


def check_same_input(source: Path, out: Path, given: list[tuple[int, bytes]], transcripts: bool) -> None:
    """The first and last answers of OUT must answer the lines of IN at their places, and be of the kind asked for."""
    for place, answer in given:
        with source.open("rb") as lines:
            asked = next(islice(numbered(lines), place - 1, place), None)
        if asked is None or id_of(asked[1]) != id_of(answer) or not is_answer(answer, transcripts):
            raise another_run(out)


def another_run(out: Path) -> InputError:
    return InputError(
        f"{out.name} holds something else than answers to this file.",
        "Going on would mix two runs or lose what is there.",
        "Give another --out, or --restart to begin it again.",
        key="another_run",
        where=Where.of(out.name),
    )
