"""The OpenAPI document: what ninja makes of the ways, and what the door adds to each of them.

A copy lies in `src/atesta/schemas/openapi-1.json`, so that a change of the API is seen where it is reviewed.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from atesta.api.door import MANY, MOST_BYTES, MOST_BYTES_OF_MANY, REPLAYED, TOKEN
from atesta.api.refusal import JSON
from atesta.api.shapes import Failed
from atesta.api.ways import api

Json = dict[str, Any]
ABOUT = (
    "The register of who may speak for a creditor: ask the gate, register what will be sent or dialled, report what "
    "became of it. Times carry their offset, days are those of the debtor's zone, money is a decimal string. Nothing "
    "here says that a message is to be believed: each question has its own answer. See docs/api.md."
)
MEANS = {
    400: "The body is not JSON, or Idempotency-Key is missing or in no form of ours.",
    401: "The key is missing, unknown, ended or revoked.",
    403: "Only a key of the creditor itself may.",
    404: "It is not there, or it is not yours: the answer is the same.",
    409: "The Idempotency-Key belongs to another request, the same one is being answered, or something was done before "
    "that excludes this.",
    413: "The body is larger than is taken.",
    415: "The body is not application/json.",
    422: "A field is missing, not known or cannot be read; or what was asked cannot be done. `error.field` and "
    "`error.line` say where.",
    429: "Too often. Retry-After says for how many seconds.",
    503: "The database is away. Nothing was done.",
}


@cache
def document() -> Json:
    made: Json = json.loads(json.dumps(api.get_openapi_schema(path_prefix="")))
    made["info"]["description"] = ABOUT
    made["servers"] = [{"url": "/api/v1"}]
    shapes = made["components"]["schemas"]
    failed = Failed.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes |= failed.pop("$defs")
    shapes["Failed"] = failed
    made["components"]["parameters"] = PARAMETERS
    made["components"]["responses"] = {str(status): _refusal(status) for status in MEANS}
    for at, ways in made["paths"].items():
        for method, way in ways.items():
            _complete(at, method, way)
    return made


def _refusal(status: int) -> Json:
    found: Json = {
        "description": MEANS[status],
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/Failed"}}},
    }
    if status in (429, 503):
        found["headers"] = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}
    if status == 401:
        found["headers"] = {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
    return found


def _complete(at: str, method: str, way: Json) -> None:
    """Headers that every way takes, and every answer that the door may give in its place."""
    way.setdefault("parameters", []).append({"$ref": "#/components/parameters/language"})
    statuses = {401, 422, 429, 503}
    if method == "post":
        way["parameters"].append({"$ref": "#/components/parameters/once"})
        way["responses"]["200"]["headers"] = {REPLAYED: {"schema": {"const": "true"}}}
        statuses |= {400, 409, 413, 415}
        if "requestBody" in way:
            most = MOST_BYTES_OF_MANY if at.endswith(MANY) else MOST_BYTES
            way["requestBody"]["description"] = f"At most {most:,} bytes of UTF-8. Unknown fields are refused."
    if "{" in at:
        statuses.add(404)
    if any("CreditorKey" in need for need in way["security"]):
        statuses.add(403)
    way["responses"] |= {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)}


PARAMETERS: Json = {
    "language": {
        "name": "Accept-Language",
        "in": "header",
        "required": False,
        "description": "In which language sentences are: en, es or zh. English where there is none of these.",
        "schema": {"type": "string"},
        "example": "es-MX, en;q=0.5",
    },
    "once": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "Of your own making, new for each request. Send the same request with the same key again: it "
        "is done once and answered with the same bytes, for a day. Put nothing of a person into it.",
        "schema": {"type": "string", "pattern": f"^{TOKEN.pattern}$"},
        "example": "5f0c2a1e-7d7e-4d38-9c55-1c5d2a6d0b11",
    },
}
