"""The eight steps of the procedure sheet. Each looks at the account of one recording and says what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from atesta.evidence.canonical import Json
from atesta.evidence.chain import End, Event, Start
from atesta.recording.call import LEAD_SECONDS
from atesta.recording.hearing import Heard
from atesta.recording.lead import Lead, lead
from atesta.recording.selftest import LEAST_LEVEL, MOST_CLIPPED_PPM

State = Literal["met", "failed", "unknown", "not_applicable"]
STEPS = ("device", "lead", "space", "power", "continuity", "seal", "notice", "identity")
SERVES = {
    "device": "A5.1",
    "lead": "A5.2a",
    "space": "A5.2b",
    "power": "A5.2b",
    "continuity": "A5.2b",
    "seal": "A5.2c",
    "notice": "A5.3",
    "identity": "A5.3",
}
TEST_DAYS = 30
"""A self-test older than this says little about the device of that day."""
DAY_MS = 24 * 3600 * 1000
LONGEST_TEXT = 60
MOST_LOSSES = 10**9


@dataclass(frozen=True, slots=True)
class Account:
    """Chain and sound as the steps ask for them: the `events` that are asked about one by one, the `counts` of all,
    the reasons of step 8 as `clock_findings`; `heard` None where the sound could not be measured."""

    start: Start
    events: tuple[Event, ...]
    counts: Mapping[str, int]
    segments: int
    xruns: int
    files: int
    end: End | None
    clock_findings: frozenset[str]
    heard: Heard | None

    @property
    def imported(self) -> bool:
        return self.start.source["kind"] == "import"

    @property
    def typed(self) -> bool:
        return self.imported and self.start.source["grade"] == "C"

    @property
    def rate(self) -> int:
        return self.heard.rate if self.heard else max(self.start.rate, 1)

    def named(self, name: str) -> tuple[Event, ...]:
        return tuple(event for event in self.events if event.event == name)

    def count(self, name: str) -> int:
        return self.counts.get(name, 0)

    @property
    def losses(self) -> int:
        """A hostile chain may say anything; a sheet has numbers that canonical JSON can hold."""
        return min(self.xruns, MOST_LOSSES) + self.count("xrun")

    def lead(self) -> Lead:
        """An import has nobody who armed it: then the whole file before the first sound counts."""
        armed = 0 if self.imported else min((event.at for event in self.named("armed")), default=None)
        contacts = [event for name in ("dialled", "ring", "answered") for event in self.named(name)]
        said = [event.at for event in contacts if not _by_ear(event)]
        heard = self.heard.onset.frame if self.heard else None
        channels = self.heard.channels if self.heard else self.start.channels
        channels = 1 if self.imported else channels  # which side of a file is whose, nobody noted
        return lead(self.rate, channels, armed, min(said, default=None), heard)

    def ms(self, frame: int | None) -> int | None:
        return None if frame is None else frame * 1000 // self.rate


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the sheet. `values` are whole numbers, short texts, yes, no or null."""

    id: str
    state: State
    why: tuple[str, ...] = ()
    values: dict[str, Json] = field(default_factory=dict)

    def as_record(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "serves": SERVES[self.id],
            "state": self.state,
            "values": self.values,
            "why": list(self.why),
        }


def steps(account: Account) -> tuple[Step, ...]:
    """In the order of the procedure. Of a typed account only the seal says anything."""
    if account.typed:
        plain = {name: Step(name, "not_applicable", ("typed",)) for name in STEPS}
        return tuple({**plain, "seal": seal(account)}.values())
    return (
        device(account),
        lead_time(account),
        space(account),
        power(account),
        continuity(account),
        seal(account),
        notice(account),
        identity(account),
    )


def device(account: Account) -> Step:
    """A5.1: registered, tested not long ago, no known defects; and how its sound is."""
    found = _devices(account.start)
    values: dict[str, Json] = {**_described(found), **_loudness(account.heard)}
    notes = _loudness_notes(account.heard)
    if account.start.source["kind"] == "file":
        return Step("device", "not_applicable", ("rehearsal", *notes), values)
    said = {"import": ("device_said",), "stream": ("stream",)}.get(str(account.start.source["kind"]), ())
    states = [_device_state(one, account.start.utc_ms, account.imported) for one in found]
    worst: tuple[State, State] = ("failed", "unknown")
    for state in worst:
        why = tuple(reason for was, reason in states if was == state)
        if why:
            claimed = said if values["names"] else ()
            return Step("device", state, (*dict.fromkeys(why), *claimed, *notes), values)
    return Step("device", "unknown" if said == ("stream",) else "met", (*said, *notes), values)


def lead_time(account: Account) -> Step:
    """A5.2a: a full minute before the other party was contacted, measured in the file."""
    found = account.lead()
    onset = account.heard.onset if account.heard else None
    values: dict[str, Json] = {
        "floor": onset.floor if onset else None,
        "heard_ms": account.ms(found.heard),
        "lead_ms": found.milliseconds,
        "level": onset.level if onset else None,
        "said_ms": account.ms(found.said),
        "wanted_ms": LEAD_SECONDS * 1000,
    }
    why: list[str] = list(found.findings)
    if account.heard is None:
        why.append("not_measured")
    if found.met is False:
        why.insert(0, "short")
        why += ["incoming"] if _came_in(account) else []
    return Step("lead", _state(found.met), tuple(why), values)


def space(account: Account) -> Step:
    """A5.2b: room for twice the longest call before, and none that ran out."""
    found = _measured(account.start, "space")
    low = account.count("low_space")
    values: dict[str, Json] = {"bytes": found.value, "low_events": low, "wanted": found.bound}
    why = ("low_space",) if low else ()
    if account.end and account.end.reason == "no_space":
        return Step("space", "failed", ("ran_out", *why), values)
    return _before_and_during("space", account, found, why, values)


def power(account: Account) -> Step:
    """A5.2b: mains, or a battery that is full enough, before and during."""
    found = _measured(account.start, "power")
    low = account.count("low_battery")
    values: dict[str, Json] = {"low_events": low, "percent": found.value, "wanted": found.bound}
    return _before_and_during("power", account, found, ("low_battery",) if low else (), values)


def continuity(account: Account) -> Step:
    """A5.2b: no interruption. A pause is one too: it is shown, and it is not the whole call."""
    heard = account.heard
    silent_end = heard.silent_end_ms if heard and not heard.nothing else 0
    values: dict[str, Json] = {
        "holes": heard.holes if heard else None,
        "longest_hole_ms": heard.longest_hole_ms if heard else None,
        "pauses": account.count("pause"),
        "seconds": heard.milliseconds // 1000 if heard else None,
        "silent_end_ms": silent_end if heard else None,
        "suspended": account.count("suspended"),
        "xruns": account.losses,
    }
    if account.imported:
        found = {
            "cut_invisible": True,
            "holes": heard is not None and heard.holes > 0,
            "silent_end": silent_end > 0,
            "nothing_heard": heard is not None and heard.nothing,
            "not_measured": heard is None,
        }
        return Step("continuity", "unknown", tuple(reason for reason, there in found.items() if there), values)
    broken = _breaks(account)
    if broken:
        return Step("continuity", "failed", broken, values)
    notes = ("clock_step",) if account.count("clock_step") else ()
    if account.count("suspended") or "clock_disagrees" in account.clock_findings:
        reason = "suspended" if account.count("suspended") else "clock_disagrees"
        return Step("continuity", "unknown", (reason, *notes), values)
    if heard and heard.nothing:
        return Step("continuity", "unknown", ("nothing_heard", *notes), values)
    return Step("continuity", "met", notes, values)


def seal(account: Account) -> Step:
    """A5.2c: neither copied nor modified before it was complete."""
    start, end = account.start, account.end
    if account.imported:
        reason = "typed" if account.typed else "since_import"
        return Step("seal", "unknown", (reason,), {"files": account.files})
    values: dict[str, Json] = {
        "end": end.reason if end else None,
        "keeper_is_recorder": start.keeper_is_recorder,
        "segment_ms": start.frames_per_segment * 1000 // account.rate,
        "segments": account.segments,
    }
    if end is None:
        return Step("seal", "unknown", ("no_end",), values)
    if start.keeper_is_recorder:
        return Step("seal", "unknown", ("keeper_is_recorder",), values)
    return Step("seal", "met", (), values)


def notice(account: Account) -> Step:
    """A5.3: the other party was told of the recording, where the place asks for it."""
    asks, place = _asked(account.start)
    told = min((event.at for event in account.named("notice")), default=None)
    values: dict[str, Json] = {
        "after_contact_ms": _after(account, told),
        "asked": asks,
        "place": place,
        "told_ms": account.ms(told),
    }
    if told is not None:
        state, why = _voiced(account, told)
        return Step("notice", state, ("said_by_recorder",) if state == "met" else why, values)
    if account.imported:
        return Step("notice", "unknown", ("not_in_file",), values)
    if account.lead().contact is None:
        return Step("notice", "unknown", ("no_contact",), values)
    if asks == "no":
        return Step("notice", "not_applicable", ("not_asked_there",), values)
    return Step("notice", "unknown", ("not_noted", *(() if asks == "yes" else ("place_unknown",))), values)


def identity(account: Account) -> Step:
    """A5.3: the other party is the one who is meant. Only outcomes are here, never an answer."""
    found = account.named("identified")
    last = found[-1] if found else None
    outcomes = {name: _word(last.detail.get(name)) if last else None for name in ("name", "last_digits", "challenge")}
    at = last.at if last else None
    values: dict[str, Json] = {**outcomes, "after_contact_ms": _after(account, at), "asked_ms": account.ms(at)}
    if last is None:
        if account.imported:
            return Step("identity", "unknown", ("not_in_file",), values)
        gone = account.lead().contact is None
        return Step("identity", "unknown", ("no_contact" if gone else "not_noted",), values)
    met = last.detail.get("met")
    if met is False:
        return Step("identity", "failed", ("differs",), values)
    if met is True:
        return Step("identity", *_voiced(account, last.at), values)
    return Step("identity", "unknown", ("by_ear" if last.detail.get("by") == "ear" else "nothing_kept",), values)


def _voiced(account: Account, frame: int) -> tuple[State, tuple[str, ...]]:
    """A key can be pressed over silence: what was noted counts where something was heard."""
    if account.heard is None:
        return "unknown", ("not_measured",)
    return ("met", ()) if account.heard.voice_near(frame) else ("unknown", ("nothing_heard",))


@dataclass(frozen=True, slots=True)
class _Measure:
    value: int | None
    bound: int | None
    met: bool | None


def _measured(start: Start, name: str) -> _Measure:
    """A value of the preflight; whether it is met is worked out again from value and bound."""
    kept = start.preflight.get(name)
    value, bound = (_whole(kept.get("value")), _whole(kept.get("bound"))) if isinstance(kept, dict) else (None, None)
    return _Measure(value, bound, None if value is None or bound is None else value >= bound)


def _before_and_during(
    name: str, account: Account, found: _Measure, why: tuple[str, ...], values: dict[str, Json]
) -> Step:
    if account.imported:
        return Step(name, "unknown", ("not_in_file",), values)
    if found.met is False:
        return Step(name, "failed", ("short", *why), values)
    if found.met is None:
        return Step(name, "unknown", ("not_measured", *why), values)
    if account.end is None:
        return Step(name, "unknown", ("no_end", *why), values)
    return Step(name, "met", why, values)


def _breaks(account: Account) -> tuple[str, ...]:
    lost = account.end is not None and account.end.reason == "device_lost"
    stopped = account.end is not None and account.end.reason in ("no_space", "write_failed")
    found = {
        "no_end": account.end is None,
        "device_lost": lost or account.count("device_lost") > 0,
        "stopped": stopped,
        "xruns": account.losses > 0,
        "sound_missing": bool(account.clock_findings & {"sound_missing", "sound_too_fast", "clock_backwards"}),
        "paused": account.count("pause") > 0,
        "silent_end": account.heard is not None and not account.heard.nothing and account.heard.silent_end_ms > 0,
    }
    return tuple(reason for reason, there in found.items() if there)


def _devices(start: Start) -> list[dict[str, Json] | None]:
    """One, or the agent's and the debtor's; None is one that is not in the register."""
    kept = start.device
    if kept is None or "maker" in kept:
        return [kept]
    both = (kept.get("agent"), kept.get("debtor"))
    return [one if isinstance(one, dict) else None for one in both]


def _device_state(one: dict[str, Json] | None, at: int, imported: bool) -> tuple[State, str]:
    """Of a file nobody can tell what recorded it: that it is not in the register is no fault of a device."""
    if one is None:
        return "unknown" if imported else "failed", "not_registered"
    test = one.get("last_self_test")
    passed, when = (test.get("passed"), _whole(test.get("utc_ms"))) if isinstance(test, dict) else (None, None)
    if passed is False:
        return "failed", "test_failed"
    if one.get("defects"):
        return "failed", "defects"
    if when is None:
        return "unknown", "never_tested"
    if passed is not True:
        return "unknown", "test_unclear"
    return ("unknown", "test_old") if not 0 <= at - when <= TEST_DAYS * DAY_MS else ("met", "")


def _described(found: list[dict[str, Json] | None]) -> dict[str, Json]:
    known = [one for one in found if one is not None]
    names = [" ".join(filter(None, (_text(one.get("maker")), _text(one.get("model"))))) for one in known]
    defects = [one.get("defects") for one in known]
    return {
        "defects": sum(len(one) for one in defects if isinstance(one, list)),
        "names": [*names],
        "registered": len(known) == len(found),
    }


def _loudness(heard: Heard | None) -> dict[str, Json]:
    if heard is None:
        return {"clipped_ppm": None, "loud": None, "noise": None}
    return {"clipped_ppm": heard.clipped_ppm, "loud": heard.level, "noise": heard.noise}


def _loudness_notes(heard: Heard | None) -> tuple[str, ...]:
    if heard is None or heard.level is None:
        return ()
    quiet = ("quiet",) if heard.level < LEAST_LEVEL else ()
    return (*quiet, "clipped") if heard.clipped_ppm > MOST_CLIPPED_PPM else quiet


def _asked(start: Start) -> tuple[str, str | None]:
    kept = start.preflight.get("notice")
    if not isinstance(kept, dict) or kept.get("asks") not in ("yes", "no"):
        return "unknown", _text(kept.get("place")) if isinstance(kept, dict) else None
    return str(kept["asks"]), _text(kept.get("place"))


def _after(account: Account, frame: int | None) -> int | None:
    contact = account.lead().contact
    return None if frame is None or contact is None else (frame - contact) * 1000 // account.rate


def _came_in(account: Account) -> bool:
    return any(event.detail.get("incoming") is True for name in ("ring", "answered") for event in account.named(name))


def _by_ear(event: Event) -> bool:
    """Found in the sound by the recorder; the sheet listens for itself."""
    return event.event == "ring" and event.detail.get("by") == "sound"


def _state(met: bool | None) -> State:
    return "unknown" if met is None else "met" if met else "failed"


def _whole(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(value: Json) -> str | None:
    return value[:LONGEST_TEXT] if isinstance(value, str) else None


def _word(value: Json) -> str | None:
    return str(value) if value in ("match", "differs", "nothing_kept", "not_asked") else None
