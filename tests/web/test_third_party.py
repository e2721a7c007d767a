"""Somebody who is not the debtor refuses in two answers; nothing is looked up, kept or told about anybody."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atesta.action.complaint.channel import channels_of
from atesta.contact.place import PLACES
from atesta.evidence.verify import Answer, verify
from atesta.installation.home import home_in
from atesta.recording.sheet import Work
from atesta.web.third_party import TAKES_IT

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LANGUAGES = ("en", "es", "zh")
TWO = {"relation": "family", "refuses": "on"}
THREAT = "请转告林某：其欠款已严重逾期，父债子还，你作为家属必须今天还款，否则上门爆通讯录。"
TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+ [0-9a-f]{64}:[\w-]+|[0-9a-f]{64}|\d\d:\d\d UTC")


def sent(client: Client, place: str = "cn", lang: str = "en", **fields: str) -> str:
    answer = client.post(f"/{lang}/{place}/other", TWO | fields)
    assert answer.status_code == 200
    return answer.content.decode()


def without_times(page: str) -> str:
    """Two answers may fall into two minutes, and each form has a token of its own."""
    return TIME.sub("", re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", sorted(PLACES))
def test_two_answers_are_enough_for_a_refusal(client: Client, place: str, lang: str) -> None:
    page = sent(client, place.lower(), lang)
    assert 'id="letter"' in page
    assert "{" not in re.sub(r"<meta[^>]*>", "", page)
    assert len(page.encode()) < 150_000


def test_the_form_asks_two_things_and_no_more(client: Client) -> None:
    page = client.get("/en/cn/other").content.decode()
    assert "Everything from here on may be left out" in page
    assert page.index('name="refuses"') < page.index("may be left out") < page.index('name="lender"')


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("relation", "uncle"),
        ("refuses", ""),
        ("when", "yesterday"),
        ("when", "2999-01-01T00:00"),
        ("channel", "pigeon"),
        ("message", "a" * 20_001),
        ("sender", "1" * 121),
        ("lender", "x" * 121),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_that_was_typed_is_lost(
    client: Client, field: str, given: str
) -> None:
    typed = TWO | {"lender": "Dawn & Sons", field: given}
    answer = client.post("/en/cn/other", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in page
    assert f'id="f-{field}-wrong"' in page
    assert field == "lender" or 'value="Dawn &amp; Sons"' in page


def test_the_answer_is_the_same_whoever_knows_the_number(client: Client) -> None:
    known, unknown = (without_times(sent(client, sender=number)) for number in ("+86 106955880231", "+86 106911111111"))
    assert known.replace("106955880231", "") == unknown.replace("106911111111", "")


def test_nothing_is_kept_and_no_table_is_asked_but_how_often_somebody_came(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        sent(client, message=THREAT, sender="106955880231")
    tables = {name for query in asked for name in re.findall(r'"(store_\w+|django_\w+)"', query["sql"])}
    assert tables == {"store_pace"}
    assert "106955880231" not in str(asked.captured_queries)


def test_too_many_refusals_from_one_address_wait(client: Client) -> None:
    codes = [client.post("/en/cn/other", TWO).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]


def test_the_letter_repeats_nothing_of_what_was_told(client: Client) -> None:
    page = sent(client, lang="zh", message=THREAT)
    letter = page[page.index('id="letter"') :].partition("</pre>")[0]
    assert "林" not in letter
    assert "欠款已" not in letter


def test_of_the_debtor_s_account_nothing_is_compared(client: Client) -> None:
    page = sent(client, message="Lin owes 5,000 yuan and is 90 days late. Tell him to pay today.")
    assert "Not compared" in page
    assert "5,000" not in page.partition('id="letter"')[2].partition('class="answers"')[2]


def test_threats_to_family_are_found(client: Client) -> None:
    assert "父债子还" in sent(client, lang="zh", message=THREAT).partition('class="answers"')[2]


def test_distress_brings_a_person_before_everything(client: Client) -> None:
    page = sent(client, lang="en", message="They call all day. I cannot go on, I want to die.")
    assert page.index('class="help') < page.index("<h1")
    assert "adverse" not in page.partition('class="answers"')[2]


def test_what_a_stranger_sent_is_shown_as_text(client: Client) -> None:
    page = sent(client, sender="<script>x</script>", lender="{{ 7|add:7 }}{lender}", message="<img src=x>\u202e")
    assert "<script>x" not in page
    assert "<img" not in page
    assert "{{ 7|add:7 }}" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_letter_is_in_the_language_of_the_lender_and_in_hers(client: Client, lang: str) -> None:
    page = sent(client, "mx", lang)
    assert 'id="letter" lang="es"' in page
    assert ('<details class="fold"><summary>' in page) is (lang != "es")


def test_the_channels_named_are_open_ones_of_the_place() -> None:
    assert set(TAKES_IT) == set(PLACES)
    for place, named in TAKES_IT.items():
        assert set(named) <= {channel.id for channel in channels_of(place)}


def bundle_of(client: Client, tmp_path: Path, **fields: str) -> Path:
    answer = client.post("/en/mx/other/sealed", TWO | fields)
    assert answer["Content-Type"] == "application/zip"
    assert re.fullmatch(r'attachment; filename="acta-[0-9a-f]{32}\.zip"', answer["Content-Disposition"])
    path = tmp_path / "acta.zip"
    path.write_bytes(answer.content)
    return path


def test_the_sealed_file_is_unchanged_for_whoever_has_the_key(client: Client, tmp_path: Path) -> None:
    bundle = bundle_of(client, tmp_path, message=THREAT)
    verdict = verify(bundle, home_in(settings.WEB.home).anchors(), make_sheet=Work)
    assert verdict.answer is Answer.UNCHANGED
    assert verdict.facts.kind == "typed"


def test_the_page_and_the_sealed_file_hold_the_same_text(client: Client, tmp_path: Path) -> None:
    page = sent(client, "mx", message=THREAT)
    proof = re.search(r'name="proof" value="([^"]+)"', page)
    sum_ = re.search(r'class="mono">([0-9a-f]{64})', page)
    assert proof
    assert sum_
    bundle = bundle_of(client, tmp_path, message=THREAT, proof=proof[1])
    with zipfile.ZipFile(io.BytesIO(bundle.read_bytes())) as found:
        name = next(one for one in found.namelist() if one.endswith("manifest-sha256.txt") and "tag" not in one)
        assert f"{sum_[1]}  data/original-1.txt" in found.read(name).decode()
        assert [one.rpartition("/")[2] for one in found.namelist() if "original" in one] == [
            "original-1.txt",
            "original-2.txt",
            "original-3.txt",
        ]


@pytest.mark.parametrize("proof", ["", "x", "2020-01-01T00:00:00+00:00 " + "0" * 64, "a:b:c"])
def test_nobody_gives_a_refusal_an_earlier_time(client: Client, tmp_path: Path, proof: str) -> None:
    with zipfile.ZipFile(bundle_of(client, tmp_path, proof=proof)) as found:
        first = next(one for one in found.namelist() if one.endswith("original-1.txt"))
        assert "2020" not in found.read(first).decode()


def test_a_proof_of_one_text_gives_its_time_to_no_other(client: Client) -> None:
    proof = re.search(r'name="proof" value="([^"]+)"', sent(client))
    assert proof
    page = sent(client, lender="Another", proof=proof[1])
    assert f'value="{proof[1]}"' not in page


def test_locked_keys_are_said_and_the_letter_stays(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_in(tmp_path / "locked")
    home.make(None, passphrase=b"only I know")
    locked = dataclasses.replace(settings.WEB, home=home.folder)
    monkeypatch.setattr(settings, "WEB", locked)
    monkeypatch.setattr("atesta.web.show.settings", lambda: locked)
    monkeypatch.setattr("atesta.web.third_party.settings", lambda: locked)
    answer = client.post("/en/cn/other/sealed", TWO)
    assert answer.status_code == 503
    assert "passphrase" in answer.content.decode()


def test_two_servers_that_start_at_once_make_one_ring(tmp_path: Path) -> None:
    home = home_in(tmp_path / "home")
    with ThreadPoolExecutor(4) as threads:
        rings = [one.result() for one in [threads.submit(home.ring_or_made) for _ in range(4)]]
    assert len({ring.signer().serial_number for ring in rings}) == 1
    assert [entry.name for entry in home.folder.iterdir()] == ["keys"]
