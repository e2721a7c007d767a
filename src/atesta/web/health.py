"""`/healthz`: whether this server can do its work, for a machine that asks. Counts, nothing about anybody."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from atesta import __version__
from atesta.store import mailing, reminding
from atesta.store.blobs import blob_folder
from atesta.store.jobs import queue
from atesta.store.preparing import behind

LATE_SECONDS = 600
"""A job that waits for longer means that no worker is there."""
MAILS = (mailing.CONFIRM_JOB, mailing.OPEN_JOB, reminding.REMIND_JOB)
"""Not counted here, where everybody may look: whoever asked for a link at the door would see whether one is being sent,
and so whether a file has that address. The page of the staff counts them."""


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when everything is well, 503 else; the same without a session, a language or a place."""
    facts = {"database": False, "migrated": False, "jobs": False, "queue": {}} | _database()
    facts["blobs"] = _can_write()
    well = all(facts[name] for name in ("database", "migrated", "jobs", "blobs"))
    said = {"ok": well, "version": __version__, **facts}
    return JsonResponse(said, status=200 if well else 503, headers={"Cache-Control": "no-store"})


def _database() -> dict[str, object]:
    try:
        now = datetime.now(UTC)
        stands, on_time = queue(now, MAILS), queue(now).oldest_seconds < LATE_SECONDS
        counts = {name: getattr(stands, name) for name in ("waiting", "running", "failed", "oldest_seconds")}
        return {"database": True, "migrated": not behind(), "jobs": on_time, "queue": counts}
    except DatabaseError:
        return {}


def _can_write() -> bool:
    folder = blob_folder()
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return os.access(there, os.W_OK | os.X_OK)
