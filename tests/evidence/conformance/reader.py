"""Our reading of a bag without what the profile adds: the folder, the lists and every hash (steps 1 and 3).

Step 2 (which names a bundle has) and step 6 (the six lines of bag-info.txt) are functions of their own and are left
out; that a file beside the lists is refused is step 2's and is asked here, for a bag of any names.
"""

from __future__ import annotations

from pathlib import Path

from atesta.evidence.archive import ContainerError, Folder
from atesta.evidence.verify_answer import Findings
from atesta.evidence.verify_files import TAGGED, Reading, check_manifests

NEEDED = ("bagit.txt", "manifest-sha256.txt")


def reasons(folder: Path) -> set[str]:
    """Why this bag is refused; nothing where it is accepted."""
    findings = Findings()
    try:
        reading = Reading(Folder(folder), findings)
        names = set(reading.files.sizes)
        check_manifests(reading)
    except ContainerError as error:
        return {error.reason}
    found = {reason.id for reason in findings.reasons}
    if not names >= set(NEEDED):
        found.add("file_missing")
    if any(not name.startswith("data/") for name in names - TAGGED - {"tagmanifest-sha256.txt"}):
        found.add("file_unlisted")
    return found


def write(files: dict[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder
