"""A recogniser elsewhere: what is sent to it, and what of its answers is taken. A real server on this computer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from atesta.errors import InputError
from atesta.installation.speech_endpoint import Endpoint, read_answer
from atesta.transcript.pack import Clip, Window

WINDOW = Window.of((Clip(0, 0.0, 1.0, (0.0, 1.0), np.zeros(16_000, np.int16)),))
GOOD = {
    "language": "spanish",
    "text": "Buenos días.",
    "words": [{"word": "Buenos", "start": 0.1, "end": 0.4}, {"word": "días.", "start": 0.5, "end": 0.9}],
    "segments": [{"no_speech_prob": 0.1, "avg_logprob": -0.2}],
}


class Server(BaseHTTPRequestHandler):
    answer: tuple[int, bytes] = (200, b"")
    asked: list[tuple[str, dict[str, str], bytes]] = []  # noqa: RUF012 - of the tests, emptied by each

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.path, dict(self.headers), body))
        code, data = self.answer
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    Server.asked.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_words_with_their_times_come_back(address: str):
    Server.answer = (200, json.dumps(GOOD).encode())
    (heard,) = Endpoint(address, "large").hear([WINDOW], "es", None)
    assert [(word.text, word.start, word.end) for word in heard.words] == [(" Buenos", 0.1, 0.4), (" días.", 0.5, 0.9)]
    assert (heard.lang, heard.no_speech, heard.logprob) == ("es", 0.1, -0.2)


def test_what_is_sent_is_the_sound_and_nothing_of_the_call(address: str):
    Server.answer = (200, json.dumps(GOOD).encode())
    Endpoint(address, "large", "secret").hear([WINDOW], "es", None)
    ((path, headers, body),) = Server.asked
    assert path == "/v1/audio/transcriptions"
    assert headers["Authorization"] == "Bearer secret"
    assert b'name="response_format"\r\n\r\nverbose_json' in body
    assert b'name="language"\r\n\r\nes' in body
    assert b'filename="window.wav"' in body
    assert body.count(b"RIFF") == 1


@pytest.mark.parametrize(
    "answer",
    [
        (500, b""),
        (401, b"{}"),
        (302, b""),
        (200, b"not json"),
        (200, b"[]"),
        (200, b'{"text": "words without times"}'),
        (200, b'{"words": [{"word": "a"}]}'),
        (200, b'{"words": [{"word": "a", "start": "NaN", "end": 1}]}'),
        (200, b'{"words": {"a": 1}}'),
        (200, b"[" * 100_000),
    ],
    ids=[
        "fails",
        "refuses",
        "sends elsewhere",
        "text",
        "list",
        "no times",
        "half a word",
        "no number",
        "table",
        "deep",
    ],
)
def test_an_answer_that_gives_no_words_is_refused(address: str, answer: tuple[int, bytes]):
    Server.answer = answer
    with pytest.raises(InputError) as refused:
        Endpoint(address, "large").hear([WINDOW], None, None)
    assert refused.value.key == "speech_no_answer"


def test_nobody_there_is_said():
    with pytest.raises(InputError) as refused:
        Endpoint("http://127.0.0.1:9", "large", seconds=2).hear([WINDOW], None, None)
    assert refused.value.key == "speech_no_answer"


@pytest.mark.parametrize("address", ["ftp://example.org", "http://", "file:///etc/passwd"])
def test_what_is_no_web_address_is_refused(address: str):
    with pytest.raises(InputError) as refused:
        Endpoint(address, "large")
    assert refused.value.key == "speech_address"


def test_a_window_without_speech_has_no_words():
    assert read_answer(b'{"text": "", "language": "english"}', None).words == ()
