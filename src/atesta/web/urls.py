"""Addresses: `/<lang>/…` from the tables of pages; beside them only the start, the health page and static files."""

from __future__ import annotations

from django.urls import include, path

from atesta.web import (
    agencies_page,
    agency,
    agency_reply,
    announcing,
    board,
    call,
    call_keep,
    channels_pages,
    check_bundle,
    complain,
    creditor,
    door,
    finishing,
    lists_page,
    message,
    myfile,
    outside_time,
    rules_pages,
    sent,
    staff,
    staff_board,
    staff_handoff,
    staff_house,
    statement,
    third_party,
    uploads,
    well_known,
)
from atesta.web.demo import door as demo
from atesta.web.health import healthz
from atesta.web.pages import patterns
from atesta.web.sent.log_pages import checkpoint

PAGES = (
    *myfile.PAGES,  # `file/…` and `staff/…` before `<place>/…`, which would take them for a place
    *staff.PAGES,
    *agency_reply.PAGES,
    *creditor.PAGES,
    *agency.PAGES,
    *announcing.PAGES,
    *finishing.PAGES,
    *staff_house.PAGES,
    *staff_handoff.PAGES,
    *staff_board.PAGES,
    *uploads.PAGES,
    *demo.PAGES,
    *check_bundle.PAGES,
    *outside_time.PAGES,
    *sent.PAGES,
    *board.PAGES,
    *door.PAGES,
    *message.PAGES,
    *call.PAGES,
    *call_keep.PAGES,
    *third_party.PAGES,
    *rules_pages.PAGES,
    *channels_pages.PAGES,
    *complain.PAGES,
    *lists_page.PAGES,
    *agencies_page.PAGES,
    *statement.PAGES,
)

urlpatterns = [
    path("", door.to_start, name="start"),
    path("healthz", healthz, name="healthz"),
    path("log/checkpoint", checkpoint, name="checkpoint"),
    path("api/v1/", include("atesta.api.urls")),  # by its name: neither shell imports the other
    *well_known.patterns(),
    *patterns(PAGES),
]
handler400 = "atesta.web.failures.bad_request"
handler403 = "atesta.web.failures.forbidden"
handler404 = "atesta.web.failures.not_found"
handler500 = "atesta.web.failures.our_fault"
