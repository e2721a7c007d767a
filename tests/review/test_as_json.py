"""Two ways to write a review must give the same bytes: the readable one, and the one that is written at once."""

import json

from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.message import Channel
from atesta.review.as_json import canonical, review_bytes, review_json, value_text
from atesta.review.finding import Authenticity, Claim, Conduct, Finding, Integrity, Limits, Review, TextSpan, Truth
from atesta.rules.rule import Citation, Confidence, Force

TEXT = st.text(max_size=12)
VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXT, st.sampled_from(Channel)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
MEASURED = st.dictionaries(TEXT, VALUE, max_size=4)
CITATIONS = st.lists(st.builds(Citation, TEXT, st.sampled_from(Force), st.sampled_from(Confidence)), max_size=2).map(
    tuple
)
SPAN = st.none() | st.builds(TextSpan, st.integers(0, 9), st.integers(0, 9), st.none() | st.integers(0, 9))
FINDINGS = st.lists(
    st.builds(Finding, TEXT, TEXT, TEXT, TEXT, SPAN, TEXT, CITATIONS, MEASURED | st.just({})), max_size=3
).map(tuple)
PLACE = st.integers(0, 9)
CLAIMS = st.lists(
    st.builds(Claim, TEXT, TEXT, PLACE, PLACE, TEXT, TEXT, TEXT, TEXT, CITATIONS, MEASURED), max_size=2
).map(tuple)
REVIEWS = st.builds(
    Review,
    TEXT,
    TEXT,
    st.builds(Authenticity, TEXT, FINDINGS),
    st.builds(Truth, CLAIMS),
    st.just(Integrity()),
    st.builds(Conduct, st.lists(TEXT, max_size=2).map(tuple), FINDINGS, FINDINGS),
    st.builds(Limits, TEXT, FINDINGS),
    st.booleans(),
    st.lists(TEXT, max_size=3).map(tuple),
    TEXT,
)


@given(REVIEWS)
def test_a_review_is_written_as_its_canonical_json(review):
    assert review_bytes(review) == canonical(review_json(review))
    assert review_bytes(review) == review_bytes(review)


@given(VALUE)
def test_a_value_is_written_as_the_library_writes_it(value):
    assert value_text(value) == canonical(value).decode("utf-8", "surrogatepass")
    assert json.loads(value_text(value)) == value
