"""Ids for rows: random, so that one tells nothing about another and may stand in an address."""

from __future__ import annotations

import base64
import secrets

LENGTH = 26


def new_id() -> str:
    """128 bits in 26 lower-case letters and digits (base32)."""
    return base64.b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=").lower()
