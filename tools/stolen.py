"""How much of the processors' time the host of a virtual machine took for others while something was measured: what is
longest in a bench is then often that."""

from __future__ import annotations

from pathlib import Path

_STAT = Path("/proc/stat")
_STEAL = 7
"""Column of the line `cpu` (proc(5)); the two behind it are counted in the first ones already."""


def ticks() -> tuple[int, int]:
    """(taken by the host, all) since the start of the machine; nothing where that is not told."""
    if not _STAT.exists():
        return 0, 0
    counted = [int(cell) for cell in _STAT.read_text().split("\n", 1)[0].split()[1:]]
    return counted[_STEAL], sum(counted[: _STEAL + 1])


def since(before: tuple[int, int]) -> str:
    taken, all_ = (now - then for now, then in zip(ticks(), before, strict=True))
    return f"{taken / all_:.1%} of the time was taken by the host" if all_ else "what the host took is not told"
