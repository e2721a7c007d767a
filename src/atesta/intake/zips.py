"""What `zipfile` raises for a zip that cannot be read: one list, for whoever opens one that somebody handed in."""

from __future__ import annotations

import lzma
import zipfile
import zlib

UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError),  # broken, in the way it was compressed
    RuntimeError,  # its word for a password, and (a subclass of it) for a compression that it does not know
    *(KeyError, TypeError, ValueError),  # a zip of somebody else
)
