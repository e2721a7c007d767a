"""A recording while it is made (spec 5): what was acknowledged stays, whatever the disk does."""

from __future__ import annotations

import errno
import gc
import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from faulty_disk import FaultyDisk
from hypothesis import given, settings
from hypothesis import strategies as st
from making import FOLDER, ID, RATE, SetClock, begun, chance, content, feed, recorded, ring_in_memory, sound

from atesta.errors import DiskError, FormError, StateError
from atesta.evidence import chain, keys, wav
from atesta.evidence.disk import RealDisk
from atesta.evidence.material import Material
from atesta.evidence.recover import recover
from atesta.evidence.session import Session, State

TWO_SECONDS = RATE * 2 * 2


def links(material: Material) -> list[chain.Link]:
    return [chain.read_line(line) for line in material.lines()]


def records(material: Material) -> list[chain.Record]:
    return [link.record for link in links(material)]


def assert_whole(material: Material, pcm: bytes) -> None:
    """Chain, order and sound as a reader will check them."""
    public = keys.public_key(keys.read_pem(material.device_pem, "device.pem")[1])
    order, prev = chain.Order(), bytes(32)
    for link in links(material):
        assert chain.hash_fits(link, prev) and chain.signature_fits(link, public) and order.add(link.record)
        prev = link.h
    audio = content(material, "data/audio.wav")
    assert audio[wav.HEADER_BYTES :] == pcm[: material.frames * 2 * material.start.channels]
    assert wav.frames_of(audio[:44], len(audio)) == material.frames == order.frames


@given(st.lists(st.integers(1, 40_000), min_size=1, max_size=8), st.integers(1, 2))
@settings(max_examples=25, deadline=None)
def test_segments_are_two_seconds_whatever_the_pieces(sizes: list[int], channels: int) -> None:
    session, pcm = begun(channels=channels), sound(20, channels)
    at = 0
    for size in sizes:
        session.feed(pcm[at : at + size])
        at = min(at + size, len(pcm))
    session.end()
    cut = [record.frames for record in records(session.material()) if isinstance(record, chain.Segment)]
    assert all(frames == 2 * RATE for frames in cut[:-1])
    assert sum(cut) == at // (2 * channels)
    assert_whole(session.material(), pcm)


def test_a_call_reads_as_it_went() -> None:
    session = recorded(7)
    found = records(session.material())
    assert [record.kind for record in found] == [
        *("start", "event", "segment", "event", "segment", "segment", "segment", "end")
    ]
    assert found[-1] == chain.End(7 * RATE, found[-1].mono_us, "asked", 4, 7, found[-1].utc_ms)  # type: ignore[union-attr]
    assert_whole(session.material(), sound(7))


def test_a_segment_is_acknowledged_only_after_sound_and_line_are_synced() -> None:
    disk = FaultyDisk()
    session = begun(disk)
    before = len(disk.steps)
    assert session.feed(sound(2))
    did = [(verb, path.name) for verb, path, _ in disk.steps[before:]]
    assert did == [
        *(("append", "sound.enc"), ("sync", "sound.enc"), ("append", "chain.jsonl"), ("sync", "chain.jsonl"))
    ]


def test_nothing_is_acknowledged_before_two_seconds() -> None:
    assert begun().feed(sound(1.9)) == ()


def test_the_sound_on_the_disk_is_locked(tmp_path: Path) -> None:
    session = begun(RealDisk(), folder=tmp_path / "session")
    session.feed(sound(2))
    on_disk = b"".join(path.read_bytes() for path in session.folder.iterdir())
    assert sound(2)[:64] not in on_disk
    assert {path.stat().st_mode & 0o777 for path in session.folder.iterdir()} == {0o600}
    assert session.folder.stat().st_mode & 0o777 == 0o700


def test_before_its_end_there_is_no_way_to_the_sound() -> None:
    session = begun()
    session.feed(sound(4))
    for way in (session.material, session.wipe):
        with pytest.raises(StateError, match="End it first"):
            way()


def test_after_its_end_nothing_more_is_taken() -> None:
    session = recorded()
    for way in (lambda: session.feed(b""), lambda: session.event("hold"), session.end):
        with pytest.raises(StateError, match="ended"):
            way()


def test_a_pause_is_a_record_and_cuts_the_segment() -> None:
    clock = SetClock()
    session = begun(clock=clock)
    feed(session, clock, sound(3))
    session.event("pause")
    with pytest.raises(StateError, match="Resume it first"):
        session.feed(b"")
    with pytest.raises(StateError, match="nothing to pause"):
        session.event("pause")
    clock.pass_ms(60_000)
    session.event("resume")
    feed(session, clock, sound(5)[3 * RATE * 2 :])
    session.end()
    kinds = [getattr(record, "event", record.kind) for record in records(session.material())]
    assert kinds == ["start", "segment", "segment", "pause", "resume", "segment", "end"]
    assert_whole(session.material(), sound(5))


def test_a_lost_device_cuts_the_segment_too() -> None:
    session = begun()
    session.feed(sound(3))
    session.event("device_lost")
    session.end("device_lost")
    assert session.frames == 3 * RATE
    assert_whole(session.material(), sound(3))


def test_a_process_that_stood_still_says_so() -> None:
    clock = SetClock()
    session = begun(clock=clock)
    feed(session, clock, sound(4))
    clock.pass_ms(25_000)
    feed(session, clock, sound(4))
    session.end()
    found = [record for record in records(session.material()) if isinstance(record, chain.Event)]
    assert [(record.event, record.at, record.detail) for record in found] == [
        ("suspended", 4 * RATE, {"missing_ms": 25_000})
    ]


def test_a_sound_device_whose_clock_is_a_little_slow_has_not_stood_still() -> None:
    clock, silence = SetClock(), bytes(RATE * 2 * 60)
    session = begun(clock=clock)
    for _ in range(180):  # three hours, 0.04 % slow: 4.3 s in all
        clock.pass_ms(60_024)
        session.feed(silence)
    session.end()
    assert not [record for record in records(session.material()) if isinstance(record, chain.Event)]


@pytest.mark.parametrize("step", [-3 * 24 * 3600 * 1000, 2500])
def test_a_step_of_the_wall_clock_is_said_once(step: int) -> None:
    clock = SetClock()
    session = begun(clock=clock)
    feed(session, clock, sound(2))
    clock.utc += step
    feed(session, clock, sound(4))
    session.end()
    found = [record for record in records(session.material()) if isinstance(record, chain.Event)]
    assert [(record.event, record.detail) for record in found] == [("clock_step", {"step_ms": step})]


def test_losses_of_the_sound_system_are_counted_in_their_segment() -> None:
    session = begun()
    session.feed(sound(1), xruns=2)
    session.feed(sound(3), xruns=1)
    session.end()
    assert [record.xruns for record in records(session.material()) if isinstance(record, chain.Segment)] == [3, 0]


def test_the_head_is_the_last_acknowledged_record() -> None:
    session = recorded()
    last = links(session.material())[-1]
    assert session.head() == (last.record.seq, last.h)


def test_two_recorders_cannot_use_one_folder() -> None:
    disk = FaultyDisk()
    begun(disk)
    with pytest.raises(DiskError, match="is there already"):
        begun(disk)


@pytest.mark.parametrize(
    "source",
    [
        {"grade": "A", "kind": "file"},
        {"grade": "B", "kind": "file"},
        {"grade": "A", "kind": "stream"},
        {"grade": "A", "kind": "import"},
        {"grade": "A", "kind": "other"},
        {"grade": "A", "kind": "device", "more": 1},
    ],
)
def test_a_source_cannot_be_given_a_better_grade_than_its_kind_has(source: dict[str, object]) -> None:
    disk = FaultyDisk()
    with pytest.raises(FormError):
        begun(disk, source=source)
    assert disk.steps == []


def test_grade_a_needs_a_registered_device() -> None:
    with pytest.raises(FormError):
        begun(device=None)


def at_step(number: int, code: int, verbs: tuple[str, ...]) -> Callable[[str, Path, int], int]:
    """A disk that fails from its `number`th step of this kind on."""
    seen = [0]

    def fault(verb: str, path: Path, _: int) -> int:
        seen[0] += verb in verbs
        return code if verb in verbs and seen[0] > number else 0

    return fault


def until_it_fails(disk: FaultyDisk) -> tuple[Session | None, int]:
    """Records five seconds; the session, and how many segments were acknowledged before the disk refused."""
    clock, kept = SetClock(), 0
    session: Session | None = None
    try:
        session = begun(disk, clock)
        session.event("armed")
        kept += feed(session, clock, sound(2))
        kept += feed(session, clock, sound(5)[2 * RATE * 2 :])
        session.end()
    except DiskError:
        pass
    return session, kept


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("number", range(13))
def test_a_disk_that_refuses_a_write_loses_nothing_acknowledged(number: int, code: int) -> None:
    session, kept = until_it_fails(FaultyDisk(at_step(number, code, ("append",))))
    if session is None:
        assert kept == 0
        return
    assert session.state is State.ENDED and session.segments >= kept
    reason = "no_space" if code == errno.ENOSPC else "write_failed"
    assert session.reason == ("asked" if number >= 11 else reason)
    assert_whole(session.material(), sound(5))


def test_a_full_disk_still_has_room_for_the_end_record() -> None:
    disk = FaultyDisk()

    def full(verb: str, path: Path, _: int) -> int:
        reserved = disk.exists(FOLDER / "reserve") and disk.size(FOLDER / "reserve")
        return errno.ENOSPC if verb == "append" and reserved and disk.size(FOLDER / "sound.enc") > 50_000 else 0

    disk.fault = lambda verb, path, n: full(verb, path, n) if disk.exists(FOLDER / "sound.enc") else 0
    session = begun(disk)
    with pytest.raises(DiskError, match="No space"):
        session.feed(sound(8))
    assert session.reason == "no_space"
    found = recover(disk, FOLDER, ring_in_memory().keeper_key(), SetClock())
    assert isinstance(records(found)[-1], chain.End)
    assert_whole(found, sound(8))


def test_a_real_file_system_that_takes_half_of_a_write_and_then_no_more(tmp_path: Path) -> None:
    """The kernel's own short write and refusal, by a limit on the size of files."""
    session = begun(RealDisk(), folder=tmp_path / "session")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(DiskError, match="No space"):
            session.feed(sound(8))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (session.reason, session.segments) == ("no_space", 3)
    found = recover(RealDisk(), session.folder, ring_in_memory().keeper_key(), SetClock())
    assert isinstance(records(found)[-1], chain.End)
    assert_whole(found, sound(8))


@pytest.mark.parametrize("number", range(12))
def test_a_sync_that_fails_is_never_tried_again(number: int) -> None:
    disk = FaultyDisk(at_step(number, errno.EIO, ("sync",)))
    session, kept = until_it_fails(disk)
    if session is None:
        assert kept == 0
        return
    assert [verb for verb, _, _ in disk.steps].count("sync") == number
    assert session.state is State.ENDED and session.segments >= kept
    assert_whole(session.material(), sound(5))


def test_nothing_is_written_after_a_failed_sync() -> None:
    disk = FaultyDisk()
    session = begun(disk)
    disk.fault = lambda verb, path, n: errno.EIO if verb == "sync" else 0
    with pytest.raises(DiskError, match="failed"):
        session.feed(sound(4))
    assert [(verb, path.name) for verb, path, _ in disk.steps[-1:]] == [("append", "sound.enc")]
    assert session.reason == "write_failed"


def test_a_folder_that_can_only_be_read_is_said_before_anything_begins() -> None:
    with pytest.raises(DiskError, match="can only be read"):
        begun(FaultyDisk(lambda verb, path, n: errno.EROFS))


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from atesta.evidence import disk  # noqa: PLC0415  # the module whose system call is shortened

    write = disk.os.write
    monkeypatch.setattr(disk.os, "write", lambda number, data: write(number, bytes(data)[:1000]))
    session = recorded(4, RealDisk(), tmp_path / "session")
    assert_whole(session.material(), sound(4))


def test_the_recording_key_is_gone_after_the_end() -> None:
    session = recorded()
    public = keys.public_key(keys.read_pem(session.material().device_pem, "device.pem")[1])
    gc.collect()
    alive = [one for one in gc.get_objects() if type(one) is keys.Key and one.public == public]
    assert alive == []


def test_the_data_key_and_the_folder_are_gone_after_the_seal(tmp_path: Path) -> None:
    session = recorded(4, RealDisk(), tmp_path / "session")
    material = session.material()
    session.wipe()
    assert session.state is State.SEALED and list(tmp_path.iterdir()) == []
    with pytest.raises(StateError, match="closed"):
        material.opening_json()


def test_what_is_attached_stays_beside_the_recording() -> None:
    session = begun()
    session.attach("head.tlog-proof", b"one")
    session.attach("head.tlog-proof", b"two")
    session.end()
    assert session.material().attached() == {"head.tlog-proof": b"two"}
    with pytest.raises(ValueError):
        session.attach("chain.jsonl", b"")


def test_a_line_of_sound_is_at_most_400_bytes() -> None:
    far = chain.Segment(2**31, "f" * 64, 96000, 10**13, 10**5, 10**5, 2 * 10**12, 1000)
    writer = chain.Chain(keys.new_key(chance("line")))
    writer.seq = far.seq
    assert len(chain.line(writer.link(far))) <= 400


def test_a_recording_is_named_in_the_certificate_of_its_key() -> None:
    device, recording = keys.read_pem(recorded().material().device_pem, "device.pem")
    assert keys.subject_of(recording) == f"acta-{ID}" and keys.issued_by(recording, device)
