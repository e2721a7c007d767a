"""The file for the lawyers as one document to read and print: what is owed, what was done, what proves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from atesta.action.complaint.packet.document import Block, Document, grid, heading, listed, notice, rows, said, sign
from atesta.action.handoff import Asked, ClaimMade, Entry, Exhibit, Lacking, Notice, lacking
from atesta.action.handoff.lacking import UNTRUE
from atesta.contact.account import Account, debtor_day, standing
from atesta.contact.history import PastContact
from atesta.locale import Catalogue
from atesta.telling.say import say_day, say_moment, say_money
from atesta.telling.visible import visible

MOST_ROWS = 1_000
"""Contacts and claims that are printed; the files have all of them."""


def handoff_document(asked: Asked, words: Catalogue) -> Document:
    account = asked.account
    title = words.say("handoff_doc.title", account=visible(account.account))
    foot = words.say("handoff_doc.foot", creditor=visible(account.creditor))
    return Document(words.lang, title, foot, asked.on, tuple(_blocks(asked, words)))


def _blocks(asked: Asked, words: Catalogue) -> Iterator[Block]:
    yield said(words.say("handoff_doc.what", day=say_day(asked.on, words.lang)))
    yield from _part("lacking", words, _lacking(asked, words))
    yield from _part("account", words, (_account(asked.account, words), *_legal(asked.account, words)))
    yield from _part("notices", words, _notices(asked.notices, words))
    yield from _part("contacts", words, _contacts(asked.contacts, words))
    yield from _part("claims", words, _claims(asked.claims, words))
    yield from _part("custody", words, _custody(asked.exhibits, words))
    yield from _part("exhibits", words, (_exhibits(asked.exhibits, words),))
    yield from _part("acceptance", words, _acceptance(words))


def _part(name: str, words: Catalogue, blocks: tuple[Block, ...]) -> Iterator[Block]:
    yield heading(words.say(f"handoff_doc.{name}"))
    yield from blocks


def _none(name: str, words: Catalogue) -> tuple[Block, ...]:
    return (said(words.say(f"handoff_doc.no_{name}")),)


def say_lacking(one: Lacking, words: Catalogue) -> str:
    return words.say(f"handoff_lacks.{one.id}", n=one.n)


def _lacking(asked: Asked, words: Catalogue) -> tuple[Block, ...]:
    found = lacking(asked)
    return (listed(tuple(say_lacking(one, words) for one in found)),) if found else _none("lacking", words)


def _account(account: Account, words: Catalogue) -> Block:
    owed, lang = standing(account, debtor_day(account, account.as_of)), words.lang

    def money(amount: object) -> str:
        return say_money(f"{amount:f} {account.currency}", lang)

    lender = visible(account.lender.name) or words.say("handoff_doc.unknown")
    pairs = {
        "creditor": visible(account.creditor),
        "lender": lender,
        "number": visible(account.account),
        "as_of": say_moment(account.as_of, lang),
        "overdue": money(owed.owed),
        "days": str(owed.days_late),
        "fees": money(owed.fees),
        "remaining": money(owed.remaining),
    }
    return rows(tuple((words.say(f"handoff_row.{name}"), value) for name, value in pairs.items()))


def _legal(account: Account, words: Catalogue) -> Iterator[Block]:
    steps = sorted(account.legal, key=lambda one: (one.on, one.stage))
    for one in steps:
        stage = words.say(f"handoff_stage.{one.stage.name.lower()}")
        more = " · ".join(filter(None, (visible(one.court), visible(one.case_number))))
        yield said(f"{say_day(one.on, words.lang)} · {stage}{f' · {more}' if more else ''}")
    if not steps:
        yield said(words.say("handoff_doc.no_legal"))


def _notices(notices: tuple[Notice, ...], words: Catalogue) -> tuple[Block, ...]:
    if not notices:
        return _none("notices", words)
    cells = tuple(
        (
            visible(one.kind),
            say_day(one.on, words.lang),
            words.say(f"channel.{one.channel.value}"),
            say_day(one.received_on, words.lang) if one.received_on else words.say("handoff_doc.not_shown"),
            one.proof or words.say("handoff_doc.none"),
        )
        for one in notices
    )
    return (grid(_head(words, "kind", "sent", "channel", "received", "proof"), cells, "3,3,2,3,1"),)


def _head(words: Catalogue, *names: str) -> tuple[str, ...]:
    return tuple(words.say(f"handoff_head.{name}") for name in names)


def _contacts(contacts: tuple[PastContact, ...] | None, words: Catalogue) -> tuple[Block, ...]:
    if not contacts:
        return _none("history" if contacts is None else "contacts", words)
    shown = sorted(contacts, key=lambda one: one.at)[:MOST_ROWS]
    cells = tuple(_contact(n, one, words) for n, one in enumerate(shown, 1))
    head = _head(words, "n", "at", "channel", "to", "outcome", "by")
    return (said(words.say("handoff_doc.how_many", n=len(contacts))), grid(head, cells, "1,5,2,3,3,3"))


def _contact(n: int, one: PastContact, words: Catalogue) -> tuple[str, ...]:
    """Of a number that was dialled, the last four digits: enough to find it, too little to call it."""
    to = words.say(f"handoff_to.{one.to.value}") + (f" …{one.to_number[-4:]}" if one.to_number else "")
    by = words.say("handoff_doc.own") if one.by == "own" else visible(one.by)
    outcome = words.say(f"handoff_outcome.{one.outcome.value}")
    return (str(n), say_moment(one.at, words.lang), words.say(f"channel.{one.channel.value}"), to, outcome, by)


def _claims(claims: tuple[ClaimMade, ...], words: Catalogue) -> tuple[Block, ...]:
    if not claims:
        return _none("claims", words)
    untrue = sum(one.answer in UNTRUE for one in claims)
    cells = tuple(
        (one.review, f"“{visible(one.quote)}”", words.say(f"handoff_claim.{one.answer}")) for one in claims[:MOST_ROWS]
    )
    told = words.say("handoff_doc.claims_said", n=len(claims), untrue=untrue)
    return (said(told), grid(_head(words, "exhibit", "quote", "answer"), cells, "1,7,4"))


def _custody(exhibits: tuple[Exhibit, ...], words: Catalogue) -> tuple[Block, ...]:
    """Seals, then what the log of the house says of what it kept."""
    return (*_seals(exhibits, words), *_entries(exhibits, words))


def _entries(exhibits: tuple[Exhibit, ...], words: Catalogue) -> tuple[Block, ...]:
    cells = tuple(
        (one.number, str(each.seq), _entered(each, words), _done(each, words), each.digest)
        for one in exhibits
        for each in one.entries
    )
    if not cells:
        return ()
    head = _head(words, "exhibit", "entry", "at", "what", "digest")
    return (said(words.say("handoff_doc.log_said")), grid(head, cells[:MOST_ROWS], "0.8,0.8,2,2,6", "4"))


def _entered(entry: Entry, words: Catalogue) -> str:
    return say_moment(entry.at.astimezone(UTC), words.lang)


def _done(entry: Entry, words: Catalogue) -> str:
    """A kind of entry that has no word here is told as the log has it."""
    key = f"handoff_entry.{entry.what}"
    return words.say(key) if words.has(key) else entry.what


def _seals(exhibits: tuple[Exhibit, ...], words: Catalogue) -> tuple[Block, ...]:
    held = tuple(one for one in exhibits if one.seal)
    if not held:
        return _none("custody", words)
    cells = tuple(_held(one, words) for one in held)
    head = _head(words, "exhibit", "sealed", "stamped", "digest")
    return (said(words.say("handoff_doc.custody_said")), grid(head, cells, "0.8,2,1.4,6.5", "3"))


def _held(one: Exhibit, words: Catalogue) -> tuple[str, ...]:
    seal = one.seal
    assert seal is not None
    sealed = f"{_moment(seal.sealed_utc_ms, words)} · {visible(seal.signer)}"
    stamped = f"{_moment(seal.stamped_utc_ms, words)} · {visible(seal.stamper)}"
    return (one.number, sealed, stamped if seal.stamped_utc_ms else words.say("handoff_doc.none"), seal.digest)


def _moment(utc_ms: int | None, words: Catalogue) -> str:
    return say_moment(datetime.fromtimestamp(utc_ms / 1000, UTC), words.lang) if utc_ms is not None else ""


def _exhibits(exhibits: tuple[Exhibit, ...], words: Catalogue) -> Block:
    cells = tuple((one.number, one.file, f"{len(one.data):,}", one.sha256) for one in exhibits)
    return grid(_head(words, "exhibit", "file", "bytes", "digest"), cells, "1,2,1,6", "3")


def _acceptance(words: Catalogue) -> tuple[Block, ...]:
    lines = tuple(words.say(f"handoff_sign.{name}") for name in ("name", "day", "signature"))
    return (notice(words.say("handoff_doc.acceptance_what")), sign(lines))
