"""Which recogniser a shell hands to the core: the one that comes along, a folder of one's own, or an endpoint."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from atesta.config import Speech
from atesta.errors import InputError
from atesta.evidence.disk import RealDisk
from atesta.installation.home import Home
from atesta.transcript.speech import SpeechEngine

if TYPE_CHECKING:
    from atesta.transcript.whisper import Whisper


def open_engine(speech: Speech, home: Home, workers: int | None = None) -> SpeechEngine:
    """`workers` batches side by side (default: one a core, at most two: more need more memory than they give speed)."""
    chosen = speech.where
    if chosen and "://" in chosen:
        from atesta.installation.speech_endpoint import Endpoint  # noqa: PLC0415 - only where one was configured

        return Endpoint(chosen, speech.model, speech.key)
    return open_whisper(speech, home, workers or min(cores(), 2))


def open_whisper(speech: Speech, home: Home, workers: int) -> Whisper:
    from atesta.transcript.weights import ENGINE, joined_weights, own_weights  # noqa: PLC0415

    try:
        from atesta.transcript.whisper import Whisper  # noqa: PLC0415 - of the extra

        if speech.where:
            folder, name = own_weights(RealDisk(), Path(speech.where))
            return Whisper(folder, name, workers)
        home.prepare()
        folder = joined_weights(RealDisk(), home.folder / "models", os.urandom(8).hex())
        return Whisper(folder, ENGINE, workers)
    except ImportError:
        raise InputError(
            "Hearing a call needs the recogniser.",
            "Without it a call can only be reviewed from its transcript.",
            "Install atesta[audio].",
            key="speech_needs_extra",
        ) from None
    except RuntimeError as error:  # of CTranslate2: a model of another kind or version
        raise InputError(
            f"The recogniser cannot open these weights ({type(error).__name__}).",
            "Nothing could be transcribed.",
            "Use a CTranslate2 Whisper model, or leave ATESTA_SPEECH out.",
            key="weights_not_a_model",
        ) from None


def cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
