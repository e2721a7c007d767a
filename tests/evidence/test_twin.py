"""A redacted twin proves what it keeps, names what it leaves out, and gives nothing of it away."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundles import AGENT, READMES, House, check, ids, recording, repacked, unpacked, unproven
from making import RATE

from atesta.evidence import canonical, chain, digest, twin
from atesta.evidence.archive import Zipped
from atesta.evidence.verify import Answer, Verdict, verify

ID = "77" * 16
SEGMENT = 2 * 2 * RATE


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def original(house: House) -> Path:
    return recording(house, house.folder / "original.zip", 10)


@pytest.fixture(scope="module")
def made(house: House, original: Path) -> bytes:
    """Seconds 3 to 5 left out: the segments from 2 to 6."""
    with original.open("rb") as file:
        parts = twin.twin(Zipped(file), [(3.0, 5.0)], ID, AGENT, READMES, house.clock.utc_ms())
        return house.seal(parts, house.folder / "twin.zip").read_bytes()


def left_out(verdict: Verdict) -> list[dict[str, object]]:
    return [dict(item.values) for item in verdict.not_proven if item.id == "left_out"]


def test_a_twin_is_unchanged_and_names_what_it_leaves_out(made: bytes, house: House, tmp_path: Path):
    verdict = check(made, house, tmp_path)
    assert (verdict.answer, verdict.reasons) == (Answer.UNCHANGED, ())
    assert left_out(verdict) == [{"from": 2.0, "to": 6.0}]
    assert "sheet_not_worked_out" in unproven(verdict)


def test_what_is_left_out_is_silence_and_its_salts_are_gone(made: bytes, original: Path):
    files, whole = unpacked(made), unpacked(original.read_bytes())
    sound = files["data/audio.wav"]
    assert sound[44 + SEGMENT : 44 + 3 * SEGMENT] == bytes(2 * SEGMENT)
    assert sound[: 44 + SEGMENT] == whole["data/audio.wav"][: 44 + SEGMENT]
    opening = canonical.read_object(files["data/opening.json"][:-1], "")
    assert set(opening) == {"salts"}
    assert set(opening["salts"]) == {"0", "3", "4"}  # type: ignore[arg-type]
    assert whole["data/opening.json"][13:77] not in b"".join(files.values())


def test_it_names_its_original_by_its_seal(made: bytes, original: Path):
    about = canonical.read_object(unpacked(made)["data/about.json"][:-1], "")["about"]
    whole = unpacked(original.read_bytes())
    seal = f"sha256:{digest.hex_of(whole['seal/tagmanifest.sig'])}"
    assert about == {"id": "0f3a5c7e9b1d2f4068ac13579bdf0246", "relation": "redacted", "seal": seal}


def test_a_kept_second_that_was_altered_is_named(made: bytes, house: House, tmp_path: Path):
    files = unpacked(made)
    sound = bytearray(files["data/audio.wav"])
    sound[44 + 3 * SEGMENT] ^= 1
    files["data/audio.wav"] = bytes(sound)
    assert check(repacked(files, ID), house, tmp_path).changed == ((6.0, 8.0),)


def test_sound_put_where_there_was_silence_is_named(made: bytes, house: House, tmp_path: Path):
    files = unpacked(made)
    sound = bytearray(files["data/audio.wav"])
    sound[44 + SEGMENT + 5] = 1
    files["data/audio.wav"] = bytes(sound)
    assert check(repacked(files, ID), house, tmp_path).changed == ((2.0, 4.0),)


def test_another_salt_for_a_kept_segment_is_noticed(made: bytes, house: House, tmp_path: Path):
    """Attack 57."""
    files = unpacked(made)
    opening = canonical.read_object(files["data/opening.json"][:-1], "")
    assert isinstance(opening["salts"], dict)
    opening["salts"]["3"] = "0" * 64
    files["data/opening.json"] = canonical.write(opening) + b"\n"
    verdict = check(repacked(files, ID), house, tmp_path)
    assert {"segment_changed", "file_changed"} <= ids(verdict)


def test_silence_cannot_be_guessed_from_its_commitment(made: bytes):
    """Attack 58: without the salt no hash of silence stands in the chain."""
    record = chain.read_line(unpacked(made)["data/chain.jsonl"].splitlines(keepends=True)[2]).record
    assert isinstance(record, chain.Segment)
    silence = bytes(SEGMENT)
    guesses = {digest.hex_of(silence), digest.commitment("0f3a5c7e9b1d2f4068ac13579bdf0246", 1, b"", silence).hex()}
    assert record.c not in guesses


def test_a_twin_by_another_installation_needs_both_to_be_known(original: Path, house: House, tmp_path: Path):
    other = House(tmp_path / "other", name="Other")
    with original.open("rb") as file:
        parts = twin.twin(Zipped(file), [(0.0, 1.0)], ID, AGENT, READMES, other.clock.utc_ms())
        made = other.seal(parts, tmp_path / "twin.zip")
    found = verify(made, other.anchors)
    assert (found.answer, "device_unknown" in ids(found)) == (Answer.CANNOT_CHECK, True)


@pytest.mark.parametrize("spans", [[], [(99.0, 100.0)], [(3.0, 3.0)]])
def test_seconds_that_are_not_there_cannot_be_left_out(spans: list[tuple[float, float]], original: Path):
    with original.open("rb") as file, pytest.raises(twin.TwinError):
        twin.twin(Zipped(file), spans, ID, AGENT, READMES, 0)
