"""A call on one page: one file, nothing loaded, nothing sent; it plays, prints, and can be read without seeing it.

Everything that comes from the call is escaped here, once, by `text`; the policy in its head refuses every script and
style but the two that stand in this folder, so that even a mistake could not run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path

from atesta.cli.call_page_parts import Page, coaching, courtesy_list, five, moment_list, next_step, transcript
from atesta.contact.call import Call
from atesta.locale import Catalogue, catalogue
from atesta.pipeline import Knowledge
from atesta.review.finding import Review
from atesta.rules.rulebook import Rulebook
from atesta.telling.call_view import CallView, Note
from atesta.telling.call_view_build import call_view
from atesta.telling.call_wave_svg import legend_of, wave_svg
from atesta.transcript.acoustics import Acoustics
from atesta.transcript.small_sound import Audio

HTML_LANG = {"es": "es", "en": "en", "zh": "zh-Hans"}


def call_html(
    review: Review,
    call: Call,
    acoustics: Acoustics | None,
    knowledge: Knowledge,
    rulebook: Rulebook,
    notes: Sequence[Note],
    audio: Audio | None,
    lang: str,
) -> str:
    """The page. `audio` None: the times stand alone, and the page says so."""
    view = call_view(review, call, acoustics, knowledge, rulebook, notes, lang)
    page = Page(view, catalogue(lang), audio is not None)
    return f'<!doctype html>\n<html lang="{HTML_LANG[lang]}">\n{_head(view)}\n{_body(page, audio)}\n</html>\n'


@cache
def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _head(view: CallView) -> str:
    style, script = _asset("call_page.css"), _asset("call_page.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "media-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        f'<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(view.document)} · Atesta</title><style>{style}</style></head>"
    )


def _body(page: Page, audio: Audio | None) -> str:
    view, words = page.view, page.words
    main = (
        _picture(page),
        '<div class="columns"><div>',
        five(page),
        next_step(page),
        courtesy_list(page),
        coaching(page),
        moment_list(page),
        "</div>",
        transcript(page),
        "</div>",
    )
    skips = "".join(
        f'<a class="skip" href="#{place}">{escape(words.say(f"call_page.{key}"))}</a>'
        for place, key in (("answers", "skip"), ("said", "skip_words"))
    )
    return (
        f"<body>{skips}{_help(view)}{_top(page)}<main>{''.join(main)}</main>{_foot(page, audio)}"
        f"{_player(page, audio)}<script>{_asset('call_page.js')}</script></body>"
    )


def _help(view: CallView) -> str:
    if not view.help:
        return ""
    heading, *rest = map(escape, view.help)
    return f'<section class="help" aria-labelledby="help"><h2 id="help">{heading}</h2>{_paragraphs(rest)}</section>'


def _top(page: Page) -> str:
    view, words = page.view, page.words
    about = "".join(f"<li>{escape(text)}</li>" for text in view.about)
    warnings = "".join(f'<p class="warning">{escape(text)}</p>' for text in view.warnings)
    return (
        f'<header><p class="brand"><b>Atesta</b> {escape(words.say("page.runs_here"))}</p>'
        f'<h1>{escape(view.title)}</h1><ul class="about">{about}</ul>{warnings}</header>'
    )


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def _picture(page: Page) -> str:
    view, words = page.view, page.words
    legend = _legend(view, words)
    facts = _paragraphs(map(escape, view.facts))
    stretches = "".join(
        f'<li><span class="key {one.kind}"></span>{page.at(one.start, one.end)}<span>{escape(one.said)}</span></li>'
        for one in view.stretches
    )
    known = f'<ul class="stretches" aria-label="{page.say("stretch.heading")}">{stretches}</ul>' if stretches else ""
    return (
        f'<section class="picture" aria-labelledby="picture"><h2 id="picture" class="unseen">{page.say("picture")}</h2>'
        f'{wave_svg(view, words)}{legend}<div class="facts">{facts}</div>{known}</section>'
    )


def _legend(view: CallView, words: Catalogue) -> str:
    keys = "".join(f'<li><span class="key {name}"></span>{escape(said)}</li>' for name, said in legend_of(view, words))
    heading = escape(words.say("call_page.legend.heading"))
    return f'<ul class="legend" aria-label="{heading}">{keys}</ul>' if keys else ""


def _foot(page: Page, audio: Audio | None) -> str:
    said = [page.words.say("call_page.player.none")]
    if audio:
        key = "copy" if audio.smaller else "copy_same"
        said = [page.words.say(f"call_page.player.{key}", size=max(len(audio.data) // 1000, 1))]
    return f"<footer>{_paragraphs(map(escape, (*said, *page.view.foot)))}</footer>"


def _player(page: Page, audio: Audio | None) -> str:
    """With a script a bar of our own, at the foot; without one the browser's."""
    if audio is None:
        return ""
    source = f"data:{audio.mime};base64,{base64.b64encode(audio.data).decode('ascii')}"
    return (
        f'<section id="player" aria-label="{page.say("player.heading")}">'
        f'<audio id="sound" controls preload="auto" src="{source}"></audio>'
        f'<button type="button" id="play" hidden aria-pressed="false" data-play="{page.say("player.play")}" '
        f'data-pause="{page.say("player.pause")}">{page.say("player.play")}</button>'
        f'<input type="range" id="seek" hidden min="0" step="100" value="0" '
        f'aria-label="{page.say("player.position")}" data-said="{page.say("player.position_is")}">'
        '<output id="clock" hidden>0:00</output>'
        f'<button type="button" id="speed" hidden aria-label="{page.say("player.speed")} 1×" '
        f'data-said="{page.say("player.speed")}">1×</button>'
        f'<p class="keys">{page.say("player.keys")}</p></section>'
    )
