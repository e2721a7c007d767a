"""Sealing writes a whole file under its name or nothing, and never what its own reader would refuse."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bundles import House, ids, recording, talk, to_folder, unpacked

from atesta.errors import DiskError
from atesta.evidence import keys, seal
from atesta.evidence.anchors import Anchors, read_anchors
from atesta.evidence.archive import Held
from atesta.evidence.disk import File, RealDisk
from atesta.evidence.log import alarms
from atesta.evidence.verify import Answer, verify


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "house")


@pytest.fixture
def parts(house: House) -> seal.Parts:
    session = house.record()
    talk(session, house.clock, 4)
    session.end()
    return house.parts(session)


def test_the_same_parts_give_the_same_bytes(parts: seal.Parts, house: House, tmp_path: Path):
    one = unpacked(house.seal(parts, tmp_path / "1.zip").read_bytes())
    two = unpacked(house.seal(parts, tmp_path / "2.zip").read_bytes())
    assert {name for name in one if one[name] != two[name]} == {"seal/log.tlog-proof"}


def test_a_file_that_is_there_is_never_written_over(parts: seal.Parts, house: House, tmp_path: Path):
    (tmp_path / "b.zip").write_text("mine")
    with pytest.raises(seal.SealError, match="there already"):
        house.seal(parts, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "mine"


def test_what_a_crash_while_sealing_left_is_taken_away(parts: seal.Parts, house: House, tmp_path: Path):
    (tmp_path / "b.zip.part").write_text("half")
    assert verify(house.seal(parts, tmp_path / "b.zip"), house.anchors).answer is Answer.UNCHANGED
    assert not (tmp_path / "b.zip.part").exists()


class FullDisk(RealDisk):
    def create_exclusive(self, path: Path) -> File:  # type: ignore[override]
        file = super().create_exclusive(path)

        def append(data: bytes) -> None:
            raise DiskError("full", "", "", reason="no_space")

        file.append = append  # type: ignore[method-assign]
        return file


def test_on_a_full_disk_no_bundle_appears(parts: seal.Parts, house: House, tmp_path: Path):
    with pytest.raises(DiskError):
        seal.seal(parts, house.sealer, FullDisk(), house.clock, None, house.log, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_without_an_outside_time_the_seal_is_made_all_the_same(parts: seal.Parts, house: House, tmp_path: Path):
    made = seal.seal(
        parts, house.sealer, RealDisk(), house.clock, lambda signature: None, house.log, tmp_path / "b.zip"
    )
    assert "time_absent" in {item.id for item in verify(made, house.anchors).not_proven}


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: replace(parts, files={**parts.files, "data/extra.txt": Held(b"x")}),
        lambda parts: replace(parts, files={name: parts.files[name] for name in parts.files if "audio" not in name}),
        lambda parts: replace(parts, readmes={}),
        lambda parts: replace(parts, proofs={}),
    ],
)
def test_what_the_reader_would_refuse_is_not_written(
    change: Callable[[seal.Parts], seal.Parts], parts: seal.Parts, house: House, tmp_path: Path
):
    with pytest.raises(seal.SealError):
        house.seal(change(parts), tmp_path / "b.zip")
    assert list(tmp_path.glob("b.zip*")) == []


def test_the_seal_is_in_the_log_once(house: House, tmp_path: Path):
    recording(house, tmp_path / "b.zip", 2)
    assert house.log.size() == 2
    assert alarms(house.folder / "log.sqlite") == ()


def test_a_device_key_that_was_rotated_seals_and_old_bundles_keep_their_answer(house: House, tmp_path: Path):
    """Attack 52: rotated in the middle of the day."""
    old = recording(house, tmp_path / "old.zip", 2)
    house.ring.rotate(house.clock.utc_ms(), house.random)
    new = recording(house, tmp_path / "new.zip", 2, id_="5" * 32)
    assert [verify(made, house.anchors).answer for made in (old, new)] == [Answer.UNCHANGED, Answer.UNCHANGED]


@pytest.mark.parametrize(("revoke", "answer"), [(False, Answer.UNCHANGED), (True, Answer.CANNOT_CHECK)])
def test_a_device_key_that_was_rotated_during_a_call_leaves_it_unchanged_unless_it_was_revoked(
    revoke: bool, answer: Answer, house: House, tmp_path: Path
):
    """Attack 52, and a recovery on the day after a rotation."""
    session, old = house.record(), house.ring.device()
    talk(session, house.clock, 4)
    house.ring.rotate(house.clock.utc_ms(), house.random)
    session.end()
    sealed = house.seal(house.parts(session), tmp_path / "b.zip")
    folder = house.export(tmp_path / "given")
    if revoke:
        (folder / "revoked.txt").write_text(f"{keys.fingerprint(old)}\n")
    assert verify(sealed, read_anchors(folder)).answer is answer


def test_a_device_of_another_signer_cannot_have_recorded_it(house: House, tmp_path: Path):
    stranger = House(tmp_path / "stranger", name="Stranger")
    session = stranger.record()
    session.end()
    sealed = house.seal(stranger.parts(session), tmp_path / "b.zip")
    both = Anchors((house.ring.signer(), stranger.ring.signer()))
    assert "chain_key" in ids(verify(sealed, both))


def test_the_description_says_how_much_is_inside(parts: seal.Parts, house: House, tmp_path: Path):
    files = unpacked(house.seal(parts, tmp_path / "b.zip").read_bytes())
    inside = {name: data for name, data in files.items() if name.startswith("data/")}
    oxum = f"{sum(map(len, inside.values()))}.{len(inside)}"
    signer = hashlib.sha256(keys.pem(house.ring.device())).hexdigest()
    assert f"Payload-Oxum: {oxum}\n".encode() in files["bag-info.txt"]
    assert f"Atesta-Signer: sha256:{signer}\n".encode() in files["bag-info.txt"]


@pytest.mark.needs("module:bagit", "make .venv/.dev")
def test_the_reference_reader_of_bags_agrees(parts: seal.Parts, house: House, tmp_path: Path):
    import bagit  # noqa: PLC0415

    folder = to_folder(house.seal(parts, tmp_path / "b.zip"), tmp_path / "unpacked")
    assert bagit.Bag(str(folder)).is_valid()
    assert ids(verify(folder, house.anchors)) == set()
