"""The board at the desk: looked at with what it hides, published once, taken away with a reason that stays told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from people import Visitor, come
from said_on_pages import LANGUAGES, main_of, refused_words

from atesta.store.drafting import quarters
from atesta.store.models import Case, CaseFinding, LogEntry
from atesta.web.show import settings as web_settings
from atesta.web_settings import WebSettings

pytestmark = pytest.mark.django_db
QUARTER = quarters(datetime.now().date())[0]  # noqa: DTZ005 - a quarter that is over by any clock
CONTACTS = (
    "place,company,period,contacts,source\n"
    f"MX,Gestora Uno SA de CV,{QUARTER},9000,register\nMX,Gestora Dos SA de CV,{QUARTER},4000,count of a union\n"
)


@pytest.fixture
def web(settings: object, tmp_path: Path) -> WebSettings:
    settings.WEB = replace(web_settings(), board=True, folder=tmp_path)  # type: ignore[attr-defined]
    return settings.WEB  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def keeper(web: WebSettings) -> Client:
    return come(Visitor.KEEPER, {})


def case(agency: str, number: int, decision: str = "confirmed") -> None:
    on = QUARTER.first.replace(day=1 + number % 27)
    row = Case.objects.create(
        **{"intake": "list", "place": "MX", "lang": "es", "person": f"{agency} {number}", "agency": agency},
        **{"received_on": on, "made_at": datetime.now().astimezone(), "answered_on": on},
    )
    CaseFinding.objects.create(case=row, number=1, kind="threat", decision=decision)


def looked(keeper: Client, contacts: str = CONTACTS, lang: str = "en") -> str:
    """The address of the draft."""
    form = {"quarter": str(QUARTER), "contacts": SimpleUploadedFile("c.csv", contacts.encode(), "text/csv")}
    answer = keeper.post(f"/{lang}/staff/board", form)
    assert answer.status_code == 302, main_of(answer)
    return str(answer["Location"])


def test_off_there_is_nothing_of_it(keeper: Client, settings: object, web: WebSettings) -> None:
    draft = looked(keeper)
    assert "staff/board" in keeper.get("/en/staff/").content.decode()
    settings.WEB = replace(web, board=False)  # type: ignore[attr-defined]
    for at in ("/en/staff/board", draft):
        assert keeper.get(at).status_code == 404 and keeper.post(at).status_code == 404
    assert "staff/board" not in keeper.get("/en/staff/").content.decode()


def test_a_watcher_and_a_stranger_do_not_get_there(keeper: Client) -> None:
    draft = looked(keeper)
    for visitor in (Visitor.WATCHER, Visitor.NOBODY):
        other = come(visitor, {})
        for at in ("/en/staff/board", draft):
            assert other.get(at).status_code in (302, 403, 404)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_hidden_is_told_with_its_reason_before_it_is_published(keeper: Client, lang: str) -> None:
    for number in range(7):
        case("Gestora Uno SA de CV", number, "rejected")
    case("Gestora Dos SA de CV", 1)
    case("Gestora Tres SA de CV", 1, "open")
    case("María López, persona física", 1)
    page = main_of(keeper.get(looked(keeper, lang=lang)))
    said = {
        "es": ("menos de cinco reclamaciones y contactos desconocidos", "aparece como «&lt;5»", "Un caso no entra"),
        "zh": ("联系次数也不知道", "写作“&lt;5”", "1 件未列入"),
        "en": ("nobody knows the contacts", "told as “&lt;5”", "One case is left out"),
    }[lang]
    hidden = page.partition("<h2>")[2].partition("<h2>")[0]
    assert all(one in page.replace("&quot;", '"') for one in said), page
    assert "Gestora Tres" in hidden and "Gestora Tres" not in page.replace(hidden, "")
    assert "María" not in page and not refused_words(page, lang)


@pytest.mark.usefixtures("run_by_a_creditor")
def test_a_case_without_a_firm_is_counted_as_left_out_and_its_link_leads_to_the_field_that_names_one(
    keeper: Client,
) -> None:
    case("", 1)
    page, row = main_of(keeper.get(looked(keeper))), Case.objects.get()
    at = f"/en/staff/case/{row.id}"
    assert "One case is left out: no firm is named in it." in page and f'href="{at}"' in page
    assert 'id="f-agency"' in main_of(keeper.get(at))
    assert keeper.post(at, {"do": "firm", "agency": "Gestora Tres SA de CV"}).status_code == 302
    page = main_of(keeper.get(looked(keeper)))
    assert "no firm is named" not in page and "Gestora Tres SA de CV" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_known_source_is_told_in_the_language_and_another_is_marked(keeper: Client, lang: str) -> None:
    page = main_of(keeper.get(looked(keeper, lang=lang)))
    known = {"es": "registro de contactos", "zh": "联系登记系统", "en": "register of contacts"}[lang]
    given = {"es": "«count of a union» (tal", "zh": "“count of a union”（按", "en": "“count of a union” (as"}[lang]
    assert known in page and given in page


def test_it_is_published_once_and_enters_the_log(keeper: Client) -> None:
    draft = looked(keeper)
    assert keeper.get(f"/en/board/{QUARTER}").status_code == 404
    answer = keeper.post(draft, {"do": "publish"})
    assert answer["Location"] == f"/en/board/{QUARTER}-1"
    assert keeper.get(answer["Location"]).status_code == 200
    assert keeper.post(draft, {"do": "publish"}).status_code == 404
    assert LogEntry.objects.filter(kind="board_published").count() == 1


def test_a_draft_that_may_not_follow_is_not_published(keeper: Client) -> None:
    first = looked(keeper)
    keeper.post(first, {"do": "publish"})
    second = looked(keeper)
    keeper.post(second, {"do": "publish"})
    assert LogEntry.objects.filter(kind__startswith="board_").count() == 2
    page = main_of(keeper.get("/en/staff/board"))
    assert f"/en/board/{QUARTER}-2" in page and f"/en/staff/board/version/{QUARTER}-1" in page


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"quarter": "2026"}, "f-quarter"),
        ({"quarter": str(QUARTER)}, "f-contacts"),
        ({"quarter": str(QUARTER), "contacts": b"place,company\n"}, "f-contacts"),
        ({"quarter": str(QUARTER), "contacts": CONTACTS.encode(), "replies": b"\xff"}, "f-replies"),
        ({"quarter": str(QUARTER), "contacts": CONTACTS.encode(), "decisions": b"on\n"}, "f-decisions"),
    ],
)
def test_what_cannot_be_used_is_named_at_its_field(keeper: Client, form: dict[str, object], wrong: str) -> None:
    files = {name: SimpleUploadedFile("x.csv", data) for name, data in form.items() if isinstance(data, bytes)}
    answer = keeper.post("/en/staff/board", {**form, **files})
    assert answer.status_code == 422 and f'href="#{wrong}"' in answer.content.decode()


def test_a_quarter_that_runs_is_refused(keeper: Client) -> None:
    form = {"quarter": "2199-Q1", "contacts": SimpleUploadedFile("c.csv", CONTACTS.encode())}
    answer = keeper.post("/en/staff/board", form)
    assert answer.status_code == 422 and "is not over on the day of counting" in answer.content.decode()


def test_it_is_taken_away_with_a_named_reason_that_stays_told(keeper: Client) -> None:
    keeper.post(looked(keeper), {"do": "publish"})
    at = f"/en/staff/board/version/{QUARTER}-1"
    assert keeper.post(at, {"reason": "looked_at", "by": "rule"}).status_code == 422
    assert keeper.get(f"/en/board/{QUARTER}").status_code == 200
    assert keeper.post(at, {"reason": "court_order", "by": "court"}).status_code == 302
    assert keeper.get(f"/en/board/{QUARTER}").status_code == 404 and keeper.post(at, {}).status_code == 404
    assert "order of a court" in main_of(keeper.get("/en/board")) or "court order" in main_of(keeper.get("/en/board"))
    assert LogEntry.objects.filter(kind="board_removed").count() == 1


def test_only_quarters_that_are_over_are_offered() -> None:
    assert [str(one) for one in quarters(date(2026, 11, 22))[:2]] == ["2026-Q3", "2026-Q2"]
    assert all(one.last < date(2026, 10, 1) for one in quarters(date(2026, 10, 1)))
