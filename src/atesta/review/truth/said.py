"""Claims that no account can settle, and deadlines, which a clock can.

Deadlines, visits, third parties, who the sender says it is, and consequences that name no step.
"""

from __future__ import annotations

from collections.abc import Iterator

from atesta.kept import late
from atesta.review.finding import Claim
from atesta.review.truth.beside import Beside
from atesta.review.truth.mood import Mood, mood
from atesta.review.truth.plain import Plain
from atesta.review.truth.times import Deadline, find_deadlines, hints_at_time
from atesta.review.truth.words import LONGEST, Verdict, inside, make, own_words
from atesta.rules.phrase import Hit

_INTENTIONS = ("visit", "third_party", "other_consequence")


def intention_claims(plain: Plain, hits: tuple[Hit, ...], beside: Beside) -> Iterator[Claim]:
    """What is announced: an intention cannot be checked before it is carried out."""
    mine = own_words(plain)
    for hit in hits:
        kind = hit.phrase.label
        if kind not in _INTENTIONS or inside(mine, hit.fstart):
            continue
        stands = mood(plain, hit.fstart, hit.fend, "certain")
        if stands in (Mood.NOT, Mood.ASKED):
            continue
        yield make(plain, kind, (hit.fstart, hit.fend), _intention(kind, hit, stands, beside))


def _intention(kind: str, hit: Hit, stands: Mood, beside: Beside) -> Verdict:
    attrs = hit.phrase.attrs
    measured: dict[str, object] = {"mood": stands.value}
    if "term" in attrs:
        measured["term"] = attrs["term"]
    if attrs.get("subject") == "children_school" and not beside.has_judgment and beside.account is not None:
        # Public school: no rule bars a child; a spending order is a court's and needs a judgment (facts/cn.md G10).
        excluded = beside.excluded("other_consequence", "school")
        if excluded:
            return Verdict("impossible_in_law", attrs["term"], "", "rulebook", excluded, measured)
    said = attrs.get("term", stands.value)
    citations = beside.citations(kind, term=attrs.get("term", ""))
    if stands is Mood.DONE:
        citations += beside.citations(f"{kind}.done")
    return Verdict("cannot_be_checked", said, citations=citations, measured=measured)


# --- deadlines ------------------------------------------------------------------------------------------------------


def deadline_claims(plain: Plain, beside: Beside) -> Iterator[Claim]:
    """A deadline already past when the message came is contradicted by the clock; one ahead cannot be checked."""
    if not hints_at_time(plain):
        return
    mine = own_words(plain)
    for deadline in find_deadlines(plain, beside.now, month_first=beside.place == "US"):
        if not inside(mine, deadline.start):
            yield make(plain, "deadline", (deadline.start, deadline.end), _deadline(deadline, beside, plain))


_DAYS = late(r"天|日|\bdays?\b|\bdias?\b")


def _counted(deadline: Deadline, plain: Plain) -> dict[str, object]:
    """A term of days has no hour of its own: it is told how its end was counted. Working days, too, are counted
    so: holidays are known to no file here."""
    words = plain.text[deadline.start : deadline.end]
    if deadline.form != "within" or not _DAYS.search(words):
        return {}
    return {"counted": "calendar_days"}


def _deadline(deadline: Deadline, beside: Beside, plain: Plain) -> Verdict:
    now = beside.now
    if deadline.by is None or now is None:
        return Verdict("cannot_be_checked", deadline.form, measured={"why": "no_time"})
    minutes = int((deadline.by - now).total_seconds() // 60)
    said, on_file = deadline.by.isoformat(timespec="minutes"), now.isoformat(timespec="minutes")
    counted = _counted(deadline, plain)
    if minutes < 0:
        return Verdict("contradicted", said, on_file, "clock", measured={"minutes_past": -minutes} | counted)
    return Verdict("cannot_be_checked", said, on_file, "clock", measured={"minutes_left": minutes} | counted)


# --- who it says it is ----------------------------------------------------------------------------------------------


def identity_claims(plain: Plain, hits: tuple[Hit, ...], beside: Beside) -> Iterator[Claim]:
    """Who the sender says it is. A name proves nothing here: who sent it is the first answer's question. Who says he is
    an authority says nothing of a firm in the same words: "Officer Davis from county" names no firm called county."""
    mine = own_words(plain)
    said = [hit for hit in hits if hit.phrase.label == "identity" and not inside(mine, hit.fstart)]
    posing = [_told(plain, hit) for hit in said if "poses" in hit.phrase.attrs]
    for hit in said:
        attrs, (start, end) = hit.phrase.attrs, _told(plain, hit)
        if "poses" not in attrs and any(start < other[1] and other[0] < end for other in posing):
            continue
        measured = {"who": attrs.get("who", "")} | ({"poses": attrs["poses"]} if "poses" in attrs else {})
        citations = beside.citations("identity") if "poses" in attrs else ()
        verdict = Verdict(
            "cannot_be_checked", attrs.get("poses") or attrs.get("who", ""), citations=citations, measured=measured
        )
        yield make(plain, "identity", (start, end), verdict)


def _told(plain: Plain, hit: Hit) -> tuple[int, int]:
    """The words of an introduction: with the name that follows, up to the end of the clause."""
    if hit.phrase.attrs.get("who") == "agency":
        return hit.fstart, hit.fend
    right = hit.fend if plain.text[hit.fstart] == "【" else plain.clause(hit.fstart, hit.fend)[1]
    return hit.fstart, max(hit.fend, min(right, hit.fend + 30, hit.fstart + LONGEST))
