"""A recogniser elsewhere: POSTs windows to an OpenAI-compatible endpoint. Off unless its address was configured.

What leaves the machine is the sound of the windows and nothing else: no name, no number, no time of the call.
"""

from __future__ import annotations

import io
import json
import math
import wave
from collections.abc import Sequence
from http.client import HTTPException
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from atesta.contact.transcript import Word
from atesta.errors import InputError
from atesta.transcript.pack import Window
from atesta.transcript.resample import RATE
from atesta.transcript.speech import HeardWindow

if TYPE_CHECKING:
    from http.client import HTTPResponse

SECONDS = 120.0
MOST_BYTES = 4 << 20
BOUNDARY = "atesta-window-b7b1a0f6c2d94f6e"
PATH = "/v1/audio/transcriptions"
NAMES = {"spanish": "es", "chinese": "zh", "mandarin": "zh", "english": "en"}
SPACELESS = ("zh", "ja")


class Endpoint:
    """`address` is the server (`/v1/audio/transcriptions` is added where it has no path), `model` what it calls its
    model, `key` what it asks for as a bearer."""

    def __init__(self, address: str, model: str, key: str | None = None, seconds: float = SECONDS) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InputError(
                "ATESTA_SPEECH is neither a folder nor an http or https address.",
                "Nothing can be transcribed with it.",
                "Write a folder, or an address as in http://127.0.0.1:8000.",
                key="speech_address",
            )
        self._url = address if parts.path not in ("", "/") else address.rstrip("/") + PATH
        self._model, self._key, self._seconds = model, key, seconds

    @property
    def name(self) -> str:
        return f"endpoint, model {self._model}"

    def hear(self, windows: Sequence[Window], lang: str | None, likely: str | None) -> tuple[HeardWindow, ...]:
        return tuple(read_answer(self._post(as_wav(window), lang), lang or likely) for window in windows)

    def _post(self, sound: bytes, lang: str | None) -> bytes:
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        asked = Request(self._url, form(sound, self._model, lang), headers)
        until = monotonic() + self._seconds
        try:
            with build_opener(_NoRedirect).open(asked, timeout=self._seconds) as answer:
                return _read(answer, until)
        except HTTPError as error:
            error.close()
            raise _no_answer(f"HTTP {error.code}") from None
        except (URLError, HTTPException, OSError) as error:
            raise _no_answer(type(error).__name__) from None


class _NoRedirect(HTTPRedirectHandler):
    """The configured address and no other one."""

    def redirect_request(self, *_: object) -> None:
        return None


def _read(answer: HTTPResponse, until: float) -> bytes:
    data = b""
    while more := answer.read1(1 << 16):
        data += more
        if len(data) > MOST_BYTES or monotonic() > until:
            raise _no_answer("its answer is too long")
    return data


def as_wav(window: Window) -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(window.samples.astype("<i2").tobytes())
    return held.getvalue()


def form(sound: bytes, model: str, lang: str | None) -> bytes:
    fields = [("model", model), ("response_format", "verbose_json"), ("temperature", "0")]
    fields += [("timestamp_granularities[]", "word"), ("timestamp_granularities[]", "segment")]
    fields += [("language", lang)] if lang else []
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    head = 'Content-Disposition: form-data; name="file"; filename="window.wav"\r\nContent-Type: audio/wav'
    return b"".join([*parts, f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode(), sound, f"\r\n--{BOUNDARY}--\r\n".encode()])


def read_answer(data: bytes, lang: str | None) -> HeardWindow:
    """Words with their times from `verbose_json`; anything else is refused, because a finding needs its second."""
    try:
        answer = json.loads(data)
        said = str(answer.get("language") or lang or "").lower()
        code = NAMES.get(said, said[:2]) or None
        gap = "" if code in SPACELESS else " "
        words = [_word(word, gap) for word in _listed(answer, "words")]
        segments = _listed(answer, "segments")
        no_speech = [_number(one["no_speech_prob"]) for one in segments if "no_speech_prob" in one]
        logprob = [_number(one["avg_logprob"]) for one in segments if "avg_logprob" in one]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _no_answer(f"its answer has another form: {type(error).__name__}") from None
    if not words and str(answer.get("text") or "").strip():
        raise _no_answer("its words have no times")
    return HeardWindow(tuple(words), code, 1.0 if code else 0.0, None, min(no_speech, default=None), _mean(logprob))


def _listed(answer: Any, name: str) -> list[Any]:
    found = answer.get(name) or []
    if not isinstance(found, list):
        raise TypeError(name)
    return found


def _word(word: Any, gap: str) -> Word:
    sure = word.get("probability")
    return Word(
        gap + str(word["word"]).strip(),
        _number(word["start"]),
        _number(word["end"]),
        None if sure is None else _number(sure),
    )


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("not a finite number")
    return number


def _mean(numbers: list[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


def _no_answer(why: str) -> InputError:
    return InputError(
        f"The speech endpoint gave no words ({why}).",
        "Nothing was transcribed.",
        "Look at its address and the network, or leave ATESTA_SPEECH out: then it is done on this computer.",
        key="speech_no_answer",
        kind=why,
    )
