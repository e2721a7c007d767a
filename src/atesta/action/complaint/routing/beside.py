"""What can be done the same day beside a route: it takes what is at hand, and stands in the way of nothing.

12321 takes the message and the number, not what is in dispute about the debt (facts/channels.md C4); so it is no step
on the way to having the dispute solved, and the route names it under "why not". A person who has both and wants it to
stop need not wait with it all the same (PRODUCT 4.1, 7).
"""

from __future__ import annotations

from types import MappingProxyType

from atesta.action.complaint.channel import Channel, channels_of, expired
from atesta.action.complaint.routing.case import Case, Wants, finding_groups
from atesta.action.complaint.routing.choose import Reason, Recommended, Route

TRAFFIC, ONLY, FACT = "12321", "traffic_only", "traffic"
AT_HAND = frozenset({"sms_text", "sender_number"})


def beside(case: Case, found: Route) -> Recommended | None:
    """None where there is no such channel, something speaks against it, or somebody is in danger: that comes first."""
    groups = finding_groups()
    if case.wants is not Wants.STOP or not case.has >= AT_HAND or case.findings & groups["danger"]:
        return None
    waits = next((one for one in found.not_now if one.channel == TRAFFIC), None)
    if waits is None or [reason.id for reason in waits.why] != [ONLY] or not case.findings & groups["conduct"]:
        return None
    channel = next(channel for channel in channels_of(case.place) if channel.id == TRAFFIC)
    return None if expired(channel, case.today) else Recommended(TRAFFIC, (_why(channel),), ())


def _why(channel: Channel) -> Reason:
    fact = next(fact for fact in channel.accepts if fact.name == FACT)
    cited = (fact.citation,) if fact.citation else ()
    return Reason("traffic_beside", MappingProxyType({}), cited, fact.confidence)
