"""The weights are the pinned ones, whole, whoever else is joining them, or they are not used."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from atesta.errors import DiskError, InputError
from atesta.evidence.disk import RealDisk, RealFile
from atesta.transcript import weights
from atesta.transcript.weights import joined_weights, own_weights, whole

PARTS = {
    "model.bin.part1": b"one",
    "model.bin.part2": b"two",
    "config.json": b"{}",
    "tokenizer.json": b"[]",
    "vocabulary.json": b"[]",
}


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Weights of a few bytes in place of those of the packages."""
    data = tmp_path / "package"
    data.mkdir()
    for name, content in PARTS.items():
        (data / name).write_bytes(content)
    joined = {"model.bin": b"onetwo"} | {name: content for name, content in PARTS.items() if name.endswith(".json")}
    monkeypatch.setattr(weights, "_packages", lambda: [data])
    monkeypatch.setattr(
        weights, "FILES", {name: hashlib.sha256(content).hexdigest() for name, content in joined.items()}
    )
    return data


def test_both_halves_are_joined_once(small: Path, tmp_path: Path):
    folder = joined_weights(RealDisk(), tmp_path / "models", "a")
    assert (folder / "model.bin").read_bytes() == b"onetwo"
    (small / "model.bin.part1").unlink()
    assert joined_weights(RealDisk(), tmp_path / "models", "b") == folder


def test_a_changed_file_is_made_again(small: Path, tmp_path: Path):
    folder = joined_weights(RealDisk(), tmp_path / "models", "a")
    (folder / "model.bin").write_bytes(b"onetwO")
    joined_weights(RealDisk(), tmp_path / "models", "b")
    assert whole(RealDisk(), folder)


def test_a_changed_package_is_refused_and_leaves_nothing(small: Path, tmp_path: Path):
    (small / "model.bin.part2").write_bytes(b"twO")
    with pytest.raises(InputError) as refused:
        joined_weights(RealDisk(), tmp_path / "models", "a")
    assert refused.value.key == "weights_changed"
    assert not list((tmp_path / "models" / weights.NAME).glob("model.bin*"))


def test_a_missing_half_is_refused(small: Path, tmp_path: Path):
    (small / "model.bin.part2").unlink()
    with pytest.raises(InputError) as refused:
        joined_weights(RealDisk(), tmp_path / "models", "a")
    assert refused.value.key == "weights_changed"


def test_what_a_killed_process_left_is_tidied(small: Path, tmp_path: Path):
    folder = tmp_path / "models" / weights.NAME
    folder.mkdir(parents=True)
    (folder / "model.bin.part-dead").write_bytes(b"on")
    joined_weights(RealDisk(), tmp_path / "models", "b")
    assert sorted(path.name for path in folder.iterdir()) == sorted(weights.FILES)


class FullDisk(RealDisk):
    def create_exclusive(self, path: Path) -> RealFile:
        raise DiskError("No space is left.", "-", "-", reason="no_space", key="disk_full")


def test_a_full_disk_is_said_and_nothing_half_is_used(small: Path, tmp_path: Path):
    with pytest.raises(DiskError):
        joined_weights(FullDisk(), tmp_path / "models", "a")
    assert not whole(RealDisk(), tmp_path / "models" / weights.NAME)


class SlowDisk(RealDisk):
    """Another process joins the same weights while this one writes its first file, and tidies up behind itself."""

    def __init__(self, models: Path) -> None:
        self.models, self.met = models, False

    def rename(self, old: Path, new: Path) -> None:
        if not self.met:
            self.met = True
            joined_weights(RealDisk(), self.models, "other")
        super().rename(old, new)


def test_two_processes_at_once_both_get_whole_weights(small: Path, tmp_path: Path):
    folder = joined_weights(SlowDisk(tmp_path / "models"), tmp_path / "models", "a")
    assert whole(RealDisk(), folder)


def test_without_the_packages_the_extra_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(weights, "PACKAGES", ("no_such_package_of_weights",))
    with pytest.raises(InputError) as refused:
        joined_weights(RealDisk(), tmp_path / "models", "a")
    assert refused.value.key == "weights_missing"


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path):
    with pytest.raises(InputError) as refused:
        own_weights(RealDisk(), tmp_path)
    assert refused.value.key == "weights_not_a_model"


def test_weights_of_ones_own_are_named_by_their_digest(tmp_path: Path):
    for name in weights.NEEDED:
        (tmp_path / name).write_text(json.dumps({}))
    assert own_weights(RealDisk(), tmp_path)[1] == f"ctranslate2 {hashlib.sha256(b'{}').hexdigest()[:16]}, int8"
