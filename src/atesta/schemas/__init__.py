"""JSON Schemas (2020-12) of the files we read and the answers we give."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

__all__ = ["schema"]


def schema(name: str) -> dict[str, Any]:
    """The schema of `review-1`, `route-1`, `screen-1`, `screen-transcripts-1`, `account-1`, `directory-1`, `history-1`,
    `transcript-1`, `verify-1` or `board-1`; as `openapi-1` the document of the API (OpenAPI 3.1)."""
    read: dict[str, Any] = json.loads(resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return read
