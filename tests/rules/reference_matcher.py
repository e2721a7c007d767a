"""The phrase book's promise, kept slowly and in another way: no set, no pieces, no tree, no RE2.

The text is folded, then stripped of accents character by character; each pattern is rewritten character by character
and looked for with Python's `re`, one after the other. Where a match begins or ends is asked of the match
itself: inside a word is no place to begin with a letter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from atesta.contact.folding import fold
from atesta.rules.phrase import Phrase

WIDE = {
    "，": ",",
    "：": ":",
    "；": ";",
    "！": "!",
    "？": "?",
    "（": "(",
    "）": ")",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
}
LATIN1 = {"´": "'", "`": "'", "«": '"', "»": '"', "ß": "s", "ø": "o", "æ": "a"}
SHORT = """sr sra srta sres dr dra lic ing ud uds vd no num tel art arts av ext ref cia cta aprox etc
    mr mrs ms jr st inc ltd co corp dept approx esq s c v a u"""
STARTS_OUTSIDE = r"(?:(?<![a-z0-9_])|(?![a-z0-9_]))"
ENDS_OUTSIDE = r"(?:(?![a-z0-9_])|(?<![a-z0-9_]))"


def plain(text: str) -> str:
    return "".join(one_plain(character) for character in text)


def one_plain(character: str) -> str:
    character = character.lower()
    character = WIDE.get(character, LATIN1.get(character, character))
    if len(character) == 1 and "\xc0" <= character <= "\xff":
        base = unicodedata.normalize("NFD", character)[0]
        return base if base.isascii() else character
    return character


@cache
def rewritten(pattern: str) -> re.Pattern[str]:
    gap = 12 if any("\u3400" <= c <= "\u9fff" for c in pattern) else 25
    between = rf"(?:[^.!?;。\n]|\.[0-9a-z]){{0,{gap}}}?"
    out, at, inside = [], 0, False
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            out.append(pattern[at : at + 2])
            at += 2
            continue
        if inside:
            out.append(r"\s" if character == " " else one_plain(character))
            inside = character != "]" or out[-2] in ("[", "[^")
        elif pattern.startswith(" ... ", at):
            out.append(rf"\s+(?:{between}\s+)??")
            at += 4
        elif pattern.startswith(("... ", " ..."), at):
            out.append(rf"\s+{between}" if character == " " else rf"{between}\s+")
            at += 3
        elif pattern.startswith("...", at):
            out.append(between)
            at += 2
        elif character == " ":
            out.append(r"(?:\s+)")
        elif character == "$":
            out.append(r"\Z")
        elif character in "？（）":
            out.append("\\" + WIDE[character])
        else:
            inside = character == "["
            out.append(one_plain(character))
        at += 1
    return re.compile(f"{STARTS_OUTSIDE}(?:{''.join(out)}){ENDS_OUTSIDE}", re.ASCII)


def hits(phrases: tuple[Phrase, ...], text: str) -> list[tuple[str, int, int]]:
    """(phrase id, start, end) in the text as given, in the order of the promise."""
    folded, offsets = fold(text)
    low = plain(folded)
    found = []
    for order, phrase in enumerate(phrases):
        for match in rewritten(phrase.pattern).finditer(low):
            start, end = match.span()
            if phrase.unless and rewritten(phrase.unless).search(sentence(low, start, end)):
                continue
            found.append((start, end, order, phrase.id))
    if offsets is None:
        return [(id_, start, end) for start, end, _, id_ in sorted(found)]
    return [(id_, offsets[start], offsets[end - 1] + 1) for start, end, _, id_ in sorted(found)]


def sentence(low: str, start: int, end: int) -> str:
    left = start
    while left > 0 and not stops(low, left - 1):
        left -= 1
    right = end
    while right < len(low) and not stops(low, right):
        right += 1
    return low[left:right]


def stops(low: str, at: int) -> bool:
    if low[at] in "!?。;\n":
        return True
    if low[at] != "." or (at + 1 < len(low) and low[at + 1] in "abcdefghijklmnopqrstuvwxyz0123456789"):
        return False
    word = ""
    while at and low[at - 1] in "abcdefghijklmnopqrstuvwxyz" and len(word) < 12:
        at -= 1
        word = low[at] + word
    return word not in SHORT.split()
