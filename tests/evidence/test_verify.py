"""The whole check, and what is unchanged: container, names, manifests, forms, answer; and nothing raises."""

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
    lines,
    recording,
    repacked,
    resealed,
    review,
    talk,
    to_folder,
    unpacked,
    unproven,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from atesta.evidence import bag, digest, keys
from atesta.evidence.anchors import Anchors, read_anchors
from atesta.evidence.verify import Answer, verify
from atesta.evidence.verify_answer import ALWAYS_NOT_PROVEN, merged

Files = dict[str, bytes]


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
import sys
from pathlib import Path
sys.path[:0] = [{tests!r}]
from atesta.evidence.verify import verify
from atesta.evidence.anchors import read_anchors
anchors = read_anchors(Path({anchors!r}))

def peak():  # not ru_maxrss: a new process begins with that of whoever started it, and nothing would show
    return next(int(line.split()[1]) for line in Path("/proc/self/status").open() if line.startswith("VmHWM"))

verify(Path({small!r}), anchors)  # everything is loaded
before = peak()
answer = verify(Path({big!r}), anchors).answer.value
print(answer, peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc: Linux")
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
