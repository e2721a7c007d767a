"""Answers are compared and forgotten: nothing of them is on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.errors import FileFormatError
from atesta.evidence.disk import RealDisk
from atesta.recording.identity import Identities, Question, normal, open_identities

AGREED: dict[Question, str] = {
    "name": "José Núñez Prieto",
    "last_digits": "+52 55 1234 5678",
    "challenge": "Toby, el perro",
}


@pytest.fixture
def identities(tmp_path: Path) -> Identities:
    kept = open_identities(RealDisk(), tmp_path / "identities", os.urandom)
    kept.keep("P-1", AGREED)
    return kept


def test_the_same_answer_in_other_letters_matches(identities: Identities) -> None:
    given_: dict[Question, str] = {
        "name": "JOSE NUNEZ  PRIETO",
        "last_digits": "５６７８",
        "challenge": "toby el perro",
    }
    compared = identities.compare("P-1", given_)
    assert compared.as_detail() == {"met": True, "name": "match", "last_digits": "match", "challenge": "match"}


def test_one_answer_that_differs_is_enough(identities: Identities) -> None:
    compared = identities.compare("P-1", {"name": "José Núñez Prieto", "last_digits": "5679"})
    assert (compared.met, compared.outcomes["last_digits"]) == (False, "differs")


def test_nothing_asked_is_unknown_and_not_passed(identities: Identities) -> None:
    assert identities.compare("P-1", {"name": "  "}).met is None
    assert identities.compare("P-2", {"name": "José"}).outcomes["name"] == "nothing_kept"
    assert identities.compare(None, {"name": "José"}).met is None


@pytest.mark.parametrize("empty", ["...", "??", "-"])
def test_an_answer_that_says_nothing_never_matches(identities: Identities, empty: str) -> None:
    identities.keep("P-3", {"challenge": empty})
    assert identities.compare("P-3", {"challenge": empty}).met is None


def test_no_answer_and_no_party_is_on_the_disk(identities: Identities) -> None:
    for path in identities.folder.iterdir():
        data = path.read_bytes() + path.name.encode()
        assert not any(word in data for word in (b"P-1", b"Jos", b"5678", b"Toby", b"toby"))
        assert path.stat().st_mode & 0o077 == 0


def test_the_same_answers_of_two_parties_or_installations_look_different(
    identities: Identities, tmp_path: Path
) -> None:
    other = open_identities(RealDisk(), tmp_path / "other", os.urandom)
    other.keep("P-1", AGREED)
    identities.keep("P-2", AGREED)
    files = [path.read_bytes() for folder in (identities, other) for path in folder.folder.glob("*.json")]
    assert len(set(files)) == len(files) == 3


def test_a_key_stays_from_one_run_to_the_next(identities: Identities) -> None:
    again = open_identities(RealDisk(), identities.folder, os.urandom)
    assert again.compare("P-1", AGREED).met


def test_what_was_forgotten_is_gone(identities: Identities) -> None:
    assert identities.forget("P-1")
    assert identities.questions("P-1") == ()
    assert not identities.forget("P-1")


def test_the_key_is_not_shown(identities: Identities) -> None:
    assert identities.key.hex() not in repr(identities) and repr(identities.key) not in repr(identities)


@pytest.mark.parametrize("text", ["{", "[]", '{"name": 1}', "\xff"])
def test_a_file_that_was_spoilt_is_named(identities: Identities, text: str) -> None:
    (path,) = identities.folder.glob("*.json")
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(FileFormatError):
        identities.questions("P-1")


def test_fewer_than_four_digits_are_none() -> None:
    assert normal("last_digits", "678") == ""
    assert normal("last_digits", "13912345678") == "5678"


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normal("challenge", text)
    assert normal("challenge", once) == once
