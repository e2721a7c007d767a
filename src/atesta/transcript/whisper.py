"""Whisper on this machine, through CTranslate2: int8, eight windows at a time, words by alignment.

The encoder runs once for language, words and times of a window (faster-whisper runs it again for the language), and a
batch runs on one thread: several batches run beside each other instead. So the number of cores changes nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from atesta.contact.transcript import Word
from atesta.transcript.pack import WINDOW_SECONDS, Window
from atesta.transcript.speech import OURS, HeardWindow

BATCH = 8
FRAMES = WINDOW_SECONDS * 100
"""Frames of 10 ms that the encoder takes. It would take fewer, and quicker, but then writes more words wrong."""
TOKEN_SECONDS = 0.02
MOST_TOKENS, TOKENS_A_SECOND, TOKENS_MORE = 440, 14, 24
"""Nobody says more in a second (fast Chinese is about ten tokens): a loop ends there."""
MOST_PRESSED = 2.4
"""A text that zlib presses further than this repeats itself (Whisper's own bound)."""
NO_REPEAT = 4
"""Tokens that may not come twice, in the second try of a window that looped."""
SHORT = 10.0
"""Seconds."""
SURE_OTHER = 0.6
"""A language that we do not review is believed from here on; below, ours with the best chance is taken."""
SWITCH = 0.7
"""A window is taken for another of our languages than the rest of the call from here on."""
PREPENDED, APPENDED = "\"'“¿¡([{-", "\"'.。,，!！?？:：”)]}、;；"


@dataclass(frozen=True, slots=True)
class Text:
    """What the decoder wrote for one window."""

    tokens: list[int]
    logprob: float
    no_speech: float


class Whisper:
    """A CTranslate2 Whisper directory. `workers` batches run side by side, each on one thread."""

    def __init__(self, folder: Path, name: str, workers: int = 1) -> None:
        import ctranslate2  # noqa: PLC0415 - of the extra
        import tokenizers  # noqa: PLC0415 - of the extra
        from faster_whisper.feature_extractor import FeatureExtractor  # noqa: PLC0415 - of the extra

        self._name, self._workers = name, max(1, workers)
        self._model: Any = ctranslate2.models.Whisper(
            str(folder), device="cpu", compute_type="int8", inter_threads=self._workers, intra_threads=1
        )
        self._tokens: Any = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._features: Any = FeatureExtractor(feature_size=self._model.n_mels)

    @property
    def name(self) -> str:
        return self._name

    def hear(self, windows: Sequence[Window], lang: str | None, likely: str | None) -> tuple[HeardWindow, ...]:
        batches = even_batches(list(windows))
        with ThreadPoolExecutor(self._workers) as pool:
            heard = pool.map(lambda batch: self._hear(batch, lang, likely), batches)
            return tuple(one for batch in heard for one in batch)

    def _hear(self, windows: list[Window], lang: str | None, likely: str | None) -> list[HeardWindow]:
        encoded = self._encoded(windows)
        spoken = [{lang: 1.0}] * len(windows) if lang else self._languages(encoded)
        chosen = [choose(chances, likely) for chances in pooled(spoken, windows)]
        longest = max(window.seconds for window in windows)
        texts = self._decoded(encoded, chosen, longest, 0)
        looped = [pressed(self._text(text.tokens)) > MOST_PRESSED for text in texts]
        if any(looped):
            again = self._decoded(encoded, chosen, longest, NO_REPEAT)
            texts = [new if bad else old for old, new, bad in zip(texts, again, looped, strict=True)]
            looped = [
                bad and pressed(self._text(text.tokens)) > MOST_PRESSED for text, bad in zip(texts, looped, strict=True)
            ]
        words = self._words(encoded, windows, chosen, texts)
        return [
            HeardWindow(
                said,
                code,
                round(chances.get(code, 0.0), 4),
                runner_up(chances, code),
                text.no_speech,
                text.logprob,
                bad,
            )
            for said, code, chances, text, bad in zip(words, chosen, spoken, texts, looped, strict=True)
        ]

    # --- what the model is asked ------------------------------------------------------------------------------------

    def _encoded(self, windows: list[Window]) -> Any:
        import ctranslate2  # noqa: PLC0415 - see above

        batch = np.zeros((len(windows), self._model.n_mels, FRAMES), np.float32)
        for row, window in zip(batch, windows, strict=True):
            features = self._features(window.samples.astype(np.float32) / 32768.0)[:, :FRAMES]
            row[:, : features.shape[1]] = features
        return self._model.encode(ctranslate2.StorageView.from_array(batch), to_cpu=False)

    def _languages(self, encoded: Any) -> list[dict[str, float]]:
        if not self._model.is_multilingual:
            return [{"en": 1.0}] * int(encoded.shape[0])
        found = self._model.detect_language(encoded)
        return [{token[2:-2]: float(chance) for token, chance in chances[:5]} for chances in found]

    def _decoded(self, encoded: Any, langs: list[str], seconds: float, no_repeat: int) -> list[Text]:
        prompts = [[*self._start(lang), self._token("<|notimestamps|>")] for lang in langs]
        most = min(MOST_TOKENS, int(seconds * TOKENS_A_SECOND) + TOKENS_MORE) + len(prompts[0])
        results = self._model.generate(
            encoded,
            prompts,
            beam_size=1,
            max_length=most,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=list(self._suppressed()),
            sampling_temperature=0.0,
            no_repeat_ngram_size=no_repeat,
        )
        return [self._as_text(result) for result in results]

    def _as_text(self, result: Any) -> Text:
        tokens = [token for token in result.sequences_ids[0] if token < self._token("<|endoftext|>")]
        length = len(result.sequences_ids[0])
        return Text(tokens, round(result.scores[0] * length / (length + 1), 4), round(result.no_speech_prob, 4))

    def _words(
        self, encoded: Any, windows: list[Window], langs: list[str], texts: list[Text]
    ) -> list[tuple[Word, ...]]:
        """The alignment takes one language for a batch, so each language has its turn; nearly always it is one."""
        said: list[tuple[Word, ...]] = [()] * len(windows)
        frames = [min(FRAMES, int(np.ceil(window.seconds * 100))) for window in windows]
        for lang in sorted(set(langs)):
            tokens = [text.tokens if of == lang else [] for text, of in zip(texts, langs, strict=True)]
            if not any(tokens):
                continue
            aligned = self._model.align(encoded, self._start(lang), tokens, frames, median_filter_width=7)
            for at, (result, mine) in enumerate(zip(aligned, tokens, strict=True)):
                if mine:
                    said[at] = self._timed(lang, mine, result)
        return said

    def _timed(self, lang: str, tokens: list[int], result: Any) -> tuple[Word, ...]:
        """Words of the aligned tokens: a word begins where its first token does and ends where the next word begins."""
        text_at = np.array([pair[0] for pair in result.alignments])
        time_at = np.array([pair[1] for pair in result.alignments])
        jumps = np.concatenate(([True], np.diff(text_at) > 0))
        times = time_at[jumps] * TOKEN_SECONDS
        words, parts = self._tokenizer(lang).split_to_word_tokens([*tokens, self._token("<|endoftext|>")])
        edges = np.cumsum([0, *(len(part) for part in parts[:-1])])
        found = []
        for word, first, last in zip(words, edges[:-1], edges[1:], strict=False):
            sure = float(np.mean(result.text_token_probs[first:last])) if last > first else 0.0
            found.append(Word(word, float(times[first]), float(times[min(last, len(times) - 1)]), round(sure, 3)))
        return merged(found)

    # --- tokens -----------------------------------------------------------------------------------------------------

    def _token(self, name: str) -> int:
        return int(self._tokens.token_to_id(name))

    def _start(self, lang: str) -> list[int]:
        if not self._model.is_multilingual:
            return [self._token("<|startoftranscript|>")]
        return [self._token(f"<|{name}|>") for name in ("startoftranscript", lang, "transcribe")]

    def _text(self, tokens: list[int]) -> str:
        return str(self._tokens.decode(tokens))

    @cache  # noqa: B019 - one engine a process
    def _tokenizer(self, lang: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer  # noqa: PLC0415 - of the extra

        return Tokenizer(self._tokens, self._model.is_multilingual, task="transcribe", language=lang)

    @cache  # noqa: B019 - one engine a process
    def _suppressed(self) -> tuple[int, ...]:
        from faster_whisper.transcribe import get_suppressed_tokens  # noqa: PLC0415 - of the extra

        return tuple(get_suppressed_tokens(self._tokenizer("en"), [-1]))


# --- what needs no model --------------------------------------------------------------------------------------------


def even_batches(windows: list[Window]) -> list[list[Window]]:
    """At most eight at a time, at least two batches (two can run side by side), all about the same size."""
    count = max(-(-len(windows) // BATCH), min(2, len(windows)))
    edges = [len(windows) * at // count for at in range(count + 1)] if count else [0]
    return [windows[a:b] for a, b in pairwise(edges)]


def pooled(spoken: list[dict[str, float]], windows: list[Window]) -> list[dict[str, float]]:
    """A short window shows its language badly: where it is not sure, it counts together with the whole batch."""
    total: dict[str, float] = {}
    for chances, window in zip(spoken, windows, strict=True):
        for lang, chance in chances.items():
            total[lang] = total.get(lang, 0.0) + chance * window.seconds
    seconds = sum(window.seconds for window in windows)
    together = {lang: weight / seconds for lang, weight in total.items()}
    return [
        chances
        if window.seconds >= SHORT or len(windows) == 1 or max(chances.values()) >= SWITCH
        else {lang: (chances.get(lang, 0.0) + together[lang]) / 2 for lang in together}
        for chances, window in zip(spoken, windows, strict=True)
    ]


def choose(chances: dict[str, float], likely: str | None) -> str:
    """The language to write a window in: `likely` unless the window clearly shows another."""
    ours = {lang: chance for lang, chance in chances.items() if lang in OURS}
    best = max(chances, key=lambda lang: chances[lang])
    if best not in OURS and (chances[best] >= SURE_OTHER or not ours):
        return best
    mine = max(ours, key=lambda lang: ours[lang])
    return likely if likely in OURS and likely != mine and ours[mine] < SWITCH else mine


def runner_up(chances: dict[str, float], chosen: str) -> str | None:
    """The other of our languages that it may be just as well, or partly."""
    others = {lang: chance for lang, chance in chances.items() if lang in OURS and lang != chosen and chance >= 0.2}
    return max(others, key=lambda lang: others[lang]) if others else None


def pressed(text: str) -> float:
    """How many times shorter zlib makes it."""
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def merged(words: Sequence[Word]) -> tuple[Word, ...]:
    """Punctuation goes to the word before it (or behind it, for what opens), which keeps its own times."""
    found: list[Word] = []
    opening = ""
    for word in words:
        sign = word.text.strip()
        if not sign:
            continue
        if sign in APPENDED and not word.text.startswith(" ") and found:
            last = found[-1]
            found[-1] = Word(last.text + word.text, last.start, last.end, last.confidence)
        elif sign in PREPENDED and word.text.startswith(" "):
            opening += word.text
        else:
            text = opening + word.text.lstrip() if opening else word.text
            found.append(Word(text, word.start, word.end, word.confidence))
            opening = ""
    return tuple(found)
