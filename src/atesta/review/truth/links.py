"""Where a link leads: its host, read from the text as it was given.

Folding makes `аurora.example` with a Cyrillic а out of what a reader takes for Latin, and that is right for words. A
link goes where its own characters say, so the host is read as a browser reads it, and compared exactly.
"""

from __future__ import annotations

import re
import unicodedata

from atesta.kept import late

_SCHEME = late(r"^[a-z]{1,10}:[/\\]*", re.IGNORECASE)
_AUTHORITY_ENDS = late(r"[/\\?#]")
_PORT = late(r":\d*$")
_CLOSING = ".!:*_~|]}’”»。！"
_UPPER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def authority(link: str) -> str:
    """What stands between the scheme and the path: `name:word@host:port`."""
    return _AUTHORITY_ENDS.split(_SCHEME.sub("", link, count=1), maxsplit=1)[0].rstrip(_CLOSING)


def host_of(link: str) -> str:
    """The host as the text writes it: what stands before the last `@` is a name, what follows `:` is a port."""
    return _PORT.sub("", authority(link).rpartition("@")[2]).rstrip(".")


def canonical(host: str) -> str:
    """One spelling of a host: ASCII small letters, each label of other letters in the form that is looked up
    (`xn--…`). Two hosts are one exactly where these are equal."""
    visible = (char for char in unicodedata.normalize("NFKC", host) if unicodedata.category(char) != "Cf")
    return ".".join(_label(label) for label in "".join(visible).rstrip(".").split("."))


def _label(label: str) -> str:
    if label.isascii():
        return label.translate(_UPPER)
    return "xn--" + unicodedata.normalize("NFC", label.lower()).encode("punycode", "replace").decode("ascii")


def spelt(host: str) -> str:
    """How the host is shown: a foreign letter that looks like ours is told by the form that is looked up."""
    known = canonical(host)
    return f"{host} ({known})" if "xn--" in known and not host.isascii() else known
