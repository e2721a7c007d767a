"""Who stands behind a contact, as far as a rule must know it: some bind agencies only (facts/intl.md 0, US)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from atesta.contact.message import Message
from atesta.mandate.address import same_address
from atesta.mandate.directory import Directory, Sender

# Words by which a text says that it acts for somebody else. A name proves nothing about who sent it: it is only what
# the sender says of itself, and decides which rules are read, never whether the sender is genuine.
_FOR_ANOTHER = re.compile(
    r"on behalf of|debt collector|collection agency|third[- ]party collector"
    r"|por (?:encargo|cuenta|mandato) de|en (?:nombre|representaci[oó]n) de|por mandato de|despacho de cobranza"
    r"|(?:empresa|agencia|gestora|casa) de (?:cobranza|cobro|recobro)s?"
    r"|受.{1,20}委[托託]|代表.{1,20}(?:公司|银行|銀行|平台)|(?:委[托託]|第三方).{0,6}(?:催收|机构|機構|公司)",
    re.IGNORECASE,
)


def bound_party(message: Message, directory: Directory | None, place: str | None) -> str | None:
    """ "own", "agency", or None when nothing tells.

    The address decides first, at whatever dates it was listed: an expired agency number is still an agency's. Then
    what the text says of its sender.
    """
    if directory is not None:
        if _lists(directory.own_senders, message, place):
            return "own"
        if any(_lists(agency.senders, message, place) for agency in directory.agencies):
            return "agency"
        if any(agency.name.casefold() in message.text.casefold() for agency in directory.agencies if agency.name):
            return "agency"
        if directory.creditor and re.search(
            rf"\bfor (?:the )?{re.escape(directory.creditor)}", message.text, re.IGNORECASE
        ):
            return "agency"
    return "agency" if _FOR_ANOTHER.search(message.text) else None


def _lists(senders: Iterable[Sender], message: Message, place: str | None) -> bool:
    given = message.sender
    return given is not None and any(same_address(sender.address, given, place) for sender in senders)
