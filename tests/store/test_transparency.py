"""What was announced stands in a tree that anybody can check, with our code and with somebody else's."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from shared_database import Shared

from atesta.errors import KeyFileError
from atesta.evidence import note, tree
from atesta.installation.home import home_in
from atesta.store import transparency as tr
from atesta.store.jobs import Work, take
from atesta.store.models import Job, LogEntry, TreeCheckpoint, TreeLeaf, TreeNode

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(folder: Path, settings: Settings) -> Path:
    settings.WEB = replace(settings.WEB, home=folder / "home")
    return folder / "home"


def leaf(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def enter(first: int, last: int) -> None:
    tr.enter_many(tr.ANNOUNCED, ((f"row{number}", leaf(number)) for number in range(first, last)), NOW)


def test_every_leaf_is_proven_whatever_the_batches_were() -> None:
    entered = 0
    for batch in (1, 2, 5, 1, 16, 7):
        enter(entered, entered + batch)
        entered += batch
        assert tr.sequence(NOW) == batch and tr.sequence(NOW) == 0
        for number in range(entered):
            proof = tr.proof_of(f"row{number}")
            checked = note.proven(proof, bytes.fromhex(leaf(number)), tr.verifier())
            assert checked is not None and checked.size == entered
            assert note.proven(proof, bytes.fromhex(leaf(number + 1)), tr.verifier()) is None


def test_another_library_comes_to_the_same_root_and_the_same_paths() -> None:
    pymerkle = pytest.importorskip("pymerkle")
    enter(0, 23)
    tr.sequence(NOW)
    entries = [bytes.fromhex(leaf(number)) for number in range(23)]
    other = pymerkle.InmemoryTree.init_from_entries(entries, algorithm="sha256")
    assert note.open_checkpoint(tr.checkpoint(), tr.verifier()).root == other.get_root()
    for number in range(23):
        path = note.read_proof(tr.proof_of(f"row{number}")).path
        theirs = [bytes.fromhex(hash_) for hash_ in other.prove_inclusion(number + 1).serialize()["path"]]
        assert theirs == [tree.leaf_hash(entries[number]), *path]


def test_a_later_tree_begins_with_the_earlier_one() -> None:
    enter(0, 11)
    tr.sequence(NOW)
    old = note.open_checkpoint(tr.checkpoint(), tr.verifier())
    enter(11, 40)
    tr.sequence(NOW)
    new = note.open_checkpoint(tr.checkpoint(), tr.verifier())
    assert tree.is_consistent(11, old.root, 40, new.root, tr.consistency(11, 40))
    assert tr.consistency(12, 40) is None and tr.consistency(0, 40) is None


def test_what_waits_has_no_proof_yet() -> None:
    enter(0, 1)
    assert tr.proof_of("row0") is None and tr.checkpoint() is None and tr.proof_of("nothing") is None


def test_a_checkpoint_is_in_the_log_that_is_stamped_every_hour() -> None:
    enter(0, 3)
    tr.sequence(NOW)
    assert LogEntry.objects.filter(kind="checkpoint").count() == 1


def test_the_two_logs_of_an_installation_never_share_a_name() -> None:
    enter(0, 1)
    tr.sequence(NOW)
    own = home_in(tr.settings.WEB.home).anchors().log
    assert tr.verifier().name != own.name and tr.verifier().key_id != own.key_id


def test_many_leaves_are_taken_in_several_batches() -> None:
    enter(0, 25)
    assert [tr.sequence(NOW, most=10) for _ in range(4)] == [10, 10, 5, 0]
    assert list(TreeLeaf.objects.order_by("id").values_list("at", flat=True)) == list(range(25))
    assert TreeNode.objects.filter(level=0).count() == 25


def test_the_job_leaves_one_job_behind() -> None:
    for round_ in range(3):
        enter(round_, round_ + 1)
        Job.objects.create(kind=tr.CHORE, subject="", due_at=NOW, made_at=NOW)
        tr.sequence_waiting(Work(take("w", NOW), lambda: NOW))
    assert Job.objects.filter(kind=tr.CHORE).count() == 1
    assert TreeCheckpoint.objects.order_by("-size")[0].size == 3


def test_a_locked_key_loses_nothing(home: Path) -> None:
    home_in(home).make("x", passphrase=b"long enough to be one")
    enter(0, 1)
    with pytest.raises(KeyFileError):
        tr.sequence(NOW)
    Job.objects.create(kind=tr.CHORE, subject="", due_at=NOW, made_at=NOW)
    work = Work(take("w", NOW), lambda: NOW)
    with pytest.raises(tr.NotYetError):
        tr.sequence_waiting(work)
    assert TreeLeaf.objects.filter(at=None).count() == 1


def test_sequencers_at_once_make_one_tree(shared: Shared) -> None:
    """Real processes, on whichever database the run was given."""
    home_in(shared.folder / "home").ring_or_made()
    shared.env["ATESTA_HOME"] = str(shared.folder / "home")
    both = [shared.start("sequence_often.py", 120, number) for number in range(3)]
    said = [process.communicate(timeout=120)[0].strip() for process in both]
    assert all(process.returncode == 0 for process in both)
    assert shared.run("sequence_often.py", 0, 9).strip() == "360 leaves, whole"
    assert sum(map(int, said)) == 360
