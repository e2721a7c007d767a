"""How a sentence is said: text to the phonemes that the Kokoro voices read, in Spanish, English and Mandarin.

Spanish and English come from espeak-ng's IPA, rewritten to the model's alphabet; Mandarin from pinyin, by the
table of composed/mandarin.toml. Both follow misaki, the front end that the model was trained with (Apache-2.0).
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

SPANISH = (
    *(("a^ɪ", "I"), ("a^ʊ", "W"), ("d^z", "ʣ"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("o^ʊ", "O"), ("ə^ʊ", "Q")),
    *(("s^s", "S"), ("t^s", "ʦ"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y")),
)
ENGLISH = (
    *(("a^ɪ", "I"), ("a^ʊ", "W"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("ə^l", "ᵊl")),
    *(("ʲo", "jo"), ("ʲə", "jə"), ("e", "A"), ("ʲ", ""), ("ɚ", "əɹ"), ("r", "ɹ"), ("x", "k"), ("ç", "k"), ("ɐ", "ə")),
    *(("ɬ", "l"), ("\u0303", ""), ("o^ʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", ""), ("o", "ɔ")),
    *(("ɾ", "T"), ("ʔ", "t"), ("\u0329", "")),
)
MANDARIN = tomllib.loads((Path(__file__).parent / "composed" / "mandarin.toml").read_text(encoding="utf-8"))
BUZZING = {"zh", "ch", "sh", "r", "z", "c", "s"}
MARKS = str.maketrans({"，": ", ", "。": ". ", "、": ", ", "？": "? ", "！": "! ", "：": ": ", "；": "; "})


def phonemes(text: str, lang: str) -> str:
    """The model's phonemes for one sentence; `lang` is es, en or zh."""
    if lang == "zh":
        return mandarin(text)
    said = []
    for mark, words in re.findall(r"([,.;:?!¿¡]+)|([^,.;:?!¿¡]+)", text):
        if mark:
            said.append("".join(one for one in mark if one in ",.;:?!") + " ")
        elif words.strip():
            said.append(from_espeak(words, lang))
    return re.sub(" +", " ", "".join(said)).strip()


def from_espeak(words: str, lang: str) -> str:
    command = ["espeak-ng", "-q", "--ipa", "--tie=^", "-v", "es-419" if lang == "es" else "en-us", words]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    ipa = said.strip().replace("\n", " ").replace("͡", "^").replace("_", "")
    for old, new in SPANISH if lang == "es" else ENGLISH:
        ipa = ipa.replace(old, new)
    return ipa.replace("^", "").replace("-", "")


def mandarin(text: str) -> str:
    """Pinyin with tone sandhi, syllable by syllable; what is not Chinese only pauses."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - only the Chinese part needs it

    said = []
    for part in re.findall("[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+", text):
        if "\u4e00" <= part[0] <= "\u9fff":
            said += map(syllable, lazy_pinyin(part, Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True))
        else:
            said.append(part.translate(MARKS))
    return "".join(said).strip()


def syllable(pinyin: str) -> str:
    """`zhong1` -> `ꭧʊ→ŋ`."""
    from pypinyin.contrib.tone_convert import to_finals, to_initials  # noqa: PLC0415

    base, tone = pinyin[:-1], MANDARIN["tones"][int(pinyin[-1]) - 1]
    initial, final = to_initials(base, strict=True), to_finals(base, strict=True).replace("ü", "v")
    if base == "er":
        initial, final = "", "er"
    if not final:  # 嗯: a hum that pinyin writes without a vowel
        initial, final = "", "en"
    sound = "ɨ0" if final == "i" and initial in BUZZING else MANDARIN["finals"][final]
    return MANDARIN["initials"].get(initial, "") + sound.replace("0", tone)
