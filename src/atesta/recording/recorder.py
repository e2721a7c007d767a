"""Runs one recording: sound from the source into the session, what happens into events, the chain's head into the log.

Thin on purpose: the session keeps, the watch notices, the call says what may be done; this brings them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from atesta.errors import DiskError, EvidenceError
from atesta.evidence.canonical import Json
from atesta.evidence.clock import Clock
from atesta.evidence.log import head_entry, start_entry
from atesta.evidence.session import Session, State
from atesta.recording.call import Action, Call, Refusal
from atesta.recording.levels import peak, samples_of
from atesta.recording.onset import Finder
from atesta.recording.pair import Pair
from atesta.recording.preflight import Power
from atesta.recording.source import Sound, Source
from atesta.recording.watch import Happening, Watch

HEAD_EVERY_US = 45_000_000
LOOK_EVERY_US = 10_000_000
FROM_SESSION = frozenset({"suspended", "clock_step"})
"""The session says these itself, from the same clocks."""


class Entries(Protocol):
    """The log as a recording needs it."""

    def append(self, line: str) -> int: ...

    def prove(self, index: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Free bytes on the disk and power; None: unknown."""

    free_bytes: int | None
    power: Power


@dataclass
class Recorder:
    """`log_index` is the last entry that the log took, None while it has none. `arrived` counts all frames, also those
    of a pause. `told` gathers what is new for who
    looks on."""

    session: Session
    source: Source
    clock: Clock
    call: Call
    log: Entries
    look: Callable[[], Surroundings]
    levels: tuple[int, ...] = ()
    surroundings: Surroundings = field(default_factory=lambda: Surroundings(None, Power(None, None)))
    log_index: int | None = None
    arrived: int = 0
    told: list[Happening | DiskError] = field(default_factory=list)

    def __post_init__(self) -> None:
        start = self.session.start
        self._watch = Watch(start.rate, start.channels)
        self._finder = Finder(start.rate)
        self._first_h = self.session.head()[1].hex()
        self._started = self._network = self._lost = False
        self._head_us = self._look_us = self.clock.mono_us()

    def begin(self, first: Sound) -> None:
        """The start goes to the log, then the first sound is kept: from here on the minute counts."""
        self._to_log()
        self._surroundings()
        self.do(Action.ARMED, at=0)
        self._take(first)

    def step(self, seconds: float) -> None:
        """One piece of sound, or so long a wait, and what is due by then."""
        sound = self.source.read(seconds)
        try:
            if sound:
                self._take(sound)
            else:
                self._tell(self._watch.idle(self.clock.mono_us()))
            self._due()
        except DiskError as error:
            self._failed(error)

    @property
    def now(self) -> int:
        return self.session.now

    @property
    def ended(self) -> bool:
        return self.session.state in (State.ENDED, State.SEALED)

    def may(self, action: Action, *, anyway: bool = False) -> Refusal | None:
        return self.call.refused(action, self.now, anyway=anyway)

    def do(
        self,
        action: Action,
        detail: dict[str, Json] | None = None,
        *,
        at: int | None = None,
        anyway: bool = False,
        counts: bool = True,
    ) -> Refusal | None:
        """Keeps that something has happened; or says why it may not. What does not count (an identification that
        failed) is kept, and the step stays open."""
        if refusal := self.may(action, anyway=anyway):
            return refusal
        frame = self.now if at is None else at
        self.call = self.call.after(action, frame) if counts else self.call
        try:
            self.session.event(action.value, at, {**self._about(action), **(detail or {})})
        except DiskError as error:
            self._failed(error)
        if action is Action.PAUSE:
            self._watch.paused()
        return None

    def finish(self) -> None:
        """Takes in what has arrived and ends; then it can be sealed."""
        self.source.stop()
        while not self.ended and (sound := self.source.read(0)):
            try:
                self._take(sound)
            except DiskError as error:
                self._failed(error)
        self._end("asked")

    def _about(self, action: Action) -> dict[str, Json]:
        if action in (Action.DIALLED, Action.RING, Action.ANSWERED):
            return {"incoming": self.call.incoming, "lead_ms": self.call.lead_ms(self.now)}
        return {}

    def _take(self, sound: Sound) -> None:
        channels = self.session.start.channels
        samples = samples_of(sound.pcm, channels)
        self.arrived += sound.frames
        self.levels = tuple(peak(samples[:, channel]) for channel in range(channels))
        if self.session.state is State.PAUSED:
            return  # what is said in a pause is not recorded; the pause itself is
        happened = self._watch.sound(sound.frames, sound.xruns, sound.mono_us, self.clock.utc_ms())
        self.session.feed(sound.pcm, sound.xruns)
        self._tell(one for one in happened if "reported" not in one.detail)  # the segment has that count
        if self.call.heard is None and (found := self._finder.feed(samples[:, channels - 1])):
            self._heard(found.frame or 0, found.level)

    def _heard(self, frame: int, level: int) -> None:
        """The far channel is the last: the debtor's of two, the only one of one."""
        self.call = self.call.sound_found(frame)
        self.session.event("ring", frame, {"by": "sound", "level": level})

    def _due(self) -> None:
        now = self.clock.mono_us()
        if self.source.ended:
            self._end(self.source.ended)
        elif not self.ended and now - self._look_us >= LOOK_EVERY_US:
            self._look_us = now
            self._surroundings()
        if not self.ended and now - self._head_us >= HEAD_EVERY_US:
            self._head_us = now
            self._to_log()

    def _surroundings(self) -> None:
        self.surroundings = self.look()
        found = self._watch.surroundings(self.surroundings.free_bytes, self.surroundings.power, self._network)
        self._tell(found)

    def _to_log(self) -> None:
        """A log out of reach loses no recording; it is said, and tried again."""
        try:
            if not self._started:
                self._enter("start", start_entry(self.session.start.id, self._first_h))
                self._started = True
            else:
                seq, head = self.session.head()
                self._enter("head", head_entry(self.session.start.id, seq, head.hex()))
            self._network = True
        except EvidenceError:
            if self.ended:  # the disk under the recording itself, not the log
                raise
            self._network = False

    def _enter(self, name: str, line: str) -> None:
        index = self.log.append(line)
        self.session.attach(f"{name}.tlog-proof", self.log.prove(index))
        self.log_index = index
        if name == "head":
            self.session.event("logged", detail={"index": index})

    def _tell(self, happened: Iterable[Happening]) -> None:
        for one in happened:
            if one.event in FROM_SESSION or self.ended:
                continue
            self.told.append(one)
            self.session.event(one.event, detail=dict(one.detail))
            if one.event == "device_lost":
                self._lost = True
                self._end("device_lost")

    def _end(self, reason: str) -> None:
        if self.ended:
            return
        try:
            if reason == "device_lost" and not self._lost:
                self._tell([Happening("device_lost", {})])  # comes back here
                return
            if isinstance(self.source, Pair):
                self.session.event("drift", detail=dict(self.source.drift().as_record()))
            if not self._started:
                self._to_log()
            self.session.end(reason)
        except DiskError as error:
            self.told.append(error)
        self._stopped()

    def _failed(self, error: DiskError) -> None:
        """The session has ended itself, with what was acknowledged; where it has not, it is ended now."""
        self.told.append(error)
        self._end("write_failed")
        self._stopped()

    def _stopped(self) -> None:
        self.source.stop()
        self.call = self.call.after(Action.END, self.now)
