"""A real sound server with virtual lines: pulseaudio of its own, in a folder of its own. No user file is touched."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
NEEDED = (
    ("pulseaudio", "apt-get install pulseaudio"),
    ("paplay", "apt-get install pulseaudio-utils"),
    ("library:portaudio", "apt-get install libportaudio2"),
    ("module:sounddevice", "pip install 'atesta[record]'"),
)


class VirtualCard:
    """`lines` are null sinks; what is played into one can be recorded from the sound device of the same name."""

    def __init__(self, folder: Path, lines: tuple[str, ...]) -> None:
        self.folder, self._children = folder, list[subprocess.Popen[Any]]()
        _alsa(folder / "alsa.conf", lines)
        (folder / "state").mkdir(mode=0o700)
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PULSE_", "ALSA_", "XDG_"))},
            "HOME": str(folder),
            "PULSE_RUNTIME_PATH": str(folder / "state"),
            "PULSE_STATE_PATH": str(folder / "state"),
            "PULSE_SERVER": f"unix:{folder / 'socket'}",
            "ALSA_CONFIG_PATH": str(folder / "alsa.conf"),
        }
        self.server = self._child("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", *_modules(folder, lines))
        self.control("info")

    def control(self, *words: str) -> None:
        """pactl, tried for half a minute: a server that was just started does not answer yet."""
        for _ in range(300):
            if self._asked("pactl", *words) == 0:
                return
            signal.sigtimedwait([], 0.1)
        pytest.fail("pulseaudio does not answer: " + (self.folder / "pulseaudio.log").read_text())

    def play(self, wav: Path, line: str) -> subprocess.Popen[Any]:
        return self._child("paplay", f"--device={line}", str(wav))

    def record(self, seconds: float, *names: str) -> subprocess.Popen[str]:
        """Our own sources, in a process of their own; see `record_some.py`."""
        command = [sys.executable, str(HERE / "record_some.py"), str(seconds), str(self.folder / "heard.raw"), *names]
        child = subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self._children.append(child)
        return child

    def close(self) -> None:
        for child in reversed(self._children):
            if child.poll() is None:
                child.send_signal(signal.SIGCONT)
                child.kill()
            child.communicate()

    def _asked(self, *command: str) -> int:
        return subprocess.run(command, env=self.env, capture_output=True, timeout=20, check=False).returncode

    def _child(self, *command: str) -> subprocess.Popen[Any]:
        with (self.folder / f"{command[0]}.log").open("ab") as log:
            child = subprocess.Popen(command, env=self.env, stdout=log, stderr=log, start_new_session=True)
        self._children.append(child)
        return child


@contextmanager
def virtual_card(folder: Path, *lines: str) -> Iterator[VirtualCard]:
    if not list(Path("/usr/lib").glob("**/alsa-lib/libasound_module_pcm_pulse.so")):
        pytest.skip("needs libasound2-plugins: apt-get install libasound2-plugins")
    card = VirtualCard(folder, lines)
    try:
        yield card
    finally:
        card.close()


def until(child: subprocess.Popen[str], what: str) -> dict[str, Any]:
    """Reads what it says up to a line of this kind."""
    assert child.stdout
    for line in child.stdout:
        said: dict[str, Any] = json.loads(line)
        if said["said"] == what:
            return said
    pytest.fail(f"it ended without saying {what}")


def _modules(folder: Path, lines: tuple[str, ...]) -> list[str]:
    load = [f"module-native-protocol-unix socket={folder / 'socket'} auth-anonymous=1"]
    load += [f"module-null-sink sink_name={line} rate=8000 channels=1" for line in lines]
    return [word for module in load for word in ("-L", module)]


def _alsa(path: Path, lines: tuple[str, ...]) -> None:
    pcms = [f"pcm.{line} {{ type pulse device {line}.monitor }}" for line in lines]
    default = f"pcm.!default {{ type pulse device {lines[0]}.monitor }}\nctl.!default {{ type pulse }}"
    path.write_text("\n".join([*pcms, default]) + "\n")
