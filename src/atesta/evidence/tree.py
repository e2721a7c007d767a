"""The hash tree of RFC 6962, section 2.1, and its two proofs. Pure: nodes are looked up through what is handed in.

A *node* (level, at) is the hash over the 2^level leaves that start at leaf at·2^level. Only complete ones are asked
for, so a log may keep them once and never change them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

__all__ = ["is_consistent"]  # for who watches a log

Nodes = Callable[[int, int], bytes]

EMPTY_ROOT = sha256(b"").digest()
HASH_BYTES = 32


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def completed(index: int, leaf: bytes, nodes: Nodes) -> Iterator[tuple[int, int, bytes]]:
    """The (level, at, hash) that become complete when `leaf` is put at `index`: the leaf itself, then those above."""
    level, at, here = 0, index, leaf
    yield level, at, here
    while at % 2:
        here = node_hash(nodes(level, at - 1), here)
        level, at = level + 1, at // 2
        yield level, at, here


class Peaks:
    """The root of leaves that arrive one after another, in the memory of a few hashes."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # of the complete subtrees, the largest first

    def push(self, leaf: bytes) -> None:
        here, size = leaf, self.size
        while size % 2:
            here, size = node_hash(self._peaks.pop(), here), size // 2
        self._peaks.append(here)
        self.size += 1

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        here = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            here = node_hash(peak, here)
        return here


def root(size: int, nodes: Nodes) -> bytes:
    return _over(0, size, nodes) if size else EMPTY_ROOT


def inclusion(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """From the leaf's sibling up to the root's child (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} among {size}")
    path, low, high = [], 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_over(middle, high, nodes))
            high = middle
        else:
            path.append(_over(low, middle, nodes))
            low = middle
    return tuple(reversed(path))


def consistency(old: int, new: int, nodes: Nodes) -> tuple[bytes, ...]:
    """That the tree of `new` leaves begins with the tree of `old` leaves (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves cannot begin with one of {old}")
    if old in {0, new}:
        return ()
    path, low, high, whole = [], 0, new, True
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_over(middle, high, nodes))
            high = middle
        else:
            path.append(_over(low, middle, nodes))
            low, whole = middle, False
    if not whole:
        path.append(_over(low, high, nodes))
    return tuple(reversed(path))


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that this path leads to; None when no such leaf has such a path (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    at, last, here = index, size - 1, leaf
    for hash_ in path:
        if not last or len(hash_) != HASH_BYTES:
            return None
        if at % 2 or at == last:
            here = node_hash(hash_, here)
            while at and not at % 2:
                at, last = at >> 1, last >> 1
        else:
            here = node_hash(here, hash_)
        at, last = at >> 1, last >> 1
    return here if not last else None


def is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the newer tree only adds to the older one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new or any(len(hash_) != HASH_BYTES for hash_ in path):
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    hashes = list(path) if old & (old - 1) else [old_root, *path]
    return bool(hashes) and _climb(old - 1, new - 1, hashes) == (old_root, new_root)


def _climb(at: int, last: int, hashes: list[bytes]) -> tuple[bytes, bytes] | None:
    while at % 2:
        at, last = at >> 1, last >> 1
    older = newer = hashes[0]
    for hash_ in hashes[1:]:
        if not last:
            return None
        if at % 2 or at == last:
            older, newer = node_hash(hash_, older), node_hash(hash_, newer)
            while at and not at % 2:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, hash_)
        at, last = at >> 1, last >> 1
    return (older, newer) if not last else None


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << ((width - 1).bit_length() - 1)


def _over(low: int, high: int, nodes: Nodes) -> bytes:
    """The hash over leaves low..high; `low` is always a multiple of the power of two that is looked up."""
    width = high - low
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return nodes(level, low >> level)
    middle = low + _split(width)
    return node_hash(_over(low, middle, nodes), _over(middle, high, nodes))
