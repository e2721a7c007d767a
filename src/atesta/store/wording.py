"""Wordings before a campaign: tried, proposed by an agency or by the creditor's own staff, decided by a person with a
reason (PRODUCT 4.6, rows 11 and 56).

Whoever may ask often enough what is flagged learns to be cruel in other words. So each try is kept with its wording,
the creditor sees all of them, and there are few a day (docs/decisions/037-wordings.md).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from atesta.pipeline import Desk
from atesta.store import log, pace
from atesta.store.models import Agency, Creditor, Staff, Template, TemplateTry
from atesta.store.wording_preview import Preview, preview

PROPOSED, APPROVED, DECLINED, ENDED = "proposed", "approved", "declined", "ended"
WITHDRAWN = "withdrawn"
"""Taken back by whoever proposed it, before anybody decided."""
ACTS = {APPROVED: (PROPOSED,), DECLINED: (PROPOSED,), ENDED: (APPROVED,)}
"""What can be decided about a wording, and in which states."""
MOST_TEXT, MOST_WHY = 4000, 300
TRY = "wording-try"
TRIES_A_DAY = pace.LIMITS[TRY].most
BEFORE = timedelta(days=14)
"""So far back the tries are shown beside a proposal that came of them."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Of one agency of the creditor, or its own (`agency` None): each has its wordings and its tries apart."""

    creditor: Creditor
    agency: Agency | None

    @property
    def key(self) -> str:
        return f"agency:{self.agency.id}" if self.agency else f"creditor:{self.creditor.id}"


@dataclass(frozen=True, slots=True)
class Tried:
    """`wait` seconds until the next one is taken: then nothing was looked at. The row is the one of the same day where
    the same wording was tried before."""

    preview: Preview | None
    row: TemplateTry | None
    wait: int = 0


def try_out(whose: Whose, channel: str, text: str, desk: Desk, now: datetime) -> Tried:
    """What would be flagged. The very same wording once more that day costs no further try. Raises InputError for a
    placeholder that nobody fills."""
    digest = digest_of(channel, text)
    found = preview(text, channel, whose.creditor, whose.agency, desk, now)
    there = tries(whose).filter(digest=digest, at__gte=_midnight(now)).first()
    if there is not None:
        return Tried(found, there)
    if wait := pace.wait_key(whose.key, TRY, now):
        return Tried(None, None, wait)
    row = TemplateTry.objects.create(
        creditor=whose.creditor, agency=whose.agency, text=text, digest=digest, labels=_named(found), at=now
    )
    return Tried(found, row)


def propose(
    whose: Whose, channel: str, text: str, desk: Desk, now: datetime, by: Staff | None = None
) -> Template | int:
    """Waits for a person of the creditor, with what the review says now; the seconds to wait where nothing was looked
    at. The same wording is there once: one that waits or is in use is found again."""
    tried = try_out(whose, channel, text, desk, now)
    if tried.preview is None:
        return tried.wait
    digest, flags = digest_of(channel, text), [flag.as_json() for flag in tried.preview.flags]
    with transaction.atomic():
        Creditor.objects.select_for_update().get(id=whose.creditor.id)
        there = templates(whose).filter(digest=digest, state__in=(PROPOSED, APPROVED)).first()
        if there is not None:
            return there
        row = Template.objects.create(
            creditor=whose.creditor,
            agency=whose.agency,
            channel=channel,
            text=text,
            digest=digest,
            labels=_named(tried.preview),
            findings=flags,
            made_at=now,
        )
        log.append("wording_proposed", row.id, {"staff": by.id if by else None, "sha256": digest}, now)
    return row


def decide(template: Template, act: str, staff: Staff, why: str, now: datetime) -> bool:
    """False: it is not in a state in which that can be decided, or somebody was first."""
    with transaction.atomic():
        held = Template.objects.select_for_update().get(id=template.id)
        if held.state not in ACTS[act]:
            return False
        held.state, held.decided_at, held.by, held.why = act, now, staff, why[:MOST_WHY]
        held.save(update_fields=("state", "decided_at", "by", "why"))
        log.append(f"wording_{act}", held.id, {"staff": staff.id, "sha256": held.digest}, now)
    return True


def take_back(template: Template, staff: Staff, now: datetime) -> bool:
    """The house that proposed it wants it no more. False: somebody has decided about it, or it was taken back."""
    with transaction.atomic():
        held = Template.objects.select_for_update().get(id=template.id)
        if held.state != PROPOSED:
            return False
        held.state, held.decided_at, held.by = WITHDRAWN, now, staff
        held.save(update_fields=("state", "decided_at", "by"))
        log.append("wording_withdrawn", held.id, {"staff": staff.id, "sha256": held.digest}, now)
    return True


def templates(whose: Whose) -> QuerySet[Template]:
    rows = Template.objects.filter(creditor=whose.creditor, agency=whose.agency)
    return rows.select_related("agency", "by").order_by("-made_at", "-id")


def tries(whose: Whose) -> QuerySet[TemplateTry]:
    rows = TemplateTry.objects.filter(creditor=whose.creditor, agency=whose.agency)
    return rows.select_related("agency").order_by("-at", "-id")


def tries_today(whose: Whose, now: datetime) -> int:
    """Of TRIES_A_DAY; a day is UTC's, as for every limit of pace."""
    return tries(whose).filter(at__gte=_midnight(now)).count()


def tries_before(template: Template) -> QuerySet[TemplateTry]:
    """What the same house tried in the days before it proposed this one, newest first."""
    made = template.made_at
    return tries(Whose(template.creditor, template.agency)).filter(at__gte=made - BEFORE, at__lte=made)


def digest_of(channel: str, text: str) -> str:
    """Of the exact wording: one changed character is another try."""
    return hashlib.sha256(f"{channel}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


def _named(found: Preview) -> list[str]:
    """Labels, and the claims that stand against it: "nothing flagged" must be the truth in a list of tries."""
    claims = (f"{flag.name}:{flag.answer}" for flag in found.flags if flag.room == "truth")
    return [*found.labels, *dict.fromkeys(claims)]


def _midnight(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC)
