"""Between a recording and a person: a live picture with single keys on a terminal, else a line for each thing."""

from __future__ import annotations

import os
import select
import shutil
import sys
import termios
import time
import tty
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TextIO

from atesta.cli.layout import Screen, terminal
from atesta.cli.record_script import Said
from atesta.cli.record_view import KEYS, Setting, clock_of, say_notice, view
from atesta.errors import DiskError
from atesta.evidence.session import State
from atesta.locale import Catalogue
from atesta.recording.call import Action
from atesta.recording.identity import Compared, Question
from atesta.recording.recorder import Recorder
from atesta.recording.watch import Happening

DRAW_SECONDS = 0.12
MESSAGE_SECONDS = 15.0
AGAIN_SECONDS = 6.0
"""A key that has to be pressed twice: the second time within this."""
ESCAPE = "\x1b"


class Face(Protocol):
    """`tell` says one sentence; `show` is called all the time, and gives what the person asked for meanwhile."""

    def tell(self, text: str, at: float) -> None: ...

    def show(self, recorder: Recorder) -> list[Said]: ...

    def close(self) -> None: ...


class Lines:
    """Not a terminal: a line for each thing that happens, and one when the minute is full."""

    def __init__(self, stream: TextIO, words: Catalogue, setting: Setting) -> None:
        self._stream, self._words, self._setting = stream, words, setting
        self._minute = self._notice = False

    def tell(self, text: str, at: float) -> None:
        with suppress(OSError):  # who looked on has left; the recording goes on
            self._stream.write(f"{clock_of(at)} {text}\n")
            self._stream.flush()

    def show(self, recorder: Recorder) -> list[Said]:
        at, call = recorder.now / recorder.session.start.rate, recorder.call
        if not self._minute and call.said is None and not call.seconds_left(recorder.now):
            self._minute = True
            self.tell(self._words.say("record.dial"), at)
        if not self._notice and call.said is not None and self._setting.notice.wanted:
            self._notice = True
            if Action.NOTICE not in call.at:
                self.tell(say_notice(self._setting, self._words), at)
        return []

    def close(self) -> None:
        return


class Live:
    """The terminal itself. Whatever happens, `close` gives it back as it was."""

    def __init__(
        self, words: Catalogue, setting: Setting, questions: tuple[Question, ...], colour: bool, keyboard: TextIO
    ) -> None:
        self._words, self._setting, self._questions, self._colour = words, setting, questions, colour
        self._keyboard, self._message, self._drawn, self._told = keyboard, "", 0.0, 0.0
        self._again: tuple[str, float] = ("", 0.0)
        self._asking: Asking | None = None
        self._before = termios.tcgetattr(keyboard)
        tty.setcbreak(keyboard)
        sys.stdout.write("\x1b[?1049h\x1b[?25l")

    def tell(self, text: str, at: float) -> None:
        self._message, self._drawn, self._told = f"{clock_of(at)} {text}", 0.0, time.monotonic()

    def show(self, recorder: Recorder) -> list[Said]:
        said = [one for key in self._keys() if (one := self._pressed(key, recorder))]
        now = time.monotonic()
        if now - self._drawn >= DRAW_SECONDS:
            self._drawn = now
            with suppress(OSError):  # the terminal is gone; the recording goes on
                self._draw(recorder)
        return said

    def close(self) -> None:
        with suppress(OSError, termios.error):
            sys.stdout.write("\x1b[?25h\x1b[?1049l")
            sys.stdout.flush()
            termios.tcsetattr(self._keyboard, termios.TCSADRAIN, self._before)

    def _keys(self) -> str:
        if not select.select([self._keyboard], [], [], 0)[0]:
            return ""
        try:
            return os.read(self._keyboard.fileno(), 256).decode("utf-8", "ignore")
        except OSError:
            return ""

    def _pressed(self, key: str, recorder: Recorder) -> Said | None:
        if self._asking:
            return self._answered(key)
        action = KEYS.get(key.lower())
        if action is None:
            return None
        if action is Action.PAUSE and recorder.session.state is State.PAUSED:
            action = Action.RESUME
        if action is Action.IDENTIFIED and self._questions and not recorder.may(action):
            self._asking = Asking(self._questions)
            return None
        twice = self._again[0] == key and time.monotonic() - self._again[1] < AGAIN_SECONDS
        self._again = ("", 0.0) if twice else (key, time.monotonic())
        if action is Action.END and not twice:
            self.tell(self._words.say("record.end_again"), recorder.now / recorder.session.start.rate)
            return None
        return Said(action, None, twice, {})

    def _answered(self, key: str) -> Said | None:
        assert self._asking
        answers = self._asking.typed(key)
        self._drawn = 0.0
        if answers is None and not self._asking.over:
            return None
        self._asking = None
        return Said(Action.IDENTIFIED, None, False, answers) if answers is not None else None

    def _draw(self, recorder: Recorder) -> None:
        columns, rows = shutil.get_terminal_size((80, 24))
        screen = Screen(min(terminal(sys.stdout, self._colour).width, max(columns - 1, 20)), self._colour)
        told = self._message if time.monotonic() - self._told < MESSAGE_SECONDS else ""
        message = self._asking.say(self._words) if self._asking else told
        lines = view(recorder, self._setting, self._words, screen, message)
        if len(lines) > rows:  # a low terminal gets the same without the air
            lines = [line for line in lines if line][:rows]
        sys.stdout.write("\x1b[H" + "\x1b[K\r\n".join(lines) + "\x1b[K\x1b[J")
        sys.stdout.flush()


class Asking:
    """The questions of the identification, one after the other; what is typed is not shown."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        self._left, self._typed, self._answers = list(questions), "", dict[Question, str]()
        self.over = False

    def typed(self, key: str) -> dict[Question, str] | None:
        """The answers once the last was given; None before, and after Escape, when it is `over`."""
        if key == ESCAPE:
            self.over = True
        elif key in ("\r", "\n"):
            self._answers[self._left.pop(0)], self._typed = self._typed, ""
            return None if self._left else self._answers
        elif key in ("\x7f", "\b"):
            self._typed = self._typed[:-1]
        elif key.isprintable():
            self._typed += key
        return None

    def say(self, words: Catalogue) -> str:
        return f"{words.say(f'record.ask.{self._left[0]}')} {'•' * len(self._typed)}▏"


def say_told(told: Happening | DiskError, words: Catalogue) -> str:
    """What the watch or the disk said, as a sentence."""
    return words.say(f"record.event.{told.reason if isinstance(told, DiskError) else told.event}")


def say_identified(compared: Compared | None, words: Catalogue) -> str:
    """Never the answers."""
    if compared is None or compared.met is None:
        return words.say("record.identified.by_ear")
    return words.say("record.identified.match" if compared.met else "record.identified.differs")


def open_face(
    words: Catalogue, setting: Setting, questions: tuple[Question, ...], colour: bool, *, events_on_stdin: bool
) -> Face:
    """Live on a terminal, whose keys are read from itself where standard input brings the sound."""
    if not sys.stdout.isatty() or events_on_stdin:
        return Lines(sys.stdout, words, setting)
    if sys.stdin.isatty():
        return Live(words, setting, questions, colour, sys.stdin)
    try:
        keyboard = Path("/dev/tty").open(encoding="utf-8")  # noqa: SIM115 - the face keeps it
    except OSError:
        return Lines(sys.stdout, words, setting)
    return Live(words, setting, questions, colour, keyboard)
