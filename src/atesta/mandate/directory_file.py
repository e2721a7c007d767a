"""directory.toml -> Directory: who may speak for the creditor (INTERFACES; A3)."""

from __future__ import annotations

from atesta.contact.message import Channel
from atesta.intake.fields import Table, parse_toml, refuse
from atesta.mandate.directory import (
    Agency,
    Directory,
    Mandate,
    Placement,
    Registration,
    Report,
    Sender,
    Span,
)

FIELDS = ("creditor", "as_of", "own_sender", "agency", "mandate", "placement", "registered", "reported")
SENDER_FIELDS = ("address", "from", "to")
REGISTERED_FIELDS = ("address", "channel", "account", "at", "text", "opens", "closes", "code")


def read_directory(data: bytes, name: str = "directory.toml") -> Directory:
    """The directory in these bytes. Raises FileFormatError (an InputError) that names `name`, table and field."""
    top = parse_toml(data, name, FIELDS)
    return Directory(
        creditor=top.text("creditor"),
        as_of=top.optional_moment("as_of"),
        own_senders=tuple(_sender(t) for t in top.tables("own_sender", SENDER_FIELDS)),
        agencies=_agencies(top),
        mandates=tuple(_mandate(t) for t in top.tables("mandate", ("agency", "from", "to", "channels"))),
        placements=tuple(
            Placement(t.text("account"), t.text("agency"), _span(t))
            for t in top.tables("placement", ("account", "agency", "from", "to"))
        ),
        registrations=tuple(_registration(t) for t in top.tables("registered", REGISTERED_FIELDS)),
        reports=tuple(
            Report(t.text("address"), t.day("on"), t.text("by", ""), t.day("to") if t.has("to") else None)
            for t in top.tables("reported", ("address", "on", "by", "to"))
        ),
    )


def _span(table: Table) -> Span:
    return Span(*table.days())


def _sender(table: Table) -> Sender:
    return Sender(table.text("address"), _span(table))


def _agencies(top: Table) -> tuple[Agency, ...]:
    found: dict[str, Agency] = {}
    for table in top.tables("agency", ("id", "name", "senders")):
        agency = Agency(
            id=table.text("id"),
            name=table.text("name", ""),
            senders=tuple(_sender(t) for t in table.tables("senders", SENDER_FIELDS)),
        )
        if agency.id in found:
            refuse(
                table.where,
                "the agency's 'id' stands twice",
                "A mandate or placement would point at two firms.",
                "Give each agency its own id.",
                "agency_twice",
            )
        found[agency.id] = agency
    return tuple(found.values())


def _mandate(table: Table) -> Mandate:
    channels = table.texts("channels")
    known = [str(channel.value) for channel in Channel]
    if not set(channels) <= set(known):
        table.wrong("channels", "choices", choices=tuple(known))
    return Mandate(table.text("agency"), _span(table), channels)


def _registration(table: Table) -> Registration:
    opens, closes = table.optional_moment("opens"), table.optional_moment("closes")
    if opens is not None and closes is not None and opens > closes:
        what = "'opens' is later than 'closes'"
        refuse(table.where, what, "The call could never be made.", "Swap the two.", "opens_after_closes")
    return Registration(
        address=table.text("address"),
        channel=table.choice("channel", Channel).value if table.has("channel") else None,
        account=table.optional_text("account"),
        at=table.optional_moment("at"),
        text=table.text("text", "") or None,
        opens=opens,
        closes=closes,
        code=table.text("code", ""),
    )
