"""`atesta rules`: what was in force on a day, there, with its source."""

from __future__ import annotations

from first_case import Atesta


def ids(rows: list[dict[str, object]]) -> set[object]:
    return {row["id"] for row in rows}


def test_a_day_and_a_place_choose_that_places_rules_and_the_houses(atesta: Atesta):
    rows = atesta("rules", "--on", "2026-11-15", "--place", "CN", "--json").json
    assert {row["place"] for row in rows} == {"house", "CN"}
    assert "cn-quiet-hours" in ids(rows)


def test_a_rule_is_not_there_before_its_day(atesta: Atesta):
    before, after = (
        ids(atesta("rules", "--on", day, "--place", "CN", "--json").json) for day in ("2025-02-27", "2025-02-28")
    )
    assert "cn-debtor-only" in after - before


def test_without_a_day_every_version_of_every_place_is_shown(atesta: Atesta):
    rows = atesta("rules", "--json").json
    assert {"house", "CN", "MX", "CO", "CL", "PE", "ES", "US", "GB"} == {row["place"] for row in rows}
    assert len(rows) >= len(ids(rows))


def test_every_rule_has_a_citation_a_force_and_a_source(atesta: Atesta):
    rows = atesta("rules", "--json").json
    assert [
        row["id"] for row in rows if not (row["citation"]["text"] and row["citation"]["force"] and row["source"])
    ] == []


def test_a_secondary_source_is_said_to_be_one_in_every_language(atesta: Atesta):
    said = {"en": "from secondary sources", "es": "según fuentes secundarias", "zh": "二手资料"}
    for lang, words in said.items():
        assert words in atesta("rules", "--on", "2026-11-15", "--place", "MX", "--lang", lang).out


def test_chinese_reads_articles_as_articles(atesta: Atesta):
    shown = atesta("rules", "--place", "CN", "--lang", "zh").out
    assert "民事诉讼法第126条（法律，" in shown
    assert "art." not in shown


def test_uk_is_read_as_gb(atesta: Atesta):
    assert "GB" in {row["place"] for row in atesta("rules", "--place", "UK", "--json").json}
