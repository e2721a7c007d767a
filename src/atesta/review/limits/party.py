"""Who stands behind a contact, as far as a rule must know it: some bind agencies only (facts/intl.md 0, US)."""

from __future__ import annotations

import re

from atesta.contact.message import Message
from atesta.kept import Kept, late
from atesta.mandate.directory import Directory
from atesta.mandate.lookup import listings

# Words by which a text says that it acts for somebody else. A name proves nothing about who sent it: it is only what
# the sender says of itself, and decides which rules are read, never whether the sender is genuine.
_FOR_ANOTHER = late(
    r"on behalf of|debt collector|collection agency|third[- ]party collector"
    r"|por (?:encargo|cuenta|mandato) de|en (?:nombre|representaci[oó]n) de|por mandato de|despacho de cobranza"
    r"|(?:empresa|agencia|gestora|casa) de (?:cobranza|cobro|recobro)s?"
    r"|受.{1,20}委[托託]|代表.{1,20}(?:公司|银行|銀行|平台)|(?:委[托託]|第三方).{0,6}(?:催收|机构|機構|公司)",
    re.IGNORECASE,
)
# Each of them holds one of these, a cheap question first. None has an i, k or s: those have odd capitals.
_ONE_OF = ("behalf", "collect", "por ", "nombre", "repre", "cobr", "受", "代表", "委", "第三方")


def bound_party(message: Message, directory: Directory | None, place: str | None) -> str | None:
    """ "own", "agency", or None when nothing tells.

    The address decides first, at whatever dates it was listed: an expired agency number is still an agency's. Then
    what the text says of its sender.
    """
    text = message.text
    if directory is not None:
        listed = listings(directory, message.sender, place) if message.sender is not None else ()
        if listed:
            return "own" if any(listing.agency is None for listing in listed) else "agency"
        if _names.of(directory, _Names).stand_in(text):
            return "agency"
    return "agency" if _speaks_for_another(text) else None


class _Names:
    """The names of a directory, as they are looked for in a text."""

    def __init__(self, directory: Directory) -> None:
        self._agencies = tuple(agency.name.casefold() for agency in directory.agencies if agency.name)
        creditor = rf"\bfor (?:the )?{re.escape(directory.creditor)}"
        self._for_creditor = re.compile(creditor, re.IGNORECASE) if directory.creditor else None

    def stand_in(self, text: str) -> bool:
        """Whether the text names an agency, or says that it speaks for the creditor."""
        folded = text.casefold()
        if any(name in folded for name in self._agencies):
            return True
        return self._for_creditor is not None and "for " in folded and self._for_creditor.search(text) is not None


_names: Kept[Directory, _Names] = Kept(64)


def _speaks_for_another(text: str) -> bool:
    low = text.lower()
    return any(word in low for word in _ONE_OF) and _FOR_ANOTHER.search(text) is not None
