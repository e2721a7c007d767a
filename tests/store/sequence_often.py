"""`sequence_often.py COUNT WHO`: enters so many leaves and sequences all the while, as one of several processes; says
how many it sequenced. COUNT 0: says whether the tree that is there holds."""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime

import django

django.setup()

from atesta.evidence import note, tree  # noqa: E402
from atesta.store import transparency as tr  # noqa: E402
from atesta.store.models import TreeLeaf  # noqa: E402


def main(count: int, who: str) -> None:
    done = 0
    for number in range(count):
        leaf = hashlib.sha256(f"{who} {number}".encode()).hexdigest()
        tr.enter(tr.ANNOUNCED, f"{who}-{number}", leaf, datetime.now(UTC))
        if number % 7 == 0:
            done += tr.sequence(datetime.now(UTC))
    done += tr.sequence(datetime.now(UTC))
    print(done if count else whole())


def whole() -> str:
    peaks = tree.Peaks()
    for leaf in TreeLeaf.objects.order_by("at"):
        peaks.push(tree.leaf_hash(bytes.fromhex(leaf.leaf)))
    now = note.open_checkpoint(tr.checkpoint() or b"", tr.verifier())
    return f"{peaks.size} leaves, {'whole' if now and (now.size, now.root) == (peaks.size, peaks.root()) else 'broken'}"


main(int(sys.argv[1]), sys.argv[2])
