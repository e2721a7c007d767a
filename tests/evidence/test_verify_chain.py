"""Sound and files against the chain, clocks against the sound, the sheet worked out again: steps 7, 8 and 12."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bundles import (
    House,
    brought_in,
    check,
    house_id,
    ids,
    lines,
    recording,
    repacked,
    resealed,
    talk,
    unpacked,
)
from making import DAY_MS, NOON_MS, RATE

from atesta.evidence import canonical, keys
from atesta.evidence.chain import Event, Record
from atesta.evidence.verify import Answer, verify
from atesta.evidence.verify_files import json_line

Files = dict[str, bytes]


# Step 7: the chain. `resealed`: whoever holds the device key still does not hold the key of the recording.


def sound(files: Files) -> bytearray:
    return bytearray(files["data/audio.wav"])


@pytest.mark.parametrize("second", [0, 3, 9])
def test_an_altered_second_is_named(second: int, files: Files, house: House, tmp_path: Path):
    data = sound(files)
    data[44 + second * 2 * RATE] ^= 1
    files["data/audio.wav"] = bytes(data)
    verdict = check(repacked(resealed(files, house)), house, tmp_path)
    first = second // 2 * 2
    assert verdict.answer is Answer.CHANGED
    assert verdict.changed == ((float(first), float(first + 2)),)


def test_altered_seconds_that_touch_are_one_stretch(files: Files, house: House, tmp_path: Path):
    data = sound(files)
    for second in (2, 5, 9):
        data[44 + second * 2 * RATE] ^= 1
    files["data/audio.wav"] = bytes(data)
    assert check(repacked(files), house, tmp_path).changed == ((2.0, 6.0), (8.0, 10.0))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-32000],
        lambda data: data[:44] + data[44 + 32000 :],
        lambda data: data[:44] + data[44 + 32000 : 44 + 64000] + data[44 : 44 + 32000] + data[44 + 64000 :],
        lambda data: data + bytes(2),
        lambda data: data[:24] + b"\x80\x3e\0\0" + data[28:],
        lambda data: data[:44],
        lambda data: data[:20],
        lambda data: data[:36] + b"LIST\4\0\0\0abcd" + data[36:],
        lambda data: b"",
    ],
    ids=["end cut", "beginning cut", "exchanged", "longer", "rate", "no sound", "no header", "hidden chunk", "empty"],
)
def test_sound_that_was_cut_moved_or_dressed_up_is_a_change(
    change: Callable[[bytes], bytes], files: Files, house: House, tmp_path: Path
):
    files["data/audio.wav"] = change(files["data/audio.wav"])
    assert check(repacked(resealed(files, house)), house, tmp_path).answer is Answer.CHANGED


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[1:],
        lambda lines: [*lines[:2], *lines[3:]],
        lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
        lambda lines: [*lines[:3], lines[2], *lines[3:]],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [*lines[:2], lines[2].replace(b'"xruns":0', b'"xruns":1'), *lines[3:]],
        lambda lines: [*lines[:2], lines[2][:-10] + b'AAAAAAA"}\n', *lines[3:]],
        lambda lines: [*lines[:2], b"\n", *lines[2:]],
        lambda lines: [*lines[:2], b"x" * 200_000 + b"\n", *lines[2:]],
        lambda lines: [],
        lambda lines: [*lines[:-1], lines[-1].rstrip(b"\n")],
    ],
    ids=["start", "taken out", "exchanged", "twice", "two ends", "edited", "sign", "blank", "long", "empty", "cut"],
)
def test_a_chain_that_was_edited_is_a_change(
    change: Callable[[list[bytes]], list[bytes]], files: Files, house: House, tmp_path: Path
):
    files["data/chain.jsonl"] = b"".join(change(lines(files)))
    assert check(repacked(resealed(files, house)), house, tmp_path).answer is Answer.CHANGED


def test_without_an_end_record_it_is_incomplete(files: Files, house: House, tmp_path: Path):
    files["data/chain.jsonl"] = b"".join(lines(files)[:-1])
    verdict = check(repacked(resealed(files, house)), house, tmp_path)
    assert (verdict.answer, ids(verdict)) == (Answer.INCOMPLETE, {"no_end"})


def test_another_calls_sound_and_chain_under_this_number_are_noticed(files: Files, house: House, tmp_path: Path):
    """Attacks 22 and 26b: genuine material of another recording, sealed again with the stolen device key."""
    other = unpacked(recording(house, tmp_path / "other.zip", 4, id_="c" * 32).read_bytes())
    for name in ("data/audio.wav", "data/chain.jsonl", "data/opening.json", "data/device.pem"):
        files[name] = other[name]
    verdict = check(repacked(resealed(files, house)), house, tmp_path)
    assert (verdict.answer, "form_ids" in ids(verdict)) == (Answer.CHANGED, True)


def test_a_recording_key_that_the_device_did_not_certify_is_noticed(files: Files, house: House, tmp_path: Path):
    device, own = keys.read_pem(files["data/device.pem"], "")
    forged = keys.certificate(
        keys.subject_of(own), own.public_key(), None, keys.new_key(house.random), 0, NOON_MS, house.random
    )
    files["data/device.pem"] = keys.pem(device, forged)
    assert "chain_key" in ids(check(repacked(resealed(files, house)), house, tmp_path))


@pytest.mark.parametrize("opening", [b'{"salts":{}}\n', b'{"salt_key":"00"}\n', b"{}\n", b'{"salt_key":1}\n'])
def test_a_recording_whose_salts_were_taken_away_is_a_change(
    opening: bytes, files: Files, house: House, tmp_path: Path
):
    files["data/opening.json"] = opening
    verdict = check(repacked(resealed(files, house)), house, tmp_path)
    assert verdict.answer is Answer.CHANGED


def test_bytes_of_an_import_that_no_record_speaks_of_are_noticed(house: House, tmp_path: Path):
    files = unpacked(brought_in(house, tmp_path / "b.zip", bytes(1000)).read_bytes())
    files["data/original-1.mp3"] += b"x"
    made = repacked(resealed(files, house), house_id(files))
    assert "file_unchained" in ids(check(made, house, tmp_path))


def test_a_changed_import_is_named_in_its_seconds(house: House, tmp_path: Path):
    files = unpacked(brought_in(house, tmp_path / "b.zip", bytes(200_000)).read_bytes())
    files["data/original-1.mp3"] = bytes(70_000) + b"\1" + bytes(129_999)
    found = check(repacked(resealed(files, house), house_id(files)), house, tmp_path)
    assert found.changed == ((65.536, 131.072),)
    assert found.facts.about


def test_a_rehearsal_is_shown(tmp_path: Path):
    house = House(tmp_path / "house")
    session = house.record(kind="file")
    session.end()
    assert "rehearsal" in ids(verify(house.seal(house.parts(session), tmp_path / "b.zip"), house.anchors))


# Step 8: clocks


def test_sound_that_is_missing_while_the_clock_went_on_makes_it_incomplete(tmp_path: Path):
    """Attack 27: an honest recorder that was starved for 25 seconds."""
    house = House(tmp_path / "house")
    session = house.record()
    talk(session, house.clock, 4)
    house.clock.pass_ms(25_000)
    talk(session, house.clock, 4)
    session.end()
    found = verify(house.seal(house.parts(session), tmp_path / "b.zip"), house.anchors)
    (reason,) = (reason for reason in found.reasons if reason.id == "sound_missing")
    assert found.answer is Answer.INCOMPLETE
    assert dict(reason.values)["seconds"] == pytest.approx(25, abs=1)


def test_sound_that_only_came_late_is_not_missing(tmp_path: Path):
    house = House(tmp_path / "house")
    session = house.record()
    talk(session, house.clock, 4)
    house.clock.pass_ms(20_000)
    for at in range(10):  # all that had waited comes at once
        session.feed(bytes(2 * 2 * RATE))
        house.clock.pass_ms(1 if at < 9 else 0)
    talk(session, house.clock, 4)
    session.end()
    found = verify(house.seal(house.parts(session), tmp_path / "b.zip"), house.anchors)
    assert found.answer is Answer.UNCHANGED


def test_a_wall_clock_set_back_three_days_makes_it_incomplete(tmp_path: Path):
    """Attack 28."""
    house = House(tmp_path / "house")
    session = house.record()
    talk(session, house.clock, 4)
    house.clock.utc -= 3 * DAY_MS
    talk(session, house.clock, 4)
    session.end()
    house.clock.utc += 3 * DAY_MS
    found = verify(house.seal(house.parts(session), tmp_path / "b.zip"), house.anchors)
    assert (found.answer, {"clock_disagrees", "clock_step"} <= ids(found)) == (Answer.INCOMPLETE, True)


# Step 12: the sheet


class Sheet:
    def __init__(self, says: dict[str, canonical.Json]) -> None:
        self.says, self.seconds, self.events = says, 0.0, 0

    def record(self, record: Record) -> None:
        self.events += isinstance(record, Event)

    def sound(self, data: bytes) -> None:
        self.seconds += len(data) / 2 / RATE

    def result(self) -> dict[str, canonical.Json]:
        return self.says


@pytest.mark.parametrize(("more", "answer"), [({}, "unchanged"), ({"grade": "B"}, "changed")])
def test_the_sheet_is_worked_out_again(
    more: dict[str, canonical.Json], answer: str, sealed: bytes, house: House, tmp_path: Path
):
    (tmp_path / "b.zip").write_bytes(sealed)
    kept = json_line(unpacked(sealed)["data/sheet.json"], "data/sheet.json")
    made: list[Sheet] = []

    def make(start: object) -> Sheet:
        made.append(Sheet({**kept, **more}))
        return made[0]

    found = verify(tmp_path / "b.zip", house.anchors, make_sheet=make)
    assert (found.answer.value, made[0].seconds) == (answer, 10)
