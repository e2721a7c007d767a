"""Checks a bundle: steps 1 to 13 of docs/spec/bundle.md, section 8, each where its number stands.

The core alone is enough: no network, no clock, nothing but the bundle and the anchors that are handed in. A hostile
file is an answer, never an exception.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from atesta.evidence import log, mandate, stamp
from atesta.evidence.anchors import Anchors
from atesta.evidence.archive import ContainerError, Folder, Zipped
from atesta.evidence.canonical import Json
from atesta.evidence.seal import as_line
from atesta.evidence.verify_answer import Answer, Facts, Findings, NotProven, Reason, Span, Verdict
from atesta.evidence.verify_chain import SheetMaker, Walked, check_chain
from atesta.evidence.verify_files import (
    CHAINED,
    Reading,
    check_manifests,
    check_names,
    read_about,
    read_json,
)
from atesta.evidence.verify_seal import (
    Signer,
    check_log,
    check_revoked,
    check_signature,
    check_signer,
    check_time,
    seal_line,
)

__all__ = ["Anchors", "Answer", "Facts", "NotProven", "Reason", "Span", "Verdict", "verify"]


SIGNATURE = "seal/tagmanifest.sig"
AHEAD_MS = 5 * 60 * 1000
"""Two honest clocks may differ by less."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a check may rest on besides the bundle: the anchors, who works the sheet out again, the log's own file, the
    time of who checks."""

    anchors: Anchors
    make_sheet: SheetMaker | None = None
    log: Path | None = None
    now_utc_ms: int | None = None


def verify(
    path: Path,
    anchors: Anchors,
    *,
    make_sheet: SheetMaker | None = None,
    log: Path | None = None,
    now_utc_ms: int | None = None,
) -> Verdict:
    """The verdict on a container or a folder. Raises only for a log that cannot be read, never for the bundle."""
    means, findings = Means(anchors, make_sheet, log, now_utc_ms), Findings()
    try:
        if path.is_dir():
            findings.unproven("container_absent")
            folder = Folder(path)
            for name in folder.empty:
                findings.changed("file_unlisted", "manifest", file=f"{name}/")
            return _steps(Reading(folder, findings), means)
        if path.exists() and not path.is_file():  # a pipe or a device may never end
            raise ContainerError("container_kind")
        with path.open("rb") as file:
            return _steps(Reading(Zipped(file), findings), means)  # step 1
    except ContainerError as error:
        findings.cannot(error.reason, "container")
    except OSError:
        findings.cannot("container_unreadable", "container")
    return findings.verdict(Facts())


def _steps(reading: Reading, means: Means) -> Verdict:
    findings, anchors = reading.findings, means.anchors
    read_about(reading)  # step 6 for what the others need
    check_names(reading)  # step 2
    signer = check_signer(reading, anchors)  # step 4
    _check_not_ahead(reading, means.now_utc_ms)  # step 8, of the seal itself
    walked = Walked()
    if signer:
        check_signature(reading, signer)  # step 5
        if _chained(reading):
            walked = check_chain(reading, signer, anchors, means.make_sheet)  # steps 7 and 8
    check_manifests(reading)  # step 3, after the chain, which has hashed the sound in passing
    _check_other_forms(reading)  # step 6
    stamped = check_time(reading, anchors, walked.last_utc_ms)  # step 9
    if signer:
        check_revoked(reading, signer, anchors, stamped.utc_ms if stamped else None)  # step 4, with step 9
    _check_log(reading, means, walked)  # step 10
    _check_mandate(reading, anchors, walked)  # step 11
    _check_sheet(reading, walked)  # step 12
    _say_left_out(findings, walked)
    return findings.verdict(_facts(reading, signer, walked, stamped))  # step 13


def _chained(reading: Reading) -> bool:
    return reading.about.kind in CHAINED if reading.about else reading.has("data/chain.jsonl")


def _check_not_ahead(reading: Reading, now_utc_ms: int | None) -> None:
    """A seal of a time that has not come: nothing proves which clock is right, so it changes no answer."""
    sealed = reading.about.sealed_utc_ms if reading.about else None
    if sealed is not None and now_utc_ms is not None and sealed > now_utc_ms + AHEAD_MS:
        reading.findings.note("sealed_ahead", "clock", since=sealed)


def _check_other_forms(reading: Reading) -> None:
    for name in ("data/sheet.json", "data/conversation.vcon.json", "data/recovery.json"):
        if reading.has(name):
            read_json(reading, name)
    if reading.has("data/recovery.json"):
        reading.findings.note("recovered", "chain")


def _check_log(reading: Reading, means: Means, walked: Walked) -> None:
    """Step 10: the proofs, and what a reader who holds the log sees besides (7.2)."""
    if reading.about and reading.has("seal/tagmanifest.sig"):
        id_ = reading.about.id
        entries: dict[str, Iterator[str]] = {"seal/log.tlog-proof": iter((seal_line(reading, id_),))}
        if reading.about.kind == "recording":
            entries["seal/start.tlog-proof"] = iter((log.start_entry(id_, walked.first_h.hex()),))
        if reading.has("seal/head.tlog-proof"):
            entries["seal/head.tlog-proof"] = _heads(id_, walked.hashes)
        check_log(reading, means.anchors, entries)
    if means.log is None:
        reading.findings.unproven("log_not_read")
    for alarm in log.alarms(means.log) if means.log else ():
        if not alarm.id or (reading.about and alarm.id == reading.about.id):
            reading.findings.cannot(alarm.reason, "log")


def _heads(id_: str, hashes: bytearray) -> Iterator[str]:
    """The last is the likeliest: a head is entered every minute until the end."""
    for seq in range(len(hashes) // 32 - 1, -1, -1):
        yield log.head_entry(id_, seq, hashes[32 * seq : 32 * seq + 32].hex())


def _check_mandate(reading: Reading, anchors: Anchors, walked: Walked) -> None:
    data = reading.whole("data/mandate.jws")
    if data is None:
        if reading.about and reading.about.kind in ("recording", "import"):
            reading.findings.unproven("mandate_absent")
        return
    at = walked.start.utc_ms if walked.start else 0
    found, reason = mandate.check(data, anchors.signers, at)
    if reason:
        reading.findings.note(reason, "mandate")
    elif found and walked.start and _other(walked.start.about, found):
        reading.findings.note("mandate_other", "mandate")


def _other(about: dict[str, Json], found: mandate.Mandate) -> bool:
    """Whether the start record names another mandate or agency than the one that lies beside it."""
    named = {"mandate": found.id, "agency": found.agency}
    return any(about.get(field) not in (None, value) for field, value in named.items())


def _check_sheet(reading: Reading, walked: Walked) -> None:
    kept = reading.whole("data/sheet.json")
    if kept is None or not _chained(reading):
        return
    result = walked.sheet.result() if walked.sheet and not walked.left_out else None
    if result is None:
        reading.findings.unproven("sheet_not_worked_out")
    elif as_line(result) != kept:
        reading.findings.changed("sheet_differs", "sheet")


def _say_left_out(findings: Findings, walked: Walked) -> None:
    joined: list[Span] = []
    for start, end in walked.left_out:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    for start, end in joined:
        findings.not_proven.append(NotProven("left_out", (("from", start), ("to", end))))


def _facts(reading: Reading, signer: Signer | None, walked: Walked, stamped: stamp.Stamp | None) -> Facts:
    about, start = reading.about, walked.start
    _say_grade(reading, walked)
    return Facts(
        id=about.id if about else None,
        kind=about.kind if about else None,
        signer=signer.name if signer and signer.anchor else None,
        sealed_utc_ms=about.sealed_utc_ms if about else None,
        stamped_utc_ms=stamped.utc_ms if stamped else None,
        stamper=(stamped.authority or None) if stamped else None,
        grade=str(start.source["grade"]) if start else None,
        seconds=walked.seconds,
        about=walked.about,
        seal=reading.hash_of(SIGNATURE) if reading.has(SIGNATURE) else None,
    )


def _say_grade(reading: Reading, walked: Walked) -> None:
    """What the way it came in leaves open: shown with every answer."""
    start = walked.start
    if start is None:
        return
    if start.source["grade"] == "rehearsal":
        reading.findings.note("rehearsal", "chain")
    if start.source["kind"] == "import":
        reading.findings.unproven("before_import")
    if start.source["kind"] == "stream":
        reading.findings.unproven("stream_source")
    if start.keeper_is_recorder:
        reading.findings.unproven("keeper_is_recorder")
