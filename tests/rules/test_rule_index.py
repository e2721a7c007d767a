"""The index says what the files say, and only for exactly these files."""

from __future__ import annotations

import json

from atesta.rules import rule_index
from atesta.rules.rule_file import read_rule
from atesta.rules.rulebook import load_rulebook, shipped_rules
from atesta.rules.shipped import FOLDER, digest_of, files_in


def test_the_index_follows_from_the_files() -> None:
    """Else: python -m atesta.rules.rule_index"""
    stored = json.loads(rule_index.FILE.read_bytes().splitlines()[0])
    assert stored == rule_index.digests(shipped_rules()), "the rules changed: python -m atesta.rules.rule_index"


def test_the_index_gives_the_rules_of_the_files() -> None:
    lines = rule_index.stored(shipped_rules())
    assert lines
    assert [rule_index.rule_of(line) for line in lines.values()] == [
        read_rule(name, raw) for name, raw in shipped_rules().items()
    ]


def test_a_changed_rule_file_takes_nothing_from_the_index() -> None:
    files = dict(shipped_rules())
    name = next(iter(files))
    files[name] += b"\n"
    assert rule_index.stored(files) == {}


def test_the_digest_of_the_rulebook_is_that_of_all_its_files() -> None:
    assert load_rulebook().digest == f"sha256:{digest_of(files_in(FOLDER))}"


def test_a_rule_is_read_when_it_is_asked_for() -> None:
    load_rulebook.cache_clear()
    book = load_rulebook()
    assert {rule.place for rule in book.rules_of("CN")} == {"house", "CN"}
    read = {id_ for id_, file in book.files.items() if "rule" in vars(file)}
    assert read == {rule.id for rule in book.rules_of("CN")} < set(book.files)
