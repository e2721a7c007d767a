"""The procedure sheet as sentences: the same for the terminal and for paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from atesta import __version__
from atesta.evidence.verify import Answer, Verdict
from atesta.locale import Catalogue
from atesta.recording.sheet import FORMAT
from atesta.recording.sheet_steps import STEPS
from atesta.telling.say_verdict import first_line, say_not_proven, say_time
from atesta.telling.visible import visible

MOST_REASONS = 8
"""A step has three or four at most; a hostile sheet may have more."""
BROKEN = (Answer.CHANGED, Answer.CANNOT_CHECK)
"""What a sheet says is then nobody's word."""
STATES = ("met", "failed", "unknown", "not_applicable")


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    name: str
    serves: str
    state: str
    state_word: str
    said: str


@dataclass(frozen=True, slots=True)
class Page:
    """`banners` are what must be seen first: rehearsal, partial. `headline` names what failed; where the check has
    another answer than unchanged, it is that answer, and `broken` says that no step may be relied on."""

    title: str
    number: str
    what: str
    banners: tuple[str, ...]
    headline: str
    checked_word: str
    checked: str
    rows: tuple[Row, ...]
    not_proven: tuple[str, ...]
    made: str
    answer: Answer = Answer.UNCHANGED

    @property
    def broken(self) -> bool:
        return self.answer in BROKEN


def page(sheet: Mapping[str, Any], verdict: Verdict, begun_utc_ms: int, words: Catalogue) -> Page:
    """`sheet` has passed `is_sheet`."""
    broken, same = verdict.answer in BROKEN, verdict.answer is Answer.UNCHANGED
    rows = tuple(step_row(row, words) for row in sheet["steps"])
    steps = words.say("sheet.not_relied") if broken else _headline(sheet, rows, words)
    if broken:
        rows = tuple(replace(row, state="not_relied", state_word=words.say("sheet.state.not_relied")) for row in rows)
    banners = [words.say("sheet.rehearsal")] if sheet["grade"] == "rehearsal" else []
    banners += [words.say("sheet.partial")] if sheet["partial"] else []
    return Page(
        words.say("sheet.title"),
        words.say("sheet.number", id=f"acta-{verdict.facts.id}"),
        _what(sheet, verdict, begun_utc_ms, words),
        tuple(banners),
        steps if same else first_line(verdict, words),
        words.say("sheet.checked") if same else "",
        first_line(verdict, words) if same else steps,
        rows,
        tuple(say_not_proven(item, words) for item in verdict.not_proven),
        _made(verdict, words),
        verdict.answer,
    )


def is_sheet(value: object) -> bool:
    """Whether it has the form that we show; what it says is judged by the check."""
    if not isinstance(value, dict) or value.get("format") != FORMAT or not isinstance(value.get("partial"), bool):
        return False
    steps, length = value.get("steps"), value.get("milliseconds")
    if not isinstance(steps, list) or not all(isinstance(row, dict) for row in steps):
        return False
    plain = isinstance(value.get("grade"), str) and isinstance(length, int | None)
    return plain and tuple(row.get("id") for row in steps) == STEPS and all(map(_is_row, steps))


def _is_row(row: Mapping[str, Any]) -> bool:
    why, values = row.get("why"), row.get("values")
    texts = isinstance(why, list) and all(isinstance(reason, str) for reason in why)
    return texts and isinstance(values, dict) and row.get("state") in STATES and isinstance(row.get("serves"), str)


def clock(milliseconds: int | None, words: Catalogue) -> str:
    """A moment of the sound, as a player shows it."""
    if milliseconds is None:
        return words.say("sheet.measured.nowhere")
    seconds = milliseconds // 1000
    hours = f"{seconds // 3600}:{seconds % 3600 // 60:02d}" if seconds >= 3600 else f"{seconds // 60}"
    return f"{hours}:{seconds % 60:02d}"


def _what(sheet: Mapping[str, Any], verdict: Verdict, begun_utc_ms: int, words: Catalogue) -> str:
    kind = words.say(f"verdict_kind.{verdict.facts.kind}")
    length, time = _length(sheet["milliseconds"], words), say_time(begun_utc_ms, words)
    if sheet["grade"] == "rehearsal":
        return words.say("sheet.of_rehearsal", kind=kind, length=length, time=time)
    key = "of_import" if sheet.get("source") == "import" else "of"
    return words.say(f"sheet.{key}", kind=kind, grade=visible(sheet["grade"])[:12], length=length, time=time)


def _length(milliseconds: int | None, words: Catalogue) -> str:
    if milliseconds is None:
        return words.say("sheet.no_length")
    seconds = round(milliseconds / 1000)
    if seconds < 60:
        return words.say("sheet.seconds", n=seconds)
    return words.say("sheet.minutes", m=seconds // 60, s=seconds % 60)


def _headline(sheet: Mapping[str, Any], rows: Sequence[Row], words: Catalogue) -> str:
    failed = [row.name for row in rows if row.state == "failed"]
    unknown = [row.name for row in rows if row.state == "unknown"]
    if all(row.state == "not_applicable" for row in rows if row.id != "seal"):
        return words.say("sheet.typed")
    if failed:
        said = words.say("sheet.failed", steps=_listed(failed, words))
        more = words.say("sheet.also_unknown", steps=_listed(unknown, words)) if unknown else ""
        return f"{said}{'' if words.lang == 'zh' else ' '}{more}".rstrip()
    if unknown:
        return words.say("sheet.no_fail_unknown", n=len(unknown), steps=_listed(unknown, words))
    return words.say("sheet.all_met" if all(row.state == "met" for row in rows) else "sheet.all_met_rest")


def _listed(names: Sequence[str], words: Catalogue) -> str:
    lowered = [name.lower() for name in names]
    if len(lowered) == 1:
        return lowered[0]
    return f"{words.say('sheet.joint').join(lowered[:-1])}{words.say('sheet.end_joint')}{lowered[-1]}"


def step_row(row: Mapping[str, Any], words: Catalogue) -> Row:
    id_, state = row["id"], row["state"]
    reasons = [_why(id_, reason, words) for reason in row["why"][:MOST_REASONS]]
    said = ("" if words.lang == "zh" else " ").join(filter(None, (_measured(id_, row["values"], words), *reasons)))
    serves = visible(row["serves"])[:8]
    return Row(id_, words.say(f"sheet.step.{id_}"), serves, state, words.say(f"sheet.state.{state}"), said)


def _why(step: str, reason: str, words: Catalogue) -> str:
    """A reason that this version does not know is shown as it is written."""
    for key in (f"sheet.why.{step}.{reason}", f"sheet.why.any.{reason}"):
        if reason.isidentifier() and words.has(key):
            return words.say(key)
    return visible(reason)[:60]


def _measured(step: str, values: Mapping[str, Any], words: Catalogue) -> str:
    """One sentence with what was measured; nothing where nothing was."""
    try:
        return _SENTENCES[step](values, words)
    except (KeyError, TypeError, ValueError):  # another version's values: the reasons stay
        return ""


def _device(values: Mapping[str, Any], words: Catalogue) -> str:
    names = words.say("sheet.end_joint").join(visible(str(name)) for name in values["names"])
    if values["loud"] is None:
        return words.say("sheet.measured.device_only", names=names) if names else ""
    sound = {"loud": round(values["loud"] / 10), "noise": round(values["noise"] / 10)}
    if not names:
        return words.say("sheet.measured.device_sound", **sound)
    return words.say("sheet.measured.device", names=names, **sound)


def _lead(values: Mapping[str, Any], words: Catalogue) -> str:
    if values["lead_ms"] is None:
        return ""
    said, heard = clock(values["said_ms"], words), clock(values["heard_ms"], words)
    seconds = {"lead": f"{values['lead_ms'] // 100 / 10:.1f}", "wanted": values["wanted_ms"] // 1000}
    return words.say("sheet.measured.lead", said=said, heard=heard, **seconds)


def _space(values: Mapping[str, Any], words: Catalogue) -> str:
    if values["bytes"] is None:
        return ""
    return words.say("sheet.measured.space", free=_megabytes(values["bytes"]), wanted=_megabytes(values["wanted"] or 0))


def _megabytes(size: int) -> str:
    return f"{size // 1_000_000}" if size >= 1_000_000 else f"{size / 1_000_000:.1f}"


def _power(values: Mapping[str, Any], words: Catalogue) -> str:
    if values["percent"] is None:
        return ""
    return words.say("sheet.measured.power", percent=values["percent"], wanted=values["wanted"])


def _continuity(values: Mapping[str, Any], words: Catalogue) -> str:
    if values["seconds"] is None:
        return ""
    counted: dict[str, object] = {name: values[name] for name in ("seconds", "xruns", "pauses", "holes")}
    said = words.say("sheet.measured.continuity", n=None, **counted)
    if not values.get("silent_end_ms"):
        return said
    silent = words.say("sheet.measured.silent_end", silent=values["silent_end_ms"] // 1000)
    return f"{said}{'' if words.lang == 'zh' else ' '}{silent}"


def _seal(values: Mapping[str, Any], words: Catalogue) -> str:
    if "segments" not in values:
        return ""
    return words.say("sheet.measured.seal", n=values["segments"], segment=f"{values['segment_ms'] / 1000:g}")


def _notice(values: Mapping[str, Any], words: Catalogue) -> str:
    if values["told_ms"] is None:
        return ""
    told = clock(values["told_ms"], words)
    return words.say("sheet.measured.notice", told=told)


def _identity(values: Mapping[str, Any], words: Catalogue) -> str:
    if values["asked_ms"] is None:
        return ""
    asked = clock(values["asked_ms"], words)
    outcomes = {name: values[name] for name in ("name", "last_digits", "challenge")}
    if all(outcome is None for outcome in outcomes.values()):
        return words.say("sheet.measured.identity_by_ear", asked=asked)
    said = {name: words.say(f"sheet.outcome.{outcome or 'not_asked'}") for name, outcome in outcomes.items()}
    values = {"asked": asked, **said}
    return words.say("sheet.measured.identity", n=None, **values)


_SENTENCES = {
    "device": _device,
    "lead": _lead,
    "space": _space,
    "power": _power,
    "continuity": _continuity,
    "seal": _seal,
    "notice": _notice,
    "identity": _identity,
}


def _made(verdict: Verdict, words: Catalogue) -> str:
    once = any(item.id == "sheet_not_worked_out" for item in verdict.not_proven)
    return words.say("sheet.made_once" if once else "sheet.made", agent=f"Atesta {__version__}")
