"""Outside time in the background: an authority (RFC 3161) is sent a digest and nothing else, and its token is kept.

Each seal made here is one job. The log's head is stamped every hour while it grows: one token covers every entry
before, so that whoever runs this cannot write its own history anew. Nobody waits for an authority: where it is away,
the jobs try again, after them a chore once a day for as long as the seal is young; without ATESTA_TSA nothing is asked.

    stamped of a seal    SHA-256 of seal/tagmanifest.sig (docs/spec/bundle.md, section 8, step 9)
    stamped of the log   SHA-256 of the line "atesta-store-log-v1 <seq> <head>", in ASCII, without a line feed
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction

from atesta.evidence import stamp
from atesta.evidence.canonical import Json
from atesta.installation.home import home_in
from atesta.installation.tsa import stamper
from atesta.store import log
from atesta.store.jobs import NotYetError, Work, enqueue, handles, utc_now
from atesta.store.models import Blob, File, Job, LogEntry, LogHead, Opening, Stamp

JOB, LOG_CHORE, AGAIN_CHORE = "stamp", "stamp-log", "stamp-again"
SEAL, LOG = "seal", "log"
YOUNG = timedelta(days=30)
"""So long a seal is asked for; a later time would say little about when it was made."""
CLOCKS = timedelta(minutes=1)
"""Two honest clocks may be this far apart: a token may be older than what it stamps by less."""


class State(StrEnum):
    """STAMPED; WAITING for its turn; SILENT: the authority does not answer; REFUSED: what it answered cannot be used;
    OVER: it was asked in vain for as long as we ask; UNKNOWN: there is a token, and nobody who is trusted vouches for
    it; NONE: no authority is configured."""

    STAMPED = "stamped"
    WAITING = "waiting"
    SILENT = "silent"
    REFUSED = "refused"
    OVER = "over"
    UNKNOWN = "unknown"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class OutsideTime:
    """How it stands with one stamp. `at`: the authority's time where there is one, else since when it is asked in vain;
    `seq`: the last entry of the log that it covers; `digest` (hex): what was stamped; `reason`: the id of what is
    wrong."""

    state: State
    at: datetime | None = None
    authority: str = ""
    seq: int = 0
    digest: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """For whoever runs it. `log`: the latest head that is stamped, else why none is; `behind`: why the next one is not
    yet, where the last try was in vain; `end`: the last entry; `seals`: how many still wait."""

    log: OutsideTime
    behind: OutsideTime | None
    end: int
    seals: int


# --- asking ---------------------------------------------------------------------------------------------------------


def configured() -> bool:
    return bool(settings.WEB.tsa)


def stamp_later(seal: str, now: datetime, original: Blob | None = None) -> None:
    """Has the seal with this digest stamped: in the transaction that keeps the bundle, so that neither is there alone.
    Nothing where no authority is configured."""
    if not configured():
        return
    with transaction.atomic():
        row = Stamp.objects.create(kind=SEAL, original=original, digest=seal, made_at=now)
        enqueue(JOB, row.id, now)


@handles(JOB)
def stamp_seal(work: Work) -> None:
    """Asks first and writes then: token, time and the entry in the log together, or nothing."""
    row = Stamp.objects.filter(id=work.job.subject, stamped_at=None).first()
    if row is None or not configured():  # erased while it waited, or stamped by whoever had this job before
        return
    asked = _ask(row.digest, row.made_at)
    if isinstance(asked, str):
        _failed(row, asked)
        raise NotYetError(asked)
    with work.effect() as now:
        file = File.objects.select_for_update().filter(blobs__stamp=row).first()  # before the log, as erasing does
        if not Stamp.objects.filter(id=row.id).exists():  # erased while the authority was asked
            return
        _write(row, asked)
        if file is not None and row.original_id is not None:
            what: dict[str, Json] = {"sha256": sha256(asked.token).hexdigest()}
            log.append("stamped", row.original_id, what, now, file)


@handles(LOG_CHORE)
def stamp_log(work: Work) -> None:
    """The head as it is now, where entries were added since the last one that was stamped. It enters nothing itself, or
    the log would grow by its own stamps."""
    head, now = LogHead.objects.first(), utc_now()
    if not configured() or head is None or head.seq <= _last_stamped():
        return
    row = Stamp.objects.filter(kind=LOG, stamped_at=None).first() or Stamp(kind=LOG)
    row.seq, row.digest, row.made_at = head.seq, head_digest(head.seq, head.head), now
    asked = _ask(row.digest, _made(head.seq))
    if isinstance(asked, str):
        row.asked_at, row.failure = row.asked_at or now, asked
        row.save()
        raise NotYetError(asked)
    with work.effect():
        Stamp.objects.filter(kind=LOG, stamped_at=None).exclude(id=row.id).delete()
        _write(row, asked)


@handles(AGAIN_CHORE)
def stamp_again(work: Work) -> None:
    """Once more for each young seal whose jobs gave up. Jobs of seals that were erased go."""
    with work.effect() as now:
        ids = Stamp.objects.values("id")
        Job.objects.filter(kind=JOB).exclude(done_at=None).exclude(subject__in=ids).delete()
        if not configured():
            return
        for row in Stamp.objects.filter(kind=SEAL, stamped_at=None, made_at__gt=now - YOUNG).iterator():
            Job.objects.filter(kind=JOB, subject=row.id).exclude(done_at=None).delete()
            enqueue(JOB, row.id, now)


@dataclass(frozen=True, slots=True)
class _Given:
    token: bytes
    at: datetime
    authority: str


def _ask(digest: str, made_at: datetime) -> _Given | str:
    """The token where it is for this digest, answers this request, is by an authority of tsa.pem and not older than
    what it stamps; else the reason, and nothing of it is kept."""
    authority = stamper(settings.WEB.tsa)
    asked = stamp.ask_digest(bytes.fromhex(digest), authority, os.urandom, trusted())
    if isinstance(asked.outcome, stamp.Doubt):
        return asked.outcome.reason
    assert asked.tsr is not None
    at = _time(asked.outcome)
    return _Given(asked.tsr, at, asked.outcome.authority) if at >= made_at - CLOCKS else "time_before_end"


def trusted() -> bytes | None:
    """tsa.pem of this installation."""
    return home_in(settings.WEB.home).tsa()


def _failed(row: Stamp, reason: str) -> None:
    Stamp.objects.filter(id=row.id, stamped_at=None).update(asked_at=row.asked_at or utc_now(), failure=reason)


def _write(row: Stamp, given: _Given) -> None:
    row.token, row.stamped_at, row.authority, row.failure = given.token, given.at, given.authority[:120], ""
    row.save()


def _time(stamped: stamp.Stamp) -> datetime:
    return datetime.fromtimestamp(stamped.utc_ms / 1000, UTC)


# --- the log --------------------------------------------------------------------------------------------------------


def head_line(seq: int, head: str) -> bytes:
    """What is stamped of the log: this entry, and by its chain every one before."""
    return f"atesta-store-log-v1 {seq} {head}".encode("ascii")


def head_digest(seq: int, head: str) -> str:
    return sha256(head_line(seq, head)).hexdigest()


def last_stamped() -> Stamp | None:
    """The latest head with an outside time."""
    return Stamp.objects.filter(kind=LOG).exclude(stamped_at=None).order_by("-seq").first()


def _last_stamped() -> int:
    row = last_stamped()
    return row.seq if row else 0


def _made(seq: int) -> datetime:
    return LogEntry.objects.values_list("at", flat=True).get(seq=seq)


# --- how it stands --------------------------------------------------------------------------------------------------


def of_seal(seal: str | None, tsa_pem: bytes | None, now: datetime) -> OutsideTime | None:
    """Of a seal by its digest; None where no stamp of it was ever asked for here. A token is checked at each look."""
    row = Stamp.objects.filter(kind=SEAL, digest=seal).first() if seal else None
    if row is None:
        return None
    if row.stamped_at is not None:
        return _checked(row, tsa_pem)
    return _pending(row, now)


def of_log(now: datetime) -> OutsideTime:
    """The latest head with an outside time, else why there is none."""
    row = last_stamped()
    if row is not None and _of_this_history(row):
        return _checked(row, trusted())
    return _log_pending(now)


def of_entry(row: str, kind: str, now: datetime) -> OutsideTime | None:
    """Of what was kept: the first stamp of the log that covers the entry of this kind about this row."""
    opening = Opening.objects.filter(row=row, entry__kind=kind).order_by("entry").first()
    if opening is None:
        return None
    covering = Stamp.objects.filter(kind=LOG, seq__gte=opening.entry_id).exclude(stamped_at=None).order_by("seq")
    found = next(filter(_of_this_history, covering[:1]), None)
    return _checked(found, trusted()) if found else _log_pending(now)


def standing(now: datetime) -> Standing:
    head, pending = LogHead.objects.first(), _log_pending(now)
    seals = Stamp.objects.filter(kind=SEAL, stamped_at=None, made_at__gt=now - YOUNG).count()
    behind = pending if pending.state in (State.SILENT, State.REFUSED) else None
    return Standing(of_log(now), behind, head.seq if head else 0, seals)


def _of_this_history(row: Stamp) -> bool:
    """Whether the log still is the one whose head was stamped."""
    head = LogEntry.objects.filter(seq=row.seq).values_list("head", flat=True).first()
    return head is not None and head_digest(row.seq, head) == row.digest


def _checked(row: Stamp, tsa_pem: bytes | None) -> OutsideTime:
    found = stamp.check_digest(bytes(row.token), bytes.fromhex(row.digest), tsa_pem)
    if isinstance(found, stamp.Doubt):
        return OutsideTime(State.UNKNOWN, row.stamped_at, "", row.seq, row.digest, found.reason)
    return OutsideTime(State.STAMPED, _time(found), found.authority, row.seq, row.digest)


def _log_pending(now: datetime) -> OutsideTime:
    row = Stamp.objects.filter(kind=LOG, stamped_at=None).first()
    if row is not None and configured():
        return _pending(row, now)
    return OutsideTime(State.WAITING if configured() else State.NONE)


def _pending(row: Stamp, now: datetime) -> OutsideTime:
    return OutsideTime(_why_not(row, now), row.asked_at, "", row.seq, row.digest, row.failure)


def _why_not(row: Stamp, now: datetime) -> State:
    if not configured():
        return State.NONE
    if row.kind == SEAL and row.made_at <= now - YOUNG:
        return State.OVER
    if not row.failure:
        return State.WAITING
    return State.SILENT if row.failure == "time_no_answer" else State.REFUSED


# --- checking -------------------------------------------------------------------------------------------------------


def broken() -> list[tuple[str, dict[str, Any]]]:
    """What does not hold among the stamps, as `checking.complaints` gives it. An authority that is away breaks
    nothing."""
    found: list[tuple[str, dict[str, Any]]] = []
    held = trusted()
    for row in Stamp.objects.exclude(stamped_at=None).order_by("kind", "seq", "id").iterator():
        if row.kind == LOG and not _of_this_history(row):
            found.append(("stamp_history", {"seq": row.seq}))
        elif isinstance(doubt := stamp.check_digest(bytes(row.token), bytes.fromhex(row.digest), held), stamp.Doubt):
            found.append(("stamp_token", {"id": row.id, "reason": doubt.reason}))
    return found
