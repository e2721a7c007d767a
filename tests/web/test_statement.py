"""The code in a statement on the public page: her signed extract, once, and every miss alike."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from people import ACCOUNT, Person, Visitor, come, creditor_of, person

from atesta.intake.extract_file import open_extract
from atesta.store import registry, signing
from atesta.store.models import Debt, LedgerAccount

pytestmark = pytest.mark.django_db
NUMBER = "CN-7788-1001"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.WEB = replace(settings.WEB, home=tmp_path / "home", folder=tmp_path)


@pytest.fixture
def account() -> LedgerAccount:
    creditor = creditor_of()
    toml = ACCOUNT.replace('account = "A-1"', f'account = "{NUMBER}"').replace(
        'creditor = "L"', f'creditor = "{creditor.name}"'
    )
    return creditor.accounts.create(
        key=registry.account_hash(creditor, NUMBER),
        tail=NUMBER[-4:],
        place="CN",
        toml=toml,
        as_of=timezone.now(),
        made_at=timezone.now(),
    )


def code_of(number: str = NUMBER) -> str:
    """As the creditor downloads it."""
    file = SimpleUploadedFile("numbers.csv", f"account\n{number}\nN-404\n".encode())
    answer = come(Visitor.COMPLIANCE, {}).post("/en/creditor/accounts/codes", {"file": file})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1] == {"account": "N-404", "code": "", "why_not": "no such account"}
    return rows[0]["code"]


def test_the_code_gives_the_extract_as_a_picture_and_as_a_file(account: LedgerAccount) -> None:
    code, visitor = code_of(), Client()
    page = visitor.post("/en/cn/statement", {"code": code, "tail": "1001"}).content.decode()
    assert "<svg" in page and NUMBER in page and "412.60" in page
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    file = visitor.post("/en/cn/statement/file", {"token": token[1]})
    assert open_extract(file.content, signing.home().anchors()).known
    assert visitor.post("/en/cn/statement", {"code": code, "tail": "1001"}).status_code == 422


@pytest.mark.usefixtures("account")
def test_every_miss_reads_the_same() -> None:
    code = code_of()
    pages = set()
    for typed, tail in ((code, "1002"), ("AAAA-AAAA-AAAA", "1001"), ("?", "1001")):
        body = Client().post("/en/cn/statement", {"code": typed, "tail": tail}).content.decode()
        pages.add(re.sub(r'value="[^"]*"', "", body))
    assert len(pages) == 1


@pytest.mark.usefixtures("account")
def test_guessing_is_slowed() -> None:
    visitor = Client(REMOTE_ADDR="192.0.2.77")
    answers = [visitor.post("/en/cn/statement", {"code": "A", "tail": "1"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_only_what_was_signed_here_is_given_as_a_file() -> None:
    assert "attachment" not in Client().post("/en/cn/statement/file", {"token": "eyJ.a.b"}).headers.get(
        "Content-Disposition", ""
    )


@pytest.mark.parametrize(
    ("place", "zone", "said"),
    [
        ("CN", "", "15 Nov 2026, 06:00 UTC+08:00"),
        ("US", "America/New_York", "14 Nov 2026, 17:00 UTC-05:00"),
        ("US", "America/Los_Angeles", "14 Nov 2026, 14:00 UTC-08:00"),
    ],
)
def test_the_moment_of_the_account_is_told_by_the_debtor_s_clock(
    account: LedgerAccount, place: str, zone: str, said: str
) -> None:
    if place == "US":
        there = account.toml.replace('"CN"', '"US"').replace('"CNY"', '"USD"')
        account.place, account.toml = place, there.replace("currency =", f'zone = "{zone}"\ncurrency =')
        account.save()
    page = Client().post(f"/en/{place.lower()}/statement", {"code": code_of(), "tail": "1001"}).content.decode()
    assert said in page and "UTC+00:00" not in page


def test_in_her_open_file_it_is_kept_with_the_debt(account: LedgerAccount) -> None:
    alice: Person = person("alice")
    visitor, debt = come(Visitor.ALICE, {"alice": alice}), Debt.objects.get(id=alice.id_of("debt"))
    assert debt.id in visitor.get("/en/cn/statement").content.decode()
    answer = visitor.post("/en/cn/statement", {"code": code_of(), "tail": "1001", "debt": debt.id})
    debt.refresh_from_db()
    assert f"/en/file/debt/{debt.id}" in answer.content.decode()
    assert debt.ledger == account and debt.extracts.filter(known_signer=True).count() == 1


def chosen(page: str) -> str:
    """What a browser sends of the select: the first choice, where none is marked."""
    select = re.search(r'<select id="f-debt".*?</select>', page, re.DOTALL)
    assert select
    marked = re.search(r'value="([^"]*)" selected', select[0]) or re.search(r'value="([^"]*)"', select[0])
    assert marked
    return marked[1]


@pytest.mark.parametrize("own", [True, False])
def test_what_the_form_has_chosen_links_the_debt_of_this_lender(account: LedgerAccount, own: bool) -> None:
    """Her file has another lender's debt before it, or only that one: then a new one is made."""
    alice = person("alice")
    other = Debt.objects.get(id=alice.id_of("debt"))
    hers = alice.file.debts.create(
        place="CN", lender=account.creditor.name if own else "某某银行", currency="CNY", made_at=timezone.now()
    )
    visitor = come(Visitor.ALICE, {"alice": alice})
    debt = chosen(visitor.get("/en/cn/statement").content.decode())
    answer = visitor.post("/en/cn/statement", {"code": code_of(), "tail": "1001", "debt": debt})
    linked = Debt.objects.get(ledger=account)
    assert (linked == hers) == own and linked != other and linked.lender == account.creditor.name
    assert f"/en/file/debt/{linked.id}" in answer.content.decode()


def test_a_new_and_empty_file_gets_its_debt_from_the_extract(account: LedgerAccount) -> None:
    alice = person("alice")
    visitor = come(Visitor.ALICE, {"alice": alice})
    alice.file.debts.all().delete()
    page = visitor.get("/en/cn/statement").content.decode()
    visitor.post("/en/cn/statement", {"code": code_of(), "tail": "1001", "debt": chosen(page)})
    debt = alice.file.debts.get()
    assert debt.ledger == account and debt.extracts.filter(known_signer=True).count() == 1


def test_where_no_debt_was_chosen_the_code_is_not_spent_on_nothing(account: LedgerAccount) -> None:
    visitor = come(Visitor.ALICE, {"alice": person("alice")})
    visitor.post("/en/cn/statement", {"code": code_of(), "tail": "1001"})
    assert Debt.objects.filter(ledger=account).exists()


def test_a_file_that_closed_meanwhile_and_a_strange_debt_spend_no_code(account: LedgerAccount) -> None:
    code, alice = code_of(), person("alice")
    visitor = come(Visitor.ALICE, {"alice": alice})
    for who, debt, said in (
        (Client(), "fits", "Your file is not open any more"),
        (visitor, person("bob").id_of("debt"), "this debt is not in the file"),
    ):
        answer = who.post("/en/cn/statement", {"code": code, "tail": "1001", "debt": debt})
        assert answer.status_code == 422 and said in answer.content.decode()
    assert Client().post("/en/cn/statement", {"code": code, "tail": "1001", "debt": ""}).status_code == 200


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_without_an_open_file_the_form_says_to_open_one_first(lang: str) -> None:
    page = Client().get(f"/{lang}/cn/statement").content.decode()
    note = re.search(r'<p class="note">.*?</p>', page, re.DOTALL)
    assert note and f'href="/{lang}/file/"' in note[0] and page.index(note[0]) < page.index('class="go"')
    assert 'name="debt"' not in page
    opened = come(Visitor.ALICE, {"alice": person("alice")}).get(f"/{lang}/cn/statement").content.decode()
    assert note[0] not in opened


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_the_page_speaks_three_languages(account: LedgerAccount, lang: str) -> None:
    visitor = Client()
    assert visitor.get(f"/{lang}/cn/statement").status_code == 200
    assert visitor.post(f"/{lang}/cn/statement", {"code": code_of(), "tail": "1001"}).status_code == 200
