"""Each step of the specification's section 8 notices what it is for, names it, and never raises."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from bundles import (
    House,
    brought_in,
    check,
    ids,
    recording,
    repacked,
    review,
    talk,
    to_folder,
    unpacked,
    unproven,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from making import DAY_MS, NOON_MS, RATE, SetClock
from tsa import Authority

from atesta.evidence import bag, canonical, digest, keys, log
from atesta.evidence.anchors import Anchors, read_anchors
from atesta.evidence.chain import Event, Record
from atesta.evidence.verify import Answer, verify
from atesta.evidence.verify_answer import ALWAYS_NOT_PROVEN, merged

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def sealed(house: House) -> bytes:
    """Ten seconds at 8 kHz: five segments."""
    return recording(house, house.folder / "sealed.zip").read_bytes()


@pytest.fixture
def files(sealed: bytes) -> Files:
    return unpacked(sealed)


def resealed(files: Files, house: House) -> Files:
    """What a thief of the device key does: lists, signature and a further log entry made anew."""
    made = dict(files)
    payload = {name: digest.hex_of(data) for name, data in made.items() if name.startswith("data/")}
    info = bag.read_bag_info(made["bag-info.txt"])
    size = sum(len(made[name]) for name in payload)
    made["bag-info.txt"] = bag.bag_info(
        bag.BagInfo(info.agent, info.date, info.id, size, len(payload), digest.hex_of(made["seal/signer.pem"]))
    )
    made["manifest-sha256.txt"] = bag.manifest(payload)
    tagged = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "walk.py")
    names = [name for name in made if name in tagged or name.startswith("readme.")]
    made["tagmanifest-sha256.txt"] = bag.manifest({name: digest.hex_of(made[name]) for name in names})
    made["seal/tagmanifest.sig"] = keys.sign_der(house.sealer.key, made["tagmanifest-sha256.txt"])
    entry = log.seal_entry(info.id, digest.hex_of(made["seal/tagmanifest.sig"]))
    made["seal/log.tlog-proof"] = house.log.prove(house.log.append(entry))
    return made


def test_an_untouched_recording_is_unchanged_and_says_what_it_does_not_prove(
    sealed: bytes, house: House, tmp_path: Path
):
    verdict = check(sealed, house, tmp_path)
    assert (verdict.answer, verdict.changed, verdict.reasons) == (Answer.UNCHANGED, (), ())
    assert set(ALWAYS_NOT_PROVEN) <= unproven(verdict)
    assert verdict.facts.signer == "Kept"


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("seconds", [0.5, 2, 5.25])
def test_recordings_of_any_length_are_unchanged(channels: int, seconds: float, tmp_path: Path):
    house = House(tmp_path / "house")
    found = verify(recording(house, tmp_path / "b.zip", seconds, channels=channels), house.anchors)
    assert (found.answer, found.reasons) == (Answer.UNCHANGED, ())


def test_a_recording_without_any_sound_is_unchanged_and_no_seconds_long(tmp_path: Path):
    house = House(tmp_path / "house")
    session = house.record()
    session.end("device_lost")
    found = verify(house.seal(house.parts(session), tmp_path / "b.zip"), house.anchors)
    assert (found.answer, found.facts.seconds) == (Answer.UNCHANGED, 0.0)


def test_pauses_and_events_leave_it_unchanged(tmp_path: Path):
    house = House(tmp_path / "house")
    session = house.record()
    session.event("armed")
    talk(session, house.clock, 3)
    session.event("pause")
    house.clock.pass_ms(60_000)
    session.event("resume")
    talk(session, house.clock, 4)
    session.end()
    found = verify(house.seal(house.parts(session), tmp_path / "b.zip"), house.anchors)
    assert (found.answer, found.reasons) == (Answer.UNCHANGED, ())


@pytest.mark.parametrize("kind", ["import", "typed"])
@pytest.mark.parametrize("size", [1, 65536, 200_000])
def test_a_file_that_was_brought_in_is_unchanged_since_then(kind: str, size: int, house: House, tmp_path: Path):
    found = verify(brought_in(house, tmp_path / "b.zip", bytes(size), kind), house.anchors)
    assert (found.answer, found.reasons) == (Answer.UNCHANGED, ())
    assert "before_import" in unproven(found)


def test_a_review_names_the_bundle_it_belongs_to(house: House, sealed: bytes, tmp_path: Path):
    (tmp_path / "first.zip").write_bytes(sealed)
    found = verify(review(house, tmp_path / "b.zip", tmp_path / "first.zip"), house.anchors)
    assert (found.answer, found.facts.kind) == (Answer.UNCHANGED, "review")


# Step 1: the container. The attacks on it alone are in test_archive.py.


@pytest.mark.parametrize("data", [b"", b"PK", b"not a bundle" * 99, b"PK\x05\x06" + bytes(18)])
def test_what_is_no_container_cannot_be_checked(data: bytes, house: House, tmp_path: Path):
    verdict = check(data, house, tmp_path)
    assert verdict.answer is Answer.CANNOT_CHECK
    assert {reason.layer for reason in verdict.reasons} == {"container"}
    assert set(ALWAYS_NOT_PROVEN) <= unproven(verdict)


@pytest.mark.parametrize("where", ["before", "behind"])
def test_bytes_before_or_behind_it_are_noticed(where: str, sealed: bytes, house: House, tmp_path: Path):
    data = b"x" + sealed if where == "before" else sealed + b"x"
    assert check(data, house, tmp_path).answer is Answer.CANNOT_CHECK


def test_no_random_edit_of_a_thousand_goes_unnoticed(sealed: bytes, house: House, tmp_path: Path):
    """The same edits in every run; the soak has a hundred thousand."""
    chance, anchors = random.Random(2026), house.anchors
    missed = [edit for edit in range(1000) if _goes_unnoticed(edited(sealed, chance), anchors, tmp_path)]
    assert missed == []


def _goes_unnoticed(data: bytes, anchors: Anchors, tmp_path: Path) -> bool:
    file = tmp_path / "edited.zip"
    file.write_bytes(data)
    return verify(file, anchors).answer is Answer.UNCHANGED


def edited(data: bytes, chance: random.Random) -> bytes:
    """One byte another, some taken out, some put in, or two places exchanged; half of them outside the sound."""
    start, end = data.index(b"data/audio.wav"), data.index(b"data/chain.jsonl")
    at = chance.randrange(len(data))
    if chance.random() < 0.5:
        at = chance.choice([chance.randrange(start), chance.randrange(end, len(data))])
    kind = chance.randrange(4)
    if kind == 0:
        return data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1 :]
    size = chance.randrange(1, 40)
    if kind == 1:
        return data[:at] + data[at + size :]
    if kind == 2:
        return data[:at] + chance.randbytes(size) + data[at:]
    made = bytearray(data)
    other = chance.randrange(len(data))
    made[at], made[other] = made[other], made[at]
    return bytes(made) if made != data else bytes(made[:-1])


@given(piece=st.binary(max_size=300), at=st.integers(0, 30_000), cut=st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_the_file_nothing_is_raised(
    piece: bytes, at: int, cut: int, sealed: bytes, house: House, tmp_path_factory: pytest.TempPathFactory
):
    data = sealed[:at] + piece + sealed[at + cut :]
    verdict = check(data, house, tmp_path_factory.mktemp("any"))
    assert (verdict.answer is Answer.UNCHANGED) == (data == sealed)


NAMES = [
    "bag-info.txt",
    "bagit.txt",
    "data/about.json",
    "data/chain.jsonl",
    "data/conversation.vcon.json",
    "data/device.pem",
    "data/mandate.jws",
    "data/opening.json",
    "data/sheet.json",
    "manifest-sha256.txt",
    "readme.en.html",
    "seal/log.tlog-proof",
    "seal/signer.pem",
    "seal/start.tlog-proof",
    "seal/tagmanifest.sig",
    "tagmanifest-sha256.txt",
    "walk.py",
]


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=8, deadline=None)
def test_whatever_stands_in_one_file_of_a_well_packed_bundle_is_noticed(
    name: str, data: st.DataObject, sealed: bytes, house: House, tmp_path_factory: pytest.TempPathFactory
):
    files = unpacked(sealed)
    old = files[name]
    at, cut = data.draw(st.integers(0, len(old))), data.draw(st.integers(0, 40))
    files[name] = old[:at] + data.draw(st.binary(max_size=40)) + old[at + cut :]
    for made in (files, resealed(files, house)) if name in ("data/chain.jsonl", "data/device.pem") else (files,):
        found = check(repacked(made), house, tmp_path_factory.mktemp("any"))
        assert files[name] == old or found.answer is not Answer.UNCHANGED


def test_a_wrong_checksum_alone_is_a_change(sealed: bytes, house: House, tmp_path: Path):
    crc = sealed.index(b"acta-") - 16
    header = sealed[crc : crc + 4]
    data = bytes(sealed).replace(header, b"\1\2\3\4")
    verdict = check(data, house, tmp_path)
    assert (verdict.answer, ids(verdict)) == (Answer.CHANGED, {"container_crc"})


# A folder


def test_a_folder_is_checked_and_says_what_could_not_be(sealed: bytes, house: House, tmp_path: Path):
    (tmp_path / "b.zip").write_bytes(sealed)
    found = verify(to_folder(tmp_path / "b.zip", tmp_path / "unpacked"), house.anchors)
    assert found.answer is Answer.UNCHANGED
    assert "container_absent" in unproven(found)


def test_an_extra_file_in_a_folder_is_named(sealed: bytes, house: House, tmp_path: Path):
    (tmp_path / "b.zip").write_bytes(sealed)
    folder = to_folder(tmp_path / "b.zip", tmp_path / "unpacked")
    (folder / "data" / "extra.txt").write_text("x")
    assert "file_unlisted" in ids(verify(folder, house.anchors))


# Step 2: names


@pytest.mark.parametrize("name", [*NAMES, "data/audio.wav"])
def test_a_file_that_is_missing_is_named(name: str, files: Files, house: House, tmp_path: Path):
    del files[name]
    verdict = check(repacked(files), house, tmp_path)
    assert verdict.answer is not Answer.UNCHANGED
    if name not in ("data/mandate.jws", "data/conversation.vcon.json"):
        assert ("file", name) in {
            value for reason in verdict.reasons for value in reason.values
        } or name == "seal/signer.pem"


@pytest.mark.parametrize("name", ["data/extra.txt", "seal/extra", "extra", "data/review.json", "data/original-1.mp3"])
def test_a_file_that_does_not_belong_is_named(name: str, files: Files, house: House, tmp_path: Path):
    files[name] = b"x"
    verdict = check(repacked(files), house, tmp_path)
    assert verdict.answer is Answer.CHANGED
    assert "file_unlisted" in ids(verdict)


# Step 3: manifests


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"",
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text + b"\n",
        lambda text: text.upper(),
        lambda text: b"".join(reversed(text.splitlines(keepends=True))),
        lambda text: text + text.splitlines(keepends=True)[0],
        lambda text: text.replace(b"  data/", b"  ./data/"),
    ],
    ids=["empty", "CRLF", "BOM", "blank line", "capitals", "order", "twice", "dots"],
)
def test_a_manifest_of_another_form_is_refused_even_when_it_is_signed(
    change: Callable[[bytes], bytes], files: Files, house: House, tmp_path: Path
):
    files["manifest-sha256.txt"] = change(files["manifest-sha256.txt"])
    tagged = {name for name in files if name.endswith(".html")} | {
        "bag-info.txt",
        "bagit.txt",
        "manifest-sha256.txt",
        "walk.py",
    }
    files["tagmanifest-sha256.txt"] = bag.manifest({name: digest.hex_of(files[name]) for name in tagged})
    files["seal/tagmanifest.sig"] = keys.sign_der(house.sealer.key, files["tagmanifest-sha256.txt"])
    verdict = check(repacked(files), house, tmp_path)
    assert verdict.answer is Answer.CHANGED
    assert "manifest_form" in ids(verdict)


def test_manifests_that_disagree_are_noticed(files: Files, house: House, tmp_path: Path):
    files["manifest-sha256.txt"] = files["manifest-sha256.txt"].replace(b"0", b"1")
    verdict = check(repacked(files), house, tmp_path)
    assert {"file_changed"} <= ids(verdict)


# Steps 4 and 5: who signed


def test_an_unknown_signer_cannot_be_checked_whatever_else_is_found(files: Files, tmp_path: Path):
    stranger = House(tmp_path / "stranger", name="Stranger")
    verdict = check(repacked(files), stranger, tmp_path)
    assert verdict.answer is Answer.CANNOT_CHECK
    assert "signer_unknown" in ids(verdict)
    assert verdict.facts.signer is None


def test_without_any_anchor_nothing_is_confirmed(sealed: bytes, tmp_path: Path):
    (tmp_path / "b.zip").write_bytes(sealed)
    assert verify(tmp_path / "b.zip", Anchors()).answer is Answer.CANNOT_CHECK


def test_an_anchor_inside_the_bundle_is_no_anchor(files: Files, house: House, tmp_path: Path):
    """Attack 60: a bundle whose only trust anchor is the one that it carries."""
    files["seal/signers.pem"] = keys.pem(house.ring.signer())
    (tmp_path / "b.zip").write_bytes(repacked(files))
    assert verify(tmp_path / "b.zip", Anchors()).answer is Answer.CANNOT_CHECK


def test_the_device_itself_may_be_an_anchor(sealed: bytes, house: House, tmp_path: Path):
    (tmp_path / "b.zip").write_bytes(sealed)
    found = verify(tmp_path / "b.zip", Anchors((house.ring.device(),)))
    assert "signer_unknown" not in ids(found)


def test_a_signature_by_another_key_is_a_change(files: Files, house: House, tmp_path: Path):
    files["seal/tagmanifest.sig"] = keys.sign_der(keys.new_key(house.random), files["tagmanifest-sha256.txt"])
    assert "signature" in ids(check(repacked(files), house, tmp_path))


def test_a_second_encoding_of_the_same_signature_is_a_change(files: Files, house: House, tmp_path: Path):
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature  # noqa: PLC0415

    r, s = decode_dss_signature(files["seal/tagmanifest.sig"])
    files["seal/tagmanifest.sig"] = encode_dss_signature(r, keys.ORDER - s)
    verdict = check(repacked(files), house, tmp_path)
    assert (verdict.answer, "signature" in ids(verdict)) == (Answer.CHANGED, True)


def test_dates_outside_the_certificates_cannot_be_checked(tmp_path: Path):
    house = House(tmp_path / "house", clock=SetClock(utc=NOON_MS + 4000 * DAY_MS))
    found = verify(recording(house, tmp_path / "b.zip", 2), house.anchors)
    assert (found.answer, "signer_dates" in ids(found)) == (Answer.CANNOT_CHECK, True)


@pytest.fixture
def revoked(house: House, tmp_path: Path) -> Callable[[str], Anchors]:
    def at(when: str) -> Anchors:
        folder = house.export(tmp_path / "anchors")
        (folder / "revoked.txt").write_text(f"{keys.fingerprint(house.ring.device())}{when}\n")
        return read_anchors(folder)

    return at


@pytest.mark.parametrize("when", ["", " 2020-01-01T00:00:00Z", " 2040-01-01T00:00:00Z"])
def test_a_revoked_signer_without_an_outside_time_cannot_be_checked(
    when: str, revoked: Callable[[str], Anchors], sealed: bytes, tmp_path: Path
):
    (tmp_path / "b.zip").write_bytes(sealed)
    found = verify(tmp_path / "b.zip", revoked(when))
    assert (found.answer, "signer_revoked" in ids(found)) == (Answer.CANNOT_CHECK, True)


# Step 6: forms


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b'":', b'": '),
        lambda text: text.replace(b"{", b'{"id":"x",', 1),
        lambda text: text.rstrip(b"\n"),
        lambda text: text + b"\n",
        lambda text: text.replace(b'ms":', b'ms":1.'),
        lambda text: text.replace(b"recording", b"secret"),
        lambda text: text.replace(b"recording", b"review"),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: b"[" * 100_000,
        lambda text: b"null\n",
        lambda text: text.replace(b"0f3a", b"1f3a"),
    ],
)
def test_a_description_of_another_form_is_a_change_even_when_it_is_signed(
    change: Callable[[bytes], bytes], files: Files, house: House, tmp_path: Path
):
    files["data/about.json"] = change(files["data/about.json"])
    verdict = check(repacked(resealed(files, house)), house, tmp_path)
    assert verdict.answer is Answer.CHANGED
    assert ids(verdict) & {"form", "form_ids", "file_missing", "file_unlisted"}


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


def lines(files: Files) -> list[bytes]:
    return files["data/chain.jsonl"].splitlines(keepends=True)


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


def house_id(files: Files) -> str:
    return str(canonical.read_object(files["data/about.json"][:-1], "")["id"])


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


# Step 9: outside time. What a token may be is in test_stamp.py.


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("stamped")
    authority = Authority(folder / "tsa")
    now = int(authority.certificate.not_valid_before_utc.timestamp() * 1000) + DAY_MS
    return House(folder, clock=SetClock(utc=now - 20_000), authority=authority, tsa=authority.anchor)


@pytest.mark.needs("openssl", "apt-get install openssl")
def test_an_outside_time_says_since_when(stamped: House, tmp_path: Path):
    found = verify(recording(stamped, tmp_path / "b.zip", 4, id_="d" * 32), stamped.anchors)
    assert (found.answer, found.reasons) == (Answer.UNCHANGED, ())
    assert found.facts.stamped_utc_ms
    assert found.facts.stamper == "Test time-stamp authority"
    assert "time_absent" not in unproven(found)


@pytest.mark.needs("openssl", "apt-get install openssl")
def test_a_stamp_of_another_seal_is_a_change(stamped: House, tmp_path: Path):
    one, other = (unpacked(recording(stamped, tmp_path / f"{at}.zip", 2, id_=at * 32).read_bytes()) for at in "12")
    one["seal/tagmanifest.tsr"] = other["seal/tagmanifest.tsr"]
    verdict = check(repacked(one, "1" * 32), stamped, tmp_path)
    assert (verdict.answer, "time_other_bytes" in ids(verdict)) == (Answer.CHANGED, True)


@pytest.mark.needs("openssl", "apt-get install openssl")
@pytest.mark.parametrize(
    ("ago_ms", "reason", "answer"),
    [(72 * 3600_000, "sealed_late", "unchanged"), (-600_000, "time_before_end", "changed")],
)
def test_a_stamp_long_after_or_before_the_end_is_named(
    ago_ms: int, reason: str, answer: str, stamped: House, tmp_path: Path
):
    """Attack 25: honest authority today, old dates."""
    now = stamped.clock.utc
    stamped.clock.utc -= ago_ms
    try:
        made = recording(stamped, tmp_path / "b.zip", 2, id_=f"{abs(ago_ms):032d}")
    finally:
        stamped.clock.utc = now
    found = verify(made, stamped.anchors)
    assert (reason in ids(found), found.answer.value) == (True, answer)


@pytest.mark.needs("openssl", "apt-get install openssl")
@pytest.mark.parametrize(
    ("when", "answer"), [("2020-01-01T00:00:00Z", "cannot_check"), ("2090-01-01T00:00:00Z", "unchanged")]
)
def test_revocation_counts_from_its_time(when: str, answer: str, stamped: House, tmp_path: Path):
    made = recording(stamped, tmp_path / "b.zip", 2, id_=when[:4] * 8)
    folder = stamped.export(tmp_path / "anchors")
    (folder / "revoked.txt").write_text(f"{keys.fingerprint(stamped.ring.device())} {when}\n")
    assert verify(made, read_anchors(folder)).answer.value == answer


# Step 10: the log


def test_a_proof_of_another_entry_is_a_change(files: Files, house: House, tmp_path: Path):
    files["seal/log.tlog-proof"] = files["seal/start.tlog-proof"]
    verdict = check(repacked(files), house, tmp_path)
    assert (verdict.answer, "log_proof" in ids(verdict)) == (Answer.CHANGED, True)


def test_without_the_logs_key_a_changed_proof_is_noticed_all_the_same(files: Files, house: House, tmp_path: Path):
    anchors = Anchors((house.ring.signer(),))
    file = tmp_path / "b.zip"
    file.write_bytes(repacked(files))
    assert "log_unknown" in unproven(verify(file, anchors))
    files["seal/log.tlog-proof"] = files["seal/start.tlog-proof"]
    file.write_bytes(repacked(files))
    assert "log_proof" in ids(verify(file, anchors))


def test_two_seals_for_one_number_are_seen_by_who_holds_the_log(tmp_path: Path):
    house = House(tmp_path / "house")
    sealed = recording(house, tmp_path / "b.zip", 2)
    house.log.append(f"atesta-log-v1 seal {'0f3a5c7e9b1d2f4068ac13579bdf0246'} {'a' * 64} {'0' * 64}")
    found = verify(sealed, house.anchors, log=house.folder / "log.sqlite")
    assert (found.answer, "log_two_seals" in ids(found)) == (Answer.CANNOT_CHECK, True)


def test_a_head_of_the_chain_in_the_log_is_checked(tmp_path: Path):
    house = House(tmp_path / "house")
    session = house.record()
    talk(session, house.clock, 4)
    seq, h = session.head()
    session.attach(
        "head.tlog-proof", house.log.prove(house.log.append(f"atesta-log-v1 head {session.start.id} {seq} {h.hex()}"))
    )
    talk(session, house.clock, 4)
    session.end()
    sealed = house.seal(house.parts(session), tmp_path / "b.zip")
    assert verify(sealed, house.anchors).reasons == ()
    files = unpacked(sealed.read_bytes())
    files["seal/head.tlog-proof"] = files["seal/log.tlog-proof"]
    assert "log_proof" in ids(check(repacked(files), house, tmp_path))


# Step 11: the mandate. What a mandate may be is in test_mandate.py.


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"to_s": 1}, "mandate_not_in_force"), ({"id": "m-2"}, "mandate_other"), ({"agency": "x"}, "mandate_other")],
)
def test_a_mandate_that_does_not_count_is_a_reason_that_leaves_the_answer(
    change: dict[str, object], reason: str, tmp_path: Path
):
    house = House(tmp_path / "house")
    made = recording(house, tmp_path / "b.zip", 2, more={"data/mandate.jws": house.mandate(**change)})
    found = verify(made, house.anchors)
    assert (found.answer, ids(found)) == (Answer.UNCHANGED, {reason})


# Step 12: the sheet


class Sheet:
    def __init__(self, says: canonical.Json) -> None:
        self.says, self.seconds, self.events = says, 0.0, 0

    def record(self, record: Record) -> None:
        self.events += isinstance(record, Event)

    def sound(self, data: bytes) -> None:
        self.seconds += len(data) / 2 / RATE

    def result(self) -> dict[str, canonical.Json]:
        return {"steps": self.says}


@pytest.mark.parametrize(("says", "answer"), [([], "unchanged"), ([1], "changed")])
def test_the_sheet_is_worked_out_again(says: canonical.Json, answer: str, sealed: bytes, house: House, tmp_path: Path):
    (tmp_path / "b.zip").write_bytes(sealed)
    made: list[Sheet] = []

    def make(start: object) -> Sheet:
        made.append(Sheet(says))
        return made[0]

    found = verify(tmp_path / "b.zip", house.anchors, make_sheet=make)
    assert (found.answer.value, made[0].seconds) == (answer, 10)


# Step 13 and the whole


def test_the_worst_of_what_was_found_is_the_answer(files: Files, tmp_path: Path):
    stranger = House(tmp_path / "stranger", name="Stranger")
    files["data/chain.jsonl"] = b"".join(lines(files)[:-1])
    assert check(repacked(files), stranger, tmp_path).answer is Answer.CANNOT_CHECK


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)).map(lambda pair: (float(pair[0]), float(sum(pair))))))
def test_merged_stretches_do_not_touch_and_cover_the_same(spans: list[tuple[float, float]]):
    joined = merged(spans)
    assert all(one[1] < other[0] for one, other in pairwise(joined))
    covered = {at for one in spans for at in range(int(one[0]), int(one[1]))}
    assert covered == {at for one in joined for at in range(int(one[0]), int(one[1]))}


MEMORY = """
import resource, sys
from pathlib import Path
sys.path[:0] = [{tests!r}]
from atesta.evidence.verify import verify
from atesta.evidence.anchors import read_anchors
anchors = read_anchors(Path({anchors!r}))
verify(Path({small!r}), anchors)  # everything is loaded
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
answer = verify(Path({big!r}), anchors).answer.value
print(answer, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.needs("module:resource", "a POSIX system")
def test_a_long_call_needs_no_more_memory_than_a_short_one(tmp_path: Path):
    """40 MB of sound may cost 8 MB: that of a six-hour call in small."""
    house = House(tmp_path / "house")
    small = recording(house, tmp_path / "small.zip", 4)
    big = recording(house, tmp_path / "big.zip", 210, channels=2, rate=48000, id_="e" * 32)
    script = MEMORY.format(
        tests=str(Path(__file__).parent), anchors=str(house.export(tmp_path / "a")), small=str(small), big=str(big)
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    answer, more = done.stdout.split()
    assert big.stat().st_size > 40_000_000
    assert (answer, int(more) < 8192) == ("unchanged", True)


def test_an_anchor_file_that_is_broken_is_refused_not_passed_over(house: House, tmp_path: Path):
    from atesta.errors import EvidenceError  # noqa: PLC0415

    for name, data in (("signers.pem", b"x"), ("log.vkey", b"x+y"), ("revoked.txt", b"yes\n")):
        folder = house.export(tmp_path / name)
        (folder / name).write_bytes(data)
        with pytest.raises(EvidenceError):
            read_anchors(folder)
