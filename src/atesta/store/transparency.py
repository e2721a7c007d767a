"""The tree of announcements (RFC 6962): what was announced, withdrawn and revoked, so that nothing can be entered or
taken out after somebody complained (EVIDENCE §7).

    announced   SHA-256("atesta-announcement-v1" 0 salt  canonical JSON of its keyed hashes, times, agency, mandate)
    withdrawn   SHA-256("atesta-withdrawal-v1" 0         canonical JSON of the announcement's leaf and the time)
    revoked     SHA-256("atesta-revocation-v1" 0         canonical JSON of the mandate's id and the time)

A leaf is entered in the transaction of its row, and gets its place in the tree in batches. Each batch ends with a
checkpoint, a signed note (C2SP), which goes into the store's log, so that its hourly stamp covers the tree as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from atesta.errors import EvidenceError
from atesta.evidence import note, tree
from atesta.evidence.canonical import Json, write
from atesta.installation.home import home_in
from atesta.store import log
from atesta.store.jobs import NotYetError, Work, handles, utc_now
from atesta.store.models import Announcement, Job, TreeCheckpoint, TreeLeaf, TreeNode

CHORE = "sequence-tree"
ANNOUNCED, WITHDRAWN, REVOKED = "announced", "withdrawn", "revoked"
NAME = "announced"
"""What the log of announcements is called behind the installation's own log."""
MOST_AT_ONCE = 5_000
"""Leaves of one batch: it takes well under the seconds between two."""
_ANNOUNCEMENT = b"atesta-announcement-v1\0"
_WITHDRAWAL = b"atesta-withdrawal-v1\0"
_REVOCATION = b"atesta-revocation-v1\0"


# --- leaves ---------------------------------------------------------------------------------------------------------


def announced_json(row: Announcement, agency: str | None, jti: str) -> bytes:
    """What the leaf of an announcement commits to: nothing of a person but keyed hashes."""
    times = {"at": row.at, "opens": row.opens_at, "closes": row.closes_at}
    said: dict[str, Json] = {name: _utc(moment) for name, moment in times.items()}
    said |= {"agency": agency, "mandate": jti, "kind": row.kind, "channel": row.channel, "address": row.address_key}
    said |= {"person": row.person, "text": row.text_key, "code": row.code_key, "key_version": row.key_version}
    return write(said)


def announced_leaf(row: Announcement, agency: str | None, jti: str) -> str:
    return hashlib.sha256(_ANNOUNCEMENT + bytes.fromhex(row.salt) + announced_json(row, agency, jti)).hexdigest()


def withdrawn_leaf(leaf: str, at: datetime) -> str:
    return hashlib.sha256(_WITHDRAWAL + write({"announced": leaf, "at": _utc(at)})).hexdigest()


def revoked_leaf(jti: str, at: datetime) -> str:
    return hashlib.sha256(_REVOCATION + write({"mandate": jti, "at": _utc(at)})).hexdigest()


def _utc(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None


def enter(kind: str, row: str, leaf: str, now: datetime) -> TreeLeaf:
    """In the transaction of the row itself: neither is there without the other. `row` is an id, `leaf` in hex."""
    return TreeLeaf.objects.create(kind=kind, row=row, leaf=leaf, made_at=now)


def enter_many(kind: str, rows: Iterable[tuple[str, str]], now: datetime) -> None:
    """Several (row, leaf) at once."""
    TreeLeaf.objects.bulk_create(
        [TreeLeaf(kind=kind, row=row, leaf=leaf, made_at=now) for row, leaf in rows], batch_size=500
    )


# --- the tree -------------------------------------------------------------------------------------------------------


def sequence(now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Gives waiting leaves their places and signs the tree that they make; how many. Of two at once one waits for the
    other. Raises KeyFileError where the log's key is locked."""
    if not leaves_wait():
        return 0
    signer = _signer()
    with transaction.atomic():
        size = _held(signer, now)
        waiting = list(TreeLeaf.objects.filter(at=None).order_by("id")[:most])
        if not waiting:
            return 0
        nodes = _peaks(size)
        made = _grown(waiting, size, nodes)
        TreeNode.objects.bulk_create(made, batch_size=500)
        TreeLeaf.objects.bulk_update(waiting, ("at",), batch_size=500)
        _sign(signer, size + len(waiting), nodes, now)
    return len(waiting)


def leaves_wait() -> bool:
    """Whether anything was entered that has no place yet."""
    return TreeLeaf.objects.filter(at=None).exists()


def _held(signer: note.Signer, now: datetime) -> int:
    """The size of the tree, locked: the checkpoint of the empty tree is the row that sequencers wait for."""
    empty = note.sign(note.Checkpoint(signer.name, 0, tree.EMPTY_ROOT).text, signer)
    TreeCheckpoint.objects.bulk_create([TreeCheckpoint(size=0, note=empty.decode(), at=now)], ignore_conflicts=True)
    TreeCheckpoint.objects.select_for_update().get(size=0)
    return TreeCheckpoint.objects.order_by("-size").values_list("size", flat=True)[0]


Nodes = dict[tuple[int, int], bytes]


def _peaks(size: int) -> Nodes:
    """The complete subtrees of so many leaves: all that growing needs."""
    return _fetched((level, (size >> level) - 1) for level in range(size.bit_length()) if size >> level & 1)


def _fetched(wanted: Iterable[tuple[int, int]]) -> Nodes:
    keys = sorted(set(wanted))
    if not keys:
        return {}
    rows = TreeNode.objects.filter(reduce(or_, (Q(level=level, at=at) for level, at in keys)))
    found = {(level, at): bytes.fromhex(hash_) for level, at, hash_ in rows.values_list("level", "at", "hash")}
    if len(found) != len(keys):
        raise _broken()
    return found


def _grown(waiting: list[TreeLeaf], size: int, nodes: Nodes) -> list[TreeNode]:
    made = []
    for at, leaf in enumerate(waiting, size):
        leaf.at = at
        hash_ = tree.leaf_hash(bytes.fromhex(leaf.leaf))
        for level, place, node in tree.completed(at, hash_, lambda level, place: nodes[level, place]):
            nodes[level, place] = node
            made.append(TreeNode(level=level, at=place, hash=node.hex()))
    return made


def _sign(signer: note.Signer, size: int, nodes: Nodes, now: datetime) -> None:
    root = tree.root(size, lambda level, at: nodes[level, at])
    signed = note.sign(note.Checkpoint(signer.name, size, root).text, signer)
    TreeCheckpoint.objects.create(size=size, note=signed.decode(), at=now)
    log.append("checkpoint", str(size), {"size": size, "sha256": hashlib.sha256(signed).hexdigest()}, now)


def _signer() -> note.Signer:
    home = home_in(settings.WEB.home)
    home.ring_or_made()
    return home.log_of(NAME)


# --- what it proves -------------------------------------------------------------------------------------------------


def checkpoint() -> bytes | None:
    """The latest signed note; None before the first batch."""
    row = TreeCheckpoint.objects.order_by("-size").first()
    return row.note.encode() if row and row.size else None


def verifier() -> note.Verifier | None:
    """The public half of the key that signs: for whoever checks. None where nothing was ever signed here."""
    home = home_in(settings.WEB.home)
    own = home.ring().log_verifier_key() if home.exists else None
    if own is None:
        return None
    first = note.read_vkey(own.decode("ascii"))
    return note.Verifier(f"{first.name[:80]}/{NAME}", first.public)


def leaf_of(row: str, kind: str = ANNOUNCED) -> TreeLeaf | None:
    return TreeLeaf.objects.filter(row=row, kind=kind).first()


def proof_of(row: str, kind: str = ANNOUNCED) -> bytes | None:
    """That the row's leaf is in the tree of the latest checkpoint (C2SP tlog-proof); None while it waits for its place.
    `evidence.note.proven(proof, bytes.fromhex(leaf), verifier)` checks it anywhere."""
    leaf, last = leaf_of(row, kind), TreeCheckpoint.objects.order_by("-size").first()
    if leaf is None or leaf.at is None or last is None or leaf.at >= last.size:
        return None
    nodes = _fetched(_asked_for(lambda look: tree.inclusion(int(leaf.at or 0), last.size, look)))
    path = tree.inclusion(leaf.at, last.size, lambda level, at: nodes[level, at])
    return note.Proof(leaf.at, path, last.note.encode()).write()


def consistency(old: int, new: int) -> tuple[bytes, ...] | None:
    """The proof that the tree of `new` leaves begins with that of `old`; None where there is no such checkpoint."""
    if not 0 < old <= new or TreeCheckpoint.objects.filter(size__in={old, new}).count() != len({old, new}):
        return None
    nodes = _fetched(_asked_for(lambda look: tree.consistency(old, new, look)))
    return tree.consistency(old, new, lambda level, at: nodes[level, at])


def _asked_for(work: Callable[[tree.Nodes], object]) -> list[tuple[int, int]]:
    """Which nodes a proof needs, so that they are fetched in one query."""
    asked: list[tuple[int, int]] = []

    def look(level: int, at: int) -> bytes:
        asked.append((level, at))
        return tree.EMPTY_ROOT

    work(look)
    return asked


def _broken() -> EvidenceError:
    return EvidenceError(
        "The tree of announcements lacks a node.",
        "Nothing can be added to it or proven by it.",
        "Bring the database back from a backup.",
        key="tree_broken",
    )


# --- as a job -------------------------------------------------------------------------------------------------------


@handles(CHORE)
def sequence_waiting(work: Work) -> None:
    """Until nothing waits. It runs every few seconds, so that only its last run is kept among the jobs."""
    try:
        while sequence(utc_now()) == MOST_AT_ONCE:
            work.renew()
    except EvidenceError as error:  # a key that is locked today may be open tomorrow: nothing is lost meanwhile
        raise NotYetError(error.key) from error
    with work.effect():
        Job.objects.filter(kind=CHORE, failure="").exclude(done_at=None).exclude(id=work.job.id).delete()
