"""The conversation file says who, when and where the sound is, and holds no sound itself."""

from __future__ import annotations

import hashlib
import uuid
from base64 import urlsafe_b64decode
from datetime import datetime

import pytest
from bundles import ABOUT, House, recording, unpacked
from making import ID, NOON_MS

from atesta.evidence import canonical, vcon
from atesta.evidence.archive import Held


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    house = House(tmp_path_factory.mktemp("house"))
    return unpacked(recording(house, house.folder / "b.zip", 4).read_bytes())


@pytest.fixture
def written(files: dict[str, bytes]) -> dict[str, canonical.Json]:
    return canonical.read_object(files["data/conversation.vcon.json"][:-1], "")


def test_it_has_what_the_draft_asks_for(written: dict[str, canonical.Json]):
    assert {"vcon", "uuid", "created_at", "parties", "dialog"} <= set(written)
    assert uuid.UUID(str(written["uuid"])).hex == ID
    assert datetime.fromisoformat(str(written["created_at"])).timestamp() * 1000 == NOON_MS


def test_the_parties_are_the_pseudonyms_of_the_start(written: dict[str, canonical.Json]):
    assert written["parties"] == [{"name": "A-7", "role": "agent"}, {"name": "P-1", "role": "customer"}]


def test_the_dialog_names_the_sound_by_its_hash(written: dict[str, canonical.Json], files: dict[str, bytes]):
    (dialog,) = written["dialog"]  # type: ignore[misc]
    assert isinstance(dialog, dict)
    kind, _, coded = str(dialog["content_hash"]).partition("-")
    assert (kind, dialog["duration"], dialog["url"]) == ("sha512", 4, "data/audio.wav")
    assert urlsafe_b64decode(coded + "==") == hashlib.sha512(files["data/audio.wav"]).digest()
    assert "body" not in dialog


def test_the_mandate_is_named_where_there_is_one(written: dict[str, canonical.Json]):
    (attached,) = written["attachments"]  # type: ignore[misc]
    assert isinstance(attached, dict)
    assert attached["url"] == "data/mandate.jws"


@pytest.mark.parametrize("ext", ["mp3", "amr", "xyz"])
def test_a_file_of_any_kind_has_a_media_type(ext: str):
    heard = vcon.Dialog(f"data/original-1.{ext}", NOON_MS, 9, vcon.content_hash(Held(b"x")))
    made = vcon.write(ID, NOON_MS, ABOUT, (heard,), mandate=False, redacted_from="f" * 32)
    assert b"mediatype" in made
    assert b'"redacted":{"type":"segments"' in made


def test_a_party_that_is_not_named_is_left_out():
    assert b'"parties":[]' in vcon.write(ID, NOON_MS, {}, (), mandate=False)
