"""What is coached after a call, and that the better sentences are better (B2.1 to B2.4)."""

import dataclasses
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from desks import whole_desk

from atesta.action.coaching import notes as coaching
from atesta.action.coaching.notes import AT_MOST, better_sentence, coaching_notes, shortened
from atesta.contact.account import Account, Instalment, Lender, LenderKind
from atesta.contact.call import Call
from atesta.contact.money import Money
from atesta.contact.transcript import SpokenTurn, Transcript, Voice
from atesta.locale import catalogue
from atesta.pipeline import screen_texts
from atesta.review.finding import (
    Authenticity,
    CallReview,
    Claim,
    Conduct,
    Finding,
    Integrity,
    Limits,
    Moment,
    Review,
    TimeSpan,
    Truth,
)
from atesta.rules.rulebook import load_rulebook

CASES = tomllib.loads((Path(__file__).parents[2] / "cases/coaching/notes.toml").read_text(encoding="utf-8"))["case"]
DATA = Path(coaching.__file__).parent
LANGS = ("es", "en", "zh")
BETTER = {lang: tomllib.loads((DATA / f"better.{lang}.toml").read_text(encoding="utf-8")) for lang in LANGS}
KINDS = tomllib.loads((DATA / "kinds.toml").read_text(encoding="utf-8"))["kind"]
FILLED = {
    "es": {"amount": "412,60 euros", "date": "12 de noviembre", "creditor": "Financiera Aurora"},
    "en": {"amount": "412.60 dollars", "date": "12 November", "creditor": "Aurora Finance"},
    "zh": {"amount": "412.60元", "date": "11月12日", "creditor": "晨曦分期"},
}
WHO = {"a": Voice.AGENT, "d": Voice.DEBTOR}


def transcript_of(case):
    turns = [SpokenTurn(WHO[line[0]], line[2:], 3.0 * n, 3.0 * n + 2) for n, line in enumerate(case["turns"])]
    return Transcript(tuple(turns), case["lang"], 2)


def finding_of(number, row):
    measured = {
        name: row[name]
        for name in ("label", "harm", "seen", "lacks", "reason", "plight", "questions", "with_room")
        if name in row
    }
    turn = row.get("turn")
    span = TimeSpan(3000 * turn, 3000 * turn + 900, turn) if turn is not None else None
    return Finding(f"{row['rule']}@{number}", row["rule"], "", row["answer"], span, row.get("quote", ""), (), measured)


def moment_of(row):
    turn = row["turn"]
    return Moment(
        row["kind"],
        TimeSpan(3000 * turn, 3000 * turn + 900, turn),
        "debtor",
        "",
        {"date_said": row["date_said"] or None},
    )


def review_of(case):
    found = [finding_of(number, row) for number, row in enumerate(case.get("findings", []))]
    claims = tuple(
        Claim(row["kind"], row["quote"], 0, 1, row["answer"], turn=row["turn"], start_ms=100)
        for row in case.get("claims", [])
    )
    limits = tuple(finding_of(number, row) for number, row in enumerate(case.get("limits", [])))
    return Review(
        input="",
        rulebook="",
        authenticity=Authenticity("cannot_be_vouched_for"),
        truth=Truth(claims),
        integrity=Integrity(),
        conduct=Conduct(
            (),
            tuple(one for one in found if one.answer != "not_reviewable"),
            tuple(one for one in found if one.answer == "not_reviewable"),
        ),
        limits=Limits("within", limits),
        distress=case.get("distress", False),
        next_steps=(),
        provenance="imported",
        call=CallReview(transcript_of(case), moments=tuple(moment_of(row) for row in case.get("moments", []))),
    )


def notes_of(case, account=None):
    return coaching_notes(review_of(case), Call(transcript_of(case), "sha256:0"), account)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_matters_most_is_coached(case):
    notes = notes_of(case)
    assert [note.kind for note in notes] == case["kinds"]
    assert [note.said for note in notes] == case["said"]
    assert [note.lang for note in notes] == [case["lang"]] * len(notes)
    if "better" in case:
        assert [note.better for note in notes] == case["better"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("reader", LANGS)
def test_why_a_note_stands_is_told_in_the_readers_language(case, reader):
    words = catalogue(reader)
    for note in notes_of(case):
        assert words.say(note.why)
        assert note.start_ms is not None
        assert note.said or note.kind.startswith("keep_")


def test_what_waits_for_a_person_says_so():
    case = next(case for case in CASES if "implied" in case["name"])
    assert [note.for_person for note in notes_of(case)] == [True, False]


def test_no_case_has_more_than_three():
    assert all(len(notes_of(case)) <= AT_MOST for case in CASES)


def test_there_are_at_least_forty_kinds_each_whole_in_three_languages():
    ids = [kind["id"] for kind in KINDS]
    assert len(ids) == len(set(ids)) >= 40
    for lang in LANGS:
        assert set(BETTER[lang]) == set(ids)
        words = catalogue(lang)
        assert all(words.has(f"coaching.why.{kind}") for kind in ids)
        assert all(words.has(f"coaching.keep.{kind}") for kind in coaching.PRAISED.values())


def test_every_rule_that_a_kind_cites_is_in_the_rulebook():
    rulebook = load_rulebook()
    assert all(rulebook.rule(kind["rule"]).place == "house" for kind in KINDS if kind.get("rule"))


def test_every_line_of_a_kind_asks_what_can_be_asked():
    assert all(set(line) <= set(coaching._TESTS) for kind in KINDS for line in kind["when"])


def sentences():
    for lang in LANGS:
        for kind, entry in BETTER[lang].items():
            for text in entry.values():
                yield lang, kind, text.format(**FILLED[lang])


def test_a_better_sentence_earns_no_finding_itself():
    desk = whole_desk()
    asked = list(sentences())
    wrong = []
    for (lang, kind, text), screened in zip(
        asked, screen_texts([(text, "") for _, _, text in asked], desk), strict=True
    ):
        conduct = screened.conduct
        breaches = [finding.rule for finding in conduct.findings if finding.answer == "breach"]
        if conduct.labels != ("benign",) or breaches or conduct.not_reviewable or screened.distress:
            wrong.append((lang, kind, text, conduct.labels, breaches))
    assert wrong == []


def account(**changed):
    due = (Instalment(date(2026, 11, 12), Money(Decimal("412.60"), "EUR"), Money(Decimal(0), "EUR")),)
    given = {
        "as_of": datetime(2026, 11, 15, 6, tzinfo=UTC),
        "account": "A-1",
        "creditor": "Financiera Aurora",
        "lender": Lender("x", LenderKind.BANK),
        "place": "ES",
        "zone": "Europe/Madrid",
        "currency": "EUR",
        "instalments": due,
    }
    return Account(**{**given, **changed})


def test_a_sentence_is_filled_from_the_account_alone():
    case = next(case for case in CASES if "exaggerated" in case["name"])
    assert "412,60 euros" in notes_of(case, account())[0].better
    assert "{" not in notes_of(case)[0].better
    assert "412" not in notes_of(case)[0].better


def test_what_is_not_overdue_or_was_typed_by_the_debtor_fills_nothing():
    case = next(case for case in CASES if "exaggerated" in case["name"])
    plain = notes_of(case)[0].better
    assert notes_of(case, account(instalments=()))[0].better == plain
    assert notes_of(case, account(typed_by_debtor=True))[0].better == plain


def test_a_sentence_is_filled_only_when_all_of_it_is_known():
    assert better_sentence("unclear_amount", "en", {"creditor": "x"}) == BETTER["en"]["unclear_amount"]["better"]


def test_a_long_quote_is_cut_between_words():
    assert shortened("palabra " * 40).endswith("palabra…")
    assert len(shortened("字" * 400)) <= 33


def test_a_message_has_no_notes():
    review = review_of({"lang": "es", "turns": []})
    bare = dataclasses.replace(review, call=None)
    assert coaching_notes(bare, Call(Transcript(()), "sha256:0")) == ()
