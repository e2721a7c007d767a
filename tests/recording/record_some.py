"""Records from sound cards for the tests and says a JSON line for each thing that it sees.

record_some.py SECONDS OUT.raw NAME [NAME]     one name is one channel; two are the agent and the debtor
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from atesta.recording.pair import Pair
from atesta.recording.real_clock import RealClock
from atesta.recording.sound_card import SoundCard
from atesta.recording.source import Source, SourceError, begin
from atesta.recording.watch import Watch

RATE = 8000


def say(said: str, **what: object) -> None:
    print(json.dumps({"said": said, **what}), flush=True)


def main(seconds: float, out: Path, names: list[str]) -> None:
    clock = RealClock()
    cards = [SoundCard(clock, rate=RATE, name=name) for name in names]
    source: Source = cards[0] if len(cards) == 1 else Pair(cards[0], cards[1], clock)
    watch, frames = Watch(RATE, source.channels), 0
    with out.open("wb") as file:
        sound = begin(source, 10)
        started = clock.mono_us()
        say("recording", name=source.name, kind=source.kind)
        while not source.ended:
            happened = watch.idle(clock.mono_us())
            if sound:
                happened = watch.sound(sound.frames, sound.xruns, sound.mono_us, clock.utc_ms())
                frames += sound.frames
                file.write(sound.pcm)
            for happening in happened:
                say("event", event=happening.event, detail=happening.detail)
            if clock.mono_us() - started > seconds * 1_000_000:
                source.stop()
            sound = source.read(0.5)
    drift = source.drift().as_record() if isinstance(source, Pair) else None
    say("ended", ended=source.ended, frames=frames, lasted_us=clock.mono_us() - started, drift=drift)


if __name__ == "__main__":
    try:
        main(float(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
    except SourceError as error:
        say("refused", what=error.what, do=error.do)
