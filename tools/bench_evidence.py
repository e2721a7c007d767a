"""What it costs to chain, seal and check a recording, beside bare syncs, c2pa and bagit in the same run.

    .venv/bin/python tools/bench_evidence.py [--sessions 250] [--seconds 60] [--hours 6] [--folder DIR]

The folder should lie on a real disk: on one in memory a sync costs nothing. The clock of a made-up call is set by
hand; the 250 simultaneous recordings run in real time, on the machine's clocks.
"""

from __future__ import annotations

import argparse
import functools
import gc
import heapq
import importlib
import io
import json
import logging
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from atesta.evidence.anchors import read_anchors
from atesta.evidence.disk import RealDisk, RealFile
from atesta.evidence.log import start_entry
from atesta.evidence.session import Device, Opening, Session, begin
from atesta.evidence.verify import verify
from atesta.recording.real_clock import RealClock
from atesta.recording.sheet import Work

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "evidence"))
bundles, making = importlib.import_module("bundles"), importlib.import_module("making")

RATE, TWO_SECONDS = 8000, 32_000
LINE_BYTES = 400
PIECE_MS = 100
WRITERS = 8
MINUTES = 10
ROUNDS = 7
DIGITAL_CAPTURE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sessions", type=int, default=250)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--hours", type=float, default=6)
    parser.add_argument("--folder", type=Path, default=ROOT / ".venv", help="where files are written and synced")
    parser.add_argument("--peak", nargs=2, metavar=("BUNDLE", "ANCHORS"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peak:
        return _peak(Path(arguments.peak[0]), Path(arguments.peak[1]))
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        print(f"files on {_file_system(folder)}; load before the run {os.getloadavg()[0]:.1f}")
        house = bundles.House(folder / "house")
        call = bench_chain(folder, house)
        bench_peers(folder, house, call)
        bench_many(folder, house, arguments.sessions, arguments.seconds)
        bench_memory(folder, house, arguments.hours)
    return 0


def _file_system(folder: Path) -> str:
    said = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=False)
    return said.stdout.strip() or "an unknown file system"


def begun(house: Any, folder: Path, clock: Any, disk: RealDisk | None = None, id_: str = making.ID) -> Session:
    opening = Opening(id_, RATE, 1, {"grade": "B", "kind": "stream"}, house.ring.keeper(), True, {}, {})
    device = Device(house.ring.device_key(), house.ring.device())
    return begin(disk or RealDisk(), clock, os.urandom, folder, opening, device)


# A segment, against two bare syncs of the same sizes


def bench_chain(folder: Path, house: Any) -> Session:
    """Calls of ten minutes; each of their segments takes turns with two bare writes and syncs of the same sizes."""
    bare, rounds = Bare(folder), list[tuple[list[float], list[float]]]()
    for n in range(ROUNDS):
        session: Session = house.record(id_=f"{n:032x}")
        rounds.append(_in_turn(session, house.clock, bare))
        session.end()
    lines = [len(line) for line in session.material().lines() if b'"kind":"segment"' in line]
    sums = sorted(sum(ours) / sum(theirs) for ours, theirs in rounds)
    middles = sorted(statistics.median(ours) / statistics.median(theirs) for ours, theirs in rounds)
    ours, theirs = ([one for round_ in rounds for one in round_[side]] for side in (0, 1))
    print(f"segments chained                {len(ours)}, each in turn with two bare syncs of the same sizes")
    print(f"a segment                       {_spread(ours)}")
    print(f"two bare syncs                  {_spread(theirs)}")
    print(f"chain cost, by sums             {_rounds(sums)}, goal 1.5")
    print(f"chain cost, by medians          {_rounds(middles)}, goal 1.5")
    mean = statistics.mean(lines)
    print(f"bytes of a segment's line       {max(lines)} at most, {mean:.0f} on average, goal {LINE_BYTES}")
    return session


def _in_turn(session: Session, clock: Any, bare: Bare) -> tuple[list[float], list[float]]:
    pcm, ours, theirs = making.sound(MINUTES * 60), list[float](), list[float]()
    gc.collect()
    for n, at in enumerate(range(0, len(pcm), TWO_SECONDS)):
        piece = pcm[at : at + TWO_SECONDS]
        clock.pass_ms(2000)
        turns: list[tuple[list[float], Callable[[], object]]] = [
            (ours, functools.partial(session.feed, piece)),
            (theirs, bare.write),
        ]
        for spent, work in turns if n % 2 else turns[::-1]:
            spent.append(timed(work))
    return ours, theirs


def _rounds(ratios: list[float]) -> str:
    return f"{ratios[len(ratios) // 2]:.2f} times ({ratios[0]:.2f} to {ratios[-1]:.2f} in {len(ratios)} calls)"


class Bare:
    """Two files that grow by as much as a recording's, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._sound, self._lines = (RealFile(folder / name) for name in ("bare-sound", "bare-lines"))

    def write(self) -> None:
        self._sound.append(bytes(TWO_SECONDS + 16))
        self._sound.sync()
        self._lines.append(bytes(370))
        self._lines.sync()


def timed(work: Callable[[], object]) -> float:
    begun_at = time.perf_counter()
    work()
    return time.perf_counter() - begun_at


def _spread(spent: list[float]) -> str:
    ordered = sorted(spent)
    p99 = ordered[len(ordered) * 99 // 100]
    return f"p50 {1000 * statistics.median(spent):.2f} ms  p99 {1000 * p99:.2f} ms  sum {sum(spent):.2f} s"


# Sealing and checking, beside c2pa and bagit


def bench_peers(folder: Path, house: Any, call: Session) -> None:
    bundle = folder / "call.zip"
    sealing = timed(lambda: house.seal(house.parts(call), bundle))
    (folder / "call.wav").write_bytes(bundles.unpacked(bundle.read_bytes())["data/audio.wav"])
    given = house.export(folder / "anchors")
    size = (folder / "call.wav").stat().st_size / 1e6
    print(f"\nthe last of those calls, {MINUTES} minutes, 8 kHz mono, {size:.1f} MB; median of 9 after one")
    anchors = read_anchors(given)
    works: dict[str, Callable[[], object]] = {
        "atesta, library": lambda: verify(bundle, anchors, make_sheet=Work),
        "atesta, without the sheet": lambda: verify(bundle, anchors),
        "atesta verify, a process": lambda: _command("verify", str(bundle), "--anchors", str(given), "--json"),
        **_c2pa(folder),
        **_bagit(folder),
    }
    print(f"{'atesta, seal':32}{1000 * sealing:.0f} ms, once")
    for name, work in works.items():
        work()
        spent = [timed(work) for _ in range(9)]
        goal = ", goal 100" if name == "atesta, library" else ""
        print(f"{name:32}{1000 * statistics.median(spent):.0f} ms, quickest {1000 * min(spent):.0f}{goal}")


def _command(*words: str) -> None:
    done = subprocess.run([ROOT / ".venv" / "bin" / "atesta", *words], capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"atesta {words[0]} answered {done.returncode}: {done.stderr.decode()[-500:]}")


def _c2pa(folder: Path) -> dict[str, Callable[[], object]]:
    """The same sound with a C2PA manifest inside it, signed on the same curve; and read again with its hashes."""
    c2pa = importlib.import_module("c2pa")
    chain, key = _c2pa_certificates()
    signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(b"es256", chain, key, None))
    created = {"action": "c2pa.created", "digitalSourceType": DIGITAL_CAPTURE}
    actions = [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}]
    manifest = {"claim_generator_info": [{"name": "bench"}], "format": "audio/wav", "assertions": actions}
    wav = (folder / "call.wav").read_bytes()

    def sign() -> bytes:
        out = io.BytesIO()
        with c2pa.Builder(json.dumps(manifest)) as builder:
            builder.sign(signer, "audio/wav", io.BytesIO(wav), out)
        return out.getvalue()

    signed = sign()

    def read() -> None:
        with c2pa.Reader("audio/wav", io.BytesIO(signed)) as reader:
            results = json.loads(reader.json())
        failed = results["validation_results"]["activeManifest"]["failure"]
        if any("mismatch" in one["code"] for one in failed):
            raise SystemExit("c2pa refuses what it has just signed")

    return {"c2pa, sign": sign, "c2pa, read and validate": read}


def _c2pa_certificates() -> tuple[bytes, bytes]:
    """A chain as C2PA wants it: a leaf for documents under a root."""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"Bench {n}")]) for n in ("root", "leaf")]
    now = datetime.now(UTC)
    pem = b""
    for n in (1, 0):
        flags = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False)
        flags |= {"digital_signature": n == 1, "key_cert_sign": n == 0, "crl_sign": n == 0}
        usage = x509.KeyUsage(**flags, encipher_only=False, decipher_only=False)
        builder = (
            x509.CertificateBuilder(names[0], names[n], keys[n].public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=n == 0, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(keys[n].public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[0].public_key()), critical=False)
        )
        if n:
            purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
            builder = builder.add_extension(purposes, critical=False)
        pem += builder.sign(keys[0], hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem, keys[1].private_bytes(*form)


def _bagit(folder: Path) -> dict[str, Callable[[], object]]:
    """A bag of the bare sound, without any signature."""
    bagit = importlib.import_module("bagit")
    logging.getLogger("bagit").setLevel(logging.ERROR)

    def make() -> Path:
        bag = Path(tempfile.mkdtemp(dir=folder))
        shutil.copy(folder / "call.wav", bag)
        bagit.make_bag(str(bag), checksums=["sha256"])
        return bag

    made = make()
    return {"bagit, make": make, "bagit, validate": lambda: bagit.Bag(str(made)).validate()}


# Many at once


def bench_many(folder: Path, house: Any, count: int, seconds: int) -> None:
    """Each recording begins at its own instant within two seconds; a thread owns each, so that none is shared."""
    pcm, clock = making.sound(seconds + 4), RealClock()
    sessions = [begun(house, folder / f"many-{n}", clock, id_=f"{n:032x}") for n in range(count)]
    gc.collect()
    used, since = _cpu(), time.monotonic()
    begin_at = since + 1
    pick = random.Random(1)
    starts = [begin_at + pick.random() * 2 for _ in sessions]
    shares = [list(zip(sessions[n::WRITERS], starts[n::WRITERS], strict=True)) for n in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        late = [one for share in pool.map(lambda share: _feed(share, pcm, seconds), shares) for one in share]
    used, took = _cpu() - used, time.monotonic() - begin_at
    kept = sum(session.segments for session in sessions)
    ending = timed(lambda: _end(sessions))
    ordered = sorted(late)
    shown = "  ".join(f"{name} {1000 * ordered[at]:.0f} ms" for name, at in _places(len(ordered)).items())
    print(f"\n{count} recordings at once in one process, {WRITERS} threads, 8 kHz mono, {seconds} s of sound each")
    print(f"pieces fed                      {PIECE_MS} ms each, when the last sample is due")
    print(f"segments kept                   {kept} of {count * seconds // 2}")
    print(f"later than its last sample      {shown}, goal 2000 at most")
    print(f"processors used                 {used / took:.2f} of 2; all ended in {ending:.2f} s")
    for session in sessions:
        session.wipe()


def _end(sessions: list[Session]) -> None:
    for session in sessions:
        session.end()


def _places(count: int) -> dict[str, int]:
    return {"p50": count // 2, "p99": count * 99 // 100, "max": count - 1}


def _feed(share: list[tuple[Session, float]], pcm: bytes, seconds: int) -> list[float]:
    """Feeds each piece when its last sample is due; how late each segment was acknowledged."""
    size, late = RATE * 2 * PIECE_MS // 1000, list[float]()
    due = [(start + PIECE_MS / 1000, n, 0) for n, (_, start) in enumerate(share)]
    heapq.heapify(due)
    while due:
        when, n, at = due[0]
        time.sleep(max(when - time.monotonic(), 0))
        kept = share[n][0].feed(pcm[at : at + size])
        late += [time.monotonic() - when] * len(kept)
        if at + size < seconds * RATE * 2:
            heapq.heapreplace(due, (when + PIECE_MS / 1000, n, at + size))
        else:
            heapq.heappop(due)
    return late


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


# Long calls


class Unsynced(RealDisk):
    """For making a long call quickly; only what comes after it is measured."""

    def create_exclusive(self, path: Path) -> RealFile:
        file = super().create_exclusive(path)
        file.sync = lambda: None  # type: ignore[method-assign]
        return file


def bench_memory(folder: Path, house: Any, hours: float) -> None:
    """The peak of a fresh process that checks a call, against that of one which checks the short one."""
    print("\nchecking in a process of its own, with the sheet worked out again")
    given = str(folder / "anchors")
    with _long_call(folder, house, hours) as bundle:
        for name, path in ((f"{MINUTES} minutes", folder / "call.zip"), (f"{hours:g} hours", bundle)):
            command = [sys.executable, __file__, "--peak", str(path), given]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            size, peak = path.stat().st_size / 1e6, int(said[2]) / 1024
            print(f"{name:32}{said[0]}, {float(said[1]):.2f} s, peak {peak:.0f} MB, bundle {size:.0f} MB")


@contextmanager
def _long_call(folder: Path, house: Any, hours: float) -> Iterator[Path]:
    session = begun(house, folder / "long", house.clock, Unsynced(), id_="1" * 32)
    session.attach("start.tlog-proof", house.log.prove(house.log.append(_start_entry(session))))
    pcm, fed = making.sound(600), 0
    while fed < hours * 3600:
        for at in range(0, len(pcm), TWO_SECONDS):
            house.clock.pass_ms(2000)
            session.feed(pcm[at : at + TWO_SECONDS])
        fed += 600
    session.end()
    yield house.seal(house.parts(session), folder / "long.zip")


def _start_entry(session: Session) -> str:
    return start_entry(session.start.id, session.head()[1].hex())


def _peak(bundle: Path, anchors: Path) -> int:
    begun_at = time.perf_counter()
    verdict = verify(bundle, read_anchors(anchors), make_sheet=Work)
    spent = time.perf_counter() - begun_at
    print(verdict.answer.value, f"{spent:.3f}", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return 0


if __name__ == "__main__":
    sys.exit(main())
