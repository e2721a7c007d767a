"""The engine itself, on the pictures of tests/intake/screens: every field of each language, the network closed."""

import socket
import sys
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from sized import sized

from atesta.contact.money import Money
from atesta.errors import InputError
from atesta.intake.ocr import ocr_reader
from atesta.intake.picture_text import read_picture
from atesta.intake.screenshot import message_of
from atesta.intake.seen_figures import figures_of

pytestmark = pytest.mark.needs("module:rapidocr", "pip install 'atesta[ocr]'")
SCREENS = Path(__file__).with_name("screens")
CASES = tomllib.loads((SCREENS / "cases.toml").read_text("utf-8"))
USUAL = ("zh-google-light.png", "es-whatsapp-dark.png", "en-google-light.png", "zh-lender_page-light.png")
"""Of each picture the engine makes four seconds of work; the others are read in `make soak`."""


def read(kind):
    return [case for case in CASES[kind] if sized(case["picture"] in USUAL, True)]


@pytest.fixture(scope="module")
def reader():
    return ocr_reader()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refused(*_, **__):
        raise AssertionError("the reader of pictures asked for the network")

    monkeypatch.setattr(socket, "socket", refused)


def bare(words):
    return "".join(words.split())


@pytest.mark.sized
@pytest.mark.parametrize("case", read("message"), ids=lambda case: case["picture"])
def test_a_screenshot_gives_its_sender_its_time_and_its_words(case, reader):
    read = message_of(read_picture((SCREENS / case["picture"]).read_bytes(), reader))
    assert read.text == case["text"]
    assert bare(read.sender) == bare(case["sender"]) and bare(read.received.words) == bare(case["time_words"])
    assert (read.received.local.strftime("%Y-%m-%dT%H:%M") if read.received.local else "") == case["local"]


@pytest.mark.sized
@pytest.mark.parametrize("case", read("page"), ids=lambda case: case["picture"])
def test_a_page_of_a_lender_gives_its_figures(case, reader):
    picture = read_picture((SCREENS / case["picture"]).read_bytes(), reader)
    values = {}
    for figure in figures_of(picture, case["currency"]):
        values.setdefault(figure.kind.value, figure.value)
    assert values["lender"] == case["lender"] and values["amount"] == Money(Decimal(case["amount"]), case["currency"])
    assert (values["due"].isoformat(), values["days_late"]) == (case["due"], case["days"])


def test_every_picture_has_a_case_and_is_small():
    names = {case["picture"] for kind in CASES.values() for case in kind}
    assert names == {path.name for path in SCREENS.glob("*.png")}
    assert all((SCREENS / name).stat().st_size <= 40_000 for name in names)


def test_without_the_extra_the_one_line_to_install_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(InputError) as refused:
        ocr_reader()
    assert refused.value.key == "ocr_needs_extra"
