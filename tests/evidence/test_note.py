"""Notes, checkpoints and proofs have one form, and only the log's own key opens them."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from atesta.evidence import note, tree

SIGNER = note.Signer("example.org/log", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
VERIFIER = SIGNER.verifier
LEAVES = [b"atesta-log-v1 entry %d" % at for at in range(4)]
HASHES = [tree.leaf_hash(leaf) for leaf in LEAVES]
PAIRS = [tree.node_hash(*HASHES[:2]), tree.node_hash(*HASHES[2:])]
CHECKPOINT = note.Checkpoint(SIGNER.name, 4, tree.node_hash(*PAIRS))
PROOF = note.Proof(2, (HASHES[3], PAIRS[0]), note.sign(CHECKPOINT.text, SIGNER)).write()


def test_the_published_example_of_a_verifier_key_is_read() -> None:
    """The key of Go's checksum database, in the words of its own documentation."""
    line = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert str(note.read_vkey(line)) == line


def test_a_key_reads_back_from_its_line() -> None:
    assert note.read_vkey(f"{VERIFIER}\n") == VERIFIER


@pytest.mark.parametrize(
    "line",
    ["", "a+b", "x y+00000000+AQ==", str(VERIFIER).replace("example", "examplf"), f"{VERIFIER}=", f" {VERIFIER}"],
)
def test_a_verifier_key_in_another_form_is_refused(line: str) -> None:
    with pytest.raises(note.NoteError):
        note.read_vkey(line)


def test_a_proof_shows_its_entry_and_no_other() -> None:
    assert note.proven(PROOF, LEAVES[2], VERIFIER) == CHECKPOINT
    assert note.proven(PROOF, LEAVES[1], VERIFIER) is None


def test_a_proof_by_another_log_shows_nothing() -> None:
    other = note.Signer(SIGNER.name, Ed25519PrivateKey.from_private_bytes(bytes(32)))
    assert note.proven(PROOF, LEAVES[2], other.verifier) is None


def test_a_checkpoint_for_another_origin_does_not_count() -> None:
    foreign = note.sign(note.Checkpoint("example.org/other", 4, CHECKPOINT.root).text, SIGNER)
    assert note.open_note(foreign, VERIFIER)
    assert note.open_checkpoint(foreign, VERIFIER) is None


@given(st.integers(0, len(PROOF) - 1), st.integers(1, 255))
def test_every_changed_byte_of_a_proof_is_noticed(at: int, by: int) -> None:
    changed = PROOF[:at] + bytes([PROOF[at] ^ by]) + PROOF[at + 1 :]
    assert not shows(changed)


@given(st.integers(0, len(PROOF)), st.binary(min_size=1, max_size=3))
def test_every_insertion_into_a_proof_is_noticed(at: int, more: bytes) -> None:
    assert not shows(PROOF[:at] + more + PROOF[at:]) or PROOF[:at] + more + PROOF[at:] == PROOF


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_our_error(data: bytes) -> None:
    assert not shows(data)
    assert not shows(PROOF[:60] + data)


def test_a_second_signature_line_an_extension_line_and_an_extra_line_are_refused() -> None:
    signature = PROOF[PROOF.rindex("—".encode()) :]
    extension = note.sign(CHECKPOINT.text + "more\n", SIGNER)
    for changed in (PROOF + signature, PROOF.replace(b"index", b"extra AA==\nindex")):
        with pytest.raises(note.NoteError):
            note.read_proof(changed)
    with pytest.raises(note.NoteError):
        note.open_checkpoint(extension, VERIFIER)


@pytest.mark.parametrize("number", ["", "02", "+2", "-2", "２", "2 ", "9" * 17])
def test_a_number_has_one_spelling(number: str) -> None:
    with pytest.raises(note.NoteError):
        note.read_proof(PROOF.replace(b"index 2", f"index {number}".encode()))


def test_two_checkpoints_of_one_size_with_different_roots_are_a_fork() -> None:
    other = note.Checkpoint(SIGNER.name, 4, bytes(32))
    smaller = note.Checkpoint(SIGNER.name, 3, bytes(32))
    assert note.disagreement(CHECKPOINT, other) == "log_forked"
    assert note.disagreement(CHECKPOINT, smaller) == "log_shrunk"
    assert note.disagreement(smaller, CHECKPOINT) is None
    assert note.disagreement(CHECKPOINT, CHECKPOINT) is None


def shows(proof: bytes) -> bool:
    try:
        return note.proven(proof, LEAVES[2], VERIFIER) is not None
    except note.NoteError:
        return False
