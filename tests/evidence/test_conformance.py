"""The Library of Congress' BagIt conformance cases: every valid one within our profile is accepted, every invalid one
refused, the rest listed with the reason in docs/spec/bagit.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundles import House
from conformance import page
from conformance.cases import CASES
from conformance.reader import reasons, write

from atesta.evidence.verify import Answer, verify


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_accepted_or_refused_with_its_reason(name: str, tmp_path: Path):
    case = CASES[name]
    found = reasons(write(case.bag.files(), tmp_path))
    assert (case.refused in found) if case.refused else not found


def test_no_invalid_case_and_none_that_must_warn_is_accepted():
    assert all(case.refused for case in CASES.values() if case.verdict != "valid")


def test_a_valid_case_that_is_refused_says_why():
    assert all(case.why for case in CASES.values() if case.verdict == "valid" and case.refused)


@pytest.mark.parametrize("name", CASES)
def test_no_case_is_a_bundle(name: str, house: House, tmp_path: Path):
    """The whole check says so in its own words, whatever the bag: there is no seal in any of them."""
    answer = verify(write(CASES[name].bag.files(), tmp_path), house.anchors).answer
    assert answer in (Answer.CANNOT_CHECK, Answer.CHANGED)


@pytest.mark.needs("module:bagit", "make .venv/.dev")
@pytest.mark.parametrize("name", CASES)
def test_the_reference_reader_says_of_each_case_what_the_suite_says(name: str, tmp_path: Path):
    """So the bags built here are what the suite means by their names. A warning may be either."""
    import bagit  # noqa: PLC0415

    case = CASES[name]
    folder = write(case.bag.files(), tmp_path)
    try:
        said = bagit.Bag(str(folder)).is_valid()
    except bagit.BagError:
        said = False
    expected = case.verdict == "valid" if case.peer is None else case.peer
    assert case.verdict == "warning" or said is expected


def test_the_page_has_the_table_as_it_came_out():
    assert page.PAGE.read_text(encoding="utf-8") == page.written(), "python -m conformance.page writes it again"
