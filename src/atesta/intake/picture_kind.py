"""Whether bytes are a picture, by how they begin. Apart from what decodes them, so that looking costs nothing."""

from __future__ import annotations

_TAKEN = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_REFUSED = (b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


def looks_like_picture(head: bytes) -> bool:
    """A picture that is taken, or of a kind that is refused with what to do instead. `head`: at least 12 bytes."""
    return is_taken(head) or is_heic(head) or head.startswith(_REFUSED)


def is_taken(head: bytes) -> bool:
    """PNG, JPEG or WebP."""
    return head.startswith(_TAKEN) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")


def is_heic(head: bytes) -> bool:
    """What an iPhone's camera writes; AVIF is of the same family."""
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS
