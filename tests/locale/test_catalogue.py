"""The catalogue speaks three languages or none: same keys, same values, never a word that decides for the reader.

DESIGN decision 1: nothing says "safe to pay", "ignore it", "valid" or "fake", in any language.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

LOCALE = Path(__file__).resolve().parents[2] / "src" / "atesta" / "locale"
FOLDERS = {"en": "en", "es": "es", "zh": "zh_Hans"}

# "Never ignore a court paper" is the one place for the word (INTERFACES), so a negated "ignore" is allowed.
CONTACT_ES = r"(mensaje|aviso|sms|texto|correo|llamada|carta|comunicaci[oó]n)e?s?"
FORBIDDEN = {
    "en": [
        r"\bsafe\b",
        r"(?<!never )(?<!not )(?<!n't )\bignor(e|es|ed|ing)\b",
        r"\bvalid\b",
        r"\bfakes?\b",
    ],
    "es": [
        r"\b(es|son|está) segur[oa]s?\b",
        r"\bsegur[oa] (de )?pagar\b",
        r"(?<!no )(?<!nunca )\bign[oó]r(e|es|en|elo|ela|alo|ala|ar|arlo|arla)\b",
        rf"\b{CONTACT_ES} (es |son )?(v[aá]lid|fals)[oa]s?\b",
    ],
    "zh": [
        "放心",
        "安全付款",
        "安全还款",
        "(?<!请勿)(?<!不要)(?<!切勿)(?<!不能)(?<!别)忽略",
        "(?<!不可)(?<!不能)(?<!切勿)忽视",
        "(?:无需|无须|不用|不必)理会",
        "虚?假(?:的)?(?:短信|信息|消息|通知)",
        "有效(?:的)?(?:短信|信息|消息|通知)",
        "真实(?:的)?(?:短信|信息|消息|通知)",
    ],
}


def sentences(node: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """(key, sentence) of a file. A table with `other` is one sentence in several numbers: they come as `key[one]` …"""
    for name, value in node.items():
        key = f"{path}.{name}" if path else name
        if isinstance(value, dict):
            if "other" in value:
                yield from ((f"{key}[{number}]", text) for number, text in value.items())
            else:
                yield from sentences(value, key)
        else:
            yield key, value


def read(folder: Path) -> dict[str, dict[str, str]]:
    """File name -> key -> sentence of one language."""
    files = sorted(folder.glob("*.toml")) if folder.exists() else []
    return {file.name: dict(sentences(tomllib.loads(file.read_text(encoding="utf-8")))) for file in files}


def flat(files: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {key: text for entries in files.values() for key, text in entries.items()}


def keys(texts: Mapping[str, str]) -> set[str]:
    """Keys without their numbers: a language has as many numbers as its grammar."""
    return {key.partition("[")[0] for key in texts}


def to_fill_in(texts: Mapping[str, str], key: str) -> set[str]:
    """Names in braces of a sentence; of its `other` form where it has numbers ("one day" may leave {n} out)."""
    text = texts.get(key, texts.get(f"{key}[other]", ""))
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def complaints(locale: Path) -> list[str]:
    """Everything wrong with the catalogue under this folder, one line each."""
    files = {lang: read(locale / folder) for lang, folder in FOLDERS.items()}
    texts = {lang: flat(found) for lang, found in files.items()}
    every = set().union(*(keys(entries) for entries in texts.values()))
    found = [f"{FOLDERS[lang]}: no {key}" for lang in FOLDERS for key in sorted(every - keys(texts[lang]))]
    for lang, entries in texts.items():
        found += [
            f"{FOLDERS[lang]}: {key} is not a sentence" for key, text in entries.items() if not _is_sentence(text)
        ]
        found += [
            f"{FOLDERS[lang]}: {key} says {word!r}"
            for key, text in entries.items()
            for word in forbidden_words(lang, text)
        ]
        found += [
            f"{FOLDERS[lang]}: {key} fills in {sorted(to_fill_in(entries, key))}, "
            f"English {sorted(to_fill_in(texts['en'], key))}"
            for key in sorted(keys(entries) & keys(texts["en"]))
            if to_fill_in(entries, key) != to_fill_in(texts["en"], key)
        ]
    return found + [f"{FOLDERS[lang]}: {key} stands in two files" for lang in FOLDERS for key in twice(files[lang])]


def _is_sentence(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())


def forbidden_words(lang: str, text: object) -> list[str]:
    found = (re.search(pattern, str(text).lower()) for pattern in FORBIDDEN[lang])
    return [match.group() for match in found if match]


def twice(files: Mapping[str, Mapping[str, str]]) -> list[str]:
    """First words of keys that two files of a language begin with: the later file would hide the earlier one."""
    seen: dict[str, int] = {}
    for entries in files.values():
        for first in {key.partition(".")[0].partition("[")[0] for key in entries}:
            seen[first] = seen.get(first, 0) + 1
    return sorted(first for first, count in seen.items() if count > 1)


def test_the_catalogue_is_complete_in_three_languages_and_decides_for_nobody() -> None:
    found = complaints(LOCALE)
    assert not found, "\n".join(found)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    for folder in FOLDERS.values():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.toml").write_text('[days]\none = "{n}"\nother = "{n} x"\n[a]\nb = "{who}"\n', "utf-8")
    (tmp_path / "zh_Hans" / "a.toml").write_text('[days]\nother = "{n} x"\n[a]\nb = "{who}"\n', "utf-8")
    return tmp_path


def test_a_whole_catalogue_passes_and_a_language_has_its_own_numbers(catalogue: Path) -> None:
    assert not complaints(catalogue)


@pytest.mark.parametrize(
    ("folder", "file", "text", "said"),
    [
        ("es", "b.toml", '[b]\nc = "hola"', "en: no b.c"),
        ("es", "a.toml", '[days]\nother = "{n} x"\n[a]\nb = "{whom}"', "es: a.b fills in"),
        ("es", "a.toml", '[days]\nother = "{n} x"\n[a]\nb = "{who} es seguro"', "es: a.b says 'es seguro'"),
        ("en", "a.toml", '[days]\nother = "{n} x"\n[a]\nb = " "', "en: a.b is not a sentence"),
        ("en", "b.toml", '[a]\nc = "x"', "en: a stands in two files"),
    ],
)
def test_a_fault_is_named_with_its_language_and_key(
    catalogue: Path, folder: str, file: str, text: str, said: str
) -> None:
    (catalogue / folder / file).write_text(text, "utf-8")
    assert any(complaint.startswith(said) for complaint in complaints(catalogue))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "You can ignore it"),
        ("en", "It is safe to pay"),
        ("en", "This message is valid"),
        ("es", "Ignórelo"),
        ("es", "El mensaje es falso"),
        ("es", "Es seguro pagar"),
        ("zh", "可以放心还款"),
        ("zh", "这是假短信"),
        ("zh", "无需理会"),
    ],
)
def test_a_word_that_decides_for_the_reader_is_found(lang: str, text: str) -> None:
    assert forbidden_words(lang, text)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Never ignore a court paper"),
        ("es", "Nunca ignore un papel del juzgado"),
        ("es", "Asegúrese de guardar el mensaje"),
        ("zh", "切勿忽视法院文书"),
        ("es", "Afirmación falsa sobre la ley"),
        ("zh", "安全妥善地保存原件"),
    ],
)
def test_never_ignore_a_court_paper_may_be_said(lang: str, text: str) -> None:
    assert not forbidden_words(lang, text)
