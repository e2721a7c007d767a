"""Undoes evasions in a text, with an exact map back to the code points as given (A1; REVIEW 2.2).

    fold("您的案件已移\\u200b交法务") == ("您的案件已移交法务", (0, 1, 2, 3, 4, 5, 7, 8, 9))

Undone, in this order: invisible and bidirectional characters, odd spaces, combining marks, full-width and look-alike
letters; traditional characters; spaced or dotted letters ("p a g u e", "移*交*法*务"); digits and signs for letters
("c4rcel"); letters repeated three times or more; pinyin and sound-alike characters of collection words in Chinese text.

Case, accents already composed, and Chinese punctuation are left as they are: the matcher reads both forms. Amounts,
codes, addresses and e-mail are not touched. Nothing raises, a lone surrogate neither (it becomes U+FFFD).

Most texts need none of this. `GATES` are patterns of the RE2 subset, one of which matches every text that may need
work; `rules.phrasebook` puts them into its own scan, so that an ordinary text is not read twice.
"""

from __future__ import annotations

import importlib.util
import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import re2

from atesta.contact.evasions import CURRENCY_WORDS, DOUBLED, LOOKALIKES, PINYIN, PINYIN_HEADS, SOUNDALIKES, UNITS
from atesta.kept import late

Edit = tuple[int, int, str, tuple[int, ...]]
"""Replace [start, end) by a string; the tuple says which position each of its characters came from."""

Step = Callable[[str, list[int]], tuple[str, list[int]]]
"""A text and where each of its characters came from -> the same after one kind of evasion is undone."""

_HAN = "一-鿿㐀-䶿"
_LATIN = "a-zA-ZÀ-ÖØ-öø-ÿ"
_WORD = _LATIN + "0-9"

# Characters that never stand in an ordinary text of our languages. A composed Latin-1 letter, an emoji, a Chinese comma
# and a typographic quotation mark do, so they are not here.
_ODD = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\xa0\\xad\\u0100-\\u02af\\u0300-\\u036f\\u0370-\\u0587\\u061c\\u115f\\u1160\\u13a0-\\u13f5"
    "\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u1ab0-\\u1aff\\u1d00-\\u1eff\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2071\\u207f"
    "\\u2090-\\u209c\\u20d0-\\u20f0\\u2100-\\u2102\\u2107\\u210a-\\u2115\\u2119-\\u211d\\u2124\\u2128-\\u2131\\u2133-\\u2139"
    "\\u2145-\\u2149\\u2160-\\u217f\\u2460-\\u24ff\\u2e80-\\u2fd5\\u3000\\u3164\\uf900-\\ufaff\\ufb00-\\ufb06\\ufe00-\\ufe0f\\ufe20-\\ufe2f"
    "\\ufeff\\uff04-\\uff07\\uff0a\\uff0b\\uff0d-\\uff19\\uff1d\\uff20-\\uff3a\\uff3f-\\uff5a\\uff5c\\uffa0\\uffe5\\ufff9-\\ufffb"
    "\\U0001d400-\\U0001d7ff\\U0001f110-\\U0001f189\\U0002f800-\\U0002fa1f\\U000e0000-\\U000e0fff"
)
_BREAKS = frozenset("\x0b\x0c\x85\u2028\u2029")
# Simplified texts use these too, with another meaning, so one of them alone does not make a text traditional.
_IN_BOTH = frozenset("著乾藉夥瞭徵於噁甦剋麽瀋藉")

_SYMBOL = "\\-._*·•|/~+,=^"
_HAN_ALWAYS = "*_|^•#"
_HAN_SINGLES = " .\\-/,、~·。…+"
_LEET_SIGNS = "0134578@$€|"

_SPACED = late(
    rf"(?<![{_WORD}@/&])[{_LATIN}]"
    rf"(?:(?: [{_WORD}@$])(?![{_WORD}])(?:(?: {{1,4}})[{_WORD}@$](?![{_WORD}]))+"
    rf"|(?P<s> ?[{_SYMBOL}]{{1,3}} ?)[{_WORD}@$](?![{_WORD}])(?:(?:(?P=s)(?: ?(?P=s))?| )[{_WORD}@$](?![{_WORD}]))+)"
)
_HAN_SPLIT = late(rf"(?<=[{_HAN}])[{_HAN_ALWAYS}]{{1,3}}(?=[{_HAN}])")
_HAN_SPACED = late(
    rf"(?:(?<=[{_HAN}])(?P<before>[{_HAN_SINGLES}]{{1,3}}))?(?<![{_HAN}])[{_HAN}](?P<s>[{_HAN_SINGLES}]{{1,3}})"
    rf"[{_HAN}](?![{_HAN}])(?:(?P=s)[{_HAN}](?![{_HAN}]))*(?:(?P=s)(?=[{_HAN}]))?"
)
_LEET_WORD = late(
    rf"(?<![\w@.:/#$€])(?:[{_LATIN}]+[{_LEET_SIGNS}!]|\$[{_LATIN}]{{3}})[{_LATIN}{_LEET_SIGNS}!]*(?![\w@])"
)
_ADDRESS = late(r"(?i)[a-z]+://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|\b[\w-]+(?:\.[\w-]+)+/\S*")
_REPEAT = late(r"(?i)([a-vyzà-öø-ÿ])\1\1+")
_LEET = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "@": "a",
    "$": "s",
    "€": "e",
    "|": "l",
    "!": "i",
}


def _pinyin_forms(word: str, syllables: str) -> Iterator[str]:
    """Every mixture of Han and pinyin with at least one syllable in pinyin, as patterns of the RE2 subset."""
    for choice in itertools.product(*zip(word, syllables.split(), strict=True)):
        if "".join(choice) != word:
            yield "[ '-]?".join(choice)


@cache
def _pinyin_table() -> tuple[tuple[str, str], ...]:
    forms = [(form, word) for word, syllables in PINYIN.items() for form in _pinyin_forms(word, syllables)]
    return (*forms, *PINYIN_HEADS.items())


@cache
def traditional() -> dict[int, str]:
    """Traditional -> simplified, character by character (OpenCC TSCharacters, Apache-2.0; its first choice)."""
    spec = importlib.util.find_spec("opencc")
    if spec is None or not spec.submodule_search_locations:
        return {}
    table = Path(next(iter(spec.submodule_search_locations)), "dictionary", "TSCharacters.txt")
    lines = table.read_text(encoding="utf-8").split("\n")
    return {
        ord(line[0]): line[2] for line in lines if line[1:2] == "\t" and line[3:4] in ("", " ") and line[0] != line[2]
    }


def _gates() -> dict[str, str]:
    sign, sep = f"[{_WORD}@$]", f"[ {_SYMBOL}]{{1,4}}"
    off = f"[^{_WORD}]"
    return {
        "odd": "[" + re.sub(r"\\[uU]([0-9a-f]+)", r"\\x{\1}", _ODD) + "]",
        "traditional": "[" + "".join(chr(c) for c in traditional() if c < 0x10000 and chr(c) not in _IN_BOTH) + "]",
        "spaced": f"(?:^|{off})[{_LATIN}]{sep}{sign}{sep}{sign}(?:$|{off})",
        "spaced_han": f"[{_HAN}][{_HAN_ALWAYS}]{{1,3}}[{_HAN}]"
        f"|(?:^|[^{_HAN}])[{_HAN}][{_HAN_SINGLES}]{{1,3}}[{_HAN}](?:$|[^{_HAN}])",
        "leet": f"(?i)[{_LATIN}][{_LEET_SIGNS}!]{{1,2}}[{_LATIN}]|[{_LATIN}]\\$\\$|(?:^|[^{_WORD}])\\$[a-z]{{3}}",
        "repeat": "(?i)" + "|".join(letter * 3 for letter in "abcdefghijklmnopqrstuvyzáéíóúüñ"),
        "chinese": "(?i)" + "|".join(itertools.chain((form for form, _ in _pinyin_table()), SOUNDALIKES)),
    }


GATES: dict[str, str] = _gates()
"""Name of the step -> pattern of the RE2 subset. A step runs only on a text that its pattern matches."""


def scan_options() -> re2.Options:
    """How a set of patterns is scanned: no messages on standard error, and room for a large automaton."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 512 << 20
    return options


def as_bytes(text: str) -> bytes:
    """UTF-8 for the scanner. A lone surrogate becomes the bytes of U+FFFD: no pattern means it."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()


@cache
def _gate_set() -> re2.Set:
    gates = re2.Set.SearchSet(scan_options())
    for pattern in GATES.values():
        gates.Add(pattern)
    gates.Compile()
    return gates


def _open_gates(text: str) -> set[str]:
    names = tuple(GATES)
    return {names[number] for number in _gate_set().Match(as_bytes(text)) or ()}


def fold(text: str) -> tuple[str, tuple[int, ...] | None]:
    """The text without evasions, and for each of its code points the one of `text` it came from (never falling).

    (text, None) when there was nothing to undo. Never raises.
    """
    names = _open_gates(text)
    if not names and (text.isascii() or not _SURROGATE.search(text)):
        return text, None
    return fold_steps(text, names | {"odd"})


def fold_steps(text: str, names: Iterable[str]) -> tuple[str, tuple[int, ...] | None]:
    """`fold` for a caller that knows which gates are open."""
    todo, folded, sources = set(names), text, list(range(len(text)))
    for name, step in _STEPS.items():
        if name in todo:
            changed, sources = step(folded, sources)
            if changed != folded:
                folded = changed
                todo |= _open_gates(folded)  # one step can open the gate of a later one: "p\u200b a\u200b g"
    return (text, None) if folded == text else (folded, tuple(sources))


def _edited(edits: Callable[[str], Iterable[Edit]]) -> Step:
    return lambda text, sources: _apply(text, sources, edits(text))


def _apply(text: str, sources: list[int], edits: Iterable[Edit]) -> tuple[str, list[int]]:
    """`text` after the edits, which come in order and do not overlap; the sources follow."""
    parts: list[str] = []
    moved: list[int] = []
    done = 0
    for start, end, new, origins in edits:
        parts += text[done:start], new
        moved += sources[done:start]
        moved += [sources[origin] for origin in origins]
        done = end
    if not done:
        return text, sources
    return "".join((*parts, text[done:])), moved + sources[done:]


def _one_to_one(start: int, new: str) -> Edit:
    return start, start + len(new), new, tuple(range(start, start + len(new)))


# --- odd characters -------------------------------------------------------------------------------------------------


def _plain(character: str) -> str:
    """What a reader takes one odd character for: a letter, a space, a line break, or nothing."""
    if character in LOOKALIKES:
        return LOOKALIKES[character]
    if character in _BREAKS:
        return "\n"
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category == "Cs":
        return "\ufffd"
    if category in ("Cc", "Cf", "Mn", "Me", "Cn") or character in "\u115f\u1160\u3164\uffa0":
        return ""
    letters = unicodedata.normalize("NFKD", character)
    plain = "".join(LOOKALIKES.get(c, c) for c in letters if not unicodedata.combining(c))
    return plain if plain.isalnum() or len(plain) == 1 else character


class _PlainCharacters(dict[str, str]):
    """What each character is read as, worked out when it is first met."""

    def __missing__(self, character: str) -> str:
        found = self[character] = _plain(character) if _ODD_CHARACTER.search(character) else character
        return found


def _without_odd(text: str, sources: list[int]) -> tuple[str, list[int]]:
    plain = [_CHARACTERS[character] for character in text]
    folded = "".join(plain)
    if len(folded) == len(text) and all(plain):
        return folded, sources
    return folded, [source for source, written in zip(sources, plain, strict=True) for _ in written]


def _simplified(text: str, sources: list[int]) -> tuple[str, list[int]]:
    return text.translate(traditional()), sources


# --- letters set apart ----------------------------------------------------------------------------------------------


def _spaced_edits(text: str) -> Iterator[Edit]:
    """ "p a g u e   y a" -> "pague ya": one sign between single letters; the sign twice is a space between words."""
    for found in _SPACED.finditer(text):
        run, sign = found[0], found["s"] or " "
        kept = [at for at, c in enumerate(run) if c.isalnum() or c in "@$"]
        if sum(run[at].isalpha() for at in kept) * 5 < len(kept) * 3:
            continue  # mostly figures: a code, a date, a list of numbers
        new, origins = "", []
        for before, at in zip([kept[0] - 1, *kept], kept, strict=False):
            between = run[before + 1 : at]
            if between and between != sign:
                new += " "
                origins.append(found.start() + before + 1)
            new += run[at]
            origins.append(found.start() + at)
        yield found.start(), found.end(), new, tuple(origins)


def _spaced_han_edits(text: str) -> Iterator[Edit]:
    """ "移*交法务", "移 交 法 务" -> "移交法务". A space or a full stop counts only between single characters:
    elsewhere it is punctuation."""
    edits = [(found.start(), found.end()) for found in _HAN_SPLIT.finditer(text)]
    for found in _HAN_SPACED.finditer(text):
        sign = found["s"]
        if len(_ANY_HAN.findall(found[0])) >= (2 if sign.isspace() else 3):
            edits += [(m.start() + found.start(), m.end() + found.start()) for m in _NOT_HAN.finditer(found[0])]
    for start, end in sorted(edits):
        yield start, end, "", ()


# --- letters disguised ----------------------------------------------------------------------------------------------


def _leet_edits(text: str) -> Iterator[Edit]:
    addresses = [found.span() for found in _ADDRESS.finditer(text)]
    ends = [end for _, end in addresses]
    for found in _LEET_WORD.finditer(text):
        first = bisect_right(ends, found.start())  # the first address that ends behind its start
        if first < len(addresses) and addresses[first][0] < found.end():
            continue
        word = _unleet(found[0])
        if word != found[0]:
            yield _one_to_one(found.start(), word)


def _unleet(word: str) -> str:
    """The word meant by "c4rcel", "j@il", "a$$"; the word itself when it is a code or an amount ("B2B", "en3dias")."""
    if not _may_be_leet(word):
        return word
    new = "".join(_LEET[c] if c in _LEET and not c.isalpha() else c for c in word)
    for at, sign in enumerate(word):
        if sign == "1" and at and (at + 1 == len(word) or (new[at - 1] in _VOWELS and new[at + 1] in _VOWELS)):
            new = new[:at] + "l" + new[at + 1 :]
    new = new.upper() if word.isupper() else new
    clear = any(c in _VOWELS for c in new) and not _CONSONANTS.search(new)
    return new if clear else word


def _may_be_leet(word: str) -> bool:
    letters = sum(c.isalpha() for c in word)
    if word.startswith("$"):
        return letters >= 3 and not word[1:].lower().startswith(CURRENCY_WORDS)
    if word.endswith("$$") and word[:-2].isalpha():
        return word.islower()
    if letters < 3 or not _LEET_INSIDE.search(word) or _LEET_CODE.search(word) or _LEET_MONEY.search(word):
        return False
    # ABC1DEF is a code, aBc3Dx a key or a short address
    spelled = set("1578|!").isdisjoint(word) if word.isupper() else word[1:].islower()
    return spelled and re.split(r"[0-9]+", word.lower())[-1] not in UNITS


def _repeat_edits(text: str) -> Iterator[Edit]:
    for found in _LETTERS.finditer(text):
        word = found[0]
        runs = [(run.start(), run.end()) for run in _REPEAT.finditer(word)]
        if not runs or len(runs) > 4 or runs[0] == (0, len(word)):
            continue
        keep = _kept_letters(word, runs)
        for (start, end), kept in zip(runs, keep, strict=True):
            first, last = found.start() + start, found.start() + end - 1
            # At the end of a word the letter stands for the whole run, so that a quotation does not stop inside it.
            origins = (first, last) if kept == 2 else (last if end == len(word) else first,)
            yield first, last + 1, word[start] * kept, origins


def _kept_letters(word: str, runs: list[tuple[int, int]]) -> tuple[int, ...]:
    """One letter of each run, unless a known word has two there ("killlll")."""
    for keep in itertools.product((1, 2), repeat=len(runs)):
        if 2 not in keep:
            continue
        spelled, done = "", 0
        for (start, end), kept in zip(runs, keep, strict=True):
            spelled += word[done:start] + word[start] * kept
            done = end
        if (spelled + word[done:]).lower().startswith(DOUBLED):
            return keep
    return (1,) * len(runs)


# --- Chinese words --------------------------------------------------------------------------------------------------


@cache
def _chinese() -> tuple[re.Pattern[str], dict[str, str]]:
    forms = sorted(_pinyin_table(), key=lambda form: -len(form[0]))
    table = {form.replace("[ '-]?", ""): word for form, word in forms}
    pinyin = "|".join(form for form, _ in forms)
    return re.compile(rf"(?i)(?<![{_LATIN}])(?:{pinyin})(?![{_LATIN}])|{'|'.join(SOUNDALIKES)}"), {
        **table,
        **SOUNDALIKES,
    }


def _chinese_edits(text: str) -> Iterator[Edit]:
    if not _ANY_HAN.search(text):
        return
    pattern, table = _chinese()
    for found in pattern.finditer(text):
        word = table.get(re.sub("[ '-]", "", found[0].lower()))
        if word is None:
            continue
        start, last, size = found.start(), found.end() - 1, len(word)
        inner = (start + (last - start) * n // (size - 1) for n in range(size))
        yield start, found.end(), word, tuple(inner)


_SURROGATE = late("[\ud800-\udfff]")
_ODD_CHARACTER = late(f"[{_ODD}\ud800-\udfff]")
_ANY_HAN = late(f"[{_HAN}]")
_NOT_HAN = late(f"[^{_HAN}]+")
_LETTERS = late(f"[{_LATIN}]{{3,}}")
_VOWELS = frozenset("aeiouáéíóúüAEIOUÁÉÍÓÚÜ")
_CONSONANTS = late(r"(?i)[bcdfghjklmnpqrstvwxz]{5}")
_LEET_INSIDE = late(rf"[{_LATIN}]([{_LEET_SIGNS}!])\1?[{_LATIN}]")
_LEET_CODE = late(r"(?!00|33|44|55)(?:[^\D0134]\d|\d[^\D0134])|\d{3}|(?i:[aeiou]!|!$|!!)")
_LEET_MONEY = late(r"(?i)\$\d|\d\$|€\d|\d€|^u\$[sd]")
_CHARACTERS = _PlainCharacters()
_STEPS: dict[str, Step] = {
    "odd": _without_odd,
    "traditional": _simplified,
    "spaced": _edited(_spaced_edits),
    "spaced_han": _edited(_spaced_han_edits),
    "leet": _edited(_leet_edits),
    "repeat": _edited(_repeat_edits),
    "chinese": _edited(_chinese_edits),
}
