"""Signatures are checked beside the reading: none is missed, and each wrong one is named in its place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from making import chance

from atesta.evidence import keys
from atesta.evidence.chain import Chain, Event, Link
from atesta.evidence.verify_signatures import MOST_WAITING, PORTION, Signatures

KEY = keys.new_key(chance("signatures"))


def links(count: int) -> list[Link]:
    chain, made = Chain(KEY), list[Link]()
    for seq in range(count):
        made.append(chain.link(Event(0, {}, "armed", 0, seq, 0)))
        chain.take(made[-1])
    return made


@pytest.mark.parametrize("count", [0, 1, PORTION - 1, PORTION, PORTION + 1, PORTION * (MOST_WAITING + 2) + 3])
def test_each_wrong_signature_is_named_with_its_seconds(count: int):
    signed = links(count)
    wrong = sorted({0, count // 2, count - 1} & set(range(count)))
    for seq in wrong:
        signed[seq] = replace(signed[seq], s=bytes(64))
    with Signatures(KEY.public) as signatures:
        for link in signed:
            signatures.add(link, (link.record.seq, link.record.seq + 1.0))
        assert signatures.wrong() == [(seq, (seq, seq + 1.0)) for seq in wrong]


def test_a_check_that_breaks_off_leaves_no_thread_behind():
    with pytest.raises(KeyError), Signatures(KEY.public) as signatures:
        for link in links(PORTION * 2):
            signatures.add(link, None)
        raise KeyError
    assert signatures._thread._shutdown
