"""Every channel, frightening word and court paper of a place has its page: how each sentence is known, no verdict."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from a_file import NOW, opened
from django.conf import settings
from django.test import Client
from said_on_pages import LANGUAGES, main_of, refused_words

from atesta.action.complaint.channel import State, channels_of, load_channels
from atesta.action.court_papers import court_papers_of
from atesta.action.scare_words import scare_words
from atesta.contact.place import PLACES
from atesta.errors import AtestaError
from atesta.installation.lists import Lists
from atesta.locale import catalogue
from atesta.mandate.register_csv import ListKind
from atesta.store import keeping
from atesta.web import channels_pages
from atesta.web.myfile.means import means
from atesta.web.registers import registers_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

EVERY = [(place, lang) for place in sorted(PLACES) for lang in LANGUAGES]
REGISTER = "Despacho,Teléfono\nGestores Ejemplo SC,442 555 0101\n,\n".encode()


@pytest.mark.parametrize(("place", "lang"), EVERY)
def test_every_channel_of_a_place_has_its_page(client: Client, place: str, lang: str) -> None:
    for channel in channels_of(place):
        page = main_of(client.get(f"/{lang}/{place.lower()}/channels/{channel.id}"))
        assert html.escape(channel.names[lang]) in page
        assert refused_words(page, lang) == [], channel.id
        for fact in (*channel.accepts, *channel.refuses, *channel.warnings):
            assert html.escape(fact.texts[lang]) in page, (channel.id, fact.name)


@pytest.mark.parametrize(("place", "lang"), EVERY)
def test_the_list_says_that_the_order_matters_and_names_every_channel(client: Client, place: str, lang: str) -> None:
    page = main_of(client.get(f"/{lang}/{place.lower()}/channels"))
    assert catalogue(lang).say("channels_page.order") in page
    assert set(re.findall(r'href="channels/([^"]+)"', page)) == {channel.id for channel in channels_of(place)}
    assert refused_words(page, lang) == []


def test_what_is_presumed_closed_is_no_place_to_file(client: Client) -> None:
    closed = [one for one in load_channels().values() if one.state is State.PRESUMED_CLOSED]
    assert closed
    for channel in closed:
        place = channel.places[0].lower()
        assert "Do not file here" in main_of(client.get(f"/en/{place}/channels/{channel.id}"))
        offered = main_of(client.get(f"/en/{place}/channels")).partition("Presumed closed")[0]
        assert channel.id not in offered


def test_what_was_not_verified_says_so(client: Client) -> None:
    channel = next(one for one in load_channels().values() if one.state is State.UNVERIFIED)
    page = main_of(client.get(f"/en/{channel.places[0].lower()}/channels/{channel.id}"))
    assert "not verified whether it works today" in page.partition("<dl")[0]


def test_what_was_looked_up_long_ago_is_not_checked_since(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime(2028, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(channels_pages, "datetime", Later)
    assert "Not checked since 21 Nov 2026" in main_of(client.get("/en/cn/channels/12321"))


def test_a_channel_of_another_place_is_not_here(client: Client) -> None:
    assert client.get("/en/mx/channels/12321").status_code == 404
    assert client.get("/en/cn/channels/nothing").status_code == 404


@pytest.mark.parametrize(("place", "lang"), EVERY)
def test_the_words_of_a_place_are_explained_each_under_its_own_anchor(client: Client, place: str, lang: str) -> None:
    page = main_of(client.get(f"/{lang}/{place.lower()}/words"))
    here = {word.id for word in scare_words().values() if place in word.places}
    assert set(re.findall(r'<section id="([^"]+)"', page)) == here
    assert refused_words(page, lang) == []


@pytest.mark.parametrize(("place", "lang"), EVERY)
def test_a_court_paper_comes_with_what_we_do_not_know_of_it(client: Client, place: str, lang: str) -> None:
    page = main_of(client.get(f"/{lang}/{place.lower()}/court-paper"))
    papers = court_papers_of(place)
    assert html.escape(papers.first[lang]) in page
    for fact in (*papers.real, *papers.threat, *papers.check, *papers.unchecked):
        assert html.escape(fact.texts[lang]) in page
    assert refused_words(page, lang) == []


@pytest.fixture
def lists() -> Lists:
    for path in (settings.WEB.folder / "lists").glob("*"):
        path.unlink()
    return Lists(settings.WEB.folder / "lists")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_list_none_is_asked_and_the_page_says_so(client: Client, lists: Lists, lang: str) -> None:
    page = main_of(client.get(f"/{lang}/mx/lists"))
    assert catalogue(lang).say("lists_page.none") in page
    assert registers_of("MX") == ()
    assert refused_words(page, lang) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_is_shown_with_publisher_day_and_how_to_correct_it(client: Client, lists: Lists, lang: str) -> None:
    source = "CONDUSEF <b>REDECO</b> {x}"
    lists.add(REGISTER, ListKind.PUBLIC_REGISTER, "MX", "r.csv", source, date(2026, 10, 1))
    page = client.get(f"/{lang}/mx/lists").content.decode()
    assert "&lt;b&gt;REDECO" in page
    assert catalogue(lang).say("lists_page.wrong_how") in page
    assert "442 555 0101" not in page
    assert [one.as_of for one in registers_of("MX")] == [date(2026, 10, 1)]
    assert registers_of("CN") == ()


def test_a_listed_number_is_told_beside_the_answer_and_earns_no_yes(client: Client, lists: Lists) -> None:
    fields = {"text": "Pague hoy mismo.", "sender": "442 555 0101"}
    without = client.post("/en/mx/message", fields).content.decode()
    lists.add(REGISTER, ListKind.PUBLIC_REGISTER, "MX", "r.csv", "REDECO", date(2026, 10, 1))
    with_list = client.post("/en/mx/message", fields).content.decode()
    assert "Gestores Ejemplo SC" not in without
    assert "Gestores Ejemplo SC" in with_list
    assert "Cannot be vouched for" in with_list


def test_of_a_source_the_newest_day_counts_and_the_older_file_stays(lists: Lists) -> None:
    for day in (date(2026, 10, 1), date(2026, 7, 1)):
        lists.add(REGISTER + str(day).encode() + b",", ListKind.PUBLIC_REGISTER, "MX", "r.csv", "REDECO", day)
    assert [one.as_of for one in lists.of("MX")] == [date(2026, 10, 1)]
    assert len(lists.notes()) == 2


def test_a_list_brought_in_twice_is_kept_once(lists: Lists) -> None:
    for _ in range(2):
        lists.add(REGISTER, ListKind.PUBLIC_REGISTER, "MX", "r.csv", 'a "quoted"\x7f\nsource', date(2026, 10, 1))
    assert [note.source for note in lists.notes()] == ['a "quoted"\x7f\nsource']


@pytest.mark.parametrize(("data", "source"), [(b"no,header\n1,2\n", "x"), (REGISTER, " "), (b"\x00\xff", "x")])
def test_what_cannot_be_read_or_has_no_source_is_not_kept(lists: Lists, data: bytes, source: str) -> None:
    with pytest.raises(AtestaError):
        lists.add(data, ListKind.PUBLIC_REGISTER, "MX", "r.csv", source, date(2026, 10, 1))
    assert lists.notes() == ()
    assert not list(Path(lists.folder).glob("*.csv"))


def test_what_is_kept_and_a_call_are_asked_about_in_the_same_lists(client: Client, lists: Lists) -> None:
    file = opened(client)
    debt = keeping.make_debt(file, "MX", NOW)
    asked = keeping.Given(text="Pague hoy mismo.", sender="442 555 0101", at=NOW)
    kept = keeping.keep_contact(file, debt, asked, means(), NOW).contact
    called = {"said": "They: Pay today.", "sender": "442 555 0101"}
    pages = [
        client.get(f"/en/file/contact/{kept.id}").content.decode(),
        client.post("/en/mx/call", called).content.decode(),
    ]
    assert not any("Gestores Ejemplo SC" in page for page in pages)
    lists.add(REGISTER, ListKind.PUBLIC_REGISTER, "MX", "r.csv", "REDECO", date(2026, 10, 1))
    pages = [
        client.get(f"/en/file/contact/{kept.id}").content.decode(),
        client.post("/en/mx/call", called).content.decode(),
    ]
    assert all("Gestores Ejemplo SC" in page for page in pages)
