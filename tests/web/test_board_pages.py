"""The public board: off until it is turned on; then what was published, and nothing of a person."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from said_on_pages import LANGUAGES, main_of, refused_words

from atesta.action.ranking.case import By, Reason
from atesta.action.ranking.period import read_quarter
from atesta.errors import InputError
from atesta.installation.boards import FILES, snapshot_files, write_folder
from atesta.store.models import LogEntry
from atesta.store.publishing import boards_of, remove_board
from atesta.web.demo.board import demo_board, publish_demo_board
from atesta.web.show import settings as web_settings
from atesta.web_settings import WebSettings, read_web_settings

pytestmark = pytest.mark.django_db
PAGES = ("board", "board/method", "board/feed.atom", "board/feed.json", "board/2026-Q3", "board/2026-Q3-1")
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def web(settings: object, tmp_path: Path) -> WebSettings:
    """Turned on, in a folder of its own, with the board of invented firms."""
    settings.WEB = replace(web_settings(), board=True, folder=tmp_path)  # type: ignore[attr-defined]
    publish_demo_board(settings.WEB)  # type: ignore[attr-defined]
    return settings.WEB  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("at", [*PAGES, "board/2026-Q3/board.json"])
def test_off_there_is_no_such_page(client: Client, settings: object, web: WebSettings, at: str) -> None:
    assert client.get(f"/en/{at}").status_code == 200
    settings.WEB = replace(web, board=False)  # type: ignore[attr-defined]
    assert client.get(f"/en/{at}").status_code == 404


def test_off_is_the_default_and_a_slip_is_refused(tmp_path: Path) -> None:
    env = {"ATESTA_WEB_FOLDER": str(tmp_path)}
    assert not read_web_settings(env).board
    assert read_web_settings({**env, "ATESTA_BOARD": "on"}).board
    with pytest.raises(InputError, match="neither"):
        read_web_settings({**env, "ATESTA_BOARD": "yes"})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_period_shows_counts_rate_interval_place_reply_and_log(client: Client, web: WebSettings, lang: str) -> None:
    page = main_of(client.get(f"/{lang}/board"))
    for seen in ("Gestora Sierra Clara SA de CV", "云岭信服管理有限公司", ">96<", "0.91", "0.66", "1.23", "1–3"):
        assert seen in page
    for seen in ("DEMO", "Desde agosto", "&lt;5", "<svg", "54–58"):
        assert seen in page
    assert page.count("<li>") > 10
    assert not refused_words(page, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_method_is_told(client: Client, web: WebSettings, lang: str) -> None:
    page = main_of(client.get(f"/{lang}/board/method"))
    assert "Garwood" in page and "Goldstein" in page
    assert not refused_words(page, lang)


def test_no_style_and_no_script_stands_in_the_page(client: Client, web: WebSettings) -> None:
    page = main_of(client.get("/en/board"))
    assert "style=" not in page and "<script" not in page and "onclick" not in page


def test_files_are_byte_for_byte_what_was_published(client: Client, web: WebSettings) -> None:
    place = boards_of(web).path(read_quarter("2026-Q3"), 1)
    for name in FILES:
        answer = client.get(f"/en/board/2026-Q3-1/{name}")
        assert answer.content == (place / name).read_bytes()
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get("/en/board/2026-Q3-1/recompute.py")["Content-Type"].startswith("text/plain")


def test_the_zip_works_its_own_figures_out(client: Client, web: WebSettings, tmp_path: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO(client.get("/en/board/2026-Q3-1/snapshot.zip").content))
    archive.extractall(tmp_path / "taken")
    script = tmp_path / "taken" / "board-2026-Q3-1" / "recompute.py"
    said = subprocess.run([sys.executable, "-I", "-S", str(script)], capture_output=True, text=True, check=True)
    assert "every figure agrees" in said.stdout


@pytest.mark.parametrize(
    "name", ["secret", "..", "board.json.part", "cases.csv", "snapshot.zip.part", "%2e%2e%2fsecret"]
)
def test_nothing_else_can_be_had_from_the_folder(client: Client, web: WebSettings, name: str) -> None:
    assert client.get(f"/en/board/2026-Q3-1/{name}").status_code == 404


@pytest.mark.parametrize("which", ["2026-Q2", "2026-Q3-2", "2026-Q3-0", "2026-Q3-01", "2026-Q5", "2026", "1-removed"])
def test_what_was_not_published_is_not_there(client: Client, web: WebSettings, which: str) -> None:
    assert client.get(f"/en/board/{which}").status_code == 404


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_feeds_name_each_version(client: Client, web: WebSettings, lang: str) -> None:
    atom = ET.fromstring(client.get(f"/{lang}/board/feed.atom").content)
    space = "{http://www.w3.org/2005/Atom}"
    (entry,) = atom.findall(f"{space}entry")
    link = entry.find(f"{space}link")
    assert link is not None and link.get("href") == f"{web.origin}/{lang}/board/2026-Q3-1"
    for needed in ("id", "title", "updated", "author"):
        assert atom.find(f"{space}{needed}") is not None
    told = json.loads(client.get(f"/{lang}/board/feed.json").content)["entries"][0]
    assert told["id"] == (entry.findtext(f"{space}id"))


def test_without_a_published_board_the_page_says_so(client: Client, settings: object, tmp_path: Path) -> None:
    settings.WEB = replace(web_settings(), board=True, folder=tmp_path)  # type: ignore[attr-defined]
    assert "Nothing is published yet" in main_of(client.get("/en/board"))


def test_a_version_that_was_taken_away_is_told_and_not_shown(client: Client, web: WebSettings) -> None:
    remove_board(web, read_quarter("2026-Q3"), 1, Reason.COURT_ORDER, By.COURT, NOW)
    assert client.get("/en/board/2026-Q3").status_code == 404
    assert client.get("/en/board/2026-Q3-1/board.json").status_code == 404
    page = main_of(client.get("/en/board"))
    assert "a court ordered it" in page and "1 Nov 2026" in page
    assert list(LogEntry.objects.order_by("seq").values_list("kind", flat=True)) == ["board_published", "board_removed"]


def test_a_chosen_quarter_opens_and_one_that_is_none_changes_nothing(client: Client, web: WebSettings) -> None:
    assert client.get("/en/board", {"quarter": "2026-Q3"})["Location"] == "/en/board/2026-Q3"
    for given in ("2026-Q2", "//evil.example", "2026-Q3/../..", "\0"):
        assert client.get("/en/board", {"quarter": given}).status_code == 200


def test_what_a_firm_replies_is_shown_as_text(client: Client, web: WebSettings) -> None:
    board = replace(demo_board(), version=2)
    hostile = replace(board.rows[0], replies=((date(2026, 10, 1), "<script>alert(1)</script>\u202eabc"),))
    place = boards_of(web).path(board.period, 2)
    write_folder(place, snapshot_files(replace(board, rows=(hostile, *board.rows[1:]))))
    page = main_of(client.get("/en/board"))
    assert "&lt;script&gt;" in page and "<script" not in page and "\u202e" not in page
    assert "Version 1, counted on" in page


def test_every_page_leads_to_the_board_where_it_is_on(client: Client, web: WebSettings, settings: object) -> None:
    link = 'href="/en/board"'
    assert link in client.get("/en/cn/").content.decode()
    settings.WEB = replace(web, board=False)  # type: ignore[attr-defined]
    assert link not in client.get("/en/cn/").content.decode()
