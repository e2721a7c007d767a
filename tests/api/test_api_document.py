"""The OpenAPI document is complete, is the one that was reviewed, and its examples are what the API takes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema_specifications import REGISTRY
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from atesta.api.document import document
from atesta.api.refusal import JSON
from atesta.locale import catalogue
from atesta.schemas import schema

WAYS = [(method, at, way) for at, ways in document()["paths"].items() for method, way in ways.items()]
EVERY_WAY = pytest.mark.parametrize(("method", "at", "way"), WAYS, ids=lambda given: str(given)[:40])
OPENAPI = "urn:openapi"


def holds(pointer: str, value: object) -> list[str]:
    """What is wrong with a value for the schema at this place of the document."""
    resource: Resource[Any] = Resource(contents=document(), specification=DRAFT202012)
    registry: Registry[Any] = REGISTRY.with_resource(OPENAPI, resource)
    validator = Draft202012Validator(
        {"$ref": f"{OPENAPI}{pointer}"}, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def test_it_is_the_one_that_was_reviewed() -> None:
    assert document() == schema("openapi-1"), (
        "the API changed: look at the difference that tools/write_openapi.py makes"
    )


def test_it_is_openapi_3_1() -> None:
    assert document()["openapi"].startswith("3.1.") and document()["servers"] == [{"url": "/api/v1"}]


@EVERY_WAY
def test_every_answer_of_a_way_is_documented(method: str, at: str, way: dict[str, Any]) -> None:
    wanted = {"200", "401", "422", "429", "503"}
    wanted |= {"400", "409", "413", "415"} if method == "post" else set()
    wanted |= {"404"} if "{" in at else set()
    wanted |= {"403"} if way["tags"] == ["creditor"] else set()
    assert set(way["responses"]) == wanted
    assert way["summary"] and way["description"] and way["security"]


@EVERY_WAY
def test_every_change_needs_a_key_of_its_own(method: str, at: str, way: dict[str, Any]) -> None:
    asked = {parameter.get("$ref", "").rpartition("/")[2] for parameter in way["parameters"]}
    assert asked - {""} == {"language", *(["once"] if method == "post" else [])}


@pytest.mark.parametrize("name", sorted(document()["components"]["schemas"]))
def test_what_comes_in_refuses_what_it_does_not_know_and_has_an_example(name: str) -> None:
    found = document()["components"]["schemas"][name]
    if not name.endswith("Given"):
        return
    assert found["additionalProperties"] is False
    for example in found["examples"]:
        assert holds(f"#/components/schemas/{name}", example) == []


def test_every_reference_leads_somewhere() -> None:
    known = {f"#/components/{kind}/{name}" for kind, named in document()["components"].items() for name in named}
    assert set(re.findall(r"'\$ref': '([^']*)'", str(document()))) <= known


def test_a_refusal_has_the_documented_shape() -> None:
    from atesta.api.refusal import RefusedError, answer  # noqa: PLC0415

    for lang in ("en", "es", "zh"):
        said = answer(RefusedError(422, "api_field_missing", field="at", line=3), catalogue(lang))
        assert (
            holds(f"#/components/responses/422/content/{JSON.replace('/', '~1')}/schema", json.loads(said.content))
            == []
        )
