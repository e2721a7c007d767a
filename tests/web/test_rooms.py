"""The creditor's rooms and the agency's: what was refused, announced, asked by debtors; keys; nothing of another's."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from people import REASON, Person, Visitor, agency_of, come, creditor_of, person

from atesta.store import api_keys
from atesta.store.models import (
    Announcement,
    ApiKey,
    GateAsk,
    LedgerAccount,
    LedgerRequest,
    LogEntry,
    Placement,
    Touch,
    Unregistered,
)
from atesta.store.registry import account_hash
from atesta.telling.say import say_day

sys.path.append(str(Path(__file__).parents[1] / "store"))

from a_register import TOML

pytestmark = pytest.mark.django_db
LANGS = ("en", "es", "zh")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def officer() -> Client:
    return come(Visitor.COMPLIANCE, {})


@pytest.fixture
def manager() -> Client:
    return come(Visitor.MANAGER, {})


def shown(client: Client, at: str, status: int = 200) -> str:
    answer = client.get(at)
    assert answer.status_code == status
    return answer.content.decode()


def an_account(now: datetime, *, slug: str | None = "hx", name: str = "Lender L", tail: str = "1001") -> LedgerAccount:
    creditor = creditor_of(name)
    key = f"{creditor.id}{tail}{slug}"[:64]
    account = LedgerAccount.objects.create(
        creditor=creditor, key=key, tail=tail, place="CN", zone="Asia/Shanghai", toml=TOML, as_of=now, made_at=now
    )
    if slug is not None:
        Placement.objects.create(
            account=account, agency=agency_of(slug, creditor), from_on=now.date() - 9 * DAY, made_at=now
        )
    return account


def asked(
    now: datetime, decision: str = "ask", *, slug: str | None = "hx", name: str = "Lender L", **more: Any
) -> GateAsk:
    creditor = creditor_of(name)
    words = {"address": "1069", "channel": "call", "purpose": "demand", "to": "debtor", "decision": decision}
    return GateAsk.objects.create(
        creditor=creditor,
        agency=agency_of(slug, creditor) if slug else None,
        **{**words, "planned_at": now + HOUR, "asked_at": now, "reasons": [REASON]},
        **more,
    )


# --- what the gate refused --------------------------------------------------------------------------------------------


def test_a_person_allows_by_name_with_a_reason_and_the_agency_reads_it(
    officer: Client, manager: Client, now: datetime
) -> None:
    row = asked(now)
    at = f"/en/creditor/refused/one/{row.id}"
    assert "One contact waits for a person" in shown(officer, "/en/creditor/")
    assert officer.post(at, {"reason": " "}).status_code == 422
    assert officer.post(at, {"reason": "x" * 301}).status_code == 422
    for _ in range(2):
        assert officer.post(at, {"reason": "her own wish, letter of today"}).status_code == 302
    row.refresh_from_db()
    assert row.override_why == "her own wish, letter of today" and row.override_by
    for page in (shown(officer, "/en/creditor/refused"), shown(manager, "/en/agency/refused")):
        assert "her own wish, letter of today" in page and row.override_by.login in page
    link = f"/agency/announce/call?reserved={row.id}"
    assert link in shown(manager, "/en/agency/refused") and link not in shown(officer, "/en/creditor/refused")
    assert LogEntry.objects.filter(kind="gate_override").count() == 1


def test_what_is_over_cannot_be_allowed_any_more(officer: Client, now: datetime) -> None:
    row = asked(now - DAY)
    at = f"/en/creditor/refused/one/{row.id}"
    assert "Nothing can be allowed here any more" in shown(officer, at) and "<textarea" not in shown(officer, at)
    assert officer.post(at, {"reason": "late"}).status_code == 422


def test_an_agency_can_allow_nothing(manager: Client, now: datetime) -> None:
    row = asked(now)
    assert manager.post(f"/en/creditor/refused/one/{row.id}", {"reason": "x"}).status_code == 302  # to the door
    assert "textarea" not in shown(manager, "/en/agency/refused")
    row.refresh_from_db()
    assert row.override_at is None


def test_an_agency_sees_its_own_refusals_alone(manager: Client, officer: Client, now: datetime) -> None:
    account = an_account(now, tail="77mm")
    asked(now, "refused", account=account)
    asked(now, "refused", slug="zz", account=an_account(now, slug="zz", tail="88nn"))
    asked(now, "refused", name="Lender R", account=an_account(now, name="Lender R", tail="99oo"))
    own, all_ = shown(manager, "/en/agency/refused"), shown(officer, "/en/creditor/refused")
    assert ("77mm" in own, "88nn" in own, "99oo" in own) == (True, False, False)
    assert ("77mm" in all_, "88nn" in all_, "99oo" in all_) == (True, True, False)
    other = agency_of("zz", creditor_of()).id
    one_house = shown(officer, f"/en/creditor/refused?of={other}")
    assert "88nn" in one_house and "77mm" not in one_house
    assert "77mm" in shown(manager, "/en/agency/")


def test_a_thousand_of_one_moment_are_all_found_page_by_page(manager: Client, now: datetime) -> None:
    for number in range(250):
        asked(now, "refused", account=an_account(now, tail=f"{number:04}"))
    seen, at = list[str](), "/en/agency/refused"
    while at:
        page = shown(manager, at)
        seen += re.findall(r"account ending in (\d{4})", page)
        older = re.search(r'href="(\?before=[^"]+)"', page)
        at = f"/en/agency/refused{older[1]}" if older else ""
    assert sorted(seen) == [f"{number:04}" for number in range(250)]


@pytest.mark.parametrize("before", ["x", "2026-11-20", "2026-11-20T10:00:00_x", "_", "9" * 400, "%00"])
def test_a_made_up_place_in_the_list_is_the_first_page(officer: Client, now: datetime, before: str) -> None:
    asked(now, "refused", account=an_account(now, tail="77mm"))
    assert "77mm" in shown(officer, f"/en/creditor/refused?before={before}&of={before}")


def test_what_was_made_in_spite_of_the_gate_stands_out(officer: Client, now: datetime) -> None:
    asked(now, "refused", happened_at=now, reported_at=now, outcome="conversation")
    assert "although the gate had not allowed it" in shown(officer, "/en/creditor/refused")


# --- counters ---------------------------------------------------------------------------------------------------------


def test_a_cap_that_was_broken_only_in_sum_names_houses_and_no_account(officer: Client, now: datetime) -> None:
    account = an_account(now, tail="77mm")
    creditor = account.creditor
    for number, slug in enumerate(["hx", "hx", "hx", "zz", "zz", "zz"]):
        Touch.objects.create(
            account=account,
            agency=agency_of(slug, creditor),
            at=now,
            channel="call",
            outcome="conversation",
            line=str(number),
            made_at=now,
        )
    page = shown(officer, "/en/creditor/counters")
    assert "One account" in page and "Agency hx" in page and "Agency zz" in page and "77mm" not in page


def test_a_cap_that_was_broken_in_sum_days_ago_is_shown_with_its_day(officer: Client, now: datetime) -> None:
    account, then = an_account(now), now - 9 * DAY
    for number, slug in enumerate(["hx", "hx", "hx", "zz", "zz", "zz"]):
        said = {"channel": "call", "outcome": "conversation", "line": str(number), "made_at": now}
        Touch.objects.create(account=account, agency=agency_of(slug, account.creditor), at=then, **said)
    day = then.astimezone(ZoneInfo("Asia/Shanghai")).date()
    for lang in LANGS:
        assert f"<td>{say_day(day, lang)}</td>" in shown(officer, f"/{lang}/creditor/counters")


def test_few_that_were_not_reported_are_not_compared(officer: Client, now: datetime) -> None:
    asked(now - DAY, "allowed", ends_at=now - HOUR)
    assert "1 of 1" in shown(officer, "/en/creditor/counters")
    assert "too few to compare" in shown(officer, "/en/creditor/counters")


# --- announced --------------------------------------------------------------------------------------------------------


def announced(now: datetime, slug: str = "hx", **more: Any) -> Announcement:
    creditor = creditor_of()
    kept = {"kind": "text", "channel": "sms", "purpose": "demand", "at": now}
    return Announcement.objects.create(creditor=creditor, agency=agency_of(slug, creditor), **{**kept, **more})


def test_announcements_say_whose_they_are_and_what_stands_against_them(
    officer: Client, manager: Client, now: datetime
) -> None:
    claim = {"kind": "legal_step", "said": "filed", "answer": "contradicted"}
    announced(now, account=an_account(now, tail="77mm"), claims=[claim])
    announced(now, "zz", withdrawn_at=now, withdrawn_why="wrong list")
    creditor = creditor_of()
    Unregistered.objects.create(
        creditor=creditor, agency=agency_of("hx", creditor), channel="sms", on=now.date(), made_at=now
    )
    every, own = shown(officer, "/en/creditor/registered"), shown(manager, "/en/agency/registered")
    for page in (every, own):
        assert "a legal step: contradicted" in page and "77mm" in page and "contradicted: 1" in page
    assert "wrong list" in every and "wrong list" not in own and "Agency zz" not in own
    assert "reported that nobody had announced" in shown(officer, "/en/creditor/")


def test_what_is_odd_in_a_report_stands_beside_the_announcement(
    officer: Client, manager: Client, now: datetime
) -> None:
    late = {
        "decision": "allowed",
        "ends_at": now - HOUR,
        "happened_at": now,
        "reported_at": now,
        "outcome": "delivered",
    }
    row = announced(now, ask=asked(now, **late))
    said = "Made after the time for which it was allowed"
    for client, room in ((officer, "creditor"), (manager, "agency")):
        assert said in shown(client, f"/en/{room}/registered")
    GateAsk.objects.filter(id=row.ask_id).update(ends_at=now)
    assert said not in shown(manager, "/en/agency/registered")


# --- what debtors ask -------------------------------------------------------------------------------------------------


def requested(now: datetime, **more: Any) -> LedgerRequest:
    return LedgerRequest.objects.create(
        account=an_account(now, tail="77mm"),
        kind="stop",
        asked_at=now - 3 * DAY,
        from_on=(now - 3 * DAY).date(),
        **more,
    )


def test_a_request_is_seen_at_once_and_accepted_for_days(officer: Client, manager: Client, now: datetime) -> None:
    row = requested(now)
    assert "One request of a debtor" in shown(officer, "/en/creditor/") and "77mm" in shown(
        manager, "/en/agency/requests"
    )
    at = f"/en/creditor/requests/one/{row.id}"
    page = shown(officer, at)
    assert "A-1001" in page and "Agency hx" in page
    first = (now + timedelta(hours=8)).date()
    assert officer.post(at, {"do": "accept", "from_on": first, "to_on": ""}).status_code == 302
    row.refresh_from_db()
    assert row.accepted_at and row.from_on == first and row.to_on is None
    assert "accepted on" in shown(manager, "/en/agency/requests")


def test_a_request_is_declined_with_a_reason_or_not_at_all(officer: Client, manager: Client, now: datetime) -> None:
    row = requested(now)
    at = f"/en/creditor/requests/one/{row.id}"
    assert officer.post(at, {"do": "decline"}).status_code == 422
    assert officer.post(at, {"do": "decline", "why": "answered on Monday"}).status_code == 302
    assert officer.post(at, {"do": "accept", "from_on": now.date()}).status_code == 302
    row.refresh_from_db()
    assert row.accepted_at is None and row.why == "answered on Monday"
    assert "77mm" not in shown(manager, "/en/agency/requests")


def test_an_accepted_one_is_given_a_last_day_that_is_not_over(officer: Client, now: datetime) -> None:
    row = requested(now, accepted_at=now - 2 * DAY)
    at, past = f"/en/creditor/requests/one/{row.id}", (now - 2 * DAY).date()
    assert officer.post(at, {"do": "end", "to_on": past, "why": "settled"}).status_code == 422
    last = (now + 2 * DAY).date()
    assert officer.post(at, {"do": "end", "to_on": last, "why": "settled"}).status_code == 302
    row.refresh_from_db()
    assert (row.to_on, row.why) == (last, "settled")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"do": "accept", "from_on": "x"}, "from_on"),
        ({"do": "accept", "from_on": "2026-01-01"}, "from_on"),
        ({"do": "accept", "from_on": "2999-01-01"}, "from_on"),
        ({"do": "accept", "to_on": "2026-01-01"}, "to_on"),
        ({"do": "accept", "to_on": "x"}, "to_on"),
        ({"do": "decline", "why": "x" * 301}, "why"),
        ({"do": ""}, "why"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_decided(
    officer: Client, now: datetime, form: dict[str, str], field: str
) -> None:
    row = requested(now)
    typed = {"from_on": str((now + timedelta(hours=8)).date()), "to_on": "", "why": ""} | form
    answer = officer.post(f"/en/creditor/requests/one/{row.id}", typed)
    assert answer.status_code == 422 and f'href="#f-{field}"' in answer.content.decode()
    row.refresh_from_db()
    assert row.accepted_at is None and row.declined_at is None


# --- one house, and its keys ------------------------------------------------------------------------------------------


def test_an_agency_sees_of_itself_what_the_creditor_sees(officer: Client, manager: Client, now: datetime) -> None:
    asked(now, "refused")
    announced(now)
    hx = agency_of("hx", creditor_of())
    api_keys.new_key(creditor_of(), hx, "dialler", None, now)
    theirs, its = shown(officer, f"/en/creditor/house/{hx.id}"), shown(manager, "/en/agency/sheet")
    facts = re.compile(r'<dl class="facts">.*?</dl>', re.DOTALL)
    assert facts.findall(theirs) == facts.findall(its) and "1 of 1; too few to compare" in its
    assert "dialler" in its and "Make or revoke keys" not in its and "Make or revoke keys" in theirs


def test_a_key_is_shown_once_and_opens_what_is_the_agency_s(officer: Client, now: datetime) -> None:
    hx = agency_of("hx", creditor_of())
    at = f"/en/creditor/house/{hx.id}/keys"
    sealed = re.search(r'name="sealed" value="([^"]+)"', shown(officer, at))
    assert sealed
    form = {"do": "make", "name": "dialler", "last": "", "sealed": sealed[1]}
    secret = re.search(r"atk_[\w-]{43}", officer.post(at, form).content.decode())
    assert secret
    officer.post(at, form)
    assert ApiKey.objects.count() == 1, "sent twice it is one"
    found = api_keys.key_of(secret[0], now)
    assert found and found.agency == hx
    assert "atk_" not in shown(officer, at)
    officer.post(at, {"do": "revoke", "key": found.id})
    assert api_keys.key_of(secret[0], datetime.now(UTC)) is None and "revoked" in shown(officer, at)


def test_no_key_is_made_of_a_secret_that_is_not_ours(officer: Client) -> None:
    at = f"/en/creditor/house/{agency_of('hx', creditor_of()).id}/keys"
    for sealed in ("", "x", "atk_" + "A" * 43):
        assert officer.post(at, {"do": "make", "name": "dialler", "sealed": sealed}).status_code == 422
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(
    "form", [{"name": ""}, {"name": "x" * 61}, {"last": "x"}, {"last": "2020-01-01"}, {"last": "2999-01-01"}]
)
def test_a_key_needs_a_name_and_no_day_but_a_near_one(officer: Client, form: dict[str, str]) -> None:
    at = "/en/creditor/house/own/keys"
    sealed = re.search(r'name="sealed" value="([^"]+)"', shown(officer, at))
    assert sealed
    typed = {"do": "make", "name": "ledger", "last": "", "sealed": sealed[1]} | form
    assert officer.post(at, typed).status_code == 422 and not ApiKey.objects.exists()


def test_the_key_of_another_house_is_not_revoked_here(officer: Client, now: datetime) -> None:
    other = creditor_of("Lender R")
    key, secret = api_keys.new_key(other, None, "theirs", None, now)
    officer.post("/en/creditor/house/own/keys", {"do": "revoke", "key": key.id})
    assert api_keys.key_of(secret, now)


# --- in every language ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_of_both_rooms_speaks_it(officer: Client, manager: Client, now: datetime, lang: str) -> None:
    row, bound = asked(now), requested(now)
    announced(now, claims=[{"kind": "amount", "said": "1", "answer": "exaggerated"}])
    hx = agency_of("hx", creditor_of())
    api_keys.new_key(creditor_of(), hx, "dialler", now + DAY, now)
    creditor = (
        "",
        "refused",
        f"refused/one/{row.id}",
        "counters",
        "registered",
        "requests",
        f"requests/one/{bound.id}",
    )
    for page in (*creditor, f"house/{hx.id}", "house/own", f"house/{hx.id}/keys", "house/own/keys"):
        shown(officer, f"/{lang}/creditor/{page}")
    for page in ("", "refused", "registered", "requests", "sheet"):
        shown(manager, f"/{lang}/agency/{page}")


def test_links_of_the_navigation_lead_somewhere(officer: Client, manager: Client) -> None:
    for client, room in ((officer, "creditor"), (manager, "agency")):
        for page in (f"/en/{room}/", "/en/staff/account"):
            nav = re.search(r'<nav[^>]*class="rooms">.*?</nav>', shown(client, page), re.DOTALL)
            assert nav and nav[0].count("<a ") >= 7
            for at in re.findall(r'href="([^"]+)"', nav[0]):
                shown(client, at)


def test_two_people_of_another_house_see_nothing_of_it(now: datetime) -> None:
    people: dict[str, Person] = {"alice": person("alice"), "bob": person("bob")}
    asked(now, "refused", account=an_account(now, tail="77mm"))
    announced(now, account=an_account(now, tail="66kk"))
    for visitor, room in ((Visitor.RIVAL, "creditor"), (Visitor.OTHER, "agency")):
        client = come(visitor, people)
        for page in ("", "refused", "registered", "requests", "templates"):
            text = shown(client, f"/en/{room}/{page}")
            assert "77mm" not in text and "66kk" not in text and "Agency hx" not in text


# --- what came on paper, and what is taken back -----------------------------------------------------------------------


def on_paper(**more: str) -> dict[str, str]:
    given = {"account": "P-1", "kind": "stop", "received_on": "2026-11-20", "way": "letter", "said": "请不要再打电话。"}
    return given | more


def placed(now: datetime) -> LedgerAccount:
    account = an_account(now, tail="77mm")
    account.key = account_hash(account.creditor, "P-1")
    account.save()
    return account


@pytest.mark.parametrize("lang", LANGS)
def test_a_request_on_paper_goes_the_way_of_those_that_were_pressed(
    officer: Client, manager: Client, now: datetime, lang: str
) -> None:
    account = placed(now)
    at = f"/{lang}/creditor/requests/enter"
    assert at in shown(officer, f"/{lang}/creditor/requests") and shown(officer, at)
    for _ in range(2):
        answer = officer.post(at, on_paper())
        assert answer.status_code == 302
    row = LedgerRequest.objects.get(account=account)
    assert (row.kind, row.from_on, row.way, row.accepted_at) == ("stop", date(2026, 11, 20), "letter", None)
    login = "zqcomplianceloginqz"
    page = shown(officer, answer["Location"])
    assert login in page and "请不要再打电话。" in page and say_day(date(2026, 11, 20), lang) in page
    theirs = shown(manager, f"/{lang}/agency/requests")
    assert "77mm" in theirs and login not in theirs and "打电话" not in theirs and "00:00" not in theirs
    first = str((now + timedelta(hours=8)).date())
    assert officer.post(answer["Location"], {"do": "accept", "from_on": first, "to_on": ""}).status_code == 302
    assert "request_entered" in LogEntry.objects.values_list("kind", flat=True)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"account": "P-2"}, "account"),
        ({"account": ""}, "account"),
        ({"kind": "jump"}, "kind"),
        ({"way": "dream"}, "way"),
        ({"received_on": "2999-01-01"}, "received_on"),
        ({"received_on": "soon"}, "received_on"),
        ({"said": ""}, "said"),
        ({"said": "x" * 1001}, "said"),
        ({"asked_to": "2026-11-19"}, "asked_to"),
    ],
)
def test_what_is_wrong_with_a_request_on_paper_is_named(
    officer: Client, now: datetime, more: dict[str, str], field: str
) -> None:
    placed(now)
    answer = officer.post("/en/creditor/requests/enter", on_paper(**more))
    assert answer.status_code == 422 and f'href="#f-{field}"' in answer.content.decode()
    assert not LedgerRequest.objects.exists()


def test_the_account_of_another_creditor_is_none_here(now: datetime) -> None:
    account = placed(now)
    answer = come(Visitor.RIVAL, {}).post("/en/creditor/requests/enter", on_paper())
    assert answer.status_code == 422 and not LedgerRequest.objects.filter(account=account).exists()
