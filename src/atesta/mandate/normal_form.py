"""The normal form of a text: what must be equal before a message counts as the one that was announced (EVIDENCE §7).

Undone is only what gateways, keyboards and copying do to a text: full-width forms, spaces and line breaks, quotes,
brackets, case, accents, characters that nobody sees, and standard footers, repeatedly. Kept is everything a dishonest
edit would touch: letters, digits, `. , : / @ # %`, currency marks and every other sign. Compared exactly; there is no
"nearly equal" here.

Four places keep more, because there the harmless change is a dishonest one: a space, quote or bracket between two
digits stays a gap (`ref 12 345.00` is not `ref 1 2345.00`); a link keeps its borders (`banco.co m` opens banco.co),
its accents (another domain) and the case of its path (another short link); superscripts and fractions are not folded
into digits; and marks that reverse the reading order stay.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from atesta.kept import late
from atesta.mandate.address import invisible

__all__ = ["FOOTER_WINDOW_CHARS", "GAP", "LINK_BEGINS", "normal_form", "same_text"]

GAP = "\x1f"
LINK_BEGINS, LINK_ENDS = "\x02", "\x03"
FOOTER_WINDOW_CHARS = 160

# Real accents only: a stroke through a letter is no accent.
_ACCENTS = frozenset(map(chr, (*range(0x300, 0x305), *range(0x306, 0x30D), 0x327, 0x328)))
_REORDERING = frozenset("\u061c\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_COMPATIBILITY = ("<super>", "<sub>", "<fraction>", "<circle>", "<square>")
_DROPPED = frozenset("\"'`´‘’‚‛“”„‟«»‹›「」『』《》〈〉()[]{}【】〔〕〖〗〘〙〚〛﹁﹂﹃﹄")
_SAME = str.maketrans({**dict.fromkeys("‐‑‒–—―−﹣", "-"), "。": ".", "、": ",", "〜": "~", "～": "~"})

_GAP_FOR_NOW = "\0"  # no text has one: a control character was made visible before
_QUOTES = late("[" + re.escape("".join(sorted(_DROPPED))) + "]")
_ACCENTED = late("(?<=[a-z])[" + "".join(sorted(_ACCENTS)) + "]+")
_FIGURE = r"[^\W_a-z\u3400-\u9fff]"  # every digit of every script, and little else
_BETWEEN_FIGURES = late(rf"(?<={_FIGURE})[\s{re.escape(''.join(sorted(_DROPPED)))}]+(?={_FIGURE})")
_DOT_AND_LETTER = late(r"\.[^\W\d_]")

_TLD = (
    "com|net|org|info|biz|app|io|me|ly|gl|gd|cc|tv|top|xyz|vip|club|online|site|shop|store|link|live|work|icu|fun|"
    "example|test|mx|es|cn|co|cl|pe|us|uk|gb|eu|ar|br|de|fr|it|ru|to|is|ai|dev|page|click|pro|bank|credit|loan|cat|gob|gov"
)
# Lengths are those of the name system; they also keep the search linear on a hostile megabyte.
_LETTER = r"(?:(?![\u3400-\u9fff])[\w-])"
_HOST = rf"(?:{_LETTER}{{1,63}}\.){{1,10}}(?:{_TLD})(?![A-Za-z0-9-])"
_PATH = r"[^\s\"'<>()\[\]{}【】「」《》“”‘’\u3000-\u303f\u3400-\u9fff]"
_LINK = (
    rf"(?:[a-z][a-z0-9+]{{1,9}}://|www\.){_PATH}+"
    rf"|(?<![A-Za-z0-9_.+@-])(?:[a-z0-9_.+-]{{1,64}}@)?{_HOST}(?::\d+)?(?:/{_PATH}*)?"
)

# Written for the folded text: lower case, no spaces, no accents. None holds a number or a link, so a footer can never
# carry one past the comparison.
_FOOTERS = (
    r"(?:回复?|发送?)?(?:td|qx|[tnr])可?退订",
    r"回复?(?:td|qx|[tnr])拒收",
    r"(?:如需)?退订(?:请|可)?(?:回复?|发送?)?(?:td|qx|[tnr])",
    r"(?:如需)?拒收(?:请|可)?(?:回复?|发送?)(?:td|qx|[tnr])",
    r"(?:本|此|该)?(?:短信|信息)?(?:为|由)?系统自动发送,?(?:请勿|无需)(?:直接)?回复",
    r"请勿(?:直接)?回复(?:本|此|该)?(?:短信|信息)?",
    r"(?:to(?:optout|unsubscribe|cancel|end|stop),?)?(?:reply|text|txt|send)stop(?:to(?:optout|unsubscribe|cancel|end|stop|quit))?",
    r"stop(?:to(?:optout|unsubscribe|cancel|end|stop|quit)|2end)",
    r"(?:msg|message)s?(?:&|and)dataratesmayapply",
    r"(?:thisisan)?automatedmessage",
    r"(?:please)?donotreply(?:tothis(?:message|text|sms|email))?",
    r"sentfrommy(?:iphone|ipad|android|phone|galaxy)",
    r"(?:para(?:darsedebaja|cancelar|salir|dejarderecibir(?:mensajes|sms)?|norecibirmas(?:mensajes|sms)?),?)?"
    r"(?:responda|responde|envie|envia)(?:con)?(?:lapalabra)?(?:baja|stop|alto|salir)"
    r"(?:para(?:darsedebaja|cancelar|salir|dejarderecibir(?:mensajes|sms)?|norecibirmas(?:mensajes|sms)?))?",
    r"(?:porfavor,?)?no(?:responda|responder|respondas|conteste)(?:a?este(?:mensaje|sms|correo))?",
    r"(?:este(?:es)?un)?mensaje(?:generado)?automatico",
    r"enviadodesdemi(?:iphone|ipad|android|telefono|celular|movil)",
)
_FOOTER = r"[,;~-]*(?:(?:" + "|".join(_FOOTERS) + r")[.,;!~-]*)+\Z"


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled at first use: most reviews meet no registered text, and compiling takes longer than the lookup."""
    return re.compile(expression, re.IGNORECASE)


def normal_form(text: str) -> str:
    """The text as it is compared; empty where nothing but footers, spaces and brackets is left (matches nothing)."""
    plain = text.isascii() and text.isprintable()  # then every character is already what it is compared as
    shown = text if plain else unicodedata.normalize("NFC", text.translate(_COMPATIBLE))
    if not ("://" in shown or _DOT_AND_LETTER.search(shown) or "www." in shown.lower()):
        return _without_footers(_fold(shown))
    parts: list[str] = []
    position = 0
    for link in _pattern(_LINK).finditer(shown):
        address = link.group().rstrip(".,;:!?…")
        parts += [_fold(shown[position : link.start()]), LINK_BEGINS, _fold_link(address), LINK_ENDS]
        position = link.start() + len(address)
    parts.append(_fold(shown[position:]))
    return _without_footers("".join(parts))


def same_text(first: str, second: str) -> bool:
    """Are these two the same text in normal form? An empty form equals nothing."""
    form = normal_form(first)
    return bool(form) and form == normal_form(second)


def _compatible(char: str) -> str:
    if char < "\x7f":
        return char if char >= " " or char in "\t\n\r\v\f" else "\ufffd"
    if char in _REORDERING:
        return char
    if invisible(char):
        return ""
    if unicodedata.decomposition(char).startswith(_KEPT_COMPATIBILITY):
        return char
    return unicodedata.normalize("NFKC", char)


class _Compatible(dict[int, str]):
    """What each code point that was met is compared as, so that most of them are asked once in a process."""

    def __missing__(self, code: int) -> str:
        if len(self) >= _CHARS_KEPT:
            self.clear()
        shown = self[code] = _compatible(chr(code)).translate(_SAME)
        return shown


_CHARS_KEPT = 20_000
_COMPATIBLE = _Compatible()


def _fold(part: str) -> str:
    """Outside links: lower case, no accents, and no spaces, quotes or brackets except as a gap between two digits."""
    folded = part.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFD", folded)
    folded = _BETWEEN_FIGURES.sub(_gap, folded)
    # Split at white space is the fastest way to lose it; the gap is a space too, so it is put in afterwards.
    folded = _QUOTES.sub("", "".join(folded.split()))
    if not folded.isascii():
        folded = unicodedata.normalize("NFC", _ACCENTED.sub("", folded))
    return folded.replace(_GAP_FOR_NOW, GAP)


def _gap(found: re.Match[str]) -> str:
    text = found.string
    return _GAP_FOR_NOW if text[found.start() - 1].isdigit() and text[found.end()].isdigit() else found[0]


def _fold_link(address: str) -> str:
    """Scheme, host and mailbox in lower case; path and query as written, since there case is another address."""
    scheme, separator, rest = address.partition("://") if "://" in address else ("", "", address)
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{separator}{host.lower()}{slash}{path}"


# Each footer holds one of these (none with a letter that has an odd capital, as the dotless i): a cheap question first.
_IN_FOOTERS = ("退订", "拒收", "回复", "stop", "apply", "automat", "reply", "sentfrom", "respond", "env", "conteste")


def _without_footers(form: str) -> str:
    if not any(word in form for word in _IN_FOOTERS):
        return form
    end = len(form)
    while (found := _pattern(_FOOTER).search(form, max(0, end - FOOTER_WINDOW_CHARS), end)) is not None:
        end = found.start()
    return form[:end]
