"""What one process of `atesta screen` does: lines in, answers out. A bad line is an answer too, with its error."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from atesta.errors import AtestaError, FileFormatError, Where
from atesta.intake.turns import read_turns
from atesta.pipeline import Desk, open_desk, screen_texts, screen_transcript
from atesta.review.as_json import finding_json

MAX_CHARACTERS = 32 * 1024  # as for a message of `atesta review`

_desk: list[Desk] = []  # one a process, built by open_worker


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of OUT, ready to write."""

    line: int
    json: bytes
    bad: bool = False


def open_worker() -> None:
    if not _desk:
        _desk.append(dataclasses.replace(open_desk(), encode="all"))  # nobody waits: accuracy before speed


def answer_lines(lines: list[tuple[int, bytes]], transcripts: bool) -> list[Answer]:
    """The answers to a chunk, in its order."""
    return _transcripts(lines) if transcripts else _texts(lines)


def id_of(line: bytes) -> object:
    """The id that a line of IN or OUT carries; None where it has none that can be told from others."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    given = row.get("id") if isinstance(row, dict) else None
    return given if is_id(given) else None


def is_id(given: object) -> bool:
    """A text or a whole number: both can be written again exactly as they came."""
    return isinstance(given, str | int) and not isinstance(given, bool)


BEGINNING = b'{"id": '


def is_answer(line: bytes, transcripts: bool) -> bool:
    """Whether this line of OUT is an answer of ours, to a text or to a transcript; an error answers either."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    if not isinstance(row, dict):
        return False
    return "error" in row or ("findings" in row and ("labels" in row) is not transcripts)


def answers_line(answer: bytes, line: bytes) -> bool:
    """Whether the answer carries the id of the line; the answer to a line that could not be read may have had none."""
    return id_of(answer) in (None, id_of(line))


def _texts(lines: list[tuple[int, bytes]]) -> list[Answer]:
    answers: dict[int, Answer] = {}
    rows: list[tuple[int, Any, str, str]] = []
    for number, line in lines:
        try:
            row = _row(line, number)
            rows.append(
                (number, row["id"], _string(row, "text", number), _string(row, "context", number, optional=True))
            )
        except AtestaError as error:
            answers[number] = _bad(number, line, error)
    screened = screen_texts([(text, context) for _, _, text, context in rows], _desk[0])
    for (number, given, _, _), one in zip(rows, screened, strict=True):
        conduct = one.conduct
        found = [finding_json(finding) for finding in (*conduct.findings, *conduct.not_reviewable)]
        row = {"id": given, **_distress(one.distress), "labels": list(conduct.labels), "findings": found}
        answers[number] = _good(number, row)
    return [answers[number] for number, _ in lines]


def _transcripts(lines: list[tuple[int, bytes]]) -> list[Answer]:
    answers = []
    for number, line in lines:
        try:
            row = _row(line, number)
            turns = read_turns(row.get("turns"), line_of(number))
            call = screen_transcript(turns, _desk[0])
            found = [finding_json(finding) for finding in call.findings]
            given = {"id": row["id"], **_distress(call.distress), **call.fields, "findings": found}
            answers.append(_good(number, given))
        except AtestaError as error:
            answers.append(_bad(number, line, error))
    return answers


def _distress(distress: bool) -> dict[str, bool]:
    """The mark that a person must see this line first; other lines have none."""
    return {"distress": True} if distress else {}


def line_of(number: int) -> Where:
    return Where((("line", number),))


def _row(line: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except ValueError:  # not UTF-8 or not JSON
        raise FileFormatError(
            f"Line {number} is not JSON in UTF-8.",
            "It could not be screened.",
            'Write it as {"id": …, "text": …}.',
            key="line_not_json",
            where=line_of(number),
        ) from None
    except RecursionError:
        raise FileFormatError(
            f"Line {number} is nested too deeply.",
            "It could not be screened.",
            "Hand in plain lines.",
            key="line_too_deep",
            where=line_of(number),
        ) from None
    if not isinstance(row, dict) or not is_id(row.get("id")):
        raise FileFormatError(
            f"Line {number} has no id that is a text or a whole number.",
            "Its answer could not be told from others.",
            'Add an "id".',
            key="line_without_id",
            where=line_of(number),
        )
    return row


def _string(row: dict[str, Any], field: str, number: int, *, optional: bool = False) -> str:
    value = row.get(field)
    if value is None and optional:
        return ""
    if not isinstance(value, str):
        raise FileFormatError(
            f"Line {number} has no {field}, or one that is not text.",
            "It could not be screened.",
            f'Add "{field}".',
            key="line_without_field",
            where=line_of(number),
            field=field,
        )
    if len(value) > MAX_CHARACTERS:
        raise FileFormatError(
            f"The {field} of line {number} has more than {MAX_CHARACTERS} characters.",
            "No single message is that long, so it was not screened.",
            "Split it into its messages.",
            key="line_field_too_long",
            where=line_of(number),
            field=field,
            limit=MAX_CHARACTERS,
        )
    return value


def _good(number: int, row: dict[str, Any]) -> Answer:
    return Answer(number, _line(row))


def _bad(number: int, line: bytes, error: AtestaError) -> Answer:
    said = {"what": error.what, "why": error.why, "do": error.do}
    return Answer(number, _line({"id": id_of(line), "line": number, "error": said}), bad=True)


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
