"""What the tests of call pages share: a call in three seconds, a worker that is asked once, a form with a file."""

from __future__ import annotations

import io
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from atesta import cli
from atesta.store.worker import Worker

CASE = Path(cli.__file__).parent / "cases" / "call"
SAID = "They: I am from the bank. If you don't pay today we will tell your neighbours.\nI: Who are you?"


def tone(seconds: float = 1.0, rate: int = 8000) -> bytes:
    """A WAV that can be opened and in which nobody speaks."""
    held = io.BytesIO()
    with wave.open(held, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        sound = 8000 * np.sin(np.arange(int(seconds * rate)) * 0.3)
        out.writeframes(sound.astype("<i2").tobytes())
    return held.getvalue()


def send(client: Client, data: bytes, name: str = "call.wav", lang: str = "en", **fields: str) -> Any:
    recording = SimpleUploadedFile(name, data, "application/octet-stream")
    return client.post(f"/{lang}/mx/call", {"recording": recording, **fields})


def work() -> None:
    """Everything that waits is done, in this thread."""
    worker = Worker()
    while worker.do_one():
        pass


def transcript() -> bytes:
    return (CASE / "transcript.json").read_bytes()


def in_folder(settings: Any, folder: Path) -> None:
    settings.WEB = replace(settings.WEB, folder=folder, home=folder / "installation")
