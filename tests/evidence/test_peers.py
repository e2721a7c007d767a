"""Tools that know nothing of us come to our verdicts on our bundles, whole and altered.

`openssl` reads the seal, its certificate and its time (the printed recipe has them in test_by_hand.py), `bagit` the
bag, pymerkle the log, node's WebCrypto each signature. What a peer does not look at is said beside what we answer.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from bundles import House, brought_in, ids, recording, repacked, resealed, review, to_folder, unpacked
from making import SetClock
from pymerkle import InmemoryTree
from tsa import Authority

from atesta.evidence import keys, log, note, tree
from atesta.evidence.bag import BAGIT
from atesta.evidence.verify import Answer, verify

OPENSSL = pytest.mark.needs("openssl", "apt-get install openssl")
NODE = pytest.mark.needs("node", "apt-get install nodejs")
BAG = pytest.mark.needs("module:bagit", "make .venv/.dev")
KINDS = ("recording", "import", "review")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("house")
    authority = Authority(folder / "tsa")
    now = int(authority.certificate.not_valid_before_utc.timestamp() * 1000) + 24 * 3600 * 1000
    return House(folder, clock=SetClock(utc=now), authority=authority, tsa=authority.anchor)


@pytest.fixture(scope="module")
def sealed(house: House) -> dict[str, Path]:
    call = recording(house, house.folder / "call.zip")
    made = {"recording": call, "import": brought_in(house, house.folder / "in.zip", bytes(100_000))}
    return {**made, "review": review(house, house.folder / "review.zip", call)}


@pytest.fixture(params=KINDS)
def folder(request: pytest.FixtureRequest, sealed: dict[str, Path], tmp_path: Path) -> Path:
    """One bundle of each kind, unpacked."""
    return to_folder(sealed[request.param], tmp_path / "acta")


def openssl(folder: Path, *words: str) -> bool:
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


def changed(path: Path, at: int = -1) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


@OPENSSL
def test_openssl_and_we_agree_on_the_seal(house: House, folder: Path):
    house.export(folder.parent / "anchors")
    (folder.parent / "signer.pub").write_bytes(keys.public_pem(keys.public_key(house.ring.device())))
    dgst = ("dgst", "-sha256", "-verify", "../signer.pub", "-signature", "seal/tagmanifest.sig")
    assert openssl(folder, *dgst, "tagmanifest-sha256.txt")
    assert verify(folder, house.anchors).answer is Answer.UNCHANGED
    changed(folder / "tagmanifest-sha256.txt", 3)
    assert not openssl(folder, *dgst, "tagmanifest-sha256.txt")
    assert "signature" in ids(verify(folder, house.anchors))


@OPENSSL
def test_openssl_and_we_agree_on_who_issued_what(house: House, sealed: dict[str, Path], tmp_path: Path):
    """From the signer over the device down to the key of one recording; and a stranger's signer issued none of them."""
    folder = to_folder(sealed["recording"], tmp_path / "acta")
    device, recorded = keys.read_pem((folder / "data/device.pem").read_bytes(), "device.pem")
    (tmp_path / "device.crt").write_bytes(keys.pem(device))
    (tmp_path / "recording.crt").write_bytes(keys.pem(recorded))
    strange = House(tmp_path / "strange", name="Strange")
    for owner, own in ((house, True), (strange, False)):
        (tmp_path / "signers.pem").write_bytes(keys.pem(owner.ring.signer()))
        above = ("-x509_strict", "-no_check_time", "-CAfile", "signers.pem")
        assert openssl(tmp_path, "verify", *above, "-untrusted", "device.crt", "recording.crt") is own
        assert keys.issued_by(device, owner.ring.signer()) is own
        assert ("signer_unknown" not in ids(verify(folder, owner.anchors))) is own


@OPENSSL
def test_openssl_and_we_read_the_same_time(house: House, folder: Path):
    (folder.parent / "tsa.pem").write_bytes(house.tsa or b"")
    check = ("ts", "-verify", "-data", "seal/tagmanifest.sig", "-in", "seal/tagmanifest.tsr", "-CAfile", "../tsa.pem")
    text = subprocess.run(
        ["openssl", "ts", "-reply", "-in", "seal/tagmanifest.tsr", "-text"], cwd=folder, capture_output=True, check=True
    ).stdout.decode()
    said = text.partition("Time stamp: ")[2].partition("\n")[0]
    then = subprocess.run(["date", "-u", "-d", said, "+%s"], capture_output=True, check=True).stdout
    assert openssl(folder, *check)
    assert verify(folder, house.anchors).facts.stamped_utc_ms == int(then) * 1000
    changed(folder / "seal/tagmanifest.sig", 20)
    assert not openssl(folder, *check)
    assert "time_other_bytes" in ids(verify(folder, house.anchors))


def bagit_says(folder: Path, *, fast: bool = False) -> bool:
    import bagit  # noqa: PLC0415

    try:
        return bool(bagit.Bag(str(folder)).is_valid(fast=fast))
    except bagit.BagError:
        return False


@BAG
def test_bagit_accepts_each_kind_of_bundle(folder: Path):
    assert bagit_says(folder)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-32000])


def _written(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _listed_again(bag: Path) -> None:
    """By somebody who can count but has no key."""
    changed(bag / "data/audio.wav")
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        paths = [line.split("  ")[1] for line in (bag / name).read_text().splitlines()]
        lines = [f"{sha256((bag / path).read_bytes()).hexdigest()}  {path}\n" for path in paths]
        (bag / name).write_text("".join(lines))


ALTERED: dict[str, tuple[Callable[[Path], None], tuple[bool, bool]]] = {
    "a byte of the sound": (lambda bag: changed(bag / "data/audio.wav"), (True, False)),
    "the sound cut": (lambda bag: _cut(bag / "data/audio.wav"), (False, False)),
    "a file taken away": (lambda bag: (bag / "data/sheet.json").unlink(), (False, False)),
    "a file added under data": (lambda bag: _written(bag / "data/more.txt", b"more"), (False, False)),
    "a byte of a page": (lambda bag: changed(bag / "readme.en.html", 4), (True, False)),
    "a byte of the manifest": (lambda bag: changed(bag / "manifest-sha256.txt", 4), (True, False)),
    "other ends of lines": (lambda bag: _written(bag / "bagit.txt", BAGIT.replace(b"\n", b"\r\n")), (True, False)),
    "a byte of the seal": (lambda bag: changed(bag / "seal/tagmanifest.sig"), (True, True)),
    "the proof taken away": (lambda bag: (bag / "seal/log.tlog-proof").unlink(), (True, True)),
    "a file added beside": (lambda bag: _written(bag / "more.txt", b"more"), (True, True)),
    "all lists made again": (_listed_again, (True, True)),
}
"""What was done, and what bagit says of it: quickly (`--fast`: number and size of the files), and in full."""


@BAG
@pytest.mark.parametrize("done", ALTERED)
def test_nothing_that_bagit_refuses_is_unchanged_and_more_is_noticed(
    done: str, house: House, sealed: dict[str, Path], tmp_path: Path
):
    folder = to_folder(sealed["recording"], tmp_path / "acta")
    alter, expected = ALTERED[done]
    alter(folder)
    assert (bagit_says(folder, fast=True), bagit_says(folder)) == expected
    assert verify(folder, house.anchors).answer is Answer.CHANGED


def test_pymerkle_and_the_log_agree_on_each_entry_of_a_bundle(house: House, sealed: dict[str, Path]):
    """pymerkle builds the tree again from the bare entries, up to the size that each checkpoint names."""
    entries = _entries(house)
    assert len(entries) >= 4
    for bundle in sealed.values():
        files = unpacked(bundle.read_bytes())
        for name in (name for name in files if name.endswith(".tlog-proof")):
            proof = note.read_proof(files[name])
            point = note.open_checkpoint(proof.note, house.vkey)
            assert point
            theirs = InmemoryTree.init_from_entries(entries[: point.size], algorithm="sha256")
            assert theirs.get_root() == point.root
            path = [bytes.fromhex(hash_) for hash_ in theirs.prove_inclusion(proof.index + 1).serialize()["path"]]
            assert path == [tree.leaf_hash(entries[proof.index]), *proof.path]


def _entries(house: House) -> list[bytes]:
    import sqlite3  # noqa: PLC0415

    db = sqlite3.connect(house.folder / "log.sqlite")
    try:
        return [line.encode() for (line,) in db.execute("SELECT line FROM entry ORDER BY at")]
    finally:
        db.close()


WEBCRYPTO = """
const {X509Certificate} = require("node:crypto");
const raw = der => {              // SEQUENCE(r, s) as r and s of 32 bytes each
  let at = 2; const out = [];
  for (let n = 0; n < 2; n++) {
    const size = der[at + 1], part = der.subarray(at + 2, at + 2 + size);
    at += 2 + size;
    const bare = part[0] === 0 ? part.subarray(1) : part;
    out.push(Buffer.concat([Buffer.alloc(32 - bare.length), bare]));
  }
  return Buffer.concat(out);
};
const asked = JSON.parse(require("node:fs").readFileSync(0));
const certificate = new X509Certificate(asked.pem);
const spki = certificate.publicKey.export({type: "spki", format: "der"});
(async () => {
  const ecdsa = {name: "ECDSA", namedCurve: "P-256", hash: "SHA-256"};
  const key = await crypto.subtle.importKey("spki", spki, ecdsa, false, ["verify"]);
  const said = [];
  for (const [signature, data] of asked.signed) {
    const given = Buffer.from(signature, "base64");
    said.push(await crypto.subtle.verify(ecdsa, key, asked.der ? raw(given) : given, Buffer.from(data, "base64")));
  }
  console.log(JSON.stringify(said));
})();
"""


def webcrypto(cert: keys.Certificate, signed: list[tuple[bytes, bytes]], *, der: bool) -> list[bool]:
    """What WebCrypto, as a browser has it, says of each (signature, data)."""
    texts = [[base64.b64encode(part).decode() for part in pair] for pair in signed]
    asked = json.dumps({"pem": keys.pem(cert).decode(), "signed": texts, "der": der})
    done = subprocess.run(["node", "-e", WEBCRYPTO], input=asked, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


@NODE
def test_webcrypto_and_we_agree_on_the_seal(folder: Path):
    signature, data = (folder / "seal/tagmanifest.sig").read_bytes(), (folder / "tagmanifest-sha256.txt").read_bytes()
    (cert,) = keys.read_pem((folder / "seal/signer.pem").read_bytes(), "signer.pem")
    asked = [(signature, data), (signature, data + b"\n"), (signature, data.replace(b"a", b"b"))]
    ours = [keys.verify_der(keys.public_key(cert), *pair) for pair in asked]
    assert webcrypto(cert, asked, der=True) == ours == [True, False, False]


@NODE
def test_webcrypto_and_we_agree_on_each_record_of_the_chain(sealed: dict[str, Path]):
    """Each line read by hand as the specification has it, 4.1 and 4.2, not by our reader."""
    files = unpacked(sealed["recording"].read_bytes())
    _, cert = keys.read_pem(files["data/device.pem"], "device.pem")
    prev, asked = bytes(32), []
    for line in files["data/chain.jsonl"].splitlines():
        found = json.loads(line)
        record = line.partition(b',"r":')[2].rpartition(b',"s":')[0]
        prev = sha256(b"atesta-chain-v1\0" + prev + record).digest()
        assert prev.hex() == found["h"]
        asked.append((base64.urlsafe_b64decode(found["s"] + "=="), b"atesta-record-v1\0" + prev))
    assert len(asked) >= 7
    assert webcrypto(cert, asked, der=False) == [True] * len(asked)
    swapped = [(asked[n][0], asked[n - 1][1]) for n in range(len(asked))]
    ours = [keys.verify_raw(keys.public_key(cert), *pair) for pair in swapped]
    assert webcrypto(cert, swapped, der=False) == ours == [False] * len(asked)


@NODE
@OPENSSL
def test_where_peers_accept_a_second_writing_of_a_signature_we_do_not(house: House, sealed: dict[str, Path]):
    """s and n - s are both right for them; a bundle has one form of each byte (1.3)."""
    files = unpacked(sealed["recording"].read_bytes())
    (cert,) = keys.read_pem(files["seal/signer.pem"], "signer.pem")
    r, s = keys.decode_dss_signature(files["seal/tagmanifest.sig"])
    other = keys.encode_dss_signature(r, keys.ORDER - s)
    assert webcrypto(cert, [(other, files["tagmanifest-sha256.txt"])], der=True) == [True]
    files["seal/tagmanifest.sig"] = other
    (folder := house.folder / "other.zip").write_bytes(repacked(files))
    assert "signature" in ids(verify(folder, house.anchors))


@BAG
@OPENSSL
def test_a_thief_of_the_key_convinces_openssl_and_bagit_but_not_the_chain(
    house: House, sealed: dict[str, Path], tmp_path: Path
):
    files = unpacked(sealed["recording"].read_bytes())
    sound = bytearray(files["data/audio.wav"])
    sound[-1] ^= 1
    stolen = resealed({**files, "data/audio.wav": bytes(sound)}, house)
    (tmp_path / "stolen.zip").write_bytes(repacked(stolen))
    folder = to_folder(tmp_path / "stolen.zip", tmp_path / "acta")
    (tmp_path / "signer.pub").write_bytes(keys.public_pem(keys.public_key(house.ring.device())))
    dgst = ("dgst", "-sha256", "-verify", "../signer.pub", "-signature", "seal/tagmanifest.sig")
    assert openssl(folder, *dgst, "tagmanifest-sha256.txt")
    assert bagit_says(folder)
    verdict = verify(tmp_path / "stolen.zip", house.anchors)
    assert (verdict.answer, verdict.changed) == (Answer.CHANGED, ((8.0, 10.0),))
    assert "segment_changed" in ids(verdict)
    assert log.alarms(house.folder / "log.sqlite")  # a second seal of one id
