"""A recording while it is being made (spec 5): write, sync, chain, sync, and only then say that it is kept.

Until its end there is no way through here to read any of it. When the disk refuses, it ends with what was acknowledged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NoReturn

from atesta.errors import DiskError, StateError
from atesta.evidence import keys, wav
from atesta.evidence.canonical import Json
from atesta.evidence.chain import CUTTING, Chain, End, Event, Link, Segment, Start, line
from atesta.evidence.clock import Clock
from atesta.evidence.digest import commitment, hex_of, salt_of
from atesta.evidence.disk import Disk, File, replace, write_new
from atesta.evidence.keys import Certificate, Key, PublicKey, Random
from atesta.evidence.material import (
    CHAIN_FILE,
    DEVICE_FILE,
    OWN_FILES,
    RESERVE_FILE,
    SOUND_FILE,
    WRAPPED_FILE,
    Material,
)
from atesta.evidence.secret import Cipher

SEGMENT_SECONDS = 2
SUSPENDED_US = 1_000_000
"""Sound that lags this much further behind the clock than before: the process or machine stood still."""
CRYSTAL_US = 1000
"""A second of a sound device's own clock may be this much longer; that adds up over hours and is no standing still."""
CLOCK_STEP_US = 1_000_000
"""The wall clock moved this much against the one that never steps."""
RESERVE_BYTES = 64 * 1024
"""Set aside at the start, so that a full disk still has room for the end record."""
WEEK_MS = 7 * 24 * 3600 * 1000
_ATTACHED = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


class State(Enum):
    RECORDING = "recording"
    PAUSED = "paused"
    ENDED = "ended"
    SEALED = "sealed"


@dataclass(frozen=True)
class Opening:
    """What is known before the first sound, and goes into the start record."""

    id: str
    rate: int
    channels: int
    source: dict[str, Json]
    keeper: PublicKey
    keeper_is_recorder: bool
    about: dict[str, Json]
    preflight: dict[str, Json]
    device: dict[str, Json] | None = None
    log: dict[str, Json] | None = None


@dataclass(frozen=True)
class Device:
    """The device key and its certificate, which vouch for the recording key."""

    key: Key
    cert: Certificate


def begin(disk: Disk, clock: Clock, random: Random, folder: Path, opening: Opening, device: Device) -> Session:
    """A new recording in a new folder; when this returns, its start record is on the medium."""
    utc, mono = clock.utc_ms(), clock.mono_us()
    key = keys.new_key(random)
    device_pem = keys.pem(device.cert, _recording_certificate(key, opening.id, device, utc, random))
    cipher = Cipher(opening.id, random(32))
    start = _start(opening, hex_of(device_pem), utc, mono)
    chain = Chain(key)
    first = chain.link(start)  # refused here, before anything is on the disk, where the format has no such record
    disk.make_folder(folder)
    disk.sync_dir(folder.parent)
    write_new(disk, folder / DEVICE_FILE, device_pem)
    write_new(disk, folder / WRAPPED_FILE, cipher.wrapped_for(opening.keeper))
    write_new(disk, folder / RESERVE_FILE, bytes(RESERVE_BYTES))
    with ExitStack() as opened:
        sound = disk.create_exclusive(folder / SOUND_FILE)
        opened.callback(sound.close)
        records = disk.create_exclusive(folder / CHAIN_FILE)
        opened.callback(records.close)
        records.append(line(first))
        records.sync()
        disk.sync_dir(folder)
        opened.pop_all()  # all went well: the session closes them
    chain.take(first)
    session = Session(disk, clock, folder, start, device_pem, cipher)
    session.writes_to(chain, sound, records, len(line(first)))
    return session


def _recording_certificate(key: Key, id_: str, device: Device, utc: int, random: Random) -> Certificate:
    """Made for one recording, within the dates of the device's own; a clock that is off is the verifier's business."""
    last = min(utc + WEEK_MS, int(device.cert.not_valid_after_utc.timestamp()) * 1000)
    subject = keys.recording_subject(id_)
    return keys.certificate(subject, key.public, device.cert, device.key, utc, max(last, utc), random)


def _start(opening: Opening, device_cert: str, utc: int, mono: int) -> Start:
    return Start(
        about=opening.about,
        bits=16,
        channels=opening.channels,
        device=opening.device,
        device_cert=device_cert,
        frames_per_segment=SEGMENT_SECONDS * opening.rate,
        id=opening.id,
        keeper=keys.key_fingerprint(opening.keeper),
        keeper_is_recorder=opening.keeper_is_recorder,
        log=opening.log,
        mono_us=mono,
        preflight=opening.preflight,
        rate=opening.rate,
        seq=0,
        source=opening.source,
        utc_ms=utc,
    )


class Session:
    """One recording: `begin` makes it, `feed` and `event` lengthen it, `end` closes it, `material` goes to the seal."""

    def __init__(self, disk: Disk, clock: Clock, folder: Path, start: Start, device_pem: bytes, cipher: Cipher) -> None:
        self.folder = folder
        self.start = start
        self.state = State.RECORDING
        self.reason = ""
        self.segments = 0
        self.frames = 0
        self._disk, self._clock = disk, clock
        self._device_pem, self._cipher = device_pem, cipher
        self._align = 2 * start.channels
        self._whole = start.frames_per_segment * self._align
        self._pending = bytearray()
        self._xruns = 0
        self._step = start.utc_ms * 1000 - start.mono_us
        self._lag: int | None = None
        self._fed_frames = 0
        self._fed_since = 0
        self._tail = b""
        self._sync_failed = False

    def writes_to(self, chain: Chain, sound: File, records: File, chain_bytes: int) -> None:
        """Hands over the open files; `begin` calls it once."""
        self._chain, self._sound_file, self._chain_file = chain, sound, records
        self._chain_bytes, self._sound_bytes = chain_bytes, 0

    @property
    def now(self) -> int:
        """Frames so far, acknowledged or still waiting for their segment to fill."""
        return self.frames + len(self._pending) // self._align

    def head(self) -> tuple[int, bytes]:
        """Number and hash of the last acknowledged record: what goes to the log."""
        return self._chain.seq - 1, self._chain.prev

    def feed(self, pcm: bytes, xruns: int = 0) -> tuple[Segment, ...]:
        """Takes sound in pieces of any size and returns the segments that are now kept.

        `xruns` is how many losses the sound system reported with this piece.
        """
        self._must_be(State.RECORDING)
        self._watch_clocks(len(pcm))
        self._pending += pcm
        self._xruns += xruns
        kept = []
        while len(self._pending) >= self._whole:
            kept.append(self._keep(self._whole))
        return tuple(kept)

    def event(self, name: str, at: int | None = None, detail: dict[str, Json] | None = None) -> Event:
        """Keeps that something happened, at frame `at` or now. A pause is said here and never just silence."""
        self._must_be(State.RECORDING, State.PAUSED)
        if (self.state is State.PAUSED) != (name == "resume") and name in ("pause", "resume"):
            why = "The chain would say something that did not happen."
            raise StateError(
                f"There is nothing to {name}.", why, "Look at the state of the recording first.", key="recording_state"
            )
        if name in CUTTING:
            self._keep_rest()
        where = self.now if at is None else at
        record = Event(where, detail or {}, name, self._clock.mono_us(), self._chain.seq, self._clock.utc_ms())
        with self._failing():
            self._keep_link(self._chain.link(record))
        if name in ("pause", "resume"):
            self.state = State.PAUSED if name == "pause" else State.RECORDING
            self._lag = None
        return record

    def attach(self, name: str, data: bytes) -> None:
        """Lays a file beside the recording (a log proof, the mandate), so that it is there after a crash too."""
        self._must_be(State.RECORDING, State.PAUSED, State.ENDED)
        if not _ATTACHED.fullmatch(name) or name in OWN_FILES or name.endswith(".new"):
            raise ValueError("not a name for an attached file")  # ours, never a person's
        replace(self._disk, self.folder / name, data)

    def end(self, reason: str = "asked") -> None:
        """The last sound, the end record; then nobody can lengthen it, for the recording key is gone."""
        self._must_be(State.RECORDING, State.PAUSED)
        self._keep_rest()
        self._close(reason)

    def material(self) -> Material:
        """For the seal, after the end only."""
        self._must_be(State.ENDED)
        return Material(
            self._disk,
            self.folder,
            self._cipher,
            self.start,
            self._device_pem,
            self.frames,
            self._chain_bytes,
            self._tail,
        )

    def wipe(self) -> None:
        """After the bundle is on the medium under its name: key and folder go."""
        self.material().wipe()
        self.state = State.SEALED

    def _must_be(self, *states: State) -> None:
        if self.state in states:
            return
        do = {
            State.RECORDING: "End it first.",
            State.PAUSED: "Resume it first.",
            State.ENDED: "Seal what was recorded, and begin a new recording.",
            State.SEALED: "Use the bundle, or begin a new recording.",
        }[self.state]
        why = "A recording is first made, then ended, then sealed; only so nobody can read or change it before its end."
        raise StateError(f"This recording is {self.state.value}.", why, do, key="recording_state")

    def _watch_clocks(self, size: int) -> None:
        """Says in the chain when sound or wall clock no longer keep step with the clock that never steps."""
        utc, mono = self._clock.utc_ms() * 1000, self._clock.mono_us()
        step = utc - mono - self._step
        if abs(step) > CLOCK_STEP_US:
            self._step += step
            self.event("clock_step", detail={"step_ms": step // 1000})
        if self._lag is None:
            self._fed_frames, self._fed_since, self._lag = 0, mono, 0
            return  # the time before the first sound is not missing sound
        frames = size // self._align
        self._fed_frames += frames
        lag = mono - self._fed_since - self._fed_frames * 1_000_000 // self.start.rate
        if lag > self._lag + SUSPENDED_US:
            self.event("suspended", detail={"missing_ms": (lag - self._lag) // 1000})
            self._lag = lag
        self._lag = min(lag, self._lag + frames * CRYSTAL_US // self.start.rate)

    def _keep_rest(self) -> None:
        """The whole frames that wait, as a shorter segment; half a frame is no sound."""
        rest = len(self._pending) - len(self._pending) % self._align
        if rest:
            self._keep(rest)
        self._pending.clear()

    def _keep(self, size: int) -> Segment:
        """Spec 5.1, in its order: sound, sync, chain, sync; acknowledged when this returns."""
        if self.frames * self._align + size > wav.LARGEST_SOUND:
            do = "Begin another recording."
            self._fail(DiskError("The recording is as long as one can be.", "No more fits.", do, reason="no_space"))
        pcm = bytes(memoryview(self._pending)[:size])
        n, at, frames = self.segments, self.frames, size // self._align
        mono, utc = self._clock.mono_us(), self._clock.utc_ms()
        locked = self._cipher.lock(n, pcm)
        with self._failing():
            self._sound_file.append(locked)
            self._sound_file.begin_sync()
            c = commitment(self.start.id, n, salt_of(self._cipher.salt_key, n), pcm)  # while the medium writes
            record = Segment(at, c.hex(), frames, mono, n, self._chain.seq, utc, self._xruns)
            link = self._chain.link(record)
            self._synced(self._sound_file)
            self._keep_link(link)
        del self._pending[:size]
        self._xruns = 0
        self.segments, self.frames = n + 1, at + frames
        self._sound_bytes += len(locked)
        return record

    def _keep_link(self, link: Link) -> None:
        data = line(link)
        self._chain_file.append(data)
        self._synced(self._chain_file)
        self._chain.take(link)
        self._chain_bytes += len(data)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except DiskError as error:
            self._fail(error)

    def _synced(self, file: File) -> None:
        """A sync that failed is never tried again: the system may have forgotten what it could not write."""
        try:
            file.sync()
        except DiskError:
            self._sync_failed = True
            raise

    def _fail(self, error: DiskError) -> NoReturn:
        """Ends with what was acknowledged, and tells who feeds."""
        self._pending.clear()
        self._close(error.reason)
        raise error

    def _close(self, reason: str) -> None:
        self.reason = reason
        mono, utc = self._clock.mono_us(), self._clock.utc_ms()
        link = self._chain.link(End(self.frames, mono, reason, self.segments, self._chain.seq, utc))
        self._chain.take(link)
        self._chain.close()
        self._tail = line(link)
        self.state = State.ENDED
        with suppress(DiskError):  # then the end record is in memory, and the seal takes it from there
            self._write_tail(made_room=reason in ("no_space", "write_failed"))
        for file in (self._sound_file, self._chain_file):
            with suppress(DiskError):  # all that counts was synced before
                file.close()

    def _write_tail(self, *, made_room: bool) -> None:
        if self._sync_failed:
            return  # nothing that is written after a failed sync can be relied on
        if made_room:
            self._make_room()
        try:
            self._chain_file.append(self._tail)
        except DiskError as error:
            if error.reason != "no_space" or made_room:
                raise
            self._write_tail(made_room=True)
            return
        self._synced(self._chain_file)
        self._chain_bytes += len(self._tail)
        self._tail = b""

    def _make_room(self) -> None:
        """Takes away halves that were never acknowledged, and the room set aside for this moment."""
        self._sound_file.cut(self._sound_bytes)
        self._chain_file.cut(self._chain_bytes)
        if self._disk.exists(self.folder / RESERVE_FILE):
            self._disk.remove(self.folder / RESERVE_FILE)
