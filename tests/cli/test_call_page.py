"""The call on one page (issue 4 §6): nothing runs in it that is not ours, and every finding has its second."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from a_call import ACall, a_call
from hypothesis import given, settings
from hypothesis import strategies as st
from page_parsed import Parsed, parsed

from atesta.cli import call_page
from atesta.cli.call_page import call_html
from atesta.contact.call import Call
from atesta.contact.transcript import SpokenTurn, Transcript, Voice, Word
from atesta.review.finding import Conduct, Finding, Integrity, TimeSpan
from atesta.transcript.acoustics import Acoustics
from atesta.transcript.small_sound import Audio

SOUND = Audio("audio/mp4", b"\0" * 30_000)
LANGS = ("es", "zh", "en")


def page(case: ACall, lang: str = "en", audio: Audio | None = SOUND) -> Parsed:
    return parsed(call_html(*case.all, audio, lang))


def spoken(case: ACall, *turns: SpokenTurn) -> ACall:
    """The same review of other words, with nothing found in them."""
    transcript = Transcript(turns, "es", 2)
    assert case.review.call
    part = replace(case.review.call, transcript=transcript, moments=())
    review = replace(case.review, call=part, conduct=Conduct(), truth=replace(case.review.truth, claims=()))
    return case.but(review=review, call=replace(case.call, transcript=transcript), notes=())


@pytest.mark.parametrize("lang", LANGS)
def test_five_answers_stand_in_their_order_and_what_to_do_follows(lang: str) -> None:
    whole = page(a_call(lang), lang)
    ids = [one.attributes["id"] for one in whole.elements if one.tag in ("details", "h2") and "id" in one.attributes]
    at = ids.index("authenticity")
    assert ids[at : at + 6] == ["authenticity", "truth", "integrity", "conduct", "limits", "next"]
    assert whole.left_open == []


def test_a_clip_plays_exactly_the_seconds_of_its_finding() -> None:
    case = a_call("en")
    threat = case.review.conduct.not_reviewable[0].span
    assert isinstance(threat, TimeSpan)
    clips = [
        (one.attributes["data-from"], one.attributes.get("data-to")) for one in page(case).all("button", class_="at")
    ]
    assert (str(threat.start_ms), str(threat.end_ms)) in clips


def test_what_goes_to_a_person_for_its_harm_stands_above_what_is_rude() -> None:
    said = page(a_call("en")).one("conduct").text
    assert said.index("It would be a pity") < said.index("You have to pay today")


def test_a_finding_shows_its_words_and_its_source() -> None:
    conduct = page(a_call("en")).one("conduct").text
    assert "You have to pay today" in conduct
    assert "B2.2 (house rule)" in conduct


def test_the_page_loads_nothing_and_its_policy_names_the_only_two_that_run() -> None:
    whole = page(a_call("en"))
    for one in whole.elements:
        for name, value in one.attributes.items():
            assert not name.startswith("on"), one
            assert name != "style", one
            if name in ("src", "href"):
                assert value.startswith(("#", "data:audio/mp4;base64,")), one
    metas = {
        one.attributes.get("http-equiv"): one.attributes["content"]
        for one in whole.all("meta")
        if "content" in one.attributes
    }
    policy = metas["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        (found,) = whole.all(tag)
        digest = base64.b64encode(hashlib.sha256(found.text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_style_and_script_reach_for_nothing_outside() -> None:
    folder = Path(call_page.__file__).parent
    for name in ("call_page.css", "call_page.js"):
        written = (folder / name).read_text(encoding="utf-8")
        assert not re.search(r"https?:|//[a-z]|@import|fetch\(|XMLHttp|sendBeacon|innerHTML|eval\(|url\((?!#)", written)
        assert "</" not in written


INJECTIONS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><b onmouseover=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "</title><h1>new</h1>",
    "</style><style>*{display:none}</style>",
    "<!-- ",
    "-->",
    "]]>",
    "<![CDATA[",
    "&lt;script&gt;",
    "&#60;b&#62;",
    "&amp;amp;",
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<base href=//example.org>",
    "<meta http-equiv=refresh content=0>",
    "<iframe src=data:text/html,x>",
    "<textarea>",
    "<plaintext>",
    "<details open ontoggle=alert(1)>",
    "<style>@import 'x'</style>",
    "\u202egnp.exe",
    "\x00<b>",
    "\x1b[31mred",
    "{at} {length} {0}",
    "%s %n",
    "${alert(1)}",
    "`+alert(1)+`",
    "\u2028alert(1)",
)


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_somebody_said_is_shown_and_never_run(text: str) -> None:
    assert_shown(text)


@settings(max_examples=40, deadline=None)
@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=40) | st.text(alphabet="<>&\"'/=-! abonscript", max_size=60)
)
def test_no_text_at_all_changes_the_elements_of_the_page(text: str) -> None:
    assert_shown(text)


def assert_shown(text: str) -> None:
    """The same elements with the same names of attributes as with a plain word in its place."""
    assert _shape(f"x{text}x") == _shape("plain")


def _shape(text: str) -> list[tuple[str, ...]]:
    return [(one.tag, *one.attributes) for one in page(_saying(text)).elements]


def _saying(text: str) -> ACall:
    """That text wherever words of others reach the page."""
    case = a_call("en")
    turn = SpokenTurn(Voice.AGENT, text, 0.0, 2.0, lang=text)
    finding = Finding("x:1", "house-threat", "1", "breach", TimeSpan(0, 900, 0), text, (), {"reason": text})
    case = spoken(case, turn)
    note = replace(a_call("en").notes[0], said=text, better=text, mission=text, lang=text)
    call = replace(case.call, caller=text, original=f"sha256:{text}")
    call = replace(call, transcript=replace(call.transcript, lang=text))
    review = replace(case.review, conduct=Conduct((), (finding,)), rulebook=text, call=None)
    return case.but(review=review, call=call, notes=(note,))


def test_neither_the_name_of_a_file_nor_its_place_is_in_the_page() -> None:
    written = call_html(*a_call("en").all, SOUND, "en")
    assert not re.search(r"file:|/home|/tmp|\.wav|\.mp3", written)
    assert "<title>Call 3f9a 1c20 77be, 20 Nov 2026" in written


@pytest.mark.parametrize("lang", LANGS)
def test_in_distress_help_stands_before_everything_and_nothing_is_scored(lang: str) -> None:
    case = a_call(lang)
    conduct = Conduct((), (), case.review.conduct.not_reviewable)
    whole = page(case.but(review=replace(case.review, distress=True, conduct=conduct)), lang)
    (first, *_) = [one for one in whole.elements if one.tag in ("section", "header", "h1")]
    assert first.attributes["class"] == "help"
    assert not {one.attributes.get("id") for one in whole.elements} & {"eight", "better", "moments"}
    assert "adverse" not in whole.one("conduct").attributes.get("class", "")


def test_without_a_sound_there_is_no_player_and_a_time_leads_to_the_words() -> None:
    whole = page(a_call("en"), audio=None)
    assert not whole.all("audio")
    assert not whole.all("button")
    assert "#t3" in [one.attributes["href"] for one in whole.all("a")]
    assert "The sound is not in this page" in whole.text


def test_with_a_sound_the_page_says_that_the_original_is_the_evidence() -> None:
    assert "The evidence is the original that was sealed or handed in" in page(a_call("en")).text


def test_without_acoustics_the_picture_is_drawn_from_the_words_and_says_so() -> None:
    whole = page(a_call("en").but(acoustics=None))
    assert whole.one("wave")
    assert "no sound was measured" in whole.text


def test_without_times_there_is_no_picture_and_no_clip() -> None:
    whole = page(spoken(a_call("en"), SpokenTurn(Voice.AGENT, "Hello.")).but(acoustics=None))
    assert not [one for one in whole.elements if one.attributes.get("id") == "wave"]
    assert "nothing to draw" in whole.text


def test_a_split_channel_is_called_probable() -> None:
    case = spoken(a_call("en"), SpokenTurn(Voice.PROBABLE_AGENT, "Hello.", 0.0, 1.0))
    case = case.but(call=replace(case.call, transcript=replace(case.call.transcript, channels=1)))
    assert case.review.call
    part = replace(case.review.call, transcript=case.call.transcript)
    said = page(case.but(review=replace(case.review, call=part))).text
    assert "Agent (probable)" in said
    assert "who speaks is probable" in said


def test_changed_seconds_are_marked_in_the_picture_and_said() -> None:
    case = a_call("en")
    changed = Finding("c", "house-recorder-unchanged", "1", "changed", TimeSpan(6000, 8000))
    whole = page(case.but(review=replace(case.review, integrity=Integrity("changed", (changed,)))))
    (band,) = whole.all("rect", class_="band changed")
    assert band.attributes["x"] == "10.34%"
    assert "0:06.0–0:08.0: changed after sealing" in whole.text


def test_what_cannot_be_judged_is_hatched_with_its_reason_and_counted() -> None:
    whole = page(a_call("en"))
    assert whole.all("rect", class_="band not_reviewable")
    assert "not reviewable, too much noise" in whole.text
    assert "2.4 s of this call could not be judged" in whole.text


def test_of_two_hundred_findings_twelve_are_shown_and_the_rest_opens() -> None:
    case = a_call("en")
    many = tuple(
        Finding(f"f:{at}", "house-accusation", "1", "breach", TimeSpan(at * 200, at * 200 + 150, 0), "you")
        for at in range(200)
    )
    whole = page(case.but(review=replace(case.review, conduct=Conduct((), many), call=None)))
    (more,) = whole.all("details", class_="more")
    assert more.text.startswith("188 more findings")
    assert more.text.count("you") == 188


def test_a_call_of_six_hours_stays_small_and_is_folded() -> None:
    case, hours = a_call("en"), 6 * 3600
    turns = tuple(
        SpokenTurn(
            Voice.AGENT if at % 2 else Voice.DEBTOR,
            "so then we talked about it " * 3,
            at * 4.0,
            at * 4.0 + 3,
            words=tuple(Word(word, at * 4.0, at * 4.0 + 3) for word in ("so then we talked about it " * 3).split()),
        )
        for at in range(hours // 4)
    )
    case = spoken(case, *turns)
    long = case.but(acoustics=_stretched(a_call("en").acoustics, hours))
    written = call_html(*long.all, None, "en")
    assert len(written) < 5_000_000
    outlines = re.findall(r'class="still" d="([^"]+)"', written)
    assert sum(outline.count(" ") for outline in outlines) <= 2 * 2000
    assert written.count('<details class="fold">') == 36


def _stretched(acoustics: Acoustics | None, seconds: int) -> Acoustics:
    assert acoustics
    times = seconds // 58 + 1
    sides = tuple(
        replace(
            side,
            peaks=(side.peaks * times)[: seconds * 10],
            levels=(side.levels * times)[: seconds * 10],
            talk=tuple((4.0 * at, 4.0 * at + 3) for at in range(seconds // 4)),
        )
        for side in acoustics.sides
    )
    return replace(acoustics, duration=float(seconds), sides=sides)


def test_nothing_found_and_nobody_heard_is_a_page_too() -> None:
    case = spoken(a_call("en")).but(acoustics=None)
    whole = page(case, audio=None)
    assert "Nothing against the rules was heard" not in whole.text
    assert "No words were recognised" in whole.text


def test_words_of_the_call_are_marked_with_its_language() -> None:
    whole = page(a_call("es"), "zh")
    assert whole.all("html")[0].attributes["lang"] == "zh-Hans"
    assert {one.attributes.get("lang") for one in whole.all("blockquote") + whole.all("q")} == {"es"}


@pytest.mark.parametrize("lang", LANGS)
def test_each_courtesy_says_its_state_in_words_and_has_a_number(lang: str) -> None:
    whole = page(a_call(lang), lang)
    (rows,) = [one for one in whole.elements if one.attributes.get("class") == "eight"]
    states = [one.attributes["class"] for one in whole.elements if one.tag == "g" and "sign" in one.attributes["class"]]
    assert {"sign met", "sign missing", "sign not_reviewable", "sign not_applicable"} <= set(states)
    assert all(str(number) in rows.text for number in range(1, 9))


def test_everything_that_is_worked_has_a_name_and_every_label_its_place() -> None:
    whole = page(a_call("en"))
    ids = [one.attributes["id"] for one in whole.elements if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    for one in whole.elements:
        if one.tag in ("button", "input"):
            assert one.text.strip() or one.attributes.get("aria-label"), one
        for name in ("aria-labelledby", "href"):
            value = one.attributes.get(name, "").removeprefix("#")
            assert not value or value in ids or value.startswith("data:"), one


def test_headings_go_one_step_at_a_time_and_the_first_is_the_call() -> None:
    levels = [one.tag for one in page(a_call("en")).elements if re.fullmatch(r"h\d", one.tag)]
    assert levels[0] == "h1"
    assert set(levels[1:]) == {"h2"}


@pytest.mark.parametrize(("scheme", "begins"), [("light", ":root{"), ("dark", "dark){:root{")])
def test_every_ink_can_be_read_on_every_paper(scheme: str, begins: str) -> None:
    written = (Path(call_page.__file__).parent / "call_page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+):(#\w{6})", written.split(begins, 1)[1].split("}", 1)[0]))
    for ink in ("ink", "soft", "voice0", "voice1", "alarm"):
        for paper in ("paper", "sheet"):
            assert contrast(colours[ink], colours[paper]) >= 4.5, (scheme, ink, paper)
    for paper in ("mark", "now"):
        assert contrast(colours["ink"], colours[paper]) >= 4.5
    assert contrast(colours["on-ink"], colours["ink"]) >= 4.5
    assert contrast(colours["on-ink"], colours["alarm"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_same_review_gives_the_same_page() -> None:
    assert call_html(*a_call("zh").all, SOUND, "zh") == call_html(*a_call("zh").all, SOUND, "zh")


def test_an_identifier_arrives_masked_and_the_clear_words_of_the_call_are_not_used() -> None:
    case = a_call("en")
    clear = replace(case.call.transcript.turns[2], text="Yes. My number is 4152 3131.", words=())
    turns = (*case.call.transcript.turns[:2], clear, *case.call.transcript.turns[3:])
    call: Call = replace(case.call, transcript=replace(case.call.transcript, turns=turns))
    assert "4152" not in call_html(*case.but(call=call).all, None, "en")
