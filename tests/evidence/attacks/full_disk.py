"""Records in a folder until its disk is full, and looks at what is left: `python full_disk.py FOLDER`.

For a real, small file system: whoever starts it mounts one, in a mount namespace of its own that ends with it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from making import RATE, SetClock, begun, content, feed, ring_in_memory, sound

from atesta.errors import DiskError
from atesta.evidence.chain import End, read_line
from atesta.evidence.disk import RealDisk
from atesta.evidence.recover import recover

SECONDS = 120


def main(folder: Path) -> None:
    disk, clock, kept, said = RealDisk(), SetClock(), 0, ""
    session = begun(disk, clock, folder=folder / "session")
    try:
        for first in range(0, len(sound(SECONDS)), RATE * 4):
            kept += feed(session, clock, sound(SECONDS)[first : first + RATE * 4], 2000)
    except DiskError as error:
        said = error.reason
    found = recover(disk, folder / "session", ring_in_memory().keeper_key(), clock)
    got = content(found, "data/audio.wav")[44:]
    ended = any(isinstance(read_line(line).record, End) for line in found.lines())
    print(said, kept, session.segments, got == sound(SECONDS)[: len(got)], len(got) // (RATE * 4), ended)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
