"""What a packet asks of her, by channel, and what she gave: nothing of it is kept unless she keeps the packet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from atesta.action.complaint.packet import Missing
from atesta.action.complaint.packet.asked import Exhibit, Office, ReportKind, Role
from atesta.action.complaint.packet.form import Form
from atesta.locale import Catalogue
from atesta.web.complain.asking import ROOM
from atesta.web.field import Field
from atesta.web.myfile.forms import Asked, Reading, choices

LINES = ("person_name", "person_phone", "person_address", "person_email", "person_id", "lender_name", "lender_address")
MORE_LINES = ("lender_branch", "product", "contract", "agency", "amount", "sender_number", "receiver_number")
LONG = frozenset({"person_address", "lender_address", "statement", "request"})
MOST_LINE, MOST_LONG = 200, 6_000
REPORT_KINDS = tuple(kind.value for kind in ReportKind)
ROLES = (Role.DEBTOR.value, Role.THIRD_PARTY.value, Role.PROXY.value)
"""For herself, as somebody who was only contacted, for somebody else with a mandate."""
MOST_NAMES, MOST_NAME = 40, 80


@dataclass(frozen=True, slots=True)
class Given:
    """The fields by their names; the copy of the identity document and the mandate as they were sent, never kept.
    `others`: names that are to be masked beside those that are found."""

    lines: Mapping[str, str]
    id_copy: tuple[Exhibit, ...] = ()
    mandate: tuple[Exhibit, ...] = ()
    others: tuple[str, ...] = ()
    confirmed: bool = False
    keep: bool = False

    def __getitem__(self, name: str) -> str:
        return self.lines.get(name, "")

    @property
    def role(self) -> Role:
        return Role(self["role"]) if self["role"] in ROLES else Role.DEBTOR

    @property
    def office(self) -> Office | None:
        return Office(self["office_name"], self["office_address"]) if self["office_name"] else None


def asked_of(form: Form, known: Mapping[str, str], words: Catalogue, *, confirm: bool) -> tuple[Asked, ...]:
    """In the order of the body's form. `known` fills in what her file holds; `confirm`: it will be published."""
    return tuple(replace(one, value=known.get(one.name, one.value)) for one in _asked(form, known, words, confirm))


def _asked(form: Form, known: Mapping[str, str], words: Catalogue, confirm: bool) -> Iterator[Asked]:
    for field in form.fields:
        if field.id == "sender_number" and known.get("sender_number"):
            continue
        if field.id in (*LINES, *MORE_LINES):
            yield Asked(field.id, "textarea" if field.id in LONG else "text", needed=field.required, room=ROOM)
        elif field.id == "report_kind":
            kinds = choices(words, "web_complaint.report_kind", REPORT_KINDS)
            yield Asked("report_kind", "select", ReportKind.NUISANCE_SMS.value, kinds, field.required, ROOM)
        elif field.id == "own_words":
            yield Asked("statement", "textarea", room=ROOM)
        elif field.id == "request":
            yield Asked("request", "textarea", room=ROOM)
    if form.post:
        yield Asked("office_name", room=ROOM)
        yield Asked("office_address", room=ROOM)
    if form.id_copy:
        yield Asked("id_copy", "file", needed=form.id_copy == "required", room=ROOM)
    if confirm:
        yield Asked("confirmed", "check", room=ROOM)


def for_whom(form: Form, words: Catalogue, role: str) -> tuple[Asked, ...]:
    """Asked before all else where the body asks who complains; a mandate is asked of everybody, for there is no script
    that would show it to a proxy alone."""
    if not any(one.id == "person_name" for one in form.fields):
        return ()
    roles = choices(words, "web_complaint.role", ROLES)
    return (
        Asked("role", "select", role, roles, True, ROOM),
        Asked("acts_for", room=ROOM),
        Asked("authorisation", "file", room=ROOM),
    )


NAMES = Asked("others", "textarea", room=ROOM)
"""Names to be masked, one a line."""
EVEN_SO = Asked("even_so", room=ROOM)
"""Why she files it although the body will probably refuse it."""


def read(fields: tuple[Asked, ...], reading: Reading) -> Given:
    lines = {
        one.name: reading.text(one.name, most=MOST_LONG if one.name in LONG else MOST_LINE)
        for one in fields
        if one.kind in ("text", "textarea") and one.name != NAMES.name
    }
    if any(one.name == "report_kind" for one in fields):
        lines["report_kind"] = reading.choice("report_kind", REPORT_KINDS)
    if any(one.name == "role" for one in fields):
        lines["role"] = reading.choice("role", ROLES)
    lines["even_so"] = reading.text("even_so", most=MOST_LINE)
    copies, mandates = _uploaded("id_copy", fields, reading), _uploaded("authorisation", fields, reading)
    mandates = tuple(replace(one, mandate=True) for one in mandates)
    return Given(lines, copies, mandates, _names(reading), reading.flag("confirmed"), reading.flag("keep"))


def _uploaded(name: str, fields: tuple[Asked, ...], reading: Reading) -> tuple[Exhibit, ...]:
    file = reading.file(name) if any(one.name == name for one in fields) else None
    return (Exhibit(name, file.media_type, file.data),) if file else ()


def _names(reading: Reading) -> tuple[str, ...]:
    """One a line. A single letter would mask it everywhere, so it is refused by the field."""
    lines = [" ".join(line.split()) for line in reading.text(NAMES.name, most=MOST_LONG).splitlines()]
    names = tuple(dict.fromkeys(filter(None, lines)))
    if len(names) > MOST_NAMES or any(not 2 <= len(name) <= MOST_NAME for name in names):
        reading.wrong[NAMES.name] = reading.words.say("web_complaint.wrong.names", n=MOST_NAMES, most=MOST_NAME)
    return names


def lacking(missing: tuple[Missing, ...], fields: tuple[Asked, ...], words: Catalogue) -> dict[str, str]:
    """What is missing, beside the field that it is typed into; what no field takes stands under its own name."""
    names = {one.name for one in fields}
    return {one.field if one.field in names else f"lacks_{one.field}": _said(one, words) for one in missing}


def _said(one: Missing, words: Catalogue) -> str:
    key = f"web_complaint.lacks.{one.field}"
    return words.say(key) if words.has(key) else words.say("web_file.wrong.missing")


def red_list(wrong: Mapping[str, str], fields: tuple[Field, ...], words: Catalogue) -> tuple[Field, ...]:
    """What stands in the list at the top: the fields, and what is missing that no field takes."""
    shown = {one.name for one in fields}
    extra = (
        Field("form", words.say(f"web_complaint.lacks_name.{name.removeprefix('lacks_')}"), wrong=said)
        for name, said in wrong.items()
        if name not in shown
    )
    return (*(one for one in fields if one.wrong), *extra)
