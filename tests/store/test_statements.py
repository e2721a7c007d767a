"""The code in a statement gives her signed extract once, and every miss is answered alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import a_register as demo
import pytest
from pytest_django.fixtures import Settings

from atesta.errors import InputError
from atesta.intake.extract_file import open_extract
from atesta.pipeline import open_desk
from atesta.store import keeping, signing, statements
from atesta.store.answering import Means
from atesta.store.models import Debt, File, LogEntry, StatementCode

pytestmark = pytest.mark.django_db
NOW = demo.AT


@pytest.fixture
def made(tmp_path: Path, settings: Settings) -> demo.Register:
    settings.WEB = replace(settings.WEB, home=tmp_path / "home", folder=tmp_path)
    return demo.a_register()


def refusal(code: str, tail: str, now: object = NOW) -> str:
    with pytest.raises(InputError) as refused:
        statements.redeem(code, tail, now)  # type: ignore[arg-type]
    return refused.value.key


def test_a_code_and_the_last_four_characters_give_the_signed_extract_once(made: demo.Register) -> None:
    code = statements.statement_codes([made.account], NOW)[0]
    got = statements.redeem(code.lower().replace("-", " "), "1001", NOW)
    read = open_extract(got.token, signing.home().anchors())
    assert read.known and read.account.account == demo.ACCOUNT
    assert refusal(code, "1001") == "statement_unknown"
    assert code not in str(list(StatementCode.objects.values()))


@pytest.mark.parametrize(("code", "tail"), [("", "1001"), (None, "1002"), ("AAAA-AAAA-AAAA", "1001"), (None, "")])
def test_every_miss_is_the_same_miss(made: demo.Register, code: str | None, tail: str) -> None:
    real = statements.statement_codes([made.account], NOW)[0]
    assert refusal(real if code is None else code, tail) == "statement_unknown"
    assert statements.redeem(real, "1001", NOW)


def test_a_code_is_too_old_after_ninety_days_and_a_new_one_takes_its_place(made: demo.Register) -> None:
    old = statements.statement_codes([made.account], NOW)[0]
    assert refusal(old, "1001", NOW + statements.WORKS) == "statement_unknown"
    statements.statement_codes([made.account], NOW)[0]
    assert refusal(old, "1001") == "statement_unknown"


def test_codes_are_given_for_accounts_with_an_extract(made: demo.Register) -> None:
    demo.an_account(made.creditor, "N-2")
    rows = statements.codes_for(made.creditor, ["A-1001", "N-2", "N-3", "a-1001"], made.officer, NOW)
    assert [(number, bool(code), why) for number, code, why in rows] == [
        ("A-1001", True, ""),
        ("N-2", False, "no_extract"),
        ("N-3", False, "unknown"),
        ("a-1001", False, "twice"),
    ]
    assert LogEntry.objects.get().kind == "statement_codes"


def test_in_her_file_it_lies_with_the_debt_and_links_it(made: demo.Register, file: File) -> None:
    signing.signing()
    debt = keeping.make_debt(file, "CN", NOW, lender=demo.CREDITOR)
    code = statements.statement_codes([made.account], NOW)[0]
    means = Means(open_desk(paraphrase=False), signing.home().anchors())
    statements.redeem(code, "1001", NOW, debt, means)
    debt.refresh_from_db()
    assert debt.ledger == made.account and debt.extracts.get().known_signer
    other = demo.an_account(made.creditor, "B-2002", demo.TOML.replace("A-1001", "B-2002"))
    second = statements.statement_codes([other], NOW + timedelta(minutes=1))[0]
    with pytest.raises(InputError) as refused:
        statements.redeem(second, "2002", NOW, debt, means)
    assert refused.value.key == "statement_other_debt" and statements.redeem(second, "2002", NOW)


def kept(made: demo.Register, file: File, *, new: bool = False) -> Debt:
    signing.signing()
    code = statements.statement_codes([made.account], NOW)[0]
    means = Means(open_desk(paraphrase=False), signing.home().anchors())
    got = statements.redeem(code, "1001", NOW, statements.Into(file, new=new), means)
    assert got.debt is not None and got.debt.ledger == made.account and got.debt.extracts.get().known_signer
    return got.debt


@pytest.mark.parametrize("lender", [demo.CREDITOR, f" {demo.CREDITOR} ", "星河消费金融有限公司"])
def test_in_her_file_it_goes_to_the_debt_of_this_lender_and_not_to_the_first(
    made: demo.Register, file: File, lender: str
) -> None:
    first = keeping.make_debt(file, "CN", NOW, lender="某某银行")
    fitting = keeping.make_debt(file, "CN", NOW + timedelta(minutes=1), lender=lender)
    assert kept(made, file) == fitting
    first.refresh_from_db()
    assert first.ledger is None and not first.extracts.exists()


@pytest.mark.parametrize("others", [0, 1])
def test_where_no_debt_has_this_lender_a_new_one_is_made_from_the_extract(
    made: demo.Register, file: File, others: int
) -> None:
    for _ in range(others):
        keeping.make_debt(file, "CN", NOW, lender="某某银行")
    debt = kept(made, file)
    assert (debt.lender, debt.lender_kind, debt.zone) == (demo.CREDITOR, "consumer_finance", "Asia/Shanghai")
    assert (debt.currency, debt.owed, file.debts.count()) == ("CNY", "", others + 1)


def test_a_new_one_is_made_where_she_wants_it_but_no_account_is_there_twice(made: demo.Register, file: File) -> None:
    keeping.make_debt(file, "CN", NOW, lender=demo.CREDITOR)
    debt = kept(made, file, new=True)
    code = statements.statement_codes([made.account], NOW + timedelta(days=1))[0]
    means = Means(open_desk(paraphrase=False), signing.home().anchors())
    again = statements.redeem(code, "1001", NOW + timedelta(days=1), statements.Into(file, new=True), means)
    assert again.debt == debt and file.debts.count() == 2


@pytest.mark.parametrize("lenders", [("",), ("晨曦",), (demo.CREDITOR, demo.CREDITOR)])
def test_where_several_may_be_it_she_is_asked_and_the_code_still_works(
    made: demo.Register, file: File, lenders: tuple[str, ...]
) -> None:
    for lender in lenders:
        keeping.make_debt(file, "CN", NOW, lender=lender)
    with pytest.raises(InputError) as refused:
        kept(made, file)
    assert refused.value.key == "statement_which_debt"
    assert StatementCode.objects.get().used_at is None and not Debt.objects.exclude(ledger=None).exists()
