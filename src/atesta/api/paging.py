"""Lists, newest first, a page at a time. A cursor is where the last page ended, so that what is new moves nothing."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from atesta.api.refusal import RefusedError

Row = TypeVar("Row", bound=Model)
MOST, USUAL = 100, 50


def page(rows: QuerySet[Row], by: str, cursor: str | None, limit: int) -> tuple[list[Row], str | None]:
    """Up to `limit` rows by their time `by`, and the cursor of the next page; None: there is none."""
    if cursor is not None:
        at, id_ = _read(cursor)
        rows = rows.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at, "id__lt": id_}))
    found = list(rows.order_by(f"-{by}", "-id")[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], _written(getattr(found[limit - 1], by), str(found[limit - 1].pk))


def _written(at: datetime, id_: str) -> str:
    text = json.dumps([at.astimezone(UTC).isoformat(timespec="microseconds"), id_])
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")


def _read(cursor: str) -> tuple[datetime, str]:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        read: Any = json.loads(raw)
        at, id_ = datetime.fromisoformat(read[0]), read[1]
    except (binascii.Error, ValueError, TypeError, KeyError, IndexError, RecursionError) as fault:
        raise RefusedError(422, "api_cursor", field="cursor") from fault
    if at.tzinfo is None or not 1900 < at.year < 2200 or not isinstance(id_, str) or not id_.isalnum():
        raise RefusedError(422, "api_cursor", field="cursor")
    return at, id_
