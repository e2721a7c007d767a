"""Other ways to the five answers: several messages, a forwarded one, a screenshot, the lender's signed extract."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from a_file import opened
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from atesta.contact.money import Money
from atesta.errors import InputError
from atesta.evidence import keys
from atesta.evidence.anchors import Anchors
from atesta.intake.extract_file import issue_extract
from atesta.intake.screenshot import ReadMessage, Unread
from atesta.intake.seen_figures import Figure, FigureKind
from atesta.intake.seen_time import read_seen_time
from atesta.store.models import KeptContact
from atesta.web import message, message_picture
from atesta.web.myfile import keep

pytestmark = pytest.mark.django_db
LANGS = ("es", "zh", "en")
LINES = [f"[{day}/11/2026, 9:0{day % 10}:00] {('Cobranza', 'Ana')[day % 2]}: Mensaje {day}" for day in range(10, 16)]
CHAT = "\n".join(LINES)
FORWARDED = "De: 55500\nEnviado: 15/11/2026 21:47\nAsunto: deuda\n\nPague hoy o le demandaremos."
NOON = 1_794_744_000_000
DAY = 86_400_000
KEY = keys.new_key(lambda size: bytes(range(size)))
CERT = keys.certificate("晨曦分期", KEY.public, None, KEY, NOON - DAY, NOON + DAY, bytes, certifies=1)
FIRST = Path(message.__file__).parents[1] / "cli" / "cases" / "first" / "account.toml"


def text_of(answer: object) -> str:
    return html.unescape(answer.content.decode())  # type: ignore[attr-defined]


def again(page: str) -> dict[str, str]:
    """The fields that the page sends once more."""
    form = page[page.index('<form id="again"') :]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))


@pytest.mark.parametrize("lang", LANGS)
def test_several_messages_are_listed_to_choose_from(client: Client, lang: str) -> None:
    page = text_of(client.post(f"/{lang}/mx/message", {"text": CHAT}))
    assert page.count('name="pick"') == len(LINES) + 1  # and the whole text
    chosen = text_of(client.post(f"/{lang}/mx/message", {"text": CHAT, "pick": "2"}))
    assert "Mensaje 12" in chosen
    assert "Mensaje 13" not in chosen
    assert again(chosen)["received"] == "2026-11-12T09:02:00-06:00"


def test_each_of_them_is_answered_and_her_own_words_are_left_out(client: Client) -> None:
    page = text_of(client.post("/en/mx/message", {"text": CHAT, "do": "each", "mine": "Ana"}))
    assert page.count('<ul class="five">') == len(LINES) / 2
    assert "Mensaje 11" not in page.split("<form id")[0] + page.split("</form>")[-1]


def test_of_more_than_twenty_the_last_are_listed_and_the_page_says_so(client: Client) -> None:
    many = "\n".join(f"[14/11/2026, 9:{minute:02}:00] Cobranza: Mensaje n{minute}x" for minute in range(30))
    page = text_of(client.post("/en/mx/message", {"text": many}))
    assert "holds 30 messages; only the last 20" in page
    listed = page[page.index('<ol class="timeline">') :]
    assert "n9x" not in listed
    assert "n29x" in listed


def test_a_choice_that_is_not_in_the_list_shows_the_list(client: Client) -> None:
    assert "Which message?" in text_of(client.post("/en/mx/message", {"text": CHAT, "pick": "99"}))


def test_the_only_message_of_a_paste_is_taken_with_its_sender_and_time(client: Client) -> None:
    page = text_of(client.post("/en/mx/message", {"text": LINES[0]}))
    assert "From Cobranza" in page
    assert "Read from the text." in page


def test_what_a_forwarder_s_header_says_is_offered_and_not_taken_for_granted(client: Client) -> None:
    page = text_of(client.post("/en/mx/message", {"text": FORWARDED}))
    assert "Sender not given" in page
    assert "The text shows a sender: 55500." in page
    taken = {"text": FORWARDED, "sender": "55500", "received": "2026-11-15T21:47"}
    assert "shows a sender" not in text_of(client.post("/en/mx/message", taken))


def test_after_a_paste_the_form_is_filled_in_and_marked(client: Client) -> None:
    part = text_of(client.post("/en/mx/message/read", {"text": FORWARDED}))
    assert 'value="55500"' in part
    assert 'value="2026-11-15T21:47"' in part
    assert part.count("Read from the text.") == 2
    assert "<html" not in part


def test_what_was_typed_is_not_overwritten_by_what_the_text_shows(client: Client) -> None:
    part = text_of(client.post("/en/mx/message/read", {"text": FORWARDED, "sender": "12345"}))
    assert 'value="12345"' in part
    assert "55500" not in part


@pytest.fixture
def screenshot(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    read = ReadMessage("Pague hoy {{ x }}", "55500", read_seen_time("15/11 21:47"), (Unread(1, 1, 9, 9, "ho¥"),), 1)
    monkeypatch.setattr(message, "read_screenshot", lambda _: read)
    yield


@pytest.mark.usefixtures("screenshot")
@pytest.mark.parametrize("lang", LANGS)
def test_a_screenshot_fills_the_form_and_is_called_weaker(client: Client, lang: str) -> None:
    page = text_of(client.post(f"/{lang}/mx/message/picture", {"picture": SimpleUploadedFile("a.png", b"x")}))
    assert "Pague hoy {{ x }}" in page
    assert 'name="provenance" value="screenshot"' in page
    assert "ho¥" in page
    switched = again(page)
    other = text_of(client.post("/en/mx/message/picture", switched))
    assert "Pague hoy {{ x }}" in other
    answer = text_of(client.post(f"/{lang}/mx/message", switched | {"do": "answer"}))
    assert again(answer)["provenance"] == "screenshot"


def test_a_screenshot_is_said_to_be_weaker_in_the_answers_too(client: Client) -> None:
    page = text_of(client.post("/en/mx/message", {"text": "Pague hoy", "provenance": "screenshot"}))
    assert page.count("weaker than the message itself") >= 2
    claimed = text_of(client.post("/en/mx/message", {"text": "Pague hoy", "provenance": "original_file"}))
    assert "from the original file" not in claimed  # nobody can claim that through a form


@pytest.mark.needs("module:PIL", "pip install atesta[ocr]")
@pytest.mark.parametrize("data", [b"", b"GIF89a..", b"<html>", b"\x89PNG\r\n\x1a\nbroken", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused_beside_the_picture(
    client: Client, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr(message_picture, "_reader", lambda: lambda _: ())
    answer = client.post("/en/mx/message/picture", {"picture": SimpleUploadedFile("secret-name.png", data)})
    assert answer.status_code == 422
    assert 'id="f-picture-wrong"' in text_of(answer)
    assert "secret-name" not in text_of(answer)


def test_a_picture_that_is_too_large_is_refused_with_the_limit(client: Client) -> None:
    large = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + bytes(12 << 20))
    answer = client.post("/en/mx/message/picture", {"picture": large})
    assert answer.status_code == 422
    assert "larger than 12 MB" in text_of(answer)


def test_a_server_without_the_reader_says_so_without_its_commands(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise InputError("what", "why", "do", key="ocr_needs_extra")

    monkeypatch.setattr(message_picture, "_reader", missing)
    page = text_of(client.post("/en/mx/message/picture", {"picture": SimpleUploadedFile("a.png", b"x")}))
    assert "cannot read pictures" in page
    assert "pip install" not in page


def test_no_picture_at_all_is_said(client: Client) -> None:
    assert "No picture was chosen." in text_of(client.post("/en/mx/message/picture", {}))


def test_what_was_typed_beside_a_picture_stays(client: Client, screenshot: None) -> None:
    sent = {"picture": SimpleUploadedFile("a.png", b"x"), "lender": "Prestamista", "owed": "412.60"}
    page = text_of(client.post("/en/mx/message/picture", sent))
    assert 'value="Prestamista"' in page


@pytest.mark.parametrize("lang", LANGS)
def test_the_lender_s_page_on_a_picture_fills_in_her_own_figures(
    client: Client, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    money, other = Money(Decimal("412.60"), "MXN"), Money(Decimal("9.00"), "USD")
    found = (
        Figure(FigureKind.AMOUNT, other, "Total US$9.00"),
        Figure(FigureKind.AMOUNT, money, "Total $412.60"),
        Figure(FigureKind.DUE, date(2026, 11, 12), "12/11/2026"),
        Figure(FigureKind.LENDER, "Prestamista", "Prestamista"),
        Figure(FigureKind.DAYS_LATE, 3, "3 días"),
    )
    monkeypatch.setattr(message, "read_figures", lambda *_: found)
    sent = {"text": "Pague hoy 412.60", "page": SimpleUploadedFile("a.png", b"x")}
    page = text_of(client.post(f"/{lang}/mx/message/figures", sent))
    for value in ("Prestamista", "412.60", "2026-11-12"):
        assert f'value="{value}"' in page
    assert "Pague hoy 412.60" in page
    assert "Prestamista" in text_of(client.post("/en/mx/message/figures", again(page)))


def test_a_page_without_figures_says_what_to_do(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message, "read_figures", lambda *_: ())
    answer = client.post("/en/mx/message/figures", {"text": "x", "page": SimpleUploadedFile("a.png", b"x")})
    assert answer.status_code == 422
    assert 'id="f-page-wrong"' in text_of(answer)


TEXT = "您已逾期3天，欠款412.60元"
SENT = {"text": TEXT, "received": "2026-11-15T21:47"}


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr(message, "anchors", lambda: Anchors((CERT,)))
    return issue_extract(FIRST.read_bytes(), KEY, CERT, NOON)


@pytest.mark.parametrize("how", ["file", "text"])
def test_the_lender_s_signed_extract_is_compared_and_named(client: Client, token: bytes, how: str) -> None:
    sent = {"extract": SimpleUploadedFile("e.jws", token)} if how == "file" else {"token": token.decode()}
    page = text_of(client.post("/en/cn/message", SENT | sent))
    assert "lender's extract of 15 Nov 2026" in page
    assert "Signed by 晨曦分期" in page
    assert again(page)["token"] == token.decode()  # the next language needs no file


def test_an_extract_of_a_key_that_nobody_knows_counts_as_hers(client: Client, token: bytes) -> None:
    message_anchors = Anchors()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(message, "anchors", lambda: message_anchors)
        page = text_of(client.post("/en/cn/message", SENT | {"token": token.decode()}))
    assert "nobody here vouches for" in page
    assert "Source: your own figures" in page


@pytest.mark.parametrize("bad", [b"not a token", b"ey", b"\x00\xff" * 10, b"a" * 200_000])
def test_an_extract_that_is_none_is_refused_at_its_field(client: Client, token: bytes, bad: bytes) -> None:
    answer = client.post("/en/cn/message", SENT | {"extract": io.BytesIO(bad)})
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'id="f-extract-wrong"' in page
    assert TEXT in page


def test_a_changed_extract_is_refused(client: Client, token: bytes) -> None:
    head, body, sign = token.decode().split(".")
    changed = ".".join((head, body[:-4] + ("AAAA" if body[-4:] != "AAAA" else "BBBB"), sign))
    assert client.post("/en/cn/message", SENT | {"token": changed}).status_code == 422


@pytest.mark.parametrize("lang", LANGS)
def test_the_request_to_the_lender_is_ready_and_prints_alone(client: Client, lang: str) -> None:
    page = text_of(client.post(f"/{lang}/cn/message", SENT))
    assert 'class="letter"' in page
    alone = text_of(client.post(f"/{lang}/cn/message", again(page) | {"do": "letter:statement"}))
    assert 'id="letter"' in alone
    assert 'class="answers"' not in alone
    assert client.post(f"/{lang}/cn/message", again(page) | {"do": "letter:../x"}).status_code == 200


def test_keeping_sends_the_message_with_its_time_and_nothing_was_stored_before(client: Client) -> None:
    page = text_of(client.post("/en/cn/message", SENT))
    assert 'formaction="/en/cn/message/keep"' in page
    fields = again(page)
    assert fields["text"] == TEXT
    assert fields["received"] == "2026-11-15T21:47:00+08:00"
    assert not KeptContact.objects.exists()


def test_sent_again_the_answer_is_the_same(client: Client) -> None:
    first = text_of(client.post("/en/cn/message", SENT))
    second = text_of(client.post("/en/cn/message", again(first)))
    assert first[first.index("<main") : first.index("</main")] == second[second.index("<main") : second.index("</main")]


def test_kept_in_an_open_file_the_message_has_its_answers_and_the_extract_beside_it(
    client: Client, token: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "anchors", lambda: Anchors((CERT,)))
    opened(client)
    fields = again(text_of(client.post("/en/cn/message", SENT | {"token": token.decode()})))
    for _ in range(2):  # an impatient finger
        assert client.post("/en/cn/message/keep", fields).status_code in (200, 302)
    kept = KeptContact.objects.get()
    assert (kept.text, kept.provenance) == (TEXT, "imported")
    assert kept.debt is not None
    assert kept.debt.extracts.get().known_signer


def test_whether_a_number_is_known_here_cannot_be_told_from_the_answer(client: Client) -> None:
    owner = Client()
    opened(owner)
    kept = SENT | {"sender": "+86 138 0000 0001"}
    owner.post("/en/cn/message/keep", again(text_of(owner.post("/en/cn/message", kept))))
    assert KeptContact.objects.count() == 1
    pages = [
        text_of(client.post("/en/cn/message", SENT | {"sender": f"+86 138 0000 000{last}"})).replace(
            f"000{last}", "000X"
        )
        for last in (1, 2)
    ]
    known, unknown = (page[page.index("<main") : page.index("</main")] for page in pages)
    assert known == unknown
