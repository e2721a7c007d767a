"""What an attack is given: an honest installation, a good bundle of it, and a reader with his anchors.

Two readers. *Own log only*: the signer's certificate and the key of the log that the installation keeps itself, no
outside time. *Outside anchors*: an authority for time (`openssl ts`), a log that another holds, and a copy of that log.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from bundles import READMES, House, house_id, recording, repacked, talk, unpacked
from making import DAY_MS, ID, NOON_MS, RATE, SetClock
from tsa import Authority

from atesta.evidence import bag, canonical, digest, keys, log, verify_answer
from atesta.evidence.anchors import Anchors
from atesta.evidence.log import Log
from atesta.evidence.verify import Verdict, verify
from atesta.recording.sheet import Work

Files = dict[str, bytes]
OWN, OUTSIDE = "own", "outside"
COLUMNS = (OWN, OUTSIDE)
SECONDS = 20
SEGMENT = 2 * RATE * 2
SORTS_LAST = "A root that sorts last in DER, for its name is a long one"


@dataclass(frozen=True)
class Seen:
    """What came of an attack. `noticed` are pairs of layer and reason; `not_proven` what the answer leaves open."""

    answer: str
    noticed: frozenset[tuple[str, str]] = frozenset()
    not_proven: frozenset[str] = frozenset()
    verdict: Verdict | None = None

    @property
    def layers(self) -> list[str]:
        return sorted({layer for layer, _ in self.noticed}, key=LAYERS.index)


LAYERS = ["recording", "sealing", *verify_answer.LAYERS]


def of(verdict: Verdict, *more: tuple[str, str]) -> Seen:
    noticed = {(reason.layer, reason.id) for reason in verdict.reasons} | set(more)
    unproven = frozenset(item.id for item in verdict.not_proven)
    return Seen(verdict.answer.value, frozenset(noticed), unproven, verdict)


def refused(layer: str, reason: str) -> Seen:
    """Where no bundle comes of it at all."""
    return Seen("refused", frozenset({(layer, reason)}))


@dataclass
class Stand:
    """One installation, as one attack finds it; `folder` is the attack's own."""

    house: House
    sealed: bytes
    outside: bool
    folder: Path
    readmes: Mapping[str, bytes] = field(default_factory=lambda: READMES)

    def files(self) -> Files:
        return unpacked(self.sealed)

    def read(self, made: bytes | Path, anchors: Anchors | None = None) -> Seen:
        """What this column's reader is told."""
        path = self.folder / "judged.zip"
        if isinstance(made, Path):
            path = made
        else:
            path.write_bytes(made)
        held = self.house.folder / "log.sqlite" if self.outside else None
        return of(verify(path, anchors or self.house.anchors, make_sheet=Work, log=held))

    def edited(self, files: Files) -> Seen:
        """By somebody who has the file and no key: packed again in the one way, lists as they are."""
        return self.read(repacked(files, house_id_or(files)))

    def relisted(self, files: Files) -> Seen:
        """The same, with every list made again to fit."""
        return self.edited(relisted(files))

    def resealed(self, files: Files) -> Seen:
        """By a thief of the device key, who signs again and enters the seal in the log."""
        return self.edited(resealed(files, self.house))

    def honest(self, id_: str, seconds: float = 4, before: Callable[[House], None] | None = None) -> Path:
        """Another recording of this installation."""
        if before:
            before(self.house)
        return recording(self.house, self.folder / f"{id_[:8]}.zip", seconds, id_=id_, readmes=self.readmes)


def relisted(files: Files) -> Files:
    made = dict(files)
    payload = {name: digest.hex_of(data) for name, data in made.items() if name.startswith("data/")}
    info = bag.read_bag_info(made["bag-info.txt"])
    size = sum(len(made[name]) for name in payload)
    made["bag-info.txt"] = bag.bag_info(replace(info, bytes=size, files=len(payload)))
    made["manifest-sha256.txt"] = bag.manifest(payload)
    return retagged(made)


def retagged(files: Files) -> Files:
    """Only the list of the lists."""
    tagged = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "walk.py")
    names = [name for name in files if name in tagged or name.startswith("readme.")]
    return {**files, "tagmanifest-sha256.txt": bag.manifest({name: digest.hex_of(files[name]) for name in names})}


def resealed(files: Files, house: House, token: Callable[[bytes], bytes | None] | None = None) -> Files:
    made = relisted(files)
    made.pop("seal/tagmanifest.tsr", None)
    made["seal/tagmanifest.sig"] = signature = keys.sign_der(house.sealer.key, made["tagmanifest-sha256.txt"])
    stamped = token(signature) if token else None
    if stamped:
        made["seal/tagmanifest.tsr"] = stamped
    stamp_hash = digest.hex_of(stamped) if stamped else "0" * 64
    entry = log.seal_entry(house_id(made), digest.hex_of(signature), stamp_hash)
    made["seal/log.tlog-proof"] = house.log.prove(house.log.append(entry))
    return made


def house_id_or(files: Files) -> str:
    try:
        return house_id(files)
    except Exception:  # an attack may have broken the file that says it
        return ID


class Grounds:
    """Makes the two installations once, and hands each attack its own copy of their logs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._taken = folder, 0
        self._made: dict[str, tuple[House, bytes]] = {}

    def stand(self, column: str) -> Stand:
        house, sealed = self._first(column)
        self._taken += 1
        folder = self.folder / f"{column}-{self._taken}"
        folder.mkdir()
        return Stand(house_in(house, folder), sealed, column == OUTSIDE, folder)

    def _first(self, column: str) -> tuple[House, bytes]:
        if column not in self._made:
            house = outside_house(self.folder / column) if column == OUTSIDE else own_house(self.folder / column)
            sealed = good(house, house.folder / "good.zip").read_bytes()
            self._made[column] = house, sealed
        return self._made[column]


def outside_house(folder: Path, **authority: object) -> House:
    """With an authority for its time; its clock is right."""
    made = Authority(folder / "tsa", **{"root_name": SORTS_LAST, **authority})  # type: ignore[arg-type]
    return House(folder, clock=SetClock(utc=right_now() - SECONDS * 1000), authority=made, tsa=made.anchor)


def own_house(folder: Path) -> House:
    """With keys that are ten days old."""
    return House(folder, clock=SetClock(utc=NOON_MS + 9 * DAY_MS))


def right_now() -> int:
    """An authority's clock is the machine's; so must be that of whoever asks it."""
    return round(datetime.now(UTC).timestamp() * 1000)


def house_in(house: House, folder: Path) -> House:
    """The same keys, authority and log as at the start, in another folder."""
    made = copy.copy(house)
    made.folder, made.clock = folder, copy.copy(house.clock)
    house.log._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(house.folder / "log.sqlite", folder / "log.sqlite")
    made.log = Log(folder / "log.sqlite", house.log._signer)
    return made


def good(house: House, out: Path, seconds: float = SECONDS, rate: int = RATE) -> Path:
    """A whole call: armed, dialled, identified, its head entered in the log, a mandate beside it."""
    session = house.record(rate=rate)
    session.event("armed")
    talk(session, house.clock, seconds / 2)
    session.event("dialled")
    seq, h = session.head()
    entry = log.head_entry(session.start.id, seq, h.hex())
    session.attach("head.tlog-proof", house.log.prove(house.log.append(entry)))
    talk(session, house.clock, seconds / 2, seconds / 2)
    session.event("identified")
    session.end()
    return house.seal(house.parts(session, {"data/mandate.jws": house.mandate()}), out)


def without(files: Files, *names: str) -> Files:
    return {name: data for name, data in files.items() if name not in names}


def object_in(files: Files, name: str) -> dict[str, canonical.Json]:
    return canonical.read_object(files[name].rstrip(b"\n"), name)
