"""The board, looked at by a browser: narrow and wide, light and dark, without a script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from a_site import Site, running
from looks import complaints_everywhere
from screens import PHONE

from atesta.installation.boards import Boards, snapshot_files, write_folder
from atesta.web.demo.board import demo_board

pytestmark = [pytest.mark.needs("chromium", "apt-get install chromium"), pytest.mark.any_database]


@pytest.fixture(scope="module")
def board_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("board_site")
    write_folder(folder / "snapshot", snapshot_files(demo_board()))
    Boards(folder / "board").publish(folder / "snapshot")
    shutil.rmtree(folder / "snapshot")
    with running(folder, ATESTA_BOARD="on") as started:
        yield started


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
@pytest.mark.parametrize("path", ["board", "board/method"])
def test_the_board_is_readable_for_everybody(browser: Any, board_site: Site, lang: str, path: str) -> None:
    context = browser.new_context(base_url=board_site.origin)
    page = context.new_page()
    page.goto(f"/{lang}/{path}")
    assert not complaints_everywhere(page)
    context.close()


def test_without_a_script_the_chart_is_drawn_and_the_whole_snapshot_can_be_had(
    browser: Any, board_site: Site, tmp_path: Path
) -> None:
    context = browser.new_context(viewport=PHONE, base_url=board_site.origin, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/board")
    boxes = [each.bounding_box() for each in page.locator("svg.strip .span").all()]
    assert len(boxes) == 10 and all(box and box["width"] > 0 for box in boxes)
    with page.expect_download() as taken:
        page.get_by_text("The whole snapshot").click()
    assert taken.value.suggested_filename == "board-2026-Q3-1.zip"
    context.close()
