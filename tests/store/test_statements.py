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
from atesta.store.models import File, LogEntry, StatementCode

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
