"""A signed extract as QR codes, and back (docs/spec/extract.md, section 4): `ATESTA1:1/1:9C0E41AA:…` in base45.

What a code holds is not the token but what the token follows from, in its one form: time, key, signature and the
account deflated. So an extract of two dozen instalments fits into one code that a phone reads from a screen.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Mapping

import segno

from atesta.evidence import canonical, compact
from atesta.evidence.canonical import Json
from atesta.evidence.digest import hex_of
from atesta.evidence.extract import MOST_BYTES, TYPE, ExtractError
from atesta.kept import late

PREFIX = "ATESTA1:"
PART_CHARS = 900
"""Of base45 in one code: with its head at most a QR code of version 20 at level M, which a phone reads off a screen."""
MOST_PARTS = 16
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PART = late(r"ATESTA1:([1-9][0-9]?)/([1-9][0-9]?):([0-9A-F]{8}):([0-9A-Z $%*+./:-]{1,4296})")
_FIXED = 8 + 32 + 64  # time, key, signature


def qr_parts(token: bytes) -> tuple[str, ...]:
    """The texts of the codes, one or a few, in order. Raises ExtractError where sixteen would not do."""
    header, payload, signature = compact.read(token.strip())
    seconds, kid = int(str(header["iat"])), bytes.fromhex(str(header["kid"]))
    packed = base45(seconds.to_bytes(8, "big") + kid + signature + _deflated(payload))
    chunks = [packed[at : at + PART_CHARS] for at in range(0, len(packed), PART_CHARS)]
    if len(chunks) > MOST_PARTS:
        raise ExtractError(
            f"The extract does not fit into {MOST_PARTS} codes.",
            "Nobody would scan more of them.",
            "Hand it over as a file.",
            key="extract_qr_too_many",
            limit=MOST_PARTS,
        )
    mark = hex_of(token.strip())[:8].upper()
    return tuple(f"{PREFIX}{n}/{len(chunks)}:{mark}:{chunk}" for n, chunk in enumerate(chunks, start=1))


def token_of_codes(texts: Iterable[str]) -> bytes:
    """The token that these codes hold; other codes in the same picture do not count, a code read twice counts once.

    A code that holds a token as it is counts too. Raises ExtractError: none of ours, of two extracts, or one missing.
    """
    given = [text.strip() for text in texts]  # no code of ours ends with a space: three characters never do
    found = [match for text in given if (match := _PART.fullmatch(text))]
    if not found:
        return _whole(given)
    if int(found[0][2]) > MOST_PARTS:
        raise _refusal("A code was not read as it was written.", "Scan it again.", key="extract_qr_broken")
    if len({(match[2], match[3]) for match in found}) > 1:
        raise _refusal("The codes are of two extracts.", "Scan those of one.", key="extract_qr_mixed")
    parts = {int(match[1]): match[4] for match in found}
    _refuse_missing(parts, int(found[0][2]))
    token = _unpacked(_of_base45("".join(parts[number] for number in sorted(parts))))
    if hex_of(token)[:8].upper() != found[0][3]:
        raise _refusal("A code was not read as it was written.", "Scan it again.", key="extract_qr_broken")
    return token


def _whole(texts: list[str]) -> bytes:
    """A code with the token as it is; looked for last, for a login may stand in the same picture in the same form."""
    whole = next((text for text in texts if text.startswith("ey") and text.count(".") == 2), None)
    if whole is None:
        raise _refusal("No code of a signed extract is there.", "Show the whole code.", key="extract_qr_none")
    return whole.strip().encode("utf-8", "replace")


def _refuse_missing(parts: Mapping[int, str], total: int) -> None:
    missing = [number for number in range(1, total + 1) if number not in parts]
    if missing or max(parts) > total:
        raise ExtractError(
            f"Of {total} codes some are missing.",
            "An extract is read whole or not at all.",
            f"Scan these too: {missing}.",
            key="extract_qr_missing",
            total=total,
            missing=tuple(map(str, missing)),
        )


def _unpacked(packed: bytes) -> bytes:
    """The token again: header and payload have one writing, so its bytes are those that were signed."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        payload = inflate.decompress(packed[_FIXED:], MOST_BYTES)
    except zlib.error:
        payload = b""
    if len(packed) <= _FIXED or not inflate.eof or inflate.unused_data:
        raise _refusal("A code was not read as it was written.", "Scan it again.", key="extract_qr_broken")
    header: dict[str, Json] = {
        "alg": compact.ALGORITHM,
        "iat": min(int.from_bytes(packed[:8], "big"), canonical.LARGEST),
        "kid": packed[8:40].hex(),
        "typ": TYPE,
    }
    parts = (canonical.write(header), payload, packed[40:_FIXED])
    return ".".join(map(compact.coded, parts)).encode("ascii")


def _deflated(payload: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(payload) + deflate.flush()


def base45(data: bytes) -> str:
    """RFC 9285: two bytes become three of the 45 characters that a QR code packs tightly."""
    made = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        made += [_ALPHABET[number // 45**power % 45] for power in range(len(pair) + 1)]
    return "".join(made)


def _of_base45(text: str) -> bytes:
    made = bytearray()
    for at in range(0, len(text), 3):
        digits = [_ALPHABET.index(char) for char in text[at : at + 3]]
        number = sum(digit * 45**power for power, digit in enumerate(digits))
        size = len(digits) - 1
        if not size or number >= 256**size:
            raise _refusal("A code was not read as it was written.", "Scan it again.", key="extract_qr_broken")
        made += number.to_bytes(size, "big")
    return bytes(made)


def qr_svg(text: str) -> bytes:
    """A picture of one code: black on white with its quiet zone, also on a dark page. The same text, the same bytes."""
    out = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(out, kind="svg", scale=4, border=4, light="#fff")
    return out.getvalue()


def _refusal(what: str, do: str, *, key: str) -> ExtractError:
    return ExtractError(what, "An extract is read whole or not at all.", do, key=key)
