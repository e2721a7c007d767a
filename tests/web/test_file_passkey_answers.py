"""What a browser may answer for a passkey: everything but the right signature over a fresh challenge is one and the
same no."""

from __future__ import annotations

import json

import pytest
from a_file import opened
from django.test import Client

from atesta.web.myfile import passkey

pytestmark = pytest.mark.django_db
WRONG = [
    '{"credential": {"rawId": "AAAA"}}',
    "{}",
    "[]",
    "not json",
    '{"credential": 1}',
    '{"credential": {"rawId": 7}}',
]


def post(client: Client, path: str, body: str) -> tuple[int, dict[str, str]]:
    answer = client.post(f"/en/file/passkey/{path}", body, content_type="application/json")
    return answer.status_code, answer.json()


@pytest.mark.parametrize("body", WRONG)
@pytest.mark.parametrize("what", ["open", "add"])
def test_a_hostile_answer_is_refused_in_one_way(client: Client, body: str, what: str) -> None:
    opened(client)
    post(client, "ask" if what == "open" else "ask-add", "{}")
    assert post(client, what, body) == (
        422,
        {"wrong": "The passkey was not accepted. Try again, or use the printed code."},
    )


def test_a_challenge_serves_once(client: Client) -> None:
    post(client, "ask", "{}")
    assert passkey.CHALLENGE in client.session
    post(client, "open", WRONG[0])
    assert passkey.CHALLENGE not in client.session


def test_challenges_differ_and_name_nobody(client: Client) -> None:
    opened(client)
    _, first = post(client, "ask", "{}")
    _, second = post(client, "ask", "{}")
    assert first["challenge"] != second["challenge"]
    assert not json.loads(json.dumps(first)).get("allowCredentials")
