"""history.jsonl: one contact a line, the first bad line named, memory bounded."""

import contextlib
import json
import tomllib
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.message import Purpose, Recipient
from atesta.errors import FileFormatError, InputError
from atesta.intake.history_file import iter_history, read_history

REFUSED = tomllib.loads((Path(__file__).parents[1] / "cases/intake/refused.toml").read_text("utf-8"))
LINE = '{"at": "2026-11-15T10:02:00+08:00", "channel": "call", "outcome": "no_answer", "by": "own"}\n'


def test_an_empty_file_says_that_there_was_no_contact():
    assert read_history([]) == read_history([b"", b"\n", b"\xef\xbb\xbf"]) == ()


def test_what_is_left_out_has_its_default_and_null_is_unknown():
    line = json.loads(LINE) | {"to_number": None, "address": "10690000188"}
    (contact,) = read_history([json.dumps(line)])
    assert (contact.to, contact.purpose, contact.to_number) == (Recipient.DEBTOR, Purpose.DEMAND, None)


def test_bytes_and_texts_are_read_alike():
    assert read_history([LINE]) == read_history([LINE.encode()]) == read_history([b"\xef\xbb\xbf" + LINE.encode()])


@pytest.mark.parametrize("case", REFUSED["history"], ids=lambda case: case["title"].replace(" ", "_"))
def test_refused(case):
    with pytest.raises(FileFormatError) as refused:
        read_history([LINE, case["line"]])
    assert case["says"] in refused.value.what


def test_a_broken_byte_and_an_endless_line_are_named_by_their_line():
    for bad in (b'{"at": "\xff"}', b"[" * 70_000, "[" * 60_000):
        with pytest.raises(FileFormatError, match="line 2"):
            read_history([LINE, bad])


def test_a_long_history_needs_the_memory_of_one_line():
    tracemalloc.start()
    count = sum(1 for _ in iter_history(LINE for _ in range(5_000)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, peak < 1_000_000) == (5_000, True)


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just([]) | st.just({})


@given(st.dictionaries(st.sampled_from(["at", "channel", "outcome", "by", "to", "purpose", "x"]), VALUES), st.binary())
def test_any_line_gives_a_contact_or_an_input_error(changes, data):
    for line in (json.dumps(json.loads(LINE) | changes), data):
        with contextlib.suppress(InputError):
            read_history([line])
