"""`atesta creditor add`, `atesta staff add --creditor`, `atesta creditor directory`: from the first command on."""

from __future__ import annotations

import pytest
from first_case import Atesta

from atesta.cli import staff as staff_command
from atesta.mandate.directory_file import read_directory
from atesta.store import preparing
from atesta.store.models import Agency, Creditor, StaffOf

pytestmark = pytest.mark.django_db
NAME = "晨曦分期"


@pytest.fixture(autouse=True)
def _there_already(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database of the test."""
    monkeypatch.setattr(preparing, "prepare", lambda: None)
    monkeypatch.setattr(staff_command, "_set_up", lambda: None)


@pytest.fixture
def creditor(atesta: Atesta) -> Creditor:
    assert NAME in atesta("creditor", "add", NAME, "--place", "CN").out
    return Creditor.objects.get(name=NAME, place="CN")


def test_its_people_and_its_agency_s_begin_with_a_code(atesta: Atesta, creditor: Creditor) -> None:
    agency = Agency.objects.create(creditor=creditor, slug="hx", name="云岭信服", made_at=creditor.made_at)
    officer = ("staff", "add", "ana", "--role", "compliance", "--creditor", NAME)
    manager = ("staff", "add", "max", "--role", "manager", "--creditor", NAME, "--agency", "hx")
    assert atesta(*officer).status == atesta(*manager).status == 0
    works = {row.staff.login: (row.creditor, row.agency) for row in StaffOf.objects.all()}
    assert works == {"ana": (creditor, None), "max": (creditor, agency)}


@pytest.mark.usefixtures("creditor")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("creditor", "add", NAME, "--place", "CN"), "already"),
        (("creditor", "add", "Other", "--place", "XX"), "XX"),
        (("creditor", "directory", "Nobody"), "No creditor of this name"),
        (("creditor", "directory", NAME, "--account", "A-1"), "exactly this number"),
        (("staff", "add", "ana", "--role", "compliance"), "for whom"),
        (("staff", "add", "ana", "--role", "manager", "--creditor", NAME), "for whom"),
        (("staff", "add", "ana", "--role", "manager", "--creditor", NAME, "--agency", "zz"), "no agency"),
        (("staff", "add", "ana", "--role", "compliance", "--creditor", "Nobody"), "No creditor of this name"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(atesta: Atesta, given: tuple[str, ...], said: str) -> None:
    refused = atesta(*given)
    assert refused.status == 2 and said.lower() in refused.err.lower()
    assert not StaffOf.objects.exists() and Creditor.objects.count() == 1


@pytest.mark.usefixtures("creditor")
def test_the_register_is_taken_along_as_a_directory(atesta: Atesta) -> None:
    assert read_directory(atesta("creditor", "directory", NAME).out.encode()).creditor == NAME
