"""RFC 6962: our tree against its own definition, and against pymerkle."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency

from atesta.evidence import tree

SIZES = st.integers(1, 70)


def leaves(size: int) -> list[bytes]:
    return [tree.leaf_hash(b"entry %d" % at) for at in range(size)]


def nodes_of(size: int) -> tree.Nodes:
    kept: dict[tuple[int, int], bytes] = {}
    for index, leaf in enumerate(leaves(size)):
        kept.update({(level, at): hash_ for level, at, hash_ in tree.completed(index, leaf, lambda *key: kept[key])})
    return lambda *key: kept[key]


def defined(these: list[bytes]) -> bytes:
    """MTH as RFC 6962, 2.1 writes it, over leaf hashes."""
    if len(these) == 1:
        return these[0]
    split = 1
    while split * 2 < len(these):
        split *= 2
    return sha256(b"\x01" + defined(these[:split]) + defined(these[split:])).digest()


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert tree.root(0, nodes_of(0)) == tree.Peaks().root() == sha256(b"").digest()


@given(SIZES)
def test_the_root_is_the_one_that_the_rfc_defines(size: int) -> None:
    peaks = tree.Peaks()
    for leaf in leaves(size):
        peaks.push(leaf)
    assert tree.root(size, nodes_of(size)) == peaks.root() == defined(leaves(size))


@given(SIZES, st.data())
def test_an_inclusion_proof_leads_to_the_root(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    nodes = nodes_of(size)
    path = tree.inclusion(index, size, nodes)
    assert tree.root_from_inclusion(leaves(size)[index], index, size, path) == tree.root(size, nodes)


@given(SIZES, st.data())
def test_no_other_place_leaf_or_path_leads_to_that_root(size: int, data: st.DataObject) -> None:
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-1, size))
    nodes = nodes_of(size)
    path, root = tree.inclusion(index, size, nodes), tree.root(size, nodes)
    leaf = leaves(size)[index]
    assert tree.root_from_inclusion(tree.leaf_hash(b"other"), index, size, path) != root
    assert tree.root_from_inclusion(leaf, index, size, (*path, bytes(32))) is None
    assert other == index or tree.root_from_inclusion(leaf, other, size, path) != root
    assert not path or tree.root_from_inclusion(leaf, index, size, path[:-1]) != root


@given(SIZES, st.data())
def test_a_tree_is_consistent_with_what_it_grew_from(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, new))
    nodes = nodes_of(new)
    roots = tree.root(old, nodes), tree.root(new, nodes)
    path = tree.consistency(old, new, nodes)
    assert tree.is_consistent(old, roots[0], new, roots[1], path)
    assert not tree.is_consistent(old, bytes(32), new, roots[1], path)
    assert not tree.is_consistent(old, roots[0], new, roots[1], (*path, bytes(32)))
    if old and old != new:  # every tree begins with the empty one
        assert not tree.is_consistent(old, roots[0], new, bytes(32), path)
        assert not tree.is_consistent(old, roots[0], new, roots[1], path[:-1])


@given(SIZES, st.data())
def test_pymerkle_agrees_on_roots_and_paths(size: int, data: st.DataObject) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    theirs = InmemoryTree.init_from_entries([b"entry %d" % at for at in range(size)], algorithm="sha256")
    nodes = nodes_of(size)
    assert theirs.get_root() == tree.root(size, nodes)
    path = [bytes.fromhex(hash_) for hash_ in theirs.prove_inclusion(index + 1, size).serialize()["path"]]
    assert path == [leaves(size)[index], *tree.inclusion(index, size, nodes)]
    # Their consistency proofs name other nodes than the RFC's, so only the verdict can be compared.
    verify_consistency(tree.root(old, nodes), tree.root(size, nodes), theirs.prove_consistency(old, size))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        tree.inclusion(index, size, nodes_of(4))


def test_a_tree_does_not_begin_with_a_larger_one() -> None:
    assert not tree.is_consistent(3, bytes(32), 2, bytes(32), ())
    with pytest.raises(ValueError, match="cannot begin"):
        tree.consistency(3, 2, nodes_of(4))
