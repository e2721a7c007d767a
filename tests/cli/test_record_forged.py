"""Nobody makes a better grade of a recording than it has: not by flags, not by editing, not by packing it again.

Who holds the device key and writes his own recorder is beyond any cryptography (EVIDENCE section 6, attack 29); what he
writes must still be a start record that the format knows.
"""

from __future__ import annotations

import json
import wave
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from first_case import Atesta

from atesta.errors import FormError
from atesta.evidence import archive, bag, canonical, digest, keys
from atesta.evidence.archive import Held, Zipped
from atesta.evidence.chain import Start, body
from atesta.evidence.disk import RealDisk
from atesta.evidence.keys import KeyRing

Files = dict[str, bytes]
A = {"grade": "A", "kind": "device"}
DEVICE = {"defects": [], "last_self_test": None, "maker": "Zoom", "model": "H1n", "serial": "7"}


@pytest.fixture
def rehearsal(atesta: Atesta, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    with wave.open("call.wav", "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(range(250)) * 256)
    assert atesta("record", "--rehearse", "call.wav", "--fast", "--out", "acta.zip").status == 0
    with Path("acta.zip").open("rb") as bundle:
        zipped = Zipped(bundle)
        return {name: b"".join(zipped.chunks(name)) for name in zipped.sizes}


def edited(files: Files, change: Callable[[dict[str, Any]], None]) -> Files:
    """The start record changed, its line and the manifests made anew, as somebody without a key can."""
    first, rest = files["data/chain.jsonl"].split(b"\n", 1)
    line = json.loads(first)
    change(line["r"])
    record = canonical.write(line["r"])
    line["h"] = digest.chain_hash(digest.FIRST, record).hex()
    made = b'{"h":"%s","r":%s,"s":"%s"}' % (line["h"].encode(), record, line["s"].encode())
    return listed({**files, "data/chain.jsonl": made + b"\n" + rest})


def listed(files: Files) -> Files:
    manifest = bag.manifest(
        {name: sha256(data).hexdigest() for name, data in files.items() if name.startswith("data/")}
    )
    files = {**files, "manifest-sha256.txt": manifest}
    tags = bag.read_manifest(files["tagmanifest-sha256.txt"])
    return {**files, "tagmanifest-sha256.txt": bag.manifest({name: sha256(files[name]).hexdigest() for name in tags})}


def verdict(files: Files, atesta: Atesta) -> tuple[str, set[str]]:
    id_ = json.loads(files["data/about.json"])["id"]
    held = {name: (Held(data), archive.measure(Held(data))) for name, data in files.items()}
    Path("forged.zip").write_bytes(b"".join(archive.write(id_, held)))
    said = atesta("verify", "forged.zip", "--json").json
    return said["answer"], {reason["id"] for reason in said["reasons"]}


def as_device(start: dict[str, Any]) -> None:
    start["source"], start["device"] = A, DEVICE


def test_the_archive_made_again_from_what_is_in_it_is_the_same(rehearsal: Files, atesta: Atesta) -> None:
    assert verdict(listed(rehearsal), atesta)[0] == "unchanged"


@pytest.mark.parametrize("source", [A, {"grade": "B", "kind": "stream"}, {"grade": "A", "kind": "file"}])
def test_a_start_record_that_was_edited_is_noticed(rehearsal: Files, atesta: Atesta, source: dict[str, str]) -> None:
    def change(start: dict[str, Any]) -> None:
        start["source"], start["device"] = source, DEVICE

    answer, reasons = verdict(edited(rehearsal, change), atesta)
    assert answer == "changed"
    assert reasons & {"chain_form", "chain_link", "chain_signature"}
    assert "signature" in reasons


def test_sealed_again_with_the_stolen_device_key_the_chain_still_tells(
    rehearsal: Files, atesta: Atesta, tmp_path: Path
) -> None:
    ring = KeyRing(RealDisk(), tmp_path / "home" / "keys")
    files = edited(rehearsal, as_device)
    files["seal/tagmanifest.sig"] = keys.sign_der(ring.device_key(), files["tagmanifest-sha256.txt"])
    answer, reasons = verdict(files, atesta)
    assert answer == "changed"
    assert {"chain_signature", "log_proof"} <= reasons
    assert "signature" not in reasons


def test_even_with_the_recording_key_a_file_is_no_device(rehearsal: Files) -> None:
    """The recording key is gone when the seal is made; were it kept, the format would still know no such record."""
    start = json.loads(rehearsal["data/chain.jsonl"].split(b"\n", 1)[0])["r"]
    del start["kind"]
    for source, device in (
        ({"grade": "A", "kind": "file"}, DEVICE),
        ({"grade": "A", "kind": "stream"}, DEVICE),
        (A, None),
    ):
        with pytest.raises(FormError):
            body(Start(**{**start, "source": source, "device": device}))


def test_the_grade_is_no_option_and_no_event(atesta: Atesta, rehearsal: Files) -> None:
    assert atesta("record", "--rehearse", "call.wav", "--fast", "--grade", "A", "--out", "b.zip").status == 2
    Path("events").write_text('{"event": "armed", "source": {"grade": "A"}}')
    assert atesta("record", "--rehearse", "call.wav", "--fast", "--events", "events", "--out", "b.zip").status == 2


def test_a_register_that_names_the_file_makes_no_device_of_it(atesta: Atesta, rehearsal: Files) -> None:
    words = ("--maker", "Zoom", "--model", "H1n", "--serial", "7", "--sound-name", "call.wav")
    assert atesta("device", "add", *words).status == 0
    assert "REHEARSAL" in atesta("record", "--rehearse", "call.wav", "--fast", "--out", "b.zip").out
    assert atesta("verify", "b.zip", "--json").json["bundle"]["grade"] == "rehearsal"
