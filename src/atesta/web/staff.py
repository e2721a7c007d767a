"""The pages of the operator's own people. Nowhere among them is a list of persons, or a search by name or number."""

from __future__ import annotations

from atesta.web import (
    staff_account,
    staff_case,
    staff_case_steps,
    staff_cases,
    staff_door,
    staff_handed,
    staff_holds,
    staff_home,
    staff_second,
)
from atesta.web.access import Who
from atesta.web.pages import Page

FORM = ("GET", "POST")
PAGES = (
    Page("staff/in", staff_door.door, "staff-door", Who.ANYONE, FORM),
    Page("staff/begin", staff_door.begin, "staff-begin", Who.ANYONE, FORM),
    Page("staff/out", staff_door.out, "staff-out", Who.HALF, ("POST",)),
    Page("staff/second", staff_second.second, "staff-second", Who.HALF, FORM),
    Page("staff/set-up", staff_second.set_up, "staff-set-up", Who.HALF, FORM),
    Page("staff/set-up/code.svg", staff_second.picture, "staff-set-up-code", Who.HALF),
    Page("staff/", staff_home.home, "staff-home", Who.PERSON, FORM),
    Page("staff/account", staff_account.account, "staff-account", Who.PERSON, FORM),
    Page("staff/looks", staff_home.looks, "staff-looks", Who.STAFF),
    Page("staff/kept", staff_home.kept, "staff-kept", Who.STAFF),
    Page("staff/handed", staff_handed.handed_list, "staff-handed", Who.KEEPER),
    Page("staff/handed/<str:handed>", staff_handed.read, "staff-handed-read", Who.KEEPER, FORM),
    Page("staff/holds", staff_holds.holds, "staff-holds", Who.KEEPER, FORM),
    Page("staff/holds/<str:hold>/lift", staff_holds.lift, "staff-hold-lift", Who.KEEPER, ("POST",)),
    Page("staff/cases", staff_cases.cases, "staff-cases", Who.KEEPER),
    Page("staff/cases/closed", staff_cases.closed, "staff-cases-closed", Who.KEEPER),
    Page("staff/cases/new", staff_cases.new, "staff-case-new", Who.KEEPER, FORM),
    Page("staff/cases/table", staff_cases.read_in, "staff-case-table", Who.KEEPER, FORM),
    Page("staff/cases/alike", staff_cases.alike, "staff-cases-alike", Who.KEEPER),
    Page("staff/cases/take/<str:casecontact>", staff_cases.take, "staff-case-take", Who.KEEPER, ("POST",)),
    Page("staff/case/<str:case>", staff_case.case_page, "staff-case", Who.KEEPER, FORM),
    Page("staff/case/<str:case>/points", staff_case_steps.decide, "staff-case-points", Who.KEEPER, FORM),
    Page("staff/case/<str:case>/agency", staff_case_steps.ask_agency, "staff-case-agency", Who.KEEPER, FORM),
    Page("staff/case/<str:case>/letter", staff_case_steps.letter, "staff-case-letter", Who.KEEPER, FORM),
)
