"""The file of one packet, strictly: an unknown field is refused with its name, no file guessed (docs/packets.md).

Files that it names are read by a function that is handed in; rules that a finding names are looked up in the rulebook
on the day of its contact.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from atesta.action.complaint.channel import load_channels
from atesta.action.complaint.packet.asked import (
    AFTER_REPORT,
    STATES,
    WANTS,
    Asked,
    Contact,
    CoolOff,
    Exhibit,
    Filing,
    Ground,
    Lender,
    Office,
    Person,
    ReportKind,
    Role,
)
from atesta.action.complaint.packet.exhibits import media_type_of
from atesta.action.complaint.packet.words import words_in
from atesta.contact.account import LenderKind
from atesta.contact.message import Channel as Medium
from atesta.contact.message import Provenance
from atesta.contact.place import place_code
from atesta.errors import Where
from atesta.intake.fields import Table, decode_utf8, parse_toml
from atesta.rules.rule import Citation
from atesta.rules.rulebook import Rulebook

__all__ = ["read_case"]

Load = Callable[[str], bytes]
"""The bytes of a file that the case names. Raises AtestaError for one that cannot be read."""
Sealed = Callable[[str, bytes], str]
"""What `evidence.verify` answers of a sealed bundle (unchanged, changed, incomplete, cannot_check), unreadable for a
broken one, "" for other files."""

_TOP = (
    *("channel", "place", "wants", "today", "person", "lender", "agency", "collectors", "others", "contact", "exhibit"),
    *("finding", "filed", "statement", "request", "amount", "carrier", "office", "cool_off", "even_so"),
)
_PERSON = ("name", "phone", "address", "email", "id_kind", "id_number", "id_copy", "roles", "acts_for")
_LENDER = ("name", "kind", "address", "branch", "product", "contract")
_CONTACT = ("file", "text", "sha256", "channel", "at", "sender", "receiver", "kind", "provenance")
_EXHIBIT = ("file", "about", "sha256", "mandate")
_GROUND = ("kind", "contact", "quote", "rule")
_FINDING = (*_GROUND, "reported_on", "reported_by")
_FILED = ("channel", "on", "state", "reference")


def read_case(raw: bytes, name: str, lang: str, today: date, load: Load, sealed: Sealed, rulebook: Rulebook) -> Asked:
    """What the file asks for. `today` counts where the file has none. Raises FileFormatError with file and field."""
    table = parse_toml(raw, name, _TOP)
    place = place_code(table.text("place"))
    contacts = tuple(_contact(one, load) for one in table.tables("contact", _CONTACT))
    lender = _lender(table.table("lender", _LENDER))
    day = table.optional_day("today") or today
    return Asked(
        channel=_one_of(table, "channel", tuple(load_channels())),
        place=place,
        lang=lang,
        today=day,
        person=_person(table.table("person", _PERSON), load),
        lender=lender,
        wants=_one_of(table, "wants", WANTS),
        contacts=contacts,
        exhibits=tuple(_exhibit(one, load, sealed) for one in table.tables("exhibit", _EXHIBIT)),
        grounds=tuple(_ground(one, contacts, place, day, rulebook) for one in table.tables("finding", _FINDING)),
        filed=tuple(_filing(one) for one in table.tables("filed", _FILED)),
        agency=table.text("agency", ""),
        statement=table.text("statement", ""),
        request=table.text("request", ""),
        amount=table.text("amount", ""),
        carrier=table.text("carrier", ""),
        office=_office(table),
        others=_texts(table, "others"),
        collectors=_texts(table, "collectors"),
        cool_off=_cool_off(table),
        even_so=table.text("even_so", ""),
    )


def _one_of(table: Table, field: str, words: tuple[str, ...]) -> str:
    value = table.text(field)
    if value not in words:
        table.wrong(field, "choice", choices=words)
    return value


def _texts(table: Table, field: str) -> tuple[str, ...]:
    return table.texts(field) if table.has(field) else ()


def _person(table: Table, load: Load) -> Person:
    roles = _texts(table, "roles") or (Role.DEBTOR.value,)
    known = tuple(role.value for role in Role)
    if not set(roles) <= set(known) or len(set(roles)) != len(roles):
        table.wrong("roles", "choices", choices=known)
    return Person(
        name=table.text("name", ""),
        phone=table.text("phone", ""),
        address=table.text("address", ""),
        email=table.text("email", ""),
        id_kind=table.text("id_kind", ""),
        id_number=table.text("id_number", ""),
        roles=tuple(map(Role, roles)),
        acts_for=table.text("acts_for", ""),
        id_copy=tuple(Exhibit(file, media_type_of(file), load(file)) for file in _texts(table, "id_copy")),
    )


def _lender(table: Table) -> Lender:
    return Lender(
        name=table.text("name", ""),
        kind=table.choice("kind", LenderKind, LenderKind.UNKNOWN),
        address=table.text("address", ""),
        branch=table.text("branch", ""),
        product=table.text("product", ""),
        contract=table.text("contract", ""),
    )


def _contact(table: Table, load: Load) -> Contact:
    """`file`: the original, kept byte for byte; `text` only where there is no file, and then it is typed."""
    given = table.has("file")
    original = load(table.text("file")) if given else table.text("text").encode()
    text = decode_utf8(original, Where.of(table.text("file"))) if given else table.text("text")
    return Contact(
        original=original,
        text=text,
        medium=table.choice("channel", Medium, Medium.SMS),
        at=table.optional_moment("at"),
        sender=table.text("sender", ""),
        receiver=table.text("receiver", ""),
        kind=table.choice("kind", ReportKind) if table.has("kind") else None,
        provenance=table.choice("provenance", Provenance, Provenance.IMPORTED if given else Provenance.TYPED),
        sha256=table.text("sha256", ""),
    )


def _exhibit(table: Table, load: Load, sealed: Sealed) -> Exhibit:
    file = table.text("file")
    data = load(file)
    return Exhibit(
        name=file,
        media_type=media_type_of(file),
        data=data,
        sha256=table.text("sha256", ""),
        about=table.text("about", ""),
        sealed=sealed(file, data),
        mandate=table.flag("mandate", False),
    )


def _ground(table: Table, contacts: tuple[Contact, ...], place: str, today: date, rulebook: Rulebook) -> Ground:
    known = tuple(words_in("en").entries["finding"])
    number = table.count("contact") if table.has("contact") else 0
    if number > len(contacts):
        table.wrong("contact", "count")
    at = contacts[number - 1].at if number else None
    kind = _one_of(table, "kind", known)
    if kind != AFTER_REPORT:
        table.refuse_unknown(_GROUND)
    return Ground(
        kind=kind,
        contact=number,
        quote=table.text("quote", ""),
        citations=_cited(table, at.date() if at else today, place, rulebook),
        reported_on=_reported_on(table, at) if kind == AFTER_REPORT else None,
        reported_by=table.text("reported_by", "") if kind == AFTER_REPORT else "",
    )


def _reported_on(table: Table, at: datetime | None) -> date:
    """Required: the letter says which report stands."""
    day = table.day("reported_on")
    if at is not None and day > at.date():
        table.wrong("reported_on", "day_before")
    return day


def _cited(table: Table, on: date, place: str, rulebook: Rulebook) -> tuple[Citation, ...]:
    """The text of the rule as it was in force that day. Only rules of the place: what the house asks of itself is no
    ground for a complaint."""
    wanted = table.text("rule", "")
    if not wanted:
        return ()
    here = {rule.id: rule for rule in rulebook.rules_of(place) if rule.place == place}
    if wanted not in here:
        table.wrong("rule", "choice", choices=tuple(here))
    version = here[wanted].on(on)
    return (version.citation,) if version else ()


def _filing(table: Table) -> Filing:
    return Filing(
        channel=_one_of(table, "channel", tuple(load_channels())),
        on=table.day("on"),
        state=_one_of(table, "state", STATES),
        reference=table.text("reference", ""),
    )


def _office(table: Table) -> Office | None:
    if not table.has("office"):
        return None
    inner = table.table("office", ("name", "address"))
    return Office(inner.text("name"), inner.text("address"))


def _cool_off(table: Table) -> CoolOff | None:
    if not table.has("cool_off"):
        return None
    inner = table.table("cool_off", ("asked_at", "confirmed_at"))
    return CoolOff(inner.moment("asked_at"), inner.optional_moment("confirmed_at"))
