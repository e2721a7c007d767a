"""After erasure nothing of it is left: not in the bytes of the database, not in the folder, and the log still holds."""

from __future__ import annotations

import subprocess

import pytest
from shared_database import Shared

CONTACT = {"canary-text", "987654", "canary-sender", "canary-note"}
DEBT = CONTACT | {"canary-lender", "canary-reference", "canary-letter", "canary-given", "canary-bytes"}
FILE = DEBT | {"canary-name", "canary-address", "canary-phone", "canary-reason"}
UPLOAD = {"canary-heard", "canary-recording"}


def left_of(words: set[str], shared: Shared) -> set[str]:
    """Words that are still in any file of the folder: the database with its journal, and the blobs."""
    data = b"".join(path.read_bytes() for path in shared.folder.rglob("*") if path.is_file())
    names = " ".join(str(path.relative_to(shared.folder)) for path in shared.folder.rglob("*"))
    if address := shared.env.get("ATESTA_DATABASE"):
        data += subprocess.run(["pg_dump", "--data-only", address], capture_output=True, check=True).stdout
    return {word for word in words if word.encode() in data or word in names}


@pytest.mark.parametrize(("what", "words"), [("contact", CONTACT), ("debt", DEBT), ("file", FILE), ("upload", UPLOAD)])
def test_nothing_of_what_was_erased_is_left(shared: Shared, what: str, words: set[str]) -> None:
    said = shared.run("erase_canary.py", what)
    assert said.split()[0] == "None", "the log's chain broke"
    assert left_of(words, shared) == set()


def test_without_erasure_the_words_are_found(shared: Shared) -> None:
    shared.run("erase_canary.py", "nothing")
    assert left_of(FILE | UPLOAD, shared) == FILE | UPLOAD


def test_jobs_and_sessions_of_an_erased_file_end_and_those_of_others_stay(shared: Shared) -> None:
    _, jobs, sessions = shared.run("erase_canary.py", "file").split()
    assert (jobs, sessions) == ("0", "1")


def test_a_letter_that_names_an_erased_contact_loses_its_text_and_another_keeps_it(shared: Shared) -> None:
    shared.run("erase_canary.py", "contact")
    assert left_of({"canary-quoting", "canary-letter"}, shared) == {"canary-letter"}
