"""What the demonstration's lenders signed is the lenders' word on every page, by the anchors that the pages trust."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as of_django
from django.test import Client
from pytest_django.fixtures import Settings

from atesta.store.models import Debt, Extract
from atesta.web.demo.fill import fill, write_anchors
from atesta.web.demo.stories import Story, stories
from atesta.web.myfile.means import means
from atesta.web_settings import WebSettings

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
ALL = stories()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, undone_after_the_module: None) -> Path:
    """As `atesta serve --demo` does it: the keys first, then the means of the pages. Once: it takes three seconds."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(of_django, "WEB", of_demo(folder))
        fill(write_anchors(), means())
    return folder


def of_demo(folder: Path) -> WebSettings:
    return replace(of_django.WEB, folder=folder, home=folder / "installation", demo=True)


@pytest.fixture
def filled(demo: Path, settings: Settings) -> Path:
    settings.WEB = of_demo(demo)
    return demo


def token_of(story: Story) -> str:
    return next(one.token for one in Extract.objects.all() if story.told["debt"]["lender"] in one.signer)


def answered(token: str) -> tuple[int, str]:
    answer = Client().post("/en/mx/message", {"text": "Pague hoy", "token": token})
    return answer.status_code, html.unescape(answer.content.decode())


@pytest.mark.parametrize("story", ALL, ids=lambda story: story.name)
def test_the_page_of_a_debt_names_who_signed(filled: Path, story: Story) -> None:
    browser = Client()
    browser.post("/en/file/", {"code": story.code.printed})
    debt = Debt.objects.get(lender=story.told["debt"]["lender"])
    page = html.unescape(browser.get(f"/en/file/debt/{debt.id}").content.decode())
    assert f"signed by {story.told['debt']['lender']} (DEMO)" in page
    assert "nobody here knows the signer" not in page
    assert "No extract of the lender to stand beside" not in page


def test_a_receipt_that_the_extract_does_not_show_is_a_conflict(filled: Path) -> None:
    pages = []
    for story in ALL:
        browser = Client()
        browser.post("/en/file/", {"code": story.code.printed})
        debt = Debt.objects.get(lender=story.told["debt"]["lender"])
        pages.append(browser.get(f"/en/file/debt/{debt.id}").content.decode())
    assert any("CONFLICT" in page for page in pages)


@pytest.mark.parametrize("story", ALL, ids=lambda story: story.name)
def test_at_the_public_door_it_is_signed_by_a_key_that_is_trusted(filled: Path, story: Story) -> None:
    status, page = answered(token_of(story))
    assert status == 200
    assert "whose key is among those that you trust" in page


def test_of_a_known_key_a_changed_signature_is_refused(filled: Path) -> None:
    status, page = answered(changed(token_of(ALL[0])))
    assert status == 422
    assert "not what was signed" in page


def test_of_an_unknown_key_nobody_vouches_whatever_the_signature_is(filled: Path) -> None:
    token, known = token_of(ALL[0]), filled / "anchors" / "signers.pem"
    away = known.rename(known.with_suffix(".away"))
    try:
        for given in (token, changed(token)):
            status, page = answered(given)
            assert status == 200
            assert "nobody here vouches for" in page
    finally:
        away.rename(known)


def changed(token: str) -> str:
    """Other bytes of the signature, in the one form that the format has."""
    head, payload, signature = token.split(".")
    return f"{head}.{payload}.{'B' if signature[0] != 'B' else 'C'}{signature[1:]}"
