"""The sessions of a file that are over: those that were begun before a way into it was taken away."""

from __future__ import annotations

from atesta.store.ids import new_id
from atesta.store.models import File


def end_sessions(file: File) -> None:
    """In the transaction that takes the way. Whoever came in by it goes out; the session that did it takes the new
    epoch and stays."""
    file.epoch = new_id()
    file.save(update_fields=("epoch",))
