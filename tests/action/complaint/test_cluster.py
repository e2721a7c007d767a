"""A mill's copies come together, people with facts of their own and our own letters from many people stay apart."""

from __future__ import annotations

import random

import mills
import pytest
from desks import whole_desk
from hypothesis import given, settings
from hypothesis import strategies as st

from atesta.action.complaint.cluster import Told, clusters

LANGUAGES = pytest.mark.parametrize("lang", ["zh", "es", "en"])


@LANGUAGES
def test_the_copies_of_a_mill_are_one_and_who_tells_more_is_named_beside(lang: str) -> None:
    chance = random.Random(7)
    variants = [*mills.variants(lang, chance)]
    found = clusters([*mills.clones(lang, 120, chance), *variants])
    assert [len(one.keys) for one in found] == [120, 1, 1, 1, 1, 1]
    assert set(found[0].beside) == {one.key for one in variants}


@LANGUAGES
def test_two_hundred_of_our_own_letters_from_as_many_people_stay_two_hundred(lang: str) -> None:
    assert len(clusters(mills.letters(lang, 200, whole_desk().rulebook, random.Random(7)))) == 200


@LANGUAGES
def test_one_letter_of_ours_sent_twice_is_one(lang: str) -> None:
    (told,) = mills.letters(lang, 1, whole_desk().rulebook, random.Random(7))
    assert [one.keys for one in clusters([told, Told("again", told.text)])] == [("again", told.key)]


def test_the_order_in_which_they_came_makes_no_difference() -> None:
    told = [*mills.clones("es", 40, random.Random(1)), *mills.variants("es", random.Random(2))]
    assert clusters(told) == clusters(reversed(told))


def test_the_message_that_many_got_does_not_make_their_complaints_one() -> None:
    got = "Aviso final: su expediente pasó a nuestro departamento y mañana lo visitaremos en su domicilio particular."
    own = mills.texts()["es"]["own"]
    told = [Told(str(at), f"{got}\n{each}", (got,)) for at, each in enumerate(own)]
    assert len(clusters(told)) == len(own)


def test_texts_in_which_nothing_is_left_to_compare_stay_apart() -> None:
    assert len(clusters([Told("a", ""), Told("b", ""), Told("c", "…")])) == 3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=8))
def test_every_complaint_is_in_one_cluster_whatever_it_says(texts: list[str]) -> None:
    keys = [key for one in clusters(Told(str(at), text) for at, text in enumerate(texts)) for key in one.keys]
    assert sorted(keys) == sorted(map(str, range(len(texts))))
