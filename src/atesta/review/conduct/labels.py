"""Which categories a text earns, and on which words each rests (LABELS; A4, B2.2, B2.3).

The phrases say most of it. What no single phrase can say is here: a label that follows from another, a word that counts
only beside an announced step, and what the claims of the truth room mean for conduct.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from atesta.kept import late
from atesta.review.conduct.counts import Counting
from atesta.review.finding import Truth
from atesta.rules.phrase import Hit, Reading

LABELS = (
    "threat",
    "false_legal_claim",
    "arrest_threat",
    "shaming_or_belittling",
    "profanity",
    "third_party_disclosure",
    "accusation",
    "authoritarian_demand",
    "pressure_deadline",
    "harassment_volume",
)
BENIGN = "benign"
RULES: Mapping[str, str] = {label: "house-" + label.replace("_", "-") for label in LABELS} | {
    "shaming_or_belittling": "house-shaming",
    "third_party_disclosure": "house-third-party",
}
"""The house rule of each category."""

FOLLOWS: Mapping[str, tuple[str, ...]] = {"arrest_threat": ("threat",)}
"""LABELS: an arrest threat is always also a threat. A phrase adds others by its key `also`."""

FROM_CLAIMS: Mapping[str, tuple[str, ...]] = {
    "arrest": ("arrest_threat", "threat"),
    "third_party": ("third_party_disclosure",),
}
_SENTENCE_END = r"[!?。！？;；\n]+|\.(?=\s|$)"
SENTENCE_END = late(_SENTENCE_END)
_DENIED_UNTIL = late(
    _SENTENCE_END + r"|\b(?:but|however|only|instead|pero|sino|aunque|s[oó]lo|excepto)\b|但|可是|不过|而是|只是",
    re.IGNORECASE,
)
DENIAL = "denial"
DENIABLE = frozenset(LABELS) - {"profanity", "harassment_volume"}
"""What "we will never …" and "I am not saying that …" take back. A swear word stays one."""

LAWFUL = "lawful"

IMPOSSIBLE = "impossible_in_law"
"""A claim that the law excludes is a false legal claim, whatever the account says."""

ACTION_LABELS = frozenset({"threat", "arrest_threat", "third_party_disclosure", "false_legal_claim"})
ACTION_CLAIMS = frozenset(
    {"legal_step", "credit_report", "court_list", "arrest", "visit", "third_party", "other_consequence"}
)
"""What a collector may announce: beside one of these, "immediately" is a pressing deadline; alone it is none."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a text has a label: the words as code points of the text as given, what found them, and what each that found
    them shows beyond the label ("" for nothing): violence, that others were told, a step that is lawful."""

    label: str
    start: int
    end: int
    by: str
    shows: frozenset[str] = frozenset()


def evidence(reading: Reading, truth: Truth) -> tuple[Evidence, ...]:
    """All evidence, by label in the order of LABELS, then by place; one entry where several overlap."""
    hits = reading.of("conduct")
    denied = tuple(_denied(reading.text, hits))
    found = [
        e for e in (*_from_phrases(hits, Counting(reading, truth)), *_from_claims(truth)) if not _is_denied(e, denied)
    ]
    found += _urgent(reading.text, hits, truth, found)
    given = {entry.label for entry in found}
    return tuple(
        entry for label in LABELS if label in given for entry in _merged([e for e in found if e.label == label])
    )


def _denied(text: str, hits: tuple[Hit, ...]) -> Iterator[tuple[int, int]]:
    """From each denial to the end of its sentence, or to the word that turns it round."""
    for hit in hits:
        if hit.phrase.label == DENIAL:
            end = _DENIED_UNTIL.search(text, hit.end)
            yield hit.start, end.start() if end else len(text)


def mostly_denied(reading: Reading) -> bool:
    """Whether a denial covers half of the text or more: the meaning of the whole is then no ground for a label."""
    covered = sum(end - start for start, end in _denied(reading.text, reading.of("conduct")))
    return covered * 2 >= len(reading.text) > 0


def _is_denied(entry: Evidence, denied: tuple[tuple[int, int], ...]) -> bool:
    return entry.label in DENIABLE and any(entry.start < end and start < entry.end for start, end in denied)


def _from_phrases(hits: tuple[Hit, ...], counting: Counting) -> Iterator[Evidence]:
    for hit in hits:
        label = hit.phrase.label
        if label in LABELS:
            also = hit.phrase.attrs.get("also", "").split()
            for earned in (label, *FOLLOWS.get(label, ()), *also):
                if counting.earns(hit, earned):
                    yield _by_phrase(earned, hit)


def _by_phrase(label: str, hit: Hit) -> Evidence:
    return Evidence(label, hit.start, hit.end, hit.phrase.id, frozenset({hit.phrase.attrs.get("shows", "")}))


def _from_claims(truth: Truth) -> Iterator[Evidence]:
    for claim in truth.claims:
        earned = FROM_CLAIMS.get(claim.kind, ()) + (("false_legal_claim",) if claim.answer == IMPOSSIBLE else ())
        if claim.kind == "third_party" and claim.measured.get("mood") == "certain":
            earned += ("threat",)  # LABELS, threat: telling others, announced so that the person pays
        told = claim.kind == "third_party" and claim.measured.get("mood") == "done"
        for label in earned:
            shows = frozenset({"told" if told else ""})
            yield Evidence(label, claim.start, claim.end, f"claim:{claim.kind}", shows)


def _urgent(text: str, hits: tuple[Hit, ...], truth: Truth, found: list[Evidence]) -> Iterator[Evidence]:
    """Haste counts beside an announced step: in its sentence or the one before or after."""
    hasty = [hit for hit in hits if hit.phrase.label == "urgent"]
    if not hasty:
        return
    steps = [(e.start, e.end) for e in found if e.label in ACTION_LABELS]
    steps += [(c.start, c.end) for c in truth.claims if c.kind in ACTION_CLAIMS]
    for hit in hasty:
        if any(_near(text, (hit.start, hit.end), step) for step in steps):
            yield _by_phrase("pressure_deadline", hit)


def _near(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    first, second = sorted((one, other))
    return len(SENTENCE_END.findall(text, first[1], max(first[1], second[0]))) <= 1


def _merged(entries: list[Evidence]) -> Iterator[Evidence]:
    """Entries of one label by place; of those that overlap the one that starts first, then the longest."""
    kept: list[Evidence] = []
    for entry in sorted(entries, key=lambda e: (e.start, -e.end, e.by)):
        if not kept or entry.start >= kept[-1].end:
            kept.append(entry)
        else:
            kept[-1] = replace(kept[-1], shows=kept[-1].shows | entry.shows)
    yield from kept


def shown(entry: Evidence, *, to_another: bool) -> tuple[str, ...]:
    """What a rule of the place may name: the label, and what its words show. A step that is lawful in itself, as a
    suit, shows nothing that a law forbids (A2). `to_another`: the text went to somebody else, who was so told."""
    if entry.shows == {LAWFUL}:
        return ()
    shows = entry.shows | ({"told"} if to_another else frozenset())
    return (entry.label, *sorted(f"{entry.label}.{word}" for word in shows - {"", LAWFUL}))
