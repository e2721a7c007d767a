"""The rulebook is strict when it reads and exact when it is asked."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.place import PLACES
from atesta.errors import RulebookError
from atesta.rules.rule import Force
from atesta.rules.rule_file import read_rule
from atesta.rules.rulebook import FOLDER, load_rulebook

GOOD = """
id = "cn-x"
place = "CN"
kind = "hours"
mission = ["B1.4"]
title.en = "a"
title.es = "b"
title.zh = "c"
reviewed_on = 2026-11-21
[[in_force]]
from = 2025-02-28
to = 2025-12-31
force = "standard"
confidence = "S"
cite = "d"
source = "e"
binds = ["own"]
[[in_force]]
from = 2026-01-01
force = "law"
confidence = "V"
cite = "d"
source = "e"
binds = ["agency"]
"""

REFUSED = {
    "an unknown key": ('mission = ["B1.4"]', 'mission = ["B1.4"]\nnote = "x"', "note"),
    "an unknown key of a version": ('cite = "d"', 'cite = "d"\nwhen = "x"', "when"),
    "a missing title": ('title.zh = "c"', "", "title.zh"),
    "an empty title": ('title.es = "b"', 'title.es = " "', "title.es"),
    "a title in another language": ('title.zh = "c"', 'title.zh = "c"\ntitle.fr = "d"', "fr"),
    "versions that overlap": ("to = 2025-12-31", "to = 2026-01-01", "overlap"),
    "an earlier version without an end": ("to = 2025-12-31\n", "", "overlap"),
    "an end before the start": ("to = 2025-12-31", "to = 2025-02-27", "to:"),
    "an unknown force": ('force = "standard"', 'force = "custom"', "force"),
    "an unknown confidence": ('confidence = "S"', 'confidence = "X"', "confidence"),
    "an unknown kind": ('kind = "hours"', 'kind = "hour"', "kind"),
    "an unknown place": ('place = "CN"', 'place = "XX"', "place"),
    "a party that no rule binds": ('binds = ["own"]', 'binds = ["bank"]', "binds"),
    "nobody bound": ('binds = ["own"]', "binds = []", "binds"),
    "a day with an hour": ("from = 2025-02-28", "from = 2025-02-28T00:00:00", "from"),
    "no version": (GOOD[GOOD.index("[[in_force]]") :], "", "in_force"),
    "another id": ('id = "cn-x"', 'id = "cn-y"', "id"),
    "broken TOML": ('id = "cn-x"', "id = ", "file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_rule_file_is_refused_with_its_name_and_key(name: str) -> None:
    old, new, told = REFUSED[name]
    assert old in GOOD
    with pytest.raises(RulebookError, match=r"cn/cn-x\.toml") as caught:
        read_rule("cn/cn-x.toml", GOOD.replace(old, new, 1).encode())
    assert told in caught.value.what


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_rulebook_error(raw: bytes) -> None:
    try:
        read_rule("cn/cn-x.toml", raw)
    except RulebookError as error:
        assert "cn/cn-x.toml" in error.what


@given(st.integers(0, len(GOOD) - 1), st.sampled_from('x"[]={}\n1'))
def test_one_wrong_character_is_a_rule_or_a_refusal(at: int, char: str) -> None:
    try:
        rule = read_rule("cn/cn-x.toml", (GOOD[:at] + char + GOOD[at + 1 :]).encode())
    except RulebookError:
        return
    assert rule.id == "cn-x"


def test_a_rule_in_the_wrong_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mx").mkdir()
    (tmp_path / "mx" / "cn-x.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(RulebookError, match="place"):
        load_rulebook(tmp_path).rule("cn-x")


def test_yesterday_is_judged_by_yesterdays_rule(tmp_path: Path) -> None:
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn" / "cn-x.toml").write_text(GOOD, encoding="utf-8")
    book = load_rulebook(tmp_path)
    assert book.applying(date(2025, 2, 27), "CN") == ()
    assert book.applying(date(2025, 12, 31), "CN")[0][1].citation.force is Force.STANDARD
    assert book.applying(date(2026, 1, 1), "CN")[0][1].citation.force is Force.LAW
    assert book.applying(date(2026, 1, 1), "CN", party="own") == ()
    assert book.applying(date(2026, 1, 1), "CN", kind="visit") == ()
    assert book.applying(None, "CN")[0][1].version == "2026-01-01"


def test_a_place_has_its_own_rules_and_the_houses() -> None:
    places = {rule.place for rule, _ in load_rulebook().applying(date(2026, 11, 17), "MX")}
    assert places == {"house", "MX"}
    assert {rule.place for rule, _ in load_rulebook().applying(date(2026, 11, 17), None)} == {"house"}


def test_every_place_has_rules() -> None:
    assert {rule.place for rule in load_rulebook().rules} == {"house", *PLACES}


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(RulebookError):
        load_rulebook().rule("no-such-rule")


def test_the_rulebook_cannot_be_changed() -> None:
    book = load_rulebook()
    with pytest.raises(dataclasses.FrozenInstanceError):
        book.digest = "sha256:0"  # type: ignore[misc]
    with pytest.raises(TypeError):
        book.files["x"] = book.files["house-threat"]  # type: ignore[index]


def test_the_digest_names_rules_and_phrases(tmp_path: Path) -> None:
    phrases = tmp_path / "house" / "phrases"
    phrases.mkdir(parents=True)
    empty = load_rulebook(tmp_path).digest
    (phrases / "threat.es.toml").write_text("a = 1\n", encoding="utf-8")
    load_rulebook.cache_clear()
    assert load_rulebook(tmp_path).digest != empty


def test_no_rule_is_called_illegal_that_is_only_a_standard() -> None:
    for rule in load_rulebook().rules:
        for version in rule.versions:
            public = version.citation.force in (Force.LAW, Force.REGULATION)
            assert (version.breach_word == "benchmark_breach") is not public


def test_regulation_f_never_binds_the_creditors_own_staff() -> None:
    for rule in load_rulebook().rules:
        if rule.place == "US":
            assert all("own" not in version.binds for version in rule.versions)


def test_every_phrase_speaks_for_a_rule_that_exists() -> None:
    known = load_rulebook().files
    for path in FOLDER.rglob("*.toml"):
        if path.parent.name in ("phrases", "claims"):
            named = re.findall(r'^rule = "(.+?)"', path.read_text(encoding="utf-8"), re.MULTILINE)
            assert set(named) <= set(known), path.name


def test_rule_files_are_named_like_their_rule() -> None:
    for place in ("house", *PLACES):
        for path in (FOLDER / place.lower()).glob("*.toml"):
            assert load_rulebook().rule(path.stem).id == path.stem
