"""A call as the person who records it lives it: armed, a full minute, dialled, answered, notice, identified, ended.

Steps may come in another order; a call that comes in unexpectedly is recorded all the same. What is refused is refused
with a reason, and never something that has happened: at most it is asked for twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

LEAD_SECONDS = 60
"""A5.2a: so much is recorded before the other party is contacted."""


class Stage(StrEnum):
    """How far a call has come; each name but the first two and the last two is also an event of the chain."""

    IDLE = "idle"
    PREFLIGHT = "preflight"
    ARMED = "armed"
    DIALLED = "dialled"
    ANSWERED = "answered"
    NOTICE = "notice"
    IDENTIFIED = "identified"
    ENDED = "ended"
    SEALED = "sealed"


class Action(StrEnum):
    """What a person, or the program for him, may ask for."""

    PREFLIGHT = "preflight"
    ARMED = "armed"
    DIALLED = "dialled"
    RING = "ring"
    ANSWERED = "answered"
    NOTICE = "notice"
    IDENTIFIED = "identified"
    HOLD = "hold"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    SEAL = "seal"


CONTACTS = (Action.DIALLED, Action.RING, Action.ANSWERED)
ONCE = (Action.DIALLED, Action.ANSWERED)
NEEDS_CONTACT = (Action.NOTICE, Action.IDENTIFIED, Action.HOLD)
_SHOWN = (Stage.IDENTIFIED, Stage.NOTICE, Stage.ANSWERED, Stage.DIALLED)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Free of language: `refusal.<id>` of the catalogue says what happened, why it matters and what to do."""

    id: str
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """What has happened, each with the frame at which it happened first. Never changed: `after` gives the next one."""

    rate: int
    stage: Stage = Stage.IDLE
    at: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    heard: int | None = None
    paused: bool = False

    def refused(self, action: Action, now: int, *, anyway: bool = False) -> Refusal | None:
        """Why this may not be done now, or None. `anyway`: he was told, and says that it has happened."""
        if self.stage in (Stage.ENDED, Stage.SEALED):
            return self._after_the_end(action)
        if action is Action.SEAL:
            return Refusal("not_ended")
        if self.stage in (Stage.IDLE, Stage.PREFLIGHT):
            return self._before_the_start(action)
        if action in (Action.PREFLIGHT, Action.ARMED):
            return Refusal("armed_already")
        return self._during(action, now, anyway)

    def after(self, action: Action, at: int) -> Call:
        """The call once this has happened at frame `at`."""
        if action in (Action.PAUSE, Action.RESUME):
            return replace(self, paused=action is Action.PAUSE)
        happened = MappingProxyType({action.value: at, **self.at})  # the first time counts
        return replace(self, stage=_stage(action, happened, self.stage), at=happened)

    def sound_found(self, frame: int) -> Call:
        """The first ring or voice in the far channel."""
        return replace(self, heard=frame if self.heard is None else self.heard)

    @property
    def contact(self) -> int | None:
        """The earlier of what was said and what was heard."""
        return min((frame for frame in (self.said, self.heard) if frame is not None), default=None)

    @property
    def said(self) -> int | None:
        """The first of dialled, ringing and answered, as the person said it."""
        return min((self.at[name] for name in CONTACTS if name in self.at), default=None)

    @property
    def incoming(self) -> bool:
        """Answered or ringing, and not dialled before."""
        came = min((self.at[name] for name in (Action.RING, Action.ANSWERED) if name in self.at), default=None)
        return came is not None and self.at.get(Action.DIALLED, came + 1) > came

    def lead_ms(self, now: int) -> int:
        """How much was recorded before the contact was said, or until now."""
        until = now if self.said is None else self.said
        return max(until - self.at.get(Action.ARMED, until), 0) * 1000 // self.rate

    def seconds_left(self, now: int) -> int:
        """Of the minute before the contact; a second that has begun counts."""
        return max(-(-(LEAD_SECONDS * 1000 - self.lead_ms(now)) // 1000), 0)

    def _before_the_start(self, action: Action) -> Refusal | None:
        allowed = Action.PREFLIGHT if self.stage is Stage.IDLE else Action.ARMED
        return None if action in (allowed, Action.END) else Refusal("not_armed")

    def _after_the_end(self, action: Action) -> Refusal | None:
        return None if action is Action.SEAL and self.stage is Stage.ENDED else Refusal(self.stage.value)

    def _during(self, action: Action, now: int, anyway: bool) -> Refusal | None:
        if action in ONCE and action in self.at:
            return Refusal(f"{action.value}_already")
        if action is Action.DIALLED and not anyway and not self.incoming and (left := self.seconds_left(now)):
            return Refusal("early", left)
        if action in NEEDS_CONTACT and self.contact is None:
            return Refusal("nobody_there")
        if action is Action.PAUSE and self.paused:
            return Refusal("paused_already")
        return Refusal("not_paused") if action is Action.RESUME and not self.paused else None


def _stage(action: Action, happened: Mapping[str, int], before: Stage) -> Stage:
    """The furthest step that has happened: the order in which they did does not matter."""
    if action is Action.END:
        return Stage.ENDED
    if action is Action.SEAL:
        return Stage.SEALED
    if action is Action.PREFLIGHT:
        return Stage.PREFLIGHT
    return next((stage for stage in _SHOWN if stage.value in happened), Stage.ARMED if happened else before)
