"""The five seconds in which a call begins (B2.1.1 to B2.1.3, B2.1.6, A5.3)."""

import tomllib
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from desks import whole_desk

from atesta.action.coaching.opening import Caller, make_opening, seconds_of, speech_rate
from atesta.contact.place import PLACES
from atesta.errors import InputError
from atesta.pipeline import screen_texts
from atesta.recording.notice import notice_in
from atesta.review.conduct.call_words import DEBT, DETAIL
from atesta.rules.rulebook import load_rulebook

CASES = tomllib.loads((Path(__file__).parents[2] / "cases/coaching/callers.toml").read_text(encoding="utf-8"))
PLACES_AND_NONE = (None, *PLACES)
FIVE = 5.0


def callers(lang):
    given = CASES[lang]
    for firm, name, principal in product(given["firms"], given["names"], [None, *given["principals"]]):
        if firm != principal:
            yield Caller(firm, name, principal, given["persons"][len(firm) % 2] if len(firm) % 3 else None)


@cache
def grid():
    return [
        (lang, caller, make_opening(caller, lang, place))
        for lang in CASES
        for caller in callers(lang)
        for place in PLACES_AND_NONE
    ]


def test_every_opening_says_how_long_its_identity_takes():
    for lang, _, opening in grid():
        assert 0 < opening.seconds <= seconds_of(opening.sentences[0], lang) + 0.01
        assert [part.end for part in opening.parts] == sorted(part.end for part in opening.parts)
        assert opening.fits == (opening.seconds <= FIVE)


def test_what_does_not_fit_is_the_shortest_form_and_says_by_how_much():
    long = [(lang, caller, opening) for lang, caller, opening in grid() if not opening.fits]
    assert long
    for lang, caller, opening in long:
        assert opening.over == pytest.approx(opening.seconds - FIVE)
        names = sum(seconds_of(name, lang) for name in (caller.firm, caller.name, caller.principal or ""))
        assert opening.seconds - names < 3.5


@pytest.mark.parametrize(
    ("lang", "caller"),
    [
        ("es", Caller("Servicios Norte", "Ana Ruiz", "Financiera Aurora")),
        ("en", Caller("Northern Services", "Ana Ruiz", "Aurora Finance")),
        ("zh", Caller("云岭信服", "李敏", "晨曦分期")),
        ("es", Caller("Financiera Aurora", "Ana Ruiz")),
        ("en", Caller("Aurora Finance", "Ana Ruiz")),
        ("zh", Caller("晨曦分期", "李敏")),
    ],
)
def test_ordinary_names_fit_into_five_seconds(lang, caller):
    assert make_opening(caller, lang, "GB").fits


def test_the_firm_and_the_own_name_are_in_the_first_sentence():
    for _, caller, opening in grid():
        if not opening.rule:
            assert caller.firm in opening.sentences[0]
            assert caller.name in opening.sentences[0]


def test_an_agency_says_by_whom_and_for_what_first():
    for _, caller, opening in grid():
        if caller.principal and not opening.rule:
            kinds = [part.kind for part in opening.parts]
            assert kinds[:2] == ["on_behalf", "purpose"]
            assert set(kinds[2:]) == {"name", "firm"}


def test_no_opening_speaks_of_a_debt():
    for _, caller, opening in grid():
        text = " ".join((*opening.sentences, *opening.after, opening.if_asked))
        for name in (caller.firm, caller.principal or caller.firm):
            text = text.replace(name, " ")
        assert not any(pattern.search(text) for pattern in (*DEBT, *DETAIL))


def test_in_the_us_whoever_picks_up_hears_an_agents_name_only():
    opening = make_opening(Caller("Northern Services", "Ann Reed", "Sun Bank", "Mr Smith"), "en", "US")
    heard = " ".join(opening.sentences)
    assert "Ann Reed" in heard
    assert "Northern" not in heard
    assert "Sun Bank" not in heard
    assert opening.rule == "us-third-party"
    assert "Sun Bank" in opening.after[0]
    assert "Northern Services" in opening.if_asked


def test_in_the_us_own_staff_names_its_firm():
    assert "Sun Bank" in make_opening(Caller("Sun Bank", "Ann Reed"), "en", "US").sentences[0]


def test_the_recording_is_told_where_the_place_asks_or_nobody_knows():
    for place in PLACES_AND_NONE:
        said = " ".join(make_opening(Caller("Sun Bank", "Ann Reed"), "en", place).sentences)
        assert ("recorded" in said) == notice_in(place, "firm").wanted
        assert ("all right with you" in said) == (place is not None and notice_in(place, "firm").consent)


def test_every_opening_greets():
    for lang, _, opening in grid():
        assert {"es": ("Buen", "saludo"), "en": ("Hello", "Good day"), "zh": ("您好", "您好")}[lang][
            0 if opening.sentences[0][:3] in ("Bue", "Hel", "您好，") else 1
        ] in " ".join(opening.sentences)


def test_the_rules_it_names_exist_and_are_of_its_place():
    rulebook = load_rulebook()
    for place in PLACES:
        opening = make_opening(Caller("Sun Bank", "Ann Reed", "HSBC"), "en", place)
        for rule in (*opening.asks, *([opening.rule] if opening.rule else [])):
            assert rulebook.rule(rule).place == place


def test_no_opening_earns_a_finding_of_ours():
    desk = whole_desk()
    fitting = sorted({" ".join(opening.sentences) for _, _, opening in grid() if opening.fits})
    texts = fitting[::3]  # a third, so that nobody waits
    for text, screened in zip(texts, screen_texts([(text, "") for text in texts], desk), strict=True):
        conduct = screened.conduct
        assert conduct.labels == ("benign",), text
        assert not conduct.not_reviewable, text
        assert not [finding for finding in conduct.findings if finding.answer == "breach"], text
        missing = {finding.rule for finding in conduct.findings if finding.answer == "missing"}
        assert not missing & {
            "house-courtesy-greeting",
            "house-courtesy-polite-words",
            "house-courtesy-professional",
        }, text


def test_the_firms_own_name_may_speak_of_debts_and_that_is_said():
    assert make_opening(Caller("Cobranzas del Sur", "Ana"), "es").tells_debt
    assert not make_opening(Caller("Servicios del Sur", "Ana"), "es").tells_debt


def test_the_rate_is_the_published_one_less_the_margin():
    for lang in CASES:
        rate = speech_rate(lang)
        assert rate.per_second == pytest.approx(rate.published * rate.margin, abs=0.01)
        assert "2011" in rate.source


@pytest.mark.parametrize("bad", ["", "  ", "123", "x" * 81, "Ana\x00", "Ana\x1b[31m", "\u202e"])
def test_what_is_no_name_is_refused(bad):
    with pytest.raises(InputError):
        make_opening(Caller("Banco Sol", bad), "es")


def test_braces_and_brackets_in_a_name_are_only_characters():
    assert "{firm} [x]" in make_opening(Caller("{firm} [x]", "Ana"), "es").sentences[0]
