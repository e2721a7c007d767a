"""`atesta explain`: from a finding, or a rule, to its source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from first_case import CASES, REVIEW, Atesta

from atesta.cli.explain import items

MX = ("--sender", "+525510002000", "--received", "2026-11-17T16:20:00-06:00", "--channel", "chat")
ES = ("--sender", "RPENALARA", "--received", "2026-11-17T11:00:00+01:00")


def command(case: str, header: tuple[str, ...]) -> tuple[object, ...]:
    held = (("account", "account.toml"), ("directory", "directory.toml"), ("history", "history.jsonl"))
    files = [part for option, name in held for part in (f"--{option}", CASES / case / name)]
    return ("review", CASES / case / "message.txt", *header, *files)


@pytest.fixture
def saved(atesta: Atesta, tmp_path: Path) -> Path:
    review = tmp_path / "review.json"
    review.write_text(atesta(*REVIEW, "--json").out, encoding="utf-8")
    return review


@pytest.mark.parametrize("given", [REVIEW, command("mx", MX), command("es", ES)], ids=["first", "mx", "es"])
def test_every_finding_and_claim_of_a_review_can_be_explained(atesta: Atesta, tmp_path: Path, given):
    review = tmp_path / "review.json"
    review.write_text(atesta(*given, "--json").out, encoding="utf-8")
    found = items(json.loads(review.read_text(encoding="utf-8")))
    assert len({item["id"] for item in found}) == len(found) > 10
    for item in found:
        explained = atesta("explain", f"{review}#{item['id']}")
        assert explained.status == 0 and explained.out.startswith(item["id"])


def test_a_finding_opens_to_its_rule_and_source(atesta: Atesta, saved: Path):
    explained = atesta("explain", f"{saved}#limits:cn-quiet-hours").out
    assert "cn-quiet-hours" in explained and "GB/T 45251-2025 §5.3 (voluntary standard" in explained


@pytest.mark.parametrize(
    ("lang", "said"), [("es", "respuesta: desmentido"), ("zh", "回答：与记录不符"), ("en", "answer: contradicted")]
)
def test_an_answer_is_explained_in_the_readers_language(atesta: Atesta, saved: Path, lang: str, said: str):
    explained = atesta("explain", f"{saved}#truth:deadline:27-33", "--lang", lang).out
    assert said in explained


def test_a_claim_opens_to_its_figures(atesta: Atesta, saved: Path):
    explained = atesta("explain", f"{saved}#truth:deadline:27-33").out
    assert "quote: 今日18点前" in explained and "minutes_past: 227" in explained


def test_a_rule_opens_to_its_versions_in_the_readers_language(atesta: Atesta):
    assert "不得催收" in atesta("explain", "cn-quiet-hours", "--lang", "zh").out


def test_an_unknown_finding_is_bad_input(atesta: Atesta, saved: Path):
    refused = atesta("explain", f"{saved}#nothing")
    assert refused.status == 2 and "has no finding 'nothing'" in refused.err


def test_an_unknown_rule_is_bad_input(atesta: Atesta):
    assert atesta("explain", "no-such-rule").status == 2


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not json", '{"schema": "atesta.review/1"'])
def test_a_file_that_is_no_review_is_bad_input(atesta: Atesta, tmp_path: Path, text: str):
    other = tmp_path / "other.json"
    other.write_text(text, encoding="utf-8")
    refused = atesta("explain", f"{other}#truth:deadline:27-33")
    assert refused.status == 2 and "other.json is not a review" in refused.err


@pytest.mark.parametrize(
    "text",
    [
        '{"schema": "atesta.review/1", "limits": 5}',
        '{"schema": "atesta.review/1", "truth": {"claims": [7]}}',
        "[" * 100000,
    ],
)
def test_a_review_of_another_shape_is_bad_input(atesta: Atesta, tmp_path: Path, text: str):
    other = tmp_path / "other.json"
    other.write_text(text, encoding="utf-8")
    assert atesta("explain", f"{other}#truth:deadline:27-33").status == 2
