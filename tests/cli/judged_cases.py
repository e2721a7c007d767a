"""What must come out of `cases/answers`: a case with the answers that may and may not be given.

Each dimension is judged on its own, so that a failure names it: which answer, which claim, which word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CASES = [
    json.loads(line)
    for line in (Path(__file__).resolve().parents[1] / "cases" / "answers" / "cases.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
    if line.strip()
]

# Words that no answer may say (DESIGN decision 1), unless the message says them and is quoted.
FORBIDDEN = {
    "en": (r"\bsafe\b", r"(?<!never )(?<!not )(?<!n't )\bignore\b", r"\bvalid\b", r"\bfake\b"),
    "es": (
        r"\bes segur[oa]\b",
        r"\bsegur[oa] pagar\b",
        r"(?<!no )(?<!nunca )\bign[oó]r(e|elo|ela|alo|ala|ar|arlo|arla)\b",
        r"\b(mensaje|aviso) v[aá]lido\b",
        r"\b(mensaje|aviso|sms) fals[oa]\b",
    ),
    "zh": (
        *("可以放心", "放心付款", "放心还款", "假短信", "虚假短信", "有效短信"),
        r"(?<!请勿)(?<!不要)(?<!切勿)(?<!不能)(?<!别)忽略",
        r"(?:无需|不用|不必)理会",
    ),
}

Span = tuple[int, int]


def command(case: dict[str, Any], folder: Path) -> list[str]:
    """The command line of a case, its files written into this folder."""
    (folder / "message.txt").write_bytes(case["text"].encode())
    given = ["review", str(folder / "message.txt"), "--sender", case["sender"], "--received", case["received"]]
    for name, key in (("account.toml", "account"), ("directory.toml", "directory")):
        if case[key] is not None:
            (folder / name).write_text(case[key], encoding="utf-8")
            given += [f"--{key}", str(folder / name)]
    if case["history"] is not None:
        rows = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in case["history"])
        (folder / "history.jsonl").write_text(rows, encoding="utf-8")
        given += ["--history", str(folder / "history.jsonl")]
    options = [part for flag in ("channel", "to") if case.get(flag) for part in (f"--{flag}", case[flag])]
    return [*given, "--place", case["place"], *options]


def faults(case: dict[str, Any], review: dict[str, Any]) -> list[str]:
    """Everything in this review that the case does not allow."""
    want, text, claims = case["expect"], case["text"], review["truth"]["claims"]
    return [
        *_answer("authenticity", review["authenticity"]["answer"], want["authenticity"]),
        *_answer("limits", review["limits"]["answer"], want["limits"]),
        *_answer("distress", review["distress"], None if want["distress"] is None else [want["distress"]]),
        *_wanted(claims, want["claims"], text, must=True),
        *_wanted(claims, want["if_found"], text, must=False),
        *_banned(claims, want["must_not"], text),
        *(f"offsets of {claim}" for claim in claims if text[claim["start"] : claim["end"]] != claim["quote"]),
        *([] if 1 <= len(review["next_steps"]) <= 3 else ["one to three next steps"]),
    ]


def words_that_may_not_be_said(case: dict[str, Any], shown: str, lang: str) -> list[str]:
    """In what was rendered; a word that stands in the message may be quoted."""
    low, source = shown.lower(), case["text"].lower()
    patterns = (*FORBIDDEN[lang], *map(re.escape, case["expect"]["forbidden"]))
    return [pattern for pattern in patterns if re.search(pattern, low) and not re.search(pattern, source)]


def _answer(room: str, given: object, allowed: list[object] | None) -> Iterator[str]:
    if allowed and given not in allowed:
        yield f"{room}: {given} is not in {allowed}"


def _wanted(claims: list[dict[str, Any]], wanted: list[dict[str, Any]], text: str, *, must: bool) -> Iterator[str]:
    for want in wanted:
        claim = _nearest(claims, want, text)
        if claim is None and must:
            yield f"no {want['kinds']} {want['quote']!r} among {[(one['kind'], one['quote']) for one in claims]}"
        elif claim is not None and claim["answer"] not in want["answers"]:
            yield f"{want['quote']!r}: {claim['answer']} is not in {want['answers']}"


def _nearest(claims: list[dict[str, Any]], want: dict[str, Any], text: str) -> dict[str, Any] | None:
    """The claim of a wanted kind that overlaps the wanted words most; over 200 characters is no quote."""
    places = [(found.start(), found.end()) for found in re.finditer(re.escape(want["quote"]), text)]
    scored = [
        (max((_overlap((claim["start"], claim["end"]), place) for place in places), default=0.0), -number)
        for number, claim in enumerate(claims)
        if claim["kind"] in want["kinds"] and claim["end"] - claim["start"] <= 200
    ]
    best = max(scored, default=(0.0, 0))
    return claims[-best[1]] if best[0] > 0 else None


def _overlap(one: Span, other: Span) -> float:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return 0.0 if common <= 0 else common / (max(one[1], other[1]) - min(one[0], other[0]))


def _banned(claims: list[dict[str, Any]], bans: list[dict[str, Any]], text: str) -> Iterator[str]:
    for ban in bans:
        quote = ban["quote"]
        places = [(found.start(), found.end()) for found in re.finditer(re.escape(quote), text)] if quote else []
        for claim in claims:
            here = not quote or any(_overlap((claim["start"], claim["end"]), place) > 0 for place in places)
            answer = not ban["answers"] or claim["answer"] in ban["answers"]
            if claim["kind"] in ban["kinds"] and answer and here:
                yield f"may not be said: {claim['kind']} {claim['quote']!r} {claim['answer']}"
