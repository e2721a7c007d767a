"""Forms and words are whole: every channel has a form or a reason for none, every word stands in three languages."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from a_packet import CHANNELS

from atesta.action.complaint.channel import State, load_channels
from atesta.action.complaint.packet import asked as shapes
from atesta.action.complaint.packet.fields import BLOCKS, SIMPLE
from atesta.action.complaint.packet.form import FormKind, load_forms, read_form
from atesta.action.complaint.packet.words import LANGUAGE_OF, words_in
from atesta.contact.account import LenderKind
from atesta.contact.message import Channel as Medium
from atesta.contact.message import Provenance
from atesta.contact.place import PLACES
from atesta.errors import FileFormatError
from atesta.locale import catalogue
from atesta.rules.rule import Confidence

FOLDER = Path(shapes.__file__).parent
NOTHING_TO_HAND_IN = ("carrier_blocking", "court_12368", "emergency_")
LANGUAGES = ("en", "es", "zh")


def sentences(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        key = f"{path}.{name}" if path else name
        if isinstance(value, dict) and not {"one", "other"} >= value.keys():
            yield from sentences(value, key)
        else:
            yield key, value


def filled_in(value: Any) -> set[str]:
    texts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_open_channel_has_a_form_or_nothing_to_hand_in() -> None:
    for channel in load_channels().values():
        none = channel.id.startswith(NOTHING_TO_HAND_IN) or channel.state is State.PRESUMED_CLOSED
        assert (channel.id in load_forms()) is not none, channel.id


def test_every_form_is_of_a_channel_and_asks_for_fields_that_are_known() -> None:
    for form in load_forms().values():
        assert form.channel in load_channels()
        assert {field.id for field in form.fields} <= SIMPLE.keys() | BLOCKS.keys(), form.channel
        assert len({field.id for field in form.fields}) == len(form.fields), form.channel


def test_what_a_body_surely_asks_for_is_required() -> None:
    fields = {field.id: field for field in load_forms()["12315"].fields}
    for name in ("person_name", "person_phone", "person_address", "lender_name", "lender_address", "facts"):
        assert (fields[name].required, fields[name].confidence) == (True, Confidence.V), name


def test_12321_has_its_fields_in_its_order_and_the_old_way_last() -> None:
    names = [field.id for field in load_forms()["12321"].fields]
    assert names == ["sender_number", "received_at", "receiver_number", "report_kind", "original_text", "old_way"]
    assert load_forms()["12321"].fields[-1].confidence is Confidence.S_WEAK


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_stand_in_three_languages_with_the_same_values(lang: str) -> None:
    first, other = (dict(sentences(tomllib.loads((FOLDER / f"words.{one}.toml").read_text()))) for one in ("en", lang))
    assert first.keys() == other.keys()
    differ = [key for key in first if not key.startswith("dates.") and filled_in(first[key]) != filled_in(other[key])]
    assert differ == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_that_data_can_hold_is_told(lang: str) -> None:
    words = words_in(lang)
    wanted = [f"field.{name}" for name in (*SIMPLE, *BLOCKS)]
    wanted += [f"role.{one.value}" for one in shapes.Role] + [f"report_kind.{one.value}" for one in shapes.ReportKind]
    wanted += [f"sector.{one.value}" for one in LenderKind] + [f"medium.{one.value}" for one in Medium]
    wanted += [f"provenance.{one.value}" for one in Provenance] + [f"known.{one.value}" for one in Confidence]
    wanted += [f"state.{one}" for one in shapes.STATES]
    for form in load_forms().values():
        wanted += [f"subject.{form.subject}"] + [f"request.{form.addressee}.{one}" for one in shapes.WANTS]
    assert [key for key in wanted if not words.has(key)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_label_that_screening_knows_can_be_alleged(lang: str) -> None:
    labels = catalogue("en").entries["label"].keys() - {"benign"}
    first = ("threat", "profanity", "accusation", "third_party_disclosure", "harassment_volume", "pressure_deadline")
    assert set(first) <= labels
    assert [name for name in first if not words_in(lang).has(f"finding.{name}")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_field_that_can_be_missing_says_what_to_do(lang: str) -> None:
    words = catalogue(lang)
    required = {field.id for form in load_forms().values() for field in form.fields if field.required} - {"request"}
    for name in (*required, "id_copy", "exhibits", "acts_for", "authorisation", "cool_off", "confirmed"):
        assert words.has(f"packet_missing.{name}.what"), name
        assert words.has(f"packet_missing.{name}.do"), name


def test_every_place_is_written_to_in_a_language() -> None:
    assert LANGUAGE_OF.keys() == PLACES.keys()


def test_what_is_published_is_one_channel_and_it_asks_for_no_person() -> None:
    public = [load_forms()[name] for name in CHANNELS if load_forms()[name].kind is FormKind.PUBLIC_TEXT]
    assert [form.channel for form in public] == ["black_cat"]
    assert not any(field.id.startswith(("person_", "contract", "sender", "receiver")) for field in public[0].fields)


def test_a_form_with_an_unknown_field_is_refused_by_its_name() -> None:
    with pytest.raises(FileFormatError, match="'signature'"):
        read_form("x.toml", b'kind = "letter"\naddressee = "lender"\nsubject = "complaint"\nsignature = true')


def test_what_is_known_of_lenders_in_one_place_is_not_told_as_known_in_another() -> None:
    name = load_forms()["lender_desk"].fields[0]
    assert (name.known_in("CN"), name.known_in("MX")) == (Confidence.V, Confidence.G)
