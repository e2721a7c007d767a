"""What the paraphrase head sees of a text: the encoder's numbers, and hashed character n-grams of its plain form.

Digits are made one sign, so that a figure decides nothing. crc32 is used because it is the same on every machine and in
every Python. A text is seen whole and sentence by sentence: one hard sentence must not drown in a polite letter.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections import Counter

from atesta.kept import late

BUCKETS = 1 << 15
LENGTHS = (1, 2, 3, 4)
LONGEST = 600  # code points of one segment that are read
_MOST_BUCKETS_KEPT = 1 << 17
MOST_SEGMENTS = 48  # the whole and its first sentences; a longer text is a document, not a message

_DIGITS = late(r"\d+(?:[.,:/-]\d+)*")
_SPACES = late(r"\s+")
_SENTENCE = late(r"[^。！？!?；;\n.]+[。！？!?；;\n.]*")
_SHORTEST_SENTENCE = 6


def segments(folded: str) -> tuple[str, ...]:
    """The whole text first, then its sentences where it has more than one."""
    found = (match[0].strip() for match in _SENTENCE.finditer(folded))
    sentences = [sentence for sentence in found if len(sentence) >= _SHORTEST_SENTENCE]
    parts = [folded, *sentences] if len(sentences) > 1 else [folded]
    return tuple(part[:LONGEST] for part in parts[:MOST_SEGMENTS])


def plain_form(segment: str) -> str:
    """Lower case without accents, digits as 0, single spaces."""
    text = segment.lower()
    if not text.isascii():
        text = "".join([char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)])
    return _SPACES.sub(" ", _DIGITS.sub("0", text)).strip()


class _Buckets(dict[str, int]):
    """The bucket of each n-gram, worked out when it is first met: texts are made of the same few."""

    def __missing__(self, gram: str) -> int:
        if len(self) >= _MOST_BUCKETS_KEPT:
            self.clear()
        bucket = self[gram] = zlib.crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS
        return bucket


_buckets = _Buckets()


def grams(segment: str) -> dict[int, float]:
    """Bucket -> weight. The square root of a count, so that repeating does not shout; as a vector of length one."""
    text = f" {plain_form(segment)} "
    found = Counter([text[at : at + length] for length in LENGTHS for at in range(len(text) - length + 1)])
    counts: dict[int, int] = {}
    for gram, count in found.items():
        bucket = _buckets[gram]
        counts[bucket] = counts.get(bucket, 0) + count
    norm = sum(counts.values()) ** 0.5
    return {bucket: count**0.5 / norm for bucket, count in counts.items()}
