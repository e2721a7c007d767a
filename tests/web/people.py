"""Alice and Bob have a file each, Charlie keeps and Wendy watches for the operator: who comes, whose things there are.

A new page whose path has a new part needs one line in PARTS. A new model needs one line in `_things`. Everything
personal of theirs holds a canary (`canary("alice", "file.name")`), so that a test can look where it should not be.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from atesta.contact.message import Message
from atesta.evidence import keys
from atesta.intake.extract_file import issue_extract
from atesta.mandate.consulted import Consulted, kept
from atesta.mandate.directory import Directory
from atesta.pipeline import Knowledge, review_message
from atesta.review.as_json import review_bytes
from atesta.store import agency, mailing, models
from atesta.store.answering import summary_of
from atesta.store.ids import new_id
from atesta.web.access import FILE_KEY, SEEN_KEY, Who
from atesta.web.desk import desk

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PASSWORD = "correct horse battery staple"

ACCOUNT = """
as_of = 2026-11-15T06:00:00+08:00
account = "A-1"
creditor = "L"
lender = { name = "L", kind = "bank" }
place = "CN"
currency = "CNY"
instalment = [{ due = 2026-11-12, amount = "412.60" }]
"""


@contextmanager
def undone() -> Iterator[None]:
    """What a case does in the database is not there for the next: people and their things are made once for many."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Visitor(Enum):
    """Who opens a page. HALF gave the password only; all after it gave both factors. COMPLIANCE and MANAGER are of
    the creditor and the agency that have Alice's account, RIVAL of another creditor, OTHER of another agency."""

    NOBODY = "nobody"
    ALICE = "alice"
    BOB = "bob"
    HALF = "half"
    KEEPER = "keeper"
    WATCHER = "watcher"
    COMPLIANCE = "compliance"
    RIVAL = "rival"
    MANAGER = "manager"
    OTHER = "other"


SIGNED_IN = frozenset(Visitor) - {Visitor.NOBODY, Visitor.ALICE, Visitor.BOB, Visitor.HALF}

MAY: dict[Who, frozenset[Visitor]] = {
    Who.ANYONE: frozenset(Visitor),
    Who.OWNER: frozenset({Visitor.ALICE, Visitor.BOB}),
    Who.HALF: SIGNED_IN | {Visitor.HALF},
    Who.PERSON: SIGNED_IN,
    Who.STAFF: frozenset({Visitor.KEEPER, Visitor.WATCHER}),
    Who.KEEPER: frozenset({Visitor.KEEPER}),
    Who.COMPLIANCE: frozenset({Visitor.COMPLIANCE, Visitor.RIVAL}),
    Who.AGENCY: frozenset({Visitor.MANAGER, Visitor.OTHER}),
}
"""Written down a second time on purpose: what `access.may` says is compared with it."""


@dataclass(slots=True)
class Person:
    """One owner of a file, and one of each thing in it."""

    name: str
    file: models.File
    things: dict[str, Model] = field(default_factory=dict)

    def id_of(self, thing: str) -> str:
        return str(self.things[thing].pk)


SeenBy = Callable[[Visitor, str], bool]


def anybody(visitor: Visitor, whose: str) -> bool:
    """Public data, such as a place or a rule."""
    return True


def the_owner(visitor: Visitor, whose: str) -> bool:
    return visitor.value == whose


def nobody(visitor: Visitor, whose: str) -> bool:
    """Found only with something that these visitors do not have, such as the secret of an upload."""
    return False


def whoever_has_it(visitor: Visitor, whose: str) -> bool:
    """A link is its own permission, for anybody who holds it."""
    return whose != "gone"


def her_creditor(visitor: Visitor, whose: str) -> bool:
    """Both accounts are with one creditor; Alice's is with one of its agencies, Bob's with none."""
    return visitor is Visitor.COMPLIANCE and whose != "gone"


def her_agency(visitor: Visitor, whose: str) -> bool:
    return visitor is Visitor.MANAGER and whose == "alice"


def of_her_house(visitor: Visitor, whose: str) -> bool:
    """On a page of the creditor, and on the same of the agency."""
    return her_creditor(visitor, whose) or her_agency(visitor, whose)


def who_announced(visitor: Visitor, whose: str) -> bool:
    """To Alice her agency did, to Bob the creditor itself; neither hangs up for the other."""
    return (visitor, whose) in ((Visitor.MANAGER, "alice"), (Visitor.COMPLIANCE, "bob"))


def a_keeper(visitor: Visitor, whose: str) -> bool:
    """Whoever keeps, of anybody: a hold."""
    return visitor is Visitor.KEEPER and whose != "gone"


def a_keeper_what_alice_handed_over(visitor: Visitor, whose: str) -> bool:
    """Alice let the operator read her contact, Bob did not."""
    return visitor is Visitor.KEEPER and whose == "alice"


@dataclass(frozen=True, slots=True)
class Part:
    """How a part of a path is filled: `value` of a person's own thing, and who may see that thing."""

    value: Callable[[Person], str]
    seen_by: SeenBy

    @property
    def public(self) -> bool:
        return self.seen_by is anybody


def secret_of(whose: str) -> str:
    """Of the links in her mails; as long as an id, so that the matrix knows it for what was asked."""
    return f"secret-{whose}".ljust(26, "x")


def link_of(whose: str) -> str:
    """Of the agency's link; as long as an id, see above."""
    return f"link{whose}".ljust(26, "A")


PARTS: dict[str, Part] = {
    "lang": Part(lambda person: "en", anybody),
    "place": Part(lambda person: "cn", anybody),
    "rule": Part(lambda person: "cn-quiet-hours", anybody),
    "channel": Part(lambda person: "12321", anybody),
    "debt": Part(lambda person: person.id_of("debt"), the_owner),
    "contact": Part(lambda person: person.id_of("contact"), the_owner),
    "asked": Part(lambda person: person.id_of("request"), the_owner),
    "receipt": Part(lambda person: person.id_of("receipt"), the_owner),
    "extract": Part(lambda person: person.id_of("extract"), the_owner),
    "complaint": Part(lambda person: person.id_of("complaint"), the_owner),
    "step": Part(lambda person: "refused", anybody),
    "blob": Part(lambda person: person.id_of("blob"), the_owner),
    "passkey": Part(lambda person: person.id_of("passkey"), the_owner),
    "confirm": Part(lambda person: secret_of(person.name), the_owner),
    "link": Part(lambda person: secret_of(person.name), whoever_has_it),
    "seal": Part(lambda person: "0" * 64, anybody),
    "upload": Part(lambda person: person.id_of("upload"), nobody),
    "job": Part(lambda person: person.id_of("job"), nobody),
    "handed": Part(lambda person: person.id_of("contact"), a_keeper_what_alice_handed_over),
    "hold": Part(lambda person: person.id_of("hold"), a_keeper),
    "snapshot": Part(lambda person: "2026-Q3", nobody),  # the board is off, and nothing is published
    "draft": Part(lambda person: "0" * 40, nobody),
    "board_file": Part(lambda person: "board.json", nobody),
    "case": Part(lambda person: person.id_of("case"), a_keeper),
    "casecontact": Part(lambda person: person.id_of("contact"), a_keeper_what_alice_handed_over),
    "reply": Part(lambda person: link_of(person.name), whoever_has_it),
    "block": Part(lambda person: person.id_of("block"), a_keeper),
    "handoff": Part(lambda person: person.id_of("handoff"), a_keeper),
    "wording": Part(lambda person: person.id_of("wording"), of_her_house),
    "listed_agency": Part(lambda person: person.id_of("listed_agency"), her_creditor),
    "sender": Part(lambda person: person.id_of("sender"), her_creditor),
    "mandate": Part(lambda person: person.id_of("mandate"), her_creditor),
    "ledger": Part(lambda person: person.id_of("ledger"), her_creditor),
    "importing": Part(lambda person: person.id_of("importing"), her_creditor),
    "bound": Part(lambda person: person.id_of("bound"), her_creditor),
    "gateask": Part(lambda person: person.id_of("gateask"), her_creditor),
    "house": Part(lambda person: person.id_of("house"), her_creditor),
    "announced": Part(lambda person: person.id_of("announced"), who_announced),
}
"""By the name of the part. Missing one? Add a line here: the id of that person's thing, and who may see it."""

GET_MAY_ANSWER: dict[str, tuple[int, ...]] = {
    "demo": (404,),  # only where the demonstration runs
    **dict.fromkeys(("board", "board-method", "board-feed-atom", "board-feed-json"), (404,)),  # off until turned on
    "staff-board": (404,),  # off, too
    "staff-set-up-code": (404,),  # nobody here is setting up a phone
    "contact-original": (200, 503),  # the row is here, its bytes are not
    "contact-sound": (200, 404),
    "stamp": (404,),  # no seal has this digest
    **dict.fromkeys(("log-checkpoint", "log-key", "log-proof", "log-consistency"), (404,)),  # nothing was announced yet
    "receipt-paper": (200, 503),
    "complaint-receipt": (200, 503),
    "complaint-kept": (200, 503),
}
"""Pages whose plain GET answers something else than 200 or a redirect, by name, with the status it gives."""


def canary(whose: str, what: str) -> str:
    """A word that stands nowhere else, short enough for every field."""
    return f"zq{whose}{what.replace('.', '')}qz"[:40]


def phone_of(whose: str) -> str:
    """A number that no other row has; letters would not pass as one."""
    return {"alice": "+8613900047711", "bob": "+8613900047722"}[whose]


def file_of(whose: str, **known: Any) -> models.File:
    """A file with everything personal filled in."""
    return models.File.objects.create(
        made_at=NOW,
        opened_at=NOW,
        code_locator=f"loc{whose}"[:12],
        code_hash="not-a-hash",
        lang="en",
        **{
            "name": canary(whose, "file.name"),
            "address": canary(whose, "file.address"),
            "phone": phone_of(whose),
            **known,
        },
    )


def person(whose: str) -> Person:
    made = Person(whose, file_of(whose))
    made.things.update(_things(whose, made.file))
    return made


def _things(whose: str, file: models.File) -> dict[str, Model]:
    """One of each. Fields with a closed list of words hold one of them; all others hold a canary."""
    blob = models.Blob.objects.create(
        file=file, size=1, sha256="0" * 64, media_type="text/plain", given_name=canary(whose, "blob.name"), made_at=NOW
    )
    debt = models.Debt.objects.create(
        file=file,
        place="CN",
        zone="Asia/Shanghai",
        lender=canary(whose, "debt.lender"),
        owed="4126.07",
        currency="CNY",
        due=date(2026, 11, 12),
        figures_at=NOW,
        made_at=NOW,
    )
    return {
        "file": file,
        "blob": blob,
        "debt": debt,
        **_of_debt(whose, debt, blob),
        **_contact(whose, file, debt, blob),
        **_of_file(whose, file),
        **_ledger(whose),
        **_complaint(whose, debt, blob),
    }


def _ledger(whose: str) -> dict[str, Model]:
    """Her account at the creditor, an agency of it, and what is listed and under way there."""
    creditor = creditor_of()
    agency = agency_of("hx", creditor)
    account = creditor.accounts.create(key=whose.ljust(64, "0"), tail="1001", place="CN", made_at=NOW)
    span = {"from_on": NOW.date(), "to_on": date(2026, 12, 31), "made_at": NOW}
    asked = {"creditor": creditor.id, "staff": "", "what": "placements", "mapping": {}}
    return {
        "listed_agency": agency,
        "sender": creditor.senders.create(agency=agency, address="02150001234", key="+862150001234", **span),
        "mandate": agency.mandates.create(jti=new_id(), channels=["sms"], kid="0" * 64, token="e.y.J", **span),
        "ledger": account,
        "importing": models.Upload.objects.create(
            secret="0" * 64,
            kind="ledger",
            size=1,
            asked=asked,
            made_at=NOW,
            ends_at=datetime.now(UTC) + timedelta(hours=1),
        ),
    }


def _complaint(whose: str, debt: models.Debt, blob: models.Blob) -> dict[str, Model]:
    """Handed in, about her contact, whose sender was reported with it."""
    complaint = models.Complaint.objects.create(
        file=debt.file,
        debt=debt,
        place="CN",
        channel="12321",
        lender=canary(whose, "complaint.lender"),
        wants="stop",
        state="filed",
        filed_on=date(2026, 11, 19),
        reference=canary(whose, "complaint.reference"),
        tracking=canary(whose, "complaint.tracking"),
        apology=canary(whose, "complaint.apology"),
        remedy=canary(whose, "complaint.remedy"),
        receipt=blob,
        packet=blob,
        made_at=NOW,
    )
    contact = debt.contacts.get()
    models.ComplaintContact.objects.create(complaint=complaint, contact=contact, added_at=NOW)
    return {
        "complaint": complaint,
        "event": complaint.events.create(seq=1, kind="filed", text=canary(whose, "event.text"), made_at=NOW),
        "reported": complaint.reported.create(
            file=debt.file, address=canary(whose, "reported.address"), on=NOW.date(), by="12321", made_at=NOW
        ),
    }


def _of_debt(whose: str, debt: models.Debt, blob: models.Blob) -> dict[str, Model]:
    return {
        "extract": models.Extract.objects.create(
            debt=debt,
            token=_token(whose),
            as_of=NOW,
            signer=canary(whose, "extract.signer"),
            known_signer=False,
            made_at=NOW,
        ),
        "receipt": models.Receipt.objects.create(
            debt=debt,
            on=date(2026, 11, 13),
            amount="412.67",
            reference=canary(whose, "receipt.reference"),
            blob=blob,
            made_at=NOW,
        ),
        "request": models.Request.objects.create(
            debt=debt,
            kind="hardship",
            asked_on=date(2026, 11, 13),
            lang="en",
            letter=canary(whose, "request.letter"),
            made_at=NOW,
        ),
    }


def _contact(whose: str, file: models.File, debt: models.Debt, blob: models.Blob) -> dict[str, Model]:
    """Alice's the operator may read: she handed it over."""
    common: dict[str, Any] = {"file": file, "debt": debt, "channel": "sms", "at": NOW, "at_offset": 480, "order": NOW}
    contact = models.KeptContact.objects.create(
        **common,
        sender=canary(whose, "contact.sender"),
        text=canary(whose, "contact.text"),
        note=canary(whose, "contact.note"),
        register=kept(Consulted(Directory(canary(whose, "contact.register"), NOW), "CN"), ""),
        provenance="typed",
        original=blob,
        kept_at=NOW,
    )
    answers = models.Answers.objects.create(contact=contact, made_at=NOW, **_answered())
    if whose == "alice":
        models.HandOver.objects.create(contact=contact, at=NOW, exported_at=NOW)
    return {"contact": contact, "answers": answers}


@cache
def _token(whose: str) -> str:
    """A lender's signed word, whose account is numbered with a canary."""
    key, ms = keys.new_key(os.urandom), int(NOW.timestamp() * 1000)
    year = 365 * 86_400_000
    cert = keys.certificate("L", key.public, None, key, ms - year, ms + year, os.urandom, certifies=1)
    account = ACCOUNT.replace("A-1", canary(whose, "extract.account"))
    return issue_extract(account.encode(), key, cert, ms).decode()


@cache
def _answered() -> dict[str, Any]:
    """The answers about a text without a word of anybody, made once: what they say is not what is tested here."""
    review = review_message(Message("Pague hoy.", b"Pague hoy."), Knowledge.of(place="CN"), desk())
    data = review_bytes(review)
    digest = hashlib.sha256(data).hexdigest()
    return {"review": data.decode(), "digest": digest, "rulebook": review.rulebook, "summary": summary_of(review)}


def _announced(whose: str) -> dict[str, Any]:
    moment = {"at": NOW, "opens_at": NOW, "closes_at": NOW + timedelta(minutes=30)}
    keys_ = {"person": "0" * 64, "code_key": "0" * 64, "salt": "0" * 64, "leaf": "0" * 64}
    said = {"kind": "call", "channel": "call", "address": "02150001234", "address_key": "+862150001234"}
    claims = [{"kind": "amount", "said": canary(whose, "announced.said"), "answer": "matches"}]
    return {
        **{**moment, **keys_, **said},
        "purpose": "demand",
        "first_name": canary(whose, "announced.name"),
        "claims": claims,
    }


def _of_house(whose: str) -> dict[str, Model]:
    """Of the creditor that holds both accounts: Alice's is with its agency hx, Bob's with none."""
    creditor = creditor_of()
    owner: dict[str, Any] = {"creditor": creditor, "agency": agency_of("hx", creditor) if whose == "alice" else None}
    account = models.LedgerAccount.objects.create(
        creditor=creditor,
        key=whose,
        tail=canary(whose, "t")[2:6],
        place="CN",
        zone="Asia/Shanghai",
        toml=ACCOUNT.replace("A-1", canary(whose, "ledger.account")),
        made_at=NOW,
    )
    key = models.ApiKey.objects.create(**owner, name="x", digest=whose, made_at=NOW)
    key.answered.create(token="0" * 64, digest="0" * 64, status=200, body=canary(whose, "answered.body"), at=NOW)
    return {
        "house": agency_of({"alice": "hx", "bob": "zz"}[whose], creditor),
        "account": account,
        "bound": account.requests.create(
            kind="stop",
            asked_at=NOW,
            from_on=NOW.date(),
            why=canary(whose, "bound.why"),
            way="letter",
            said=canary(whose, "bound.said"),
        ),
        "gateask": models.GateAsk.objects.create(**owner, account=account, **_refused(whose)),
        "wording": models.Template.objects.create(**owner, channel="sms", text="x", digest=whose, made_at=NOW),
        "announced": models.Announcement.objects.create(**owner, account=account, **_announced(whose)),
    }


REASON: dict[str, Any] = {"id": "account_unknown", "answer": "ask", "measured": {}, "citations": []}
"""Of the gate, as it is kept."""


def _refused(whose: str) -> dict[str, Any]:
    words = {"address": "1069", "channel": "sms", "purpose": "demand", "to": "debtor", "decision": "refused"}
    return {**words, "planned_at": NOW, "asked_at": NOW, "reasons": [REASON], "override_why": canary(whose, "ask.why")}


def _block(whose: str) -> models.Block:
    said = {"source": "12321", "reference": canary(whose, "block.reference")}
    block = models.Block.objects.create(
        kind="sender", place="CN", address="106955880231", since=NOW, made_at=NOW, **said
    )
    block.decisions.create(at=NOW, what="confirmed", reason=canary(whose, "block.reason"))
    return block


def _hand_off(whose: str) -> models.HandOff:
    words = ("account", "creditor", "acceptor", "countersigned")
    named = {name: canary(whose, f"handoff.{name}") for name in words}
    made = models.HandOff.objects.create(
        place="CN", prepared_at=NOW, asked=new_id(), bundle=b"PK", seal="0" * 64, **named
    )
    told = {"court": canary(whose, "step.court"), "case_number": canary(whose, "step.number")}
    made.steps.create(stage="filed", on=NOW.date(), made_at=NOW, **told)
    return made


def _of_file(whose: str, file: models.File) -> dict[str, Model]:
    return {
        **_of_house(whose),
        "block": _block(whose),
        "handoff": _hand_off(whose),
        "hold": models.Hold.objects.create(file=file, reason=canary(whose, "hold.reason"), since=NOW),
        "passkey": models.Passkey.objects.create(
            file=file,
            credential=whose.encode(),
            public_key=b"k",
            sign_count=0,
            label=canary(whose, "passkey.label"),
            made_at=NOW,
        ),
        "upload": models.Upload.objects.create(
            secret="0" * 64,
            kind="message",
            size=1,
            given_name=canary(whose, "upload.name"),
            asked={"text": canary(whose, "upload.asked")},
            made_at=NOW,
            ends_at=datetime.now(UTC) + timedelta(hours=1),
        ),
        **_mail(whose, file),
        **_case(whose, file),
        "job": models.Job.objects.create(kind="nothing", subject=new_id(), due_at=NOW, made_at=NOW, done_at=NOW),
    }


def _case(whose: str, file: models.File) -> dict[str, Model]:
    """A complaint at the creditor's desk, with a point, an agency that was asked, and a step."""
    case = models.Case.objects.create(
        file=file,
        intake="file",
        place="CN",
        lang="en",
        reference=canary(whose, "case.reference"),
        person=canary(whose, "case.person"),
        text=canary(whose, "case.text"),
        letter=canary(whose, "case.letter"),
        cause_words=canary(whose, "case.cause"),
        received_on=NOW.date(),
        made_at=NOW,
    )
    finding = case.findings.create(number=1, kind="threat", quote=canary(whose, "finding.quote"))
    ask = case.asks.create(
        digest=agency.digest_of(link_of(whose)),
        findings=[finding.id],
        due_on=NOW.date(),
        made_at=NOW,
        ends_at=datetime.now(UTC) + timedelta(days=30),
    )
    text = canary(whose, "event.text")
    event = case.events.create(finding=finding, ask=ask, kind="replied", word="disputes", text=text, at=NOW)
    return {"case": case, "casefinding": finding, "ask": ask, "event": event}


def _mail(whose: str, file: models.File) -> dict[str, Model]:
    """One address that is a way in, another that waits, and a link to each that has not ended."""
    now, things = datetime.now(UTC), dict[str, Model]()
    for kind, confirmed_at in (("open", NOW), ("confirm", None)):
        address = f"{canary(whose, f'mail.{kind}')}@example.org"
        way = models.MailWay.objects.create(
            file=file,
            address=address,
            address_hash=mailing.hash_of(address),
            lang="en",
            made_at=now,
            confirmed_at=confirmed_at,
        )
        things[f"way_{kind}"] = way
        things[f"link_{kind}"] = way.links.create(
            kind=kind,
            digest=mailing.digest_of(secret_of(whose), kind),
            made_at=now,
            ends_at=now + timedelta(minutes=20),
        )
    return things


@dataclass(frozen=True, slots=True)
class Gone:
    """Nobody: every id is well made and of nothing."""

    name: str = "gone"

    def id_of(self, thing: str) -> str:
        return new_id()


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def staff(login: str, role: str = "keeper", *, second_factor: bool = True) -> models.Staff:
    made = models.Staff.objects.create(login=login, role=role, password=_hashed(), made_at=NOW)
    if second_factor:
        TOTPDevice.objects.create(user=made, name="phone", confirmed=True)
    return made


def come(visitor: Visitor, people: dict[str, Person]) -> Client:
    """A browser of that visitor, with whatever a visit before has left in its session."""
    client = Client()
    if visitor in (Visitor.ALICE, Visitor.BOB):
        session = client.session
        session[FILE_KEY], session[SEEN_KEY] = people[visitor.value].file.id, int(time.time())
        session.save()
    elif visitor is not Visitor.NOBODY:
        _sign_in(client, visitor)
    return client


Keys = dict[Visitor, str]
"""The cookie of each visitor's session; nobody has none."""


def keys_of(people: dict[str, Person]) -> Keys:
    """Everybody comes once, for a test that lets them visit very many pages: signing in takes longer than a page."""
    cookies = {visitor: come(visitor, people).cookies.get(settings.SESSION_COOKIE_NAME) for visitor in Visitor}
    return {visitor: cookie.value for visitor, cookie in cookies.items() if cookie}


def enter(visitor: Visitor, keys: Keys) -> Client:
    """A browser of a visitor that came before."""
    client = Client()
    if visitor in keys:
        client.cookies[settings.SESSION_COOKIE_NAME] = keys[visitor]
    return client


ROLES = {
    Visitor.WATCHER: "watcher",
    Visitor.COMPLIANCE: "compliance",
    Visitor.RIVAL: "compliance",
    Visitor.MANAGER: "manager",
    Visitor.OTHER: "manager",
}


def creditor_of(name: str = "Lender L") -> models.Creditor:
    return models.Creditor.objects.get_or_create(name=name, defaults={"place": "CN", "made_at": NOW})[0]


def agency_of(slug: str, creditor: models.Creditor) -> models.Agency:
    return models.Agency.objects.get_or_create(
        creditor=creditor, slug=slug, defaults={"name": f"Agency {slug}", "made_at": NOW}
    )[0]


def _works_for(visitor: Visitor, who: models.Staff) -> None:
    creditor = creditor_of("Lender R" if visitor is Visitor.RIVAL else "Lender L")
    slug = {Visitor.MANAGER: "hx", Visitor.OTHER: "zz"}.get(visitor)
    models.StaffOf.objects.create(staff=who, creditor=creditor, agency=agency_of(slug, creditor) if slug else None)


def _sign_in(client: Client, visitor: Visitor) -> None:
    who = staff(f"zq{visitor.value}loginqz", ROLES.get(visitor, "keeper"))
    if ROLES.get(visitor) in ("compliance", "manager"):
        _works_for(visitor, who)
    client.force_login(who)
    session = client.session
    session["staff_since"] = session["staff_seen"] = int(time.time())
    if visitor is not Visitor.HALF:
        session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=who).persistent_id
    session.save()
