"""Hand-offs to lawyers as the creditor keeps them: prepared, accepted by name, followed, erased."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from atesta.action.handoff import NO_STEP_AFTER_DAYS, Acceptance, Accepted, no_step_since
from atesta.action.handoff.accept import handed_on, in_time
from atesta.contact.account import LegalStage, LegalStep
from atesta.contact.place import PLACES
from atesta.store import log
from atesta.store.models import HandOff, HandOffStep, Staff
from atesta.store.traces import leave_no_trace

STAGES = (LegalStage.FILED, LegalStage.JUDGMENT, LegalStage.ENFORCEMENT)
"""What may follow."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """`asked` is the digest of what went in: the same sent twice is one. `lacking`: how many things are missing."""

    account: str
    creditor: str
    place: str
    zone: str
    asked: str
    lacking: int
    bundle: bytes
    bundle_sha256: str
    seal: str


def there(asked: str) -> HandOff | None:
    return HandOff.objects.filter(asked=asked).first()


def keep(prepared: Prepared, staff: Staff, now: datetime) -> HandOff:
    """Of two that come at once, one."""
    try:
        with transaction.atomic():
            made = HandOff.objects.create(
                account=prepared.account,
                creditor=prepared.creditor,
                place=prepared.place,
                zone=prepared.zone,
                prepared_at=now,
                prepared_by=staff,
                asked=prepared.asked,
                lacking=prepared.lacking,
                bundle=prepared.bundle,
                bundle_sha256=prepared.bundle_sha256,
                seal=prepared.seal,
            )
            log.append("handoff_prepared", made.id, {"staff": staff.id, "file": prepared.bundle_sha256}, now)
            return made
    except IntegrityError:
        return HandOff.objects.get(asked=prepared.asked)


def day_of(held: HandOff, moment: datetime) -> date:
    """Where the debtor lives: the day that a message of hers is compared with."""
    return _there(held, moment).date()


def _there(held: HandOff, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(held.zone or PLACES[held.place].zones[0])).replace(microsecond=0)


def accept(held: HandOff, given: Acceptance, data: bytes, staff: Staff, now: datetime) -> bool:
    """Records who accepted it. False: it was accepted already, and that stands. `data` is the signed token, b"" for
    paper. Raises InputError for a day before the file or after today."""
    in_time(given, day_of(held, held.prepared_at), day_of(held, now))
    with transaction.atomic():
        changed = HandOff.objects.filter(id=held.id, accepted_on=None, bundle_sha256=given.file).update(
            acceptor=given.acceptor,
            accepted_on=given.on,
            accepted_how=given.how,
            countersigned=given.countersigned,
            acceptance=data,
            entered_at=now,
        )
        if changed:
            what = {"countersigned": given.countersigned, "on": given.on.isoformat(), "staff": staff.id}
            log.append("handoff_accepted", held.id, dict(what), now)
    return bool(changed)


def step(held: HandOff, stage: LegalStage, on: date, court: str, number: str, staff: Staff, now: datetime) -> None:
    """A step after the acceptance; the same one twice is one."""
    try:
        with transaction.atomic():
            made = held.steps.create(
                stage=stage.name.lower(), on=on, court=court, case_number=number, by=staff, made_at=now
            )
            log.append("handoff_step", made.id, {"on": on.isoformat(), "staff": staff.id}, now)
    except IntegrityError:
        return


def erase(held: HandOff, staff: Staff, reason: str, now: datetime) -> None:
    """With its acceptance and steps. That it was there stays in the log as salted digests."""
    with transaction.atomic():
        if HandOff.objects.filter(id=held.id).delete()[0]:
            log.append("handoff_erased", held.id, {"reason": reason, "staff": staff.id}, now)
    leave_no_trace()


def without_bytes() -> QuerySet[HandOff]:
    return HandOff.objects.defer("bundle", "acceptance")


def not_accepted() -> QuerySet[HandOff]:
    return without_bytes().filter(accepted_on=None).order_by("prepared_at", "id")


def accepted() -> QuerySet[HandOff]:
    """With the day of the last step as `last`, None where there was none."""
    return without_bytes().exclude(accepted_on=None).annotate(last=Max("steps__on")).order_by("-accepted_on", "id")


def idle(today: date, days: int = NO_STEP_AFTER_DAYS) -> tuple[Accepted, ...]:
    """Accepted, and no step for more than `days`; the longest wait first."""
    rows = HandOff.objects.exclude(accepted_on=None).values_list("id", "accepted_on", Max("steps__on"))
    return no_step_since((Accepted(id_, on, (last,) if last else ()) for id_, on, last in rows), today, days)


def steps_of(account: str, creditor: str) -> tuple[LegalStep, ...]:
    """What is on record for an account of this creditor: each acceptance, and what followed it."""
    rows = list(without_bytes().filter(account=account, creditor=creditor).exclude(accepted_on=None))
    handed = [handed_on(row.accepted_on, _entered(row)) for row in rows if row.accepted_on]
    return (*handed, *_followed(HandOffStep.objects.filter(hand_off__in=rows).order_by("on", "id")))


def _entered(row: HandOff) -> datetime | None:
    return _there(row, row.entered_at) if row.entered_at else None


def _followed(steps: Iterable[HandOffStep]) -> tuple[LegalStep, ...]:
    return tuple(LegalStep(LegalStage[one.stage.upper()], one.on, one.court, one.case_number) for one in steps)
