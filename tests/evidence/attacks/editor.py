"""Attacks 1 to 22, 40 to 44, 59 and 60: whoever has the file, a program to edit it, and no key."""

from __future__ import annotations

import io
import json
import struct
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable

from bundles import lines, unpacked
from making import DAY_MS, ID, RATE

from atesta.cli.verify import given_anchors
from atesta.errors import InputError
from atesta.evidence import archive, canonical, keys
from atesta.evidence.anchors import Anchors
from attacks.registry import attack
from attacks.stand import SEGMENT, Files, Seen, Stand, object_in, refused, relisted, retagged, without

HEADER = 44
WAV, CHAIN = "data/audio.wav", "data/chain.jsonl"


def sound(files: Files) -> bytes:
    return files[WAV][HEADER:]


def with_sound(files: Files, pcm: bytes) -> Files:
    """With the header that such a sound would have had."""
    head = bytearray(files[WAV][:HEADER])
    head[4:8], head[40:44] = struct.pack("<I", 36 + len(pcm)), struct.pack("<I", len(pcm))
    return {**files, WAV: bytes(head) + pcm}


def with_lines(files: Files, kept: list[bytes]) -> Files:
    return {**files, CHAIN: b"".join(kept)}


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def is_segment(line: bytes) -> bool:
    return b'"kind":"segment"' in line


def segments_at(chain: list[bytes]) -> list[int]:
    return [at for at, line in enumerate(chain) if is_segment(line)]


@attack("1")
def one_bit(stand: Stand) -> Seen:
    files = stand.files()
    return stand.edited({**files, WAV: flipped(files[WAV], HEADER + 7 * RATE * 2)})


@attack("2")
def one_bit_with_new_lists(stand: Stand) -> Seen:
    files = stand.files()
    return stand.relisted({**files, WAV: flipped(files[WAV], HEADER + 7 * RATE * 2)})


@attack("3")
def end_cut(stand: Stand) -> Seen:
    files = stand.files()
    return stand.relisted(with_sound(files, sound(files)[: -5 * SEGMENT]))


@attack("4")
def end_cut_with_its_records(stand: Stand) -> Seen:
    files = stand.files()
    chain = lines(files)
    cut = with_lines(files, chain[: segments_at(chain)[5]])
    return stand.relisted(with_sound(cut, sound(files)[: -5 * SEGMENT]))


@attack("5")
def end_cut_but_the_end_record_kept(stand: Stand) -> Seen:
    files = stand.files()
    chain = lines(files)
    cut = with_lines(files, [*chain[: segments_at(chain)[5]], chain[-1]])
    return stand.relisted(with_sound(cut, sound(files)[: -5 * SEGMENT]))


@attack("6")
def beginning_cut(stand: Stand) -> Seen:
    files = stand.files()
    chain = lines(files)
    first, sixth = segments_at(chain)[0], segments_at(chain)[5]
    cut = with_lines(files, [*chain[:first], *chain[sixth:]])
    return stand.relisted(with_sound(cut, sound(files)[5 * SEGMENT :]))


def exchanged(pcm: bytes) -> bytes:
    return pcm[:SEGMENT] + pcm[2 * SEGMENT : 3 * SEGMENT] + pcm[SEGMENT : 2 * SEGMENT] + pcm[3 * SEGMENT :]


@attack("7")
def two_segments_exchanged(stand: Stand) -> Seen:
    files = stand.files()
    return stand.relisted(with_sound(files, exchanged(sound(files))))


@attack("8")
def exchanged_with_their_records(stand: Stand) -> Seen:
    files = stand.files()
    chain = lines(files)
    one, other = segments_at(chain)[1:3]
    chain[one], chain[other] = chain[other], chain[one]
    return stand.relisted(with_sound(with_lines(files, chain), exchanged(sound(files))))


@attack("9")
def two_seconds_spliced_out(stand: Stand) -> Seen:
    files = stand.files()
    chain = lines(files)
    del chain[segments_at(chain)[3]]
    pcm = sound(files)
    return stand.relisted(with_sound(with_lines(files, chain), pcm[: 3 * SEGMENT] + pcm[4 * SEGMENT :]))


@attack("10")
def two_seconds_put_in(stand: Stand) -> Seen:
    files = stand.files()
    pcm = sound(files)
    return stand.relisted(with_sound(files, pcm[: 3 * SEGMENT] + bytes(SEGMENT) + pcm[3 * SEGMENT :]))


@attack("11")
def a_threat_silenced(stand: Stand) -> Seen:
    files, at, long = stand.files(), 5 * RATE * 2, RATE * 2 * 2 // 5
    pcm = sound(files)
    return stand.relisted(with_sound(files, pcm[:at] + bytes(long) + pcm[at + long :]))


@attack("12")
def a_segment_and_its_record_twice(stand: Stand) -> Seen:
    files = stand.files()
    chain = lines(files)
    again = segments_at(chain)[3]
    chain.insert(again, chain[again])
    pcm = sound(files)
    return stand.relisted(with_sound(with_lines(files, chain), pcm[: 4 * SEGMENT] + pcm[3 * SEGMENT :]))


def through(pcm: bytes, kind: str, subtype: str) -> bytes:
    """The sound as a lossy file gives it back."""
    import numpy  # noqa: PLC0415
    import soundfile  # type: ignore[import-untyped]  # noqa: PLC0415

    kept = io.BytesIO()
    soundfile.write(kept, numpy.frombuffer(pcm, "<i2"), RATE, format=kind, subtype=subtype)
    kept.seek(0)
    heard = soundfile.read(kept, dtype="int16")[0].astype("<i2").tobytes()
    return bytes(heard[: len(pcm)].ljust(len(pcm), b"\0"))


@attack("13")
def through_mp3(stand: Stand) -> Seen:
    files = stand.files()
    return stand.relisted(with_sound(files, through(sound(files), "MP3", "MPEG_LAYER_III")))


@attack("14")
def through_opus(stand: Stand) -> Seen:
    files = stand.files()
    return stand.relisted(with_sound(files, through(sound(files), "OGG", "OPUS")))


@attack("15")
def another_rate_in_the_header(stand: Stand) -> Seen:
    files = stand.files()
    data = files[WAV]
    return stand.relisted({**files, WAV: data[:24] + struct.pack("<2I", 16000, 32000) + data[32:]})


@attack("16")
def a_hidden_chunk(stand: Stand) -> Seen:
    files = stand.files()
    data = files[WAV]
    return stand.relisted({**files, WAV: data[:36] + b"LIST\x04\0\0\0abcd" + data[36:]})


def start_with(files: Files, change: Callable[[dict[str, canonical.Json]], None]) -> Files:
    """The first record of the chain edited; its hash and signature cannot be."""
    first, *rest = lines(files)
    record = canonical.read_object(first.rstrip(), "")["r"]
    assert isinstance(record, dict)
    old = canonical.write(record)
    change(record)
    return with_lines(files, [first.replace(old, canonical.write(record)), *rest])


def a_day_earlier(files: Files) -> Files:
    about = object_in(files, "data/about.json")
    assert isinstance(about["sealed_utc_ms"], int)
    about["sealed_utc_ms"] -= DAY_MS
    return {**files, "data/about.json": canonical.write(about) + b"\n"}


@attack("17")
def another_date(stand: Stand) -> Seen:
    def change(record: dict[str, canonical.Json]) -> None:
        assert isinstance(record["utc_ms"], int)
        record["utc_ms"] -= DAY_MS

    return stand.relisted(start_with(a_day_earlier(stand.files()), change))


@attack("18")
def another_agency(stand: Stand) -> Seen:
    def change(record: dict[str, canonical.Json]) -> None:
        assert isinstance(record["about"], dict)
        record["about"]["agency"] = "another"

    return stand.relisted(start_with(stand.files(), change))


@attack("19")
def a_file_slipped_in(stand: Stand) -> Seen:
    return stand.edited({**stand.files(), "data/extra.txt": b"x"})


@attack("20")
def chain_taken_out(stand: Stand) -> Seen:
    return stand.relisted(without(stand.files(), CHAIN))


@attack("21")
def description_off_the_list_and_edited(stand: Stand) -> Seen:
    files = a_day_earlier(stand.files())
    kept = [line for line in files["manifest-sha256.txt"].splitlines(True) if b"about.json" not in line]
    return stand.edited(retagged({**files, "manifest-sha256.txt": b"".join(kept)}))


@attack("22")
def another_calls_sound(stand: Stand) -> Seen:
    files, other = stand.files(), unpacked(stand.honest("22" * 16).read_bytes())
    genuine = {name: other[name] for name in (WAV, CHAIN, "data/opening.json", "data/device.pem", "data/sheet.json")}
    return stand.relisted({**files, **genuine})


@attack("40")
def a_visible_copy_beside_what_is_signed(stand: Stand) -> Seen:
    files = stand.files()
    name = "data/conversation.vcon.json"
    return stand.relisted({**files, name: files[name].replace(b"P-1", b"P-2")})


def about_as(write: Callable[[bytes], bytes]) -> Callable[[Stand], Seen]:
    def edit(stand: Stand) -> Seen:
        files = stand.files()
        changed = write(files["data/about.json"])
        assert changed != files["data/about.json"]
        return stand.relisted({**files, "data/about.json": changed})

    return edit


attack("41a")(about_as(lambda data: data.replace(b"{", b'{"about":null,', 1)))
attack("41b")(about_as(lambda data: data.replace(b'"sealed_utc_ms":', b'"sealed_utc_ms":0.5e1,"x":', 1)))
attack("41c")(about_as(lambda data: b"\xef\xbb\xbf" + data))
attack("41d")(about_as(lambda data: json.dumps(dict(reversed(json.loads(data).items()))).encode() + b"\n"))


@attack("41e")
def decomposed_letters(stand: Stand) -> Seen:
    files = stand.files()
    name = "data/conversation.vcon.json"
    word = unicodedata.normalize("NFD", "é").encode()
    return stand.relisted({**files, name: files[name].replace(b"P-1", b"P-" + word)})


@attack("41f")
def other_line_ends(stand: Stand) -> Seen:
    files = stand.files()
    name = "manifest-sha256.txt"
    return stand.edited(retagged({**files, name: files[name].replace(b"\n", b"\r\n")}))


def packed_as(names: list[bytes]) -> bytes:
    """Our own packing in every byte, under names that are not ours."""
    out, central, at = io.BytesIO(), io.BytesIO(), 0
    for name in names:
        crc = zlib.crc32(b"x")
        sizes = (crc, 1, 1, len(name), 0)
        local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0x21, *sizes) + name + b"x"
        fixed = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 0x0314, 20, 0, 0, 0, 0x21, *sizes, 0, 0, 0, 0x81A40000, at)
        central.write(fixed + name)
        out.write(local)
        at += len(local)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, len(names), len(names), central.tell(), at, 0)
    return out.getvalue() + central.getvalue() + end


def named(*names: str) -> Callable[[Stand], Seen]:
    return lambda stand: stand.read(packed_as([name.encode() for name in names]))


ROOT = f"acta-{ID}/"
attack("42a")(named(f"{ROOT}../../x"))
attack("42b")(named("/etc/x"))
attack("42c")(named(f"{ROOT}a", f"{ROOT}a"))
attack("42d")(named(f"{ROOT}A", f"{ROOT}a"))


@attack("42e")
def a_link(stand: Stand) -> Seen:
    return stand.read(stand.sealed.replace(struct.pack("<I", 0x81A40000), struct.pack("<I", 0xA1FF0000), 1))


@attack("42f")
def a_bomb(stand: Stand) -> Seen:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{ROOT}data/audio.wav", bytes(50_000_000))
    return stand.read(made.getvalue())


@attack("42g")
def a_link_in_a_folder(stand: Stand) -> Seen:
    folder = stand.folder / "unpacked"
    for name, data in stand.files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "readme.en.html").unlink()
    (folder / "readme.en.html").symlink_to("/etc/hostname")
    return stand.read(folder)


@attack("43a")
def a_manifest_of_nothing(stand: Stand) -> Seen:
    return stand.edited(retagged({**stand.files(), "manifest-sha256.txt": b""}))


@attack("43b")
def a_second_manifest_that_disagrees(stand: Stand) -> Seen:
    files = stand.files()
    return stand.edited({**files, "manifest-sha512.txt": b"0" * 128 + b"  data/audio.wav\n"})


@attack("44")
def what_a_quick_look_at_a_bag_passes(stand: Stand) -> Seen:
    import bagit  # type: ignore[import-untyped]  # noqa: PLC0415

    files = {**stand.files(), WAV: flipped(stand.files()[WAV], 9999)}
    folder = stand.folder / "bag"
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert bagit.Bag(str(folder)).validate(fast=True)
    return stand.edited(files)


@attack("59a")
def no_sound(stand: Stand) -> Seen:
    return stand.relisted(without(stand.files(), WAV))


@attack("59b")
def nothing_but_tags(stand: Stand) -> Seen:
    kept = {name: data for name, data in stand.files().items() if not name.startswith("data/")}
    return stand.edited(retagged({**kept, "manifest-sha256.txt": b""}))


@attack("59c")
def an_empty_archive(stand: Stand) -> Seen:
    return stand.read(b"PK\x05\x06" + bytes(18))


@attack("60")
def its_only_anchor_is_its_own(stand: Stand) -> Seen:
    """The reader has no anchors, and the bundle offers the signer's own certificate."""
    files = {**stand.files(), "seal/signers.pem": keys.pem(stand.house.ring.signer())}
    stand.folder.joinpath("judged.zip").write_bytes(b"".join(repack(files)))
    return stand.read(stand.folder / "judged.zip", Anchors())


def repack(files: Files) -> list[bytes]:
    held = {name: archive.Held(data) for name, data in files.items()}
    return list(archive.write(ID, {name: (content, archive.measure(content)) for name, content in held.items()}))


@attack("56a")
def a_page_that_says_yes(stand: Stand) -> Seen:
    files = stand.files()
    page = b"<script>document.write('unchanged')</script>\n"
    return stand.edited(relisted({**files, "readme.en.html": page}))


@attack("56b")
def anchors_from_the_bundle(stand: Stand) -> Seen:
    """An unpacked bundle that brings a folder of anchors, given to the command line as the anchors."""
    folder = stand.folder / "unpacked"
    stand.house.export(folder)

    class Given:
        anchors = str(folder)

    try:
        given_anchors(Given(), folder)  # type: ignore[arg-type]
    except InputError:
        return refused("anchors", "anchors_in_the_bundle")
    return Seen("unchanged")
