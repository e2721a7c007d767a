"""The code in a statement: with it and the last four characters of her account number the one who owes is given her
signed extract (docs/spec/extract.md), once. Nobody is looked up: who has no statement has no code.

Twelve letters of an alphabet without look-alikes, 54 bits and a check letter, bound to the account's last characters:
guessing is hopeless even for whoever asks without a pause. Every miss is answered alike.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from atesta.errors import InputError
from atesta.evidence.extract import ExtractError
from atesta.intake.account_file import read_account
from atesta.intake.extract_file import issue_extract, open_extract
from atesta.store import keeping, log, register_said, registry
from atesta.store.answering import Means
from atesta.store.codes import ALPHABET, check_letter
from atesta.store.models import Creditor, Debt, File, LedgerAccount, Staff, StatementCode
from atesta.store.signing import signing

LETTERS, GROUP = 11, 4
WORKS = timedelta(days=90)
MOST_CODES = 20_000


@dataclass(frozen=True, slots=True)
class Redeemed:
    """`token` is her extract; `account` the creditor's, never shown by its id; `debt` the one of her file that has it
    now."""

    token: str
    account: LedgerAccount
    debt: Debt | None = None


@dataclass(frozen=True, slots=True)
class Into:
    """Her file: the extract goes to the debt that has this account or its lender's name, else to a new one; `new`: to a
    new one whatever debts are there."""

    file: File
    new: bool = False


def statement_codes(accounts: list[LedgerAccount], now: datetime) -> list[str]:
    """A new code for each, in this order, told once; what was told before for an account and not used works no more.
    For accounts with an extract only."""
    codes = [_new() for _ in accounts]
    rows = [
        StatementCode(account=account, digest=_digest(code, account.tail), made_at=now, ends_at=now + WORKS)
        for account, code in zip(accounts, codes, strict=True)
    ]
    with transaction.atomic():
        for at in range(0, len(rows), 500):
            some = rows[at : at + 500]
            StatementCode.objects.filter(account__in=[row.account_id for row in some], used_at=None).delete()
            StatementCode.objects.bulk_create(some)
    return codes


def codes_for(creditor: Creditor, numbers: list[str], staff: Staff | None, now: datetime) -> list[tuple[str, str, str]]:
    """(account number as given, code, "") for each, or (number, "", why) where there is none: unknown, no_extract,
    twice. Raises InputError beyond 20,000."""
    if len(numbers) > MOST_CODES:
        raise InputError(
            f"There are more than {MOST_CODES} account numbers.",
            "Codes are given back once, in one answer.",
            "Ask for them in several files.",
            key="codes_too_many",
            limit=MOST_CODES,
        )
    found, answer = dict[str, LedgerAccount](), dict[int, tuple[str, str, str]]()
    chosen: list[tuple[int, LedgerAccount]] = []
    keys = [registry.account_hash(creditor, number) for number in numbers]
    for at in range(0, len(keys), 500):
        rows = LedgerAccount.objects.filter(creditor=creditor, key__in=keys[at : at + 500])
        found |= {row.key: row for row in rows}
    seen = set[str]()
    for at, (number, key) in enumerate(zip(numbers, keys, strict=True)):
        account = found.get(key)
        why = "unknown" if account is None else "no_extract" if not account.toml else "twice" if key in seen else ""
        seen.add(key)
        answer[at] = (number, "", why)
        if account is not None and not why:
            chosen.append((at, account))
    with transaction.atomic():
        codes = statement_codes([account for _, account in chosen], now)
        log.append("statement_codes", creditor.id, {"count": len(codes), "staff": staff.id if staff else None}, now)
    return [*(answer | {at: (numbers[at], code, "") for (at, _), code in zip(chosen, codes, strict=True)}).values()]


def redeem(
    typed: str, tail: str, now: datetime, keep: Debt | Into | None = None, means: Means | None = None
) -> Redeemed:
    """Her extract, for the code and the last four characters of the account number; the code then works no more.

    With a debt of her own file, or the file (and the `means` of its answers), the extract is kept there and the debt is
    the creditor's account. Raises InputError: `statement_unknown` for every miss alike; `statement_other_debt` for a
    debt that is another account already and `statement_which_debt` where several may be this one (the code is not spent
    then); KeyFileError where nothing can be signed."""
    with transaction.atomic():
        rows = StatementCode.objects.select_for_update().filter(digest=_digest(_plain(typed), tail))
        held = rows.filter(used_at=None, ends_at__gt=now).first()
        if held is None or not held.account.toml:
            raise _unknown()
        account = held.account
        debt = _debt_in(keep, account, now) if isinstance(keep, Into) else keep
        if debt is not None and debt.ledger_id not in (None, account.id):
            raise InputError(
                "This debt of yours is another account of the lender.",
                "Two accounts under one debt would be added up wrongly.",
                "Choose another debt, or make a new one. The code still works.",
                key="statement_other_debt",
            )
        token = _issued(account, now)
        StatementCode.objects.filter(id=held.id).update(used_at=now)
        log.append("statement_redeemed", held.id, {}, now, debt.file if debt else None)
        if debt is not None and means is not None:
            _keep(debt, account, token, means, now)
    return Redeemed(token, account, debt)


def _debt_in(into: Into, account: LedgerAccount, now: datetime) -> Debt:
    """The lender is known only with the code. A debt that is named otherwise is another lender's: linked with this one,
    her requests would reach a stranger."""
    file = File.objects.select_for_update().get(id=into.file.id)  # two tabs make one debt
    there = file.debts.filter(ledger=account).first()
    if there is not None:
        return there
    read = read_account(account.toml.encode("utf-8"))
    names = {_name(read.creditor), _name(read.lender.name)} - {""}
    free = [] if into.new else list(file.debts.filter(place=account.place, ledger=None))
    fitting = [debt for debt in free if _name(debt.lender) in names]
    if len(fitting) == 1:
        return fitting[0]
    if fitting or any(_may_be(_name(debt.lender), names) for debt in free):
        raise _which_debt()
    known = {"lender_kind": read.lender.kind.value, "zone": read.zone or "", "currency": read.currency}
    return keeping.make_debt(file, account.place, now, lender=read.creditor[:200], **known)


def _name(lender: str) -> str:
    return "".join(unicodedata.normalize("NFKC", lender).casefold().split())


def _may_be(lender: str, names: set[str]) -> bool:
    """Without a name, or a shorter or longer form of it."""
    return not lender or any(
        short in long and len(short) > 1 for name in names for short, long in ((lender, name), (name, lender))
    )


def _keep(debt: Debt, account: LedgerAccount, token: str, means: Means, now: datetime) -> None:
    """The extract lies with the debt, and the debt is linked with the creditor's account from now on: its contacts are
    asked about there, and answered anew with the extract."""
    read = open_extract(token, means.anchors)
    debt.ledger = account
    debt.save(update_fields=("ledger",))
    register_said.linked(debt, now)
    keeping.keep_extract(debt, token, read.account.as_of, read.signer or "", read.known, means, now)


def _issued(account: LedgerAccount, now: datetime) -> str:
    """Signed with the time of the signature, which is never before the moment that the account speaks of."""
    signer, toml = signing(), account.toml.encode("utf-8")
    moment = max(now, read_account(toml).as_of)
    try:
        return issue_extract(toml, signer.key, signer.cert, int(moment.timestamp() * 1000)).decode("ascii")
    except ExtractError as error:
        raise _unknown() from error


def _new() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    letters += check_letter(letters)
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def _plain(typed: str) -> str:
    """Any case, any dashes and spaces, full-width letters too."""
    return "".join(char for char in unicodedata.normalize("NFKC", typed[:80]).upper() if char.isalnum())


def _digest(code: str, tail: str) -> str:
    end = "".join(unicodedata.normalize("NFKC", tail[:80]).casefold().split())[-4:]
    return registry.secret_hash("statement", f"{_plain(code)}|{end}")


def _which_debt() -> InputError:
    return InputError(
        "It cannot be told which of your debts this is.",
        "Linked with the wrong one, your requests would go to another lender.",
        "Choose the debt yourself, or a new one. The code still works.",
        key="statement_which_debt",
    )


def _unknown() -> InputError:
    return InputError(
        "This code and these four characters do not belong together, or the code was used or is too old.",
        "Whether somebody has a debt is told to nobody who cannot show their statement.",
        "Compare both with the statement, letter by letter, or ask the lender for a new code.",
        key="statement_unknown",
    )
