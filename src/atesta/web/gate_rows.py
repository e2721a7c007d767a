"""What the gate said, as rows of a page: for the creditor of all its houses, for an agency of itself alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from atesta.action.gate.by_text import REFUSED
from atesta.action.gate.told_to import told_to
from atesta.contact.message import Channel
from atesta.locale import Catalogue
from atesta.store.gate_asked import OTHER_LASTS, ends_at
from atesta.store.gating import odd
from atesta.store.models import Agency, GateAsk
from atesta.telling.say_gate import say_odd, say_reason
from atesta.telling.visible import visible
from atesta.web.wordings import zone_of

MOST = 100
"""Rows on one page; older ones follow on the next."""
TEXTS = (Channel.SMS, Channel.CHAT, Channel.EMAIL)
FORMS = {Channel.CALL: "call", **dict.fromkeys(TEXTS, "text")}
"""By which form a contact is announced by hand; the others are not."""
_WITH = ("creditor", "agency", "account", "override_by", "announcement")


@dataclass(frozen=True, slots=True)
class Override:
    by: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AskRow:
    """One question to the gate. `tail`: the last characters of the account, "" where nobody knew it. `odd`: what was
    made in spite of it (store.gating). `own`: the creditor itself asked. `announce`: text or call where it was allowed
    by name and may be announced now by whoever asked, else ""."""

    id: str
    who: str
    at: datetime
    planned_at: datetime
    channel: str
    purpose: str
    tail: str
    decision: str
    reasons: tuple[str, ...]
    override: Override | None
    odd: tuple[str, ...]
    own: bool
    announce: str


@dataclass(frozen=True, slots=True)
class Rows:
    """`older` leads to the next page, "" where this is the last."""

    rows: tuple[AskRow, ...]
    older: str


def adverse(rows: QuerySet[GateAsk]) -> QuerySet[GateAsk]:
    """Refused, or put before a person; newest first."""
    found = rows.filter(decision__in=("refused", "ask")).select_related(*_WITH)
    return found.order_by("-asked_at", "-id")


def allowed_by_name(rows: QuerySet[GateAsk], now: datetime) -> QuerySet[GateAsk]:
    """What somebody of the creditor allowed, and nobody announced or reported yet, while it lasts."""
    return rows.filter(override_at__isnull=False, reported_at=None, announcement=None, ends_at__gt=now)


def _announce(row: GateAsk, now: datetime) -> str:
    """The form for it; the same as `allowed_by_name`, of a row that is there."""
    over = row.override_at is None or row.reported_at is not None or row.ends_at is None or row.ends_at <= now
    return "" if over or hasattr(row, "announcement") else FORMS.get(Channel(row.channel), "")


def page_of(rows: QuerySet[GateAsk], older_than: str, reader: Agency | None, words: Catalogue, now: datetime) -> Rows:
    """`older_than` is an `older` of before; anything else is the first page. `reader` as in `row_of`."""
    found = list(rows.filter(_before(older_than))[: MOST + 1])
    last = found[MOST - 1] if len(found) > MOST else None
    shown = tuple(row_of(row, reader, words, now) for row in found[:MOST])
    return Rows(shown, f"{last.asked_at.isoformat()}_{last.id}" if last else "")


def _before(given: str) -> Q:
    """Many are asked in the same moment: the id decides among them, so that none is left out."""
    moment, _, id_ = given.replace(" ", "+").partition("_")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return Q()
    return Q(asked_at__lt=at) | Q(asked_at=at, id__lt=id_[:40]) if at.utcoffset() is not None else Q()


def row_of(row: GateAsk, reader: Agency | None, words: Catalogue, now: datetime) -> AskRow:
    """`reader`: the agency whose page it is, None the creditor."""
    zone = zone_of(row.creditor.place)
    override = None
    if row.override_at is not None:
        by = row.override_by.login if row.override_by else ""
        override = Override(by, visible(row.override_why), row.override_at.astimezone(zone))
    return AskRow(
        row.id,
        row.agency.name if row.agency else words.say("wordings.own"),
        row.asked_at.astimezone(zone),
        row.planned_at.astimezone(zone),
        row.channel,
        row.purpose,
        row.account.tail if row.account else "",
        row.decision,
        reasons_of(row, reader, words),
        override,
        tuple(say_odd(name, words) for name in odd(row)),
        row.agency_id is None,
        _announce(row, now),
    )


def reasons_of(row: GateAsk, reader: Agency | None, words: Catalogue) -> tuple[str, ...]:
    """To an agency without what is somebody else's. By the creditor's clock."""
    reasons = row.reasons if reader is None else [told_to(reader.slug, reason) for reason in row.reasons]
    return tuple(say_reason(reason, words, zone_of(row.creditor.place)) for reason in reasons)


def waiting(rows: QuerySet[GateAsk], now: datetime) -> list[GateAsk]:
    """Put before a person who can still decide, the nearest first; by itself each of them stays refused."""
    asked = rows.filter(decision="ask", override_at=None, reported_at=None, planned_at__gte=now - OTHER_LASTS)
    found = asked.select_related(*_WITH).order_by("planned_at", "id")
    return [row for row in found[:MOST] if may_allow(row, now)]


def of_its_text(row: GateAsk) -> bool:
    """Refused for its words: those have to be others, and nobody allows them by name."""
    return any(reason["id"] in REFUSED for reason in row.reasons)


def may_allow(row: GateAsk, now: datetime) -> bool:
    """Somebody of the creditor may still allow it by name, see store.gating.override."""
    end = ends_at(Channel(row.channel), row.planned_at, row.planned_at)
    if of_its_text(row):
        return False
    return row.decision != "allowed" and row.override_at is None and row.reported_at is None and end >= now
