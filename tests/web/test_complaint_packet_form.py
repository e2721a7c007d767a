"""The packet's form: for whom, which names are masked, and what else of her file goes along."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from a_file import NOW, opened
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from atesta.pipeline import open_desk
from atesta.store import complaining, keeping
from atesta.store.answering import Means
from atesta.store.keeping import Given, Original
from atesta.store.models import Blob, Complaint, Debt, File, KeptContact

pytestmark = pytest.mark.django_db
MEANS = Means(open_desk(paraphrase=False))
LANGS = ("es", "zh", "en")
TEXT = "【晨曦分期】您已严重逾期，案件已移交法务，今日18点前不处理将起诉并通知通讯录联系人欧阳静宜。"
LATER = "请转告林小雨尽快还款。"
PAPER = b"%PDF-1.4 signed"


@pytest.fixture
def file(client: Client) -> File:
    return opened(client)


@pytest.fixture
def debt(file: File) -> Debt:
    return keeping.make_debt(file, "CN", NOW, lender="星河消费金融有限公司", lender_kind="consumer_finance")


def kept(debt: Debt, text: str = TEXT, original: Original | None = None, **given: object) -> KeptContact:
    given = {"at": NOW, "sender": "106955880231", "original": original, **given}
    asked = Given(text=text, **given)  # type: ignore[arg-type]
    return keeping.keep_contact(debt.file, debt, asked, MEANS, NOW).contact


def prepared(debt: Debt, channel: str, contact: KeptContact) -> str:
    asked = complaining.Asked(
        channel, "CN", "stop", debt.lender, debt.lender_kind, ("threat", "impersonation"), (), NOW.date()
    )
    row = complaining.prepare(debt.file, debt, (contact,), asked, NOW)
    return f"/en/file/complaint/{row.id}/packet"


def filled(client: Client, at: str, **more: Any) -> dict[str, Any]:
    """Every line of the form with something in it."""
    page = client.get(at).content.decode()
    lines = re.findall(r'<(?:input type="text"|textarea)[^>]*name="(\w+)"', page)
    return {**{name: f"Nueva {name}" for name in lines}, "role": "debtor", "others": "", **more}


def made(client: Client, at: str, **more: Any) -> dict[str, bytes]:
    answer = client.post(at, filled(client, at, **more))
    alerts = re.findall(r'role="alert".*?</div>', answer.content.decode("utf-8", "replace"), re.S)
    assert answer["Content-Type"] == "application/zip", alerts
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packet:
        return {name: packet.read(name) for name in packet.namelist()}


@pytest.mark.parametrize("lang", LANGS)
def test_a_proxy_without_name_or_mandate_is_told_so_at_both_fields(client: Client, debt: Debt, lang: str) -> None:
    at = prepared(debt, "12315", kept(debt)).replace("/en/", f"/{lang}/")
    answer = client.post(at, filled(client, at, role="proxy", acts_for="", even_so="x"))
    page = answer.content.decode()
    assert answer.status_code == 422
    for field in ("acts_for", "authorisation"):
        assert f'href="#f-{field}"' in page and f'id="f-{field}-wrong"' in page, field


def test_a_mandate_is_an_exhibit_and_the_form_says_for_whom(client: Client, debt: Debt) -> None:
    at = prepared(debt, "12315", kept(debt))
    paper = SimpleUploadedFile("m.pdf", PAPER, "application/pdf")
    files = made(client, at, role="proxy", acts_for="陈平安", authorisation=paper, even_so="x")
    assert "我受陈平安委托提出本投诉，授权委托书见证据E2" in files["hand-in/copy/all.txt"].decode()
    assert PAPER in files.values() and not Blob.objects.exists()


def test_whoever_complains_for_herself_needs_no_mandate(client: Client, debt: Debt) -> None:
    files = made(client, prepared(debt, "12315", kept(debt)), acts_for="陈平安", even_so="x")
    assert "陈平安" not in files["hand-in/copy/all.txt"].decode()


def test_somebody_who_owes_nothing_is_offered_that_role(client: Client, debt: Debt) -> None:
    at = prepared(debt, "lender_desk", kept(debt))
    Complaint.objects.update(findings=["wrong_person"])
    assert '<option value="third_party" selected>' in client.get(at).content.decode()


def test_a_name_that_no_program_finds_is_masked_where_she_gives_it(client: Client, debt: Debt) -> None:
    at = prepared(debt, "lender_desk", kept(debt))
    plain, masked = made(client, at), made(client, at, others="欧阳静宜\n\n 王 芳 \n")
    assert "欧阳静宜" in plain["hand-in/masked/e001.txt"].decode()
    assert "欧阳静宜" not in masked["hand-in/masked/e001.txt"].decode()
    assert "欧阳静宜" in masked["hand-in/originals/e001.txt"].decode()


@pytest.mark.parametrize("names", ["王", "x" * 81, "\n".join(f"N{n}" for n in range(41))])
def test_names_that_cannot_be_masked_are_refused_at_their_field(client: Client, debt: Debt, names: str) -> None:
    at = prepared(debt, "lender_desk", kept(debt))
    answer = client.post(at, filled(client, at, others=names))
    assert answer.status_code == 422 and 'id="f-others-wrong"' in answer.content.decode()


def test_what_is_wrong_and_what_is_missing_are_named_at_once(client: Client, debt: Debt) -> None:
    at = prepared(debt, "12315", kept(debt))
    page = client.post(at, filled(client, at, role="proxy", acts_for="", others="王")).content.decode()
    assert all(f'href="#f-{name}"' in page for name in ("others", "acts_for", "authorisation"))


def test_what_she_ticks_of_her_file_goes_along_byte_for_byte(client: Client, debt: Debt) -> None:
    first = kept(debt)
    other = kept(debt, LATER, at=NOW - timedelta(hours=4))
    seen = kept(debt, "截图", Original(b"\x89PNG seen", "image/png", "s.png"), at=NOW - timedelta(hours=5))
    paid = Original(b"paid", "image/jpeg", "p.jpg")
    keeping.keep_receipt(debt, date(2026, 11, 13), "412.60", "R-1", paid, MEANS, NOW)
    at = prepared(debt, "lender_desk", first)
    offered = set(re.findall(r'name="(more_\w+)"', client.get(at).content.decode()))
    words = {f"more_words_{other.id}", f"more_words_{seen.id}"}
    assert offered == words | {f"more_file_{seen.id}", f"more_receipt_{debt.receipts.get().id}"}
    files = made(client, at, **dict.fromkeys(offered, "on"))
    held = [data for name, data in files.items() if name.startswith("hand-in/originals/")]
    assert {LATER.encode(), b"\x89PNG seen", b"paid", TEXT.encode(), "截图".encode()} == set(held)


def test_nothing_goes_along_that_she_did_not_tick_or_that_is_not_hers(client: Client, debt: Debt) -> None:
    other = kept(debt, LATER, at=NOW - timedelta(hours=4))
    stranger = opened(Client())
    theirs = kept(keeping.make_debt(stranger, "CN", NOW), "not hers")
    at = prepared(debt, "lender_desk", kept(debt))
    files = made(client, at, **{f"more_words_{theirs.id}": "on"})
    held = b"".join(files.values())
    assert other.text.encode() not in held and b"not hers" not in held


def test_what_was_ticked_stays_ticked_where_something_is_missing(client: Client, debt: Debt) -> None:
    other = kept(debt, LATER, at=NOW - timedelta(hours=4))
    at = prepared(debt, "lender_desk", kept(debt))
    page = client.post(at, {"role": "debtor", f"more_words_{other.id}": "on"}).content.decode()
    assert re.search(rf'name="more_words_{other.id}" value="on" checked', page)


def test_a_call_goes_along_in_its_words_with_their_times(client: Client, debt: Debt) -> None:
    turn = {"speaker": "agent", "start": 3.0, "end": 5.0, "text": "今天必须还款", "confidence": 0.9, "words": []}
    said = {"schema": "atesta.transcript/1", "lang": "zh", "channels": 1, "turns": [turn], "not_reviewable": []}
    call = kept(debt, "", channel="call", transcript=json.dumps(said, ensure_ascii=False), provenance="imported")
    files = made(client, prepared(debt, "lender_desk", call))
    assert "今天必须还款" in files["hand-in/copy/all.txt"].decode()
    assert "00:03.0" in files["hand-in/masked/e001.txt"].decode()


@pytest.mark.parametrize("lang", LANGS)
def test_a_regulator_that_wants_the_lenders_answer_says_so_and_is_overruled(
    client: Client, debt: Debt, lang: str
) -> None:
    at = prepared(debt, "nfra_post", kept(debt)).replace("/en/", f"/{lang}/")
    said = {"en": "Complain to the lender first", "es": "Reclame primero a la entidad", "zh": "请先向机构投诉"}[lang]
    page = client.get(at).content.decode()
    assert said in page and 'name="even_so"' in page
    answer = client.post(at, filled(client, at, even_so=""))
    assert answer.status_code == 422 and said in answer.content.decode()
    assert client.post(at, filled(client, at, even_so="x")).status_code == 422  # the copy of an id is still missing
    assert said not in client.post(at, filled(client, at, even_so="x")).content.decode()


def test_whoever_only_reports_a_breach_need_not_ask_the_lender(client: Client, debt: Debt) -> None:
    at = prepared(debt, "nfra_post", kept(debt))
    Complaint.objects.update(wants="punish")
    assert "Complain to the lender first" not in client.get(at).content.decode()


def test_after_the_desk_was_asked_12321_is_made(client: Client, debt: Debt) -> None:
    contact = kept(debt)
    at = prepared(debt, "12321", contact)
    prepared(debt, "lender_desk", contact)
    complaining.send(Complaint.objects.get(channel="lender_desk"), NOW.date(), "", "", None, MEANS, NOW)
    assert made(client, at, report_kind="nuisance_sms")
