"""Writes tests/evidence/vectors again: `python tests/evidence/make_vectors.py`. The same bytes each time."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bundles import AGENT, READMES, House, brought_in, recording, repacked, review, talk, unpacked

from atesta.evidence import bag, digest, twin
from atesta.evidence.anchors import read_anchors
from atesta.evidence.archive import Zipped
from atesta.evidence.verify import Verdict, verify

FOLDER = Path(__file__).with_name("vectors")
RATE = 100  # small files; a segment is two seconds whatever the rate

ABOUT = {
    "whole": "A recording of ten seconds, as it was sealed.",
    "second-altered": "One byte of the sound between 6 and 8 s is another.",
    "list-made-anew": "The same, and both lists made again to fit; the signature cannot be.",
    "stranger": "A whole recording by an installation that the anchors do not know.",
    "byte-appended": "One byte stands behind the archive.",
    "two-ids": "data/about.json has the key id twice.",
    "extra-file": "A file that no list names.",
    "starved": "The recorder stood still for 25 seconds.",
    "import": "A file that was brought in.",
    "import-altered": "One byte of it is another.",
    "review": "A review of the first.",
    "redacted": "A copy of the first without seconds 2 to 6.",
    "redacted-salt": "In that copy a salt of a kept segment is another.",
}


def made(tmp: Path) -> Iterator[tuple[str, bytes]]:
    house = House(tmp / "house")
    house.export(FOLDER / "anchors")
    whole = recording(house, tmp / "whole.zip", 10, rate=RATE)
    files = unpacked(whole.read_bytes())
    yield "whole", whole.read_bytes()
    altered = {**files, "data/audio.wav": flipped(files["data/audio.wav"], 44 + 2 * RATE * 7)}
    yield "second-altered", repacked(altered)
    yield "list-made-anew", repacked(listed_anew(altered))
    yield "stranger", recording(House(tmp / "stranger", name="Stranger"), tmp / "s.zip", 4, rate=RATE).read_bytes()
    yield "byte-appended", whole.read_bytes() + b"\0"
    yield "two-ids", repacked({**files, "data/about.json": files["data/about.json"].replace(b"{", b'{"id":"x",', 1)})
    yield "extra-file", repacked({**files, "data/extra.txt": b"x"})
    session = house.record("b" * 32, rate=RATE)
    talk(session, house.clock, 4)
    house.clock.pass_ms(25_000)
    talk(session, house.clock, 4)
    session.end()
    yield "starved", house.seal(house.parts(session), tmp / "starved.zip").read_bytes()
    imported = brought_in(house, tmp / "import.zip", bytes(range(200)) * 5, block=256).read_bytes()
    yield "import", imported
    inside = unpacked(imported)
    inside["data/original-1.mp3"] = flipped(inside["data/original-1.mp3"], 300)
    yield "import-altered", repacked(inside, "0f3a5c7e9b1d2f4068ac13579bdf0246"[::-1])
    yield "review", review(house, tmp / "review.zip", whole).read_bytes()
    with whole.open("rb") as file:
        parts = twin.twin(Zipped(file), [(3.0, 5.0)], "77" * 16, AGENT, READMES, house.clock.utc_ms())
        redacted = house.seal(parts, tmp / "redacted.zip").read_bytes()
    yield "redacted", redacted
    inside = unpacked(redacted)
    inside["data/opening.json"] = other_salt(inside["data/opening.json"])
    yield "redacted-salt", repacked(inside, "77" * 16)


def other_salt(opening: bytes) -> bytes:
    at = opening.index(b'"3":"') + 5
    return opening[:at] + b"0" * 64 + opening[at + 64 :]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def listed_anew(files: dict[str, bytes]) -> dict[str, bytes]:
    again = dict(files)
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        listed = bag.read_manifest(files[name])
        again[name] = bag.manifest({path: digest.hex_of(again[path]) for path in listed})
    return again


def expected(verdict: Verdict) -> str:
    reasons = " ".join(sorted({reason.id for reason in verdict.reasons})) or "none"
    changed = " ".join(f"{start:g}-{end:g}" for start, end in verdict.changed) or "none"
    return f"answer: {verdict.answer.value}\nreasons: {reasons}\nchanged: {changed}\n"


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with tempfile.TemporaryDirectory() as tmp:
        for name, data in made(Path(tmp)):
            (FOLDER / f"{name}.zip").write_bytes(data)
            verdict = verify(FOLDER / f"{name}.zip", read_anchors(FOLDER / "anchors"))
            (FOLDER / f"{name}.txt").write_text(f"{expected(verdict)}\n{ABOUT[name]}\n", "utf-8")


if __name__ == "__main__":
    main()
