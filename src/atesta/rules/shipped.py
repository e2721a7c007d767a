"""The files of a rulebook as bytes, in the order of their names, and the digest that names exactly these files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
Files = Mapping[str, bytes]
"""Name below the folder, as shown in errors ("cn/cn-quiet-hours.toml") -> bytes, in the order of the names."""


@cache
def shipped() -> Files:
    """Every rule and phrase file of this installation, read once a process: rulebook and phrases both ask for them."""
    return files_in(FOLDER)


def files_in(folder: Path) -> Files:
    """Every TOML file of a rulebook."""
    named = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*.toml"))
    return {name: path.read_bytes() for name, path in named}


def among(files: Files, folders: tuple[str, ...]) -> Files:
    """Those that stand directly in one of these folders."""
    return {name: raw for name, raw in files.items() if name.rpartition("/")[0] in folders}


def code(*modules: str) -> Files:
    """Modules of this room: what is kept from a run is of use only to the code that wrote it."""
    return {name: FOLDER.joinpath(name).read_bytes() for name in sorted(modules)}


def digest_of(files: Files) -> str:
    """SHA-256 over name, length and bytes of each, in their order."""
    total = hashlib.sha256()
    for name, raw in files.items():
        total.update(f"{name}\0{len(raw)}\0".encode())
        total.update(raw)
    return total.hexdigest()
