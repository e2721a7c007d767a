"""Keeps the three stories as three people would: each in her own file, opened by her own code."""

from __future__ import annotations

import json
import os
from typing import Any

from atesta.evidence.disk import RealDisk
from atesta.evidence.keys import KeyRing, pem
from atesta.intake.extract_file import issue_extract, open_extract
from atesta.store import complaining, keeping
from atesta.store.answering import Means
from atesta.store.models import Debt, File
from atesta.store.opening import make_file
from atesta.web.complain.findings import findings_of
from atesta.web.demo.stories import Story, contacts, stories
from atesta.web.show import settings


def is_filled() -> bool:
    return File.objects.filter(demo=True).exists()


def write_anchors() -> dict[str, KeyRing]:
    """A key for each invented lender, so that its extract is the lender's word here. Before `means` is first asked."""
    folder = settings().folder
    rings = {story.name: _ring(story) for story in stories()}
    anchors = folder / "anchors"
    anchors.mkdir(exist_ok=True)
    (anchors / "signers.pem").write_bytes(b"".join(pem(ring.signer()) for ring in rings.values()))
    return rings


def _ring(story: Story) -> KeyRing:
    keys = settings().folder / "demo-lenders" / story.name
    if keys.exists():
        return KeyRing(RealDisk(), keys)
    keys.parent.mkdir(exist_ok=True)
    name = f"{story.told['debt']['lender']} (DEMO)"
    return KeyRing.make(RealDisk(), keys, name, int(story.now.timestamp() * 1000) - 86_400_000, os.urandom)


def fill(rings: dict[str, KeyRing], means: Means) -> None:
    """All three; once more does nothing, for everything is kept once."""
    for story in stories():
        _keep(story, rings[story.name], means)


def _keep(story: Story, ring: KeyRing, means: Means) -> None:
    told, now = story.told, story.now
    file = make_file(story.code, told["lang"], now)
    File.objects.filter(id=file.id).update(demo=True)
    debt = file.debts.first() or keeping.make_debt(file, told["place"], now, **told["debt"])
    _extract(story, debt, ring, means)
    for request in told["request"]:
        keeping.keep_request(
            debt, request["kind"], request["asked_on"], None, told["lang"], request["letter"], means, now
        )
    for receipt in told["receipt"]:
        keeping.keep_receipt(debt, receipt["on"], receipt["amount"], receipt["reference"], None, means, now)
    for given in contacts(story):  # last, so that each is answered once
        keeping.keep_contact(file, debt, given, means, now)
    for told_of in told["complaint"]:
        _complain(debt, told_of, means)


def _complain(debt: Debt, told: dict[str, Any], means: Means) -> None:
    """Handed in at that time, about what had come from these senders by then. What is alleged is what was found."""
    if debt.complaints.filter(channel=told["channel"]).exists():
        return
    rows = debt.contacts.filter(sender__in=told["about"], order__lte=told["at"]).select_related("answers")
    contacts, at = tuple(rows.exclude(text="").order_by("order", "id")), told["at"]
    found = (findings_of(json.loads(row.answers.review), means.desk) for row in contacts)
    asked = complaining.Asked(
        channel=told["channel"],
        place=debt.place,
        wants=told["wants"],
        lender=debt.lender,
        lender_kind=debt.lender_kind,
        findings=tuple(sorted(frozenset().union(*found))),
        has=("sender_number", "sms_text"),
        happened_on=at.date(),
    )
    row = complaining.prepare(debt.file, debt, contacts, asked, at)
    complaining.send(row, at.date(), told["reference"], "", None, means, at)


def _extract(story: Story, debt: Debt, ring: KeyRing, means: Means) -> None:
    if debt.extracts.exists():
        return
    account = story.case.joinpath("account.toml").read_bytes()
    issued = int(story.now.timestamp() * 1000)
    token = issue_extract(account, ring.signer_key(None), ring.signer(), issued).decode("ascii")
    read = open_extract(token, means.anchors)
    keeping.keep_extract(debt, token, read.account.as_of, read.signer or "", read.known, means, story.now)
