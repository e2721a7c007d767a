"""Schemathesis asks for everything that the document allows, and for what it does not: no fault of ours, every answer
as documented. Bounded here; `make soak` takes its time."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import schemathesis
from a_machine import House
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks
from sized import sized
from test_api_access import things

from atesta.api.door import TOKEN
from atesta.store import pace

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
CHECKS = (
    *(checks.not_a_server_error, checks.status_code_conformance, checks.content_type_conformance),
    *(checks.response_headers_conformance, checks.response_schema_conformance, checks.negative_data_rejection),
    *(checks.ignored_auth, checks.missing_required_header, checks.unsupported_method),
)
tokens = itertools.count(1)


documented = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def mine(house: House) -> dict[str, str]:
    return things(house)


@pytest.fixture
def as_often_as_one_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    often = pace.Limit(1_000_000, 60)
    monkeypatch.setattr(pace, "LIMITS", {**pace.LIMITS, "api": often, "api-many": often})


@documented.parametrize()
@pytest.mark.usefixtures("as_often_as_one_likes")
@pytest.mark.sized
@settings(
    max_examples=sized(5, 400),
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_every_answer_is_as_documented(case: Any, house: House, mine: dict[str, str]) -> None:
    """A new request is a new one, and half of the things that are named are there."""
    if TOKEN.fullmatch((case.headers or {}).get("Idempotency-Key") or ""):
        case.headers["Idempotency-Key"] = f"fuzzed-{next(tokens):08d}"
    name = case.operation.definition.raw["operationId"]
    if name in mine and case.path_parameters and next(tokens) % 2:
        case.path_parameters = dict.fromkeys(case.path_parameters, mine[name])
    case.call_and_validate(headers={"Authorization": f"Bearer {house.owner.secret}"}, checks=list(CHECKS))
