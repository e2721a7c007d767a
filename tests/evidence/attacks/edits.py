"""Edits that nobody thought of: any bytes of a small but complete bundle changed, moved, lost, doubled or put in."""

from __future__ import annotations

import io
import subprocess
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

from bundles import House, repacked, unpacked
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from making import ID

from atesta.evidence import canonical, keys
from atesta.evidence.verify import verify
from attacks.stand import Files, good, outside_house, relisted

RATE = 100  # two hundred samples a segment: a bundle of 40 kB that has all there can be


def small_house(folder: Path) -> tuple[House, bytes]:
    """A bundle with an outside time, three log proofs and a mandate, and who checks it."""
    house = outside_house(folder / "house")
    return house, good(house, folder / "small.zip", 8, RATE).read_bytes()


def edit(data: bytes, random: Random) -> bytes:
    """Another file: one edit, or a few."""
    made = data
    while made == data:
        for _ in range(random.choice((1, 1, 1, 2, 5))):
            made = random.choice(EDITS)(made, random)
    return made


def _place(data: bytes, random: Random, most: int = 200) -> tuple[int, int]:
    at = random.randrange(len(data) + 1)
    return at, min(len(data), at + random.choice((1, 1, 2, 16, most)))


def _flip(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def _replace(data: bytes, random: Random) -> bytes:
    at, to = _place(data, random)
    return data[:at] + random.randbytes(to - at) + data[to:]


def _take_out(data: bytes, random: Random) -> bytes:
    at, to = _place(data, random)
    return data[:at] + data[to:] or b"x"


def _put_in(data: bytes, random: Random) -> bytes:
    at, to = _place(data, random)
    return data[:at] + random.randbytes(to - at + 1) + data[at:]


def _double(data: bytes, random: Random) -> bytes:
    at, to = _place(data, random)
    return data[:to] + data[at:]


def _exchange(data: bytes, random: Random) -> bytes:
    a, b = sorted(random.randrange(len(data)) for _ in range(2))
    size = random.randint(1, max(1, min(b - a, len(data) - b, 500)))
    return data[:a] + data[b : b + size] + data[a + size : b] + data[a : a + size] + data[b + size :]


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data))] or b"x"


EDITS: tuple[Callable[[bytes, Random], bytes], ...] = (
    _flip,
    _flip,
    _replace,
    _take_out,
    _put_in,
    _double,
    _exchange,
    _cut,
)


def passed(house: House, data: bytes, folder: Path, seed: int, runs: int) -> Iterator[bool]:
    """Of each edit, whether it was taken for the original. The seed and the run make it again."""
    anchors, path = house.anchors, folder / f"edited-{seed}.zip"
    for run in range(runs):
        path.write_bytes(edit(data, Random(f"{seed} {run}")))
        yield verify(path, anchors).answer.value == "unchanged"


def structured(data: bytes, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Edits that keep the meaning or the form: packed or written in another way, files exchanged, cuts everywhere."""
    files = unpacked(data)
    yield from _other_packings(files, folder)
    yield from _cuts(data)
    yield from _exchanged_files(files)
    yield from _other_encodings(files)
    yield "the whole file twice", data + data
    yield "a file doubled under another name", repacked({**files, "readme.fr.html": files["readme.es.html"]})


def _other_packings(files: Files, folder: Path) -> Iterator[tuple[str, bytes]]:
    for kind, method in (("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED)):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", method) as packed:
            for name in sorted(files):
                packed.writestr(zipfile.ZipInfo(f"acta-{ID}/{name}"), files[name], method)
        yield f"packed again by Python, {kind}", made.getvalue()
    for name, content in files.items():
        path = folder / "zipped" / f"acta-{ID}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for flags in ("-r0X", "-r0", "-r9X"):
        out = folder / f"by{flags}.zip"
        subprocess.run(["zip", "-q", flags, out, f"acta-{ID}"], cwd=folder / "zipped", check=True)
        yield f"packed again by zip {flags}", out.read_bytes()


def _cuts(data: bytes) -> Iterator[tuple[str, bytes]]:
    central = data.index(b"PK\x01\x02")
    places = {"nothing left": 0, "in a header": 10, "after a header": 70, "in the sound": data.index(b"RIFF") + 99}
    places |= {"before the list": central, "in the list": central + 50, "before the end": len(data) - 22}
    places |= {"in the end": len(data) - 9, "one byte": len(data) - 1}
    for where, at in places.items():
        yield f"cut: {where}", data[:at]


def _exchanged_files(files: Files) -> Iterator[tuple[str, bytes]]:
    names = sorted(files)
    for one, other in pairwise(names):
        yield f"{one} and {other} exchanged", repacked({**files, one: files[other], other: files[one]})


def _other_encodings(files: Files) -> Iterator[tuple[str, bytes]]:
    for name in files:
        if not name.endswith((".wav", ".tsr", ".sig")):
            yield f"{name} with other line ends", again(files, name, files[name].replace(b"\n", b"\r\n"))
    for name in (name for name in files if name.endswith((".sig", ".pem"))):
        yield from _other_signature(files, name) if name.endswith(".sig") else _other_pem(files, name)
    for name in (name for name in files if name.endswith(".json")):
        value = canonical.read_object(files[name][:-1], name)
        spaced = canonical.write(value).replace(b'":', b'": ', 1) + b"\n"
        yield f"{name} with a space", again(files, name, spaced)
    for name in ("data/chain.jsonl", "data/mandate.jws"):
        yield f"{name} with padding", again(files, name, padded(files[name]))


def again(files: Files, name: str, data: bytes) -> bytes:
    """With new lists where the file is on one: only its own form, and the signature, can speak."""
    made = {**files, name: data}
    return repacked(
        made if name.startswith("seal/") or name == "bag-info.txt" or "manifest" in name else relisted(made)
    )


def padded(data: bytes) -> bytes:
    return data.replace(b'"}\n', b'=="}\n', 1) if b'"}\n' in data else data.rstrip() + b"==\n"


def _other_signature(files: Files, name: str) -> Iterator[tuple[str, bytes]]:
    r, s = decode_dss_signature(files[name])
    yield "the other s", again(files, name, encode_dss_signature(r, keys.ORDER - s))
    yield "a long length", again(files, name, b"\x30\x81" + files[name][1:])
    yield "a zero in front of r", again(files, name, _with_zero(files[name]))


def _with_zero(der: bytes) -> bytes:
    size = der[3]
    return bytes([0x30, der[1] + 1, 2, size + 1, 0]) + der[4:]


def _other_pem(files: Files, name: str) -> Iterator[tuple[str, bytes]]:
    first, *body = files[name].split(b"-----END")[0].strip().splitlines()
    end = files[name][files[name].index(b"-----END") :]
    raw = b64decode(b"".join(body))
    yield f"{name} in one line", again(files, name, b"\n".join((first, b64encode(raw), end)))
    yield f"{name} with text before it", again(files, name, b"subject\n" + files[name])
    yield f"{name} in DER", again(files, name, raw)
    spare = body[-1].rstrip(b"=")
    if spare != body[-1]:
        other = spare[:-1] + bytes([spare[-1] + 1]) + body[-1][len(spare) :]
        yield f"{name} with spare bits", again(files, name, b"\n".join((first, *body[:-1], other, end)))


def each_byte_of_what_is_der(data: bytes, random: Random, step: int = 1) -> Iterator[tuple[str, bytes]]:
    """Each byte of the certificates and of the token made another, and all that holds them written in its one form.
    With `step`, one of so many, from a place that `random` says."""
    files = unpacked(data)
    token = files["seal/tagmanifest.tsr"]
    for at in range(random.randrange(step), len(token), step):
        yield f"byte {at} of the token", repacked({**files, "seal/tagmanifest.tsr": _other_byte(token, at, random)})
    for name in ("seal/signer.pem", "data/device.pem"):
        certs = [b64decode(part.partition(b"-----END")[0]) for part in files[name].split(b"CERTIFICATE-----\n")[1::2]]
        for number, der in enumerate(certs):
            for at in range(random.randrange(step), len(der), step):
                other = [*certs[:number], _other_byte(der, at, random), *certs[number + 1 :]]
                yield f"byte {at} of certificate {number} in {name}", again(files, name, b"".join(map(_pem, other)))


def _other_byte(data: bytes, at: int, random: Random) -> bytes:
    other = random.choice([value for value in (0, 5, 14, 0x80, 0xFF, data[at] ^ 1) if value != data[at]])
    return data[:at] + bytes([other]) + data[at + 1 :]


def _pem(der: bytes) -> bytes:
    text = b64encode(der)
    body = b"\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    return b"-----BEGIN CERTIFICATE-----\n" + body + b"\n-----END CERTIFICATE-----\n"
