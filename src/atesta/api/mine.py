"""What is a caller's own: every question to the database begins here.

An agency's key sees what is that agency's; the creditor's key what is the creditor's and all its agencies'.
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet

from atesta.api.caller import Caller
from atesta.api.refusal import not_there
from atesta.contact.place import PLACES
from atesta.store.ids import LENGTH
from atesta.store.models import Announcement, GateAsk, LedgerRequest, Placement, SignedMandate

Row = TypeVar("Row", bound=Model)


def asks(caller: Caller) -> QuerySet[GateAsk]:
    return GateAsk.objects.filter(_by(caller)).select_related("agency")


def announcements(caller: Caller) -> QuerySet[Announcement]:
    return Announcement.objects.filter(_by(caller)).select_related("agency")


def _by(caller: Caller) -> Q:
    mine = Q(creditor=caller.creditor)
    return mine if caller.agency is None else mine & Q(agency=caller.agency)


def placements(caller: Caller) -> QuerySet[Placement]:
    mine = Q(account__creditor=caller.creditor)
    if caller.agency is not None:
        mine &= Q(agency=caller.agency)
    return Placement.objects.filter(mine).select_related("account", "agency")


def requests(caller: Caller) -> QuerySet[LedgerRequest]:
    """What binds now: neither declined nor withdrawn nor over, about the creditor's accounts, for an agency those that
    are placed with it today."""
    day = today(caller)
    mine = Q(account__creditor=caller.creditor, declined_at=None, withdrawn_at=None) & _lasts(day)
    if caller.agency is not None:
        here = Placement.objects.filter(_lasts(day), agency=caller.agency, from_on__lte=day)
        mine &= Q(account__in=here.values("account"))
    return LedgerRequest.objects.filter(mine).select_related("account")


def mandates(caller: Caller) -> QuerySet[SignedMandate]:
    return SignedMandate.objects.filter(agency__creditor=caller.creditor).select_related("agency")


def today(caller: Caller) -> date:
    """Where the creditor is."""
    return caller.now.astimezone(ZoneInfo(PLACES[caller.creditor.place].zones[0])).date()


def _lasts(day: date) -> Q:
    return Q(to_on=None) | Q(to_on__gte=day)


def one(rows: QuerySet[Row], id_: str) -> Row:
    """Raises RefusedError (404), the same for what is not there and for what is somebody else's."""
    found = rows.filter(id=id_).first() if len(id_) == LENGTH and id_.isascii() and id_.isalnum() else None
    if found is None:
        raise not_there()
    return found
