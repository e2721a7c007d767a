"""The addresses of an upload: pieces, offsets, refusals, and a connection that is cut in the middle of a piece."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from atesta.store.models import Pace, Upload
from atesta.store.uploads import open_upload

pytestmark = pytest.mark.django_db
TYPE = "application/octet-stream"
ADDRESS = "127.0.0.1"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Settings) -> None:
    settings.WEB = replace(settings.WEB, folder=tmp_path)


def begin(client: Client, **fields: object) -> dict[str, str]:
    given = {"kind": "recording", "size": 10, "name": "call.wav", "type": "audio/wav", **fields}
    answer = client.post("/en/upload", given)
    assert answer.status_code == 201
    return dict(answer.json())


def put(
    client: Client, begun: dict[str, str], offset: object, piece: bytes, token: str | None = None
) -> tuple[int, str]:
    headers = {"Upload-Token": begun["token"] if token is None else token, "Upload-Offset": str(offset)}
    answer = client.put(f"/en/upload/{begun['upload']}", piece, TYPE, headers=headers)
    return answer.status_code, answer.headers.get("Upload-Offset", "")


def test_a_file_goes_up_in_pieces(client: Client) -> None:
    begun = begin(client)
    assert put(client, begun, 0, b"12345") == (204, "5")
    assert put(client, begun, 5, b"67890") == (204, "10")


def test_a_wrong_offset_is_told_the_right_one(client: Client) -> None:
    begun = begin(client)
    put(client, begun, 0, b"123")
    for offset in (4, "x", "", "-1", "٣"):
        assert put(client, begun, offset, b"x") == (409, "3")


def test_a_wrong_token_and_an_unknown_id_are_the_same_page(client: Client) -> None:
    begun, stranger = begin(client), Client()
    address = f"/en/upload/{begun['upload']}"
    wrong = stranger.put(address, b"x", TYPE, headers={"Upload-Token": "x", "Upload-Offset": "0"})
    unknown = stranger.put("/en/upload/aaaaaaaaaaaaaaaaaaaaaaaaaa", b"x", TYPE, headers={"Upload-Token": "x"})
    assert wrong.status_code == unknown.status_code == 404
    assert len(wrong.content) == len(unknown.content)
    assert stranger.head(address).status_code == 404


def test_the_session_that_sent_it_sees_how_far_it_is(client: Client) -> None:
    begun = begin(client)
    put(client, begun, 0, b"123")
    answer = client.head(f"/en/upload/{begun['upload']}")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "3")


@pytest.mark.parametrize("fields", [{"size": 0}, {"size": "9" * 40}, {"size": "x"}, {"kind": "x"}, {"size": 3 * 10**8}])
def test_what_cannot_be_taken_says_why_in_the_reader_s_language(client: Client, fields: dict[str, object]) -> None:
    answer = client.post("/es/upload", {"kind": "recording", "size": 1, **fields})
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_piece_that_is_too_large_is_not_read(client: Client) -> None:
    assert put(client, begin(client, size=10**7), 0, bytes(4 * 1024 * 1024 + 1)) == (413, "0")


def test_a_request_larger_than_anything_we_take_is_not_read(client: Client) -> None:
    answer = client.get("/es/", headers={"accept-language": "es"}, CONTENT_LENGTH=str(10**9))
    assert answer.status_code == 413
    assert "200 MB" in answer.content.decode()


def test_a_disk_that_is_full_says_so(client: Client, tmp_path: Path) -> None:
    begun = begin(client)
    (tmp_path / "blobs").write_text("no folder")
    assert put(client, begun, 0, b"123")[0] == 507
    assert Upload.objects.get().received == 0


def test_too_many_beginnings_wait(client: Client) -> None:
    for _ in range(20):
        begin(client)
    answer = client.post("/en/upload", {"kind": "recording", "size": 1})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert ADDRESS not in str(list(Pace.objects.values()))


def test_another_site_cannot_begin_one() -> None:
    assert Client(enforce_csrf_checks=True).post("/en/upload", {"kind": "recording", "size": 1}).status_code == 403


@pytest.fixture
def line(live_server: LiveServer) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(live_server.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    yield connection
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_cut_in_the_middle_goes_on_where_it_was(line: http.client.HTTPConnection) -> None:
    data, csrf = bytes(range(256)) * 4000, "c" * 32
    with_csrf = {"Cookie": f"csrftoken={csrf}", "X-CSRFToken": csrf}
    client = Client()
    begun = begin(client, size=len(data))
    address = f"/en/upload/{begun['upload']}"

    def ask(method: str, piece: bytes = b"", **headers: str) -> tuple[int, int]:
        line.request(method, address, piece, {**with_csrf, "Upload-Token": begun["token"], **headers})
        answer = line.getresponse()
        answer.read()
        return answer.status, int(answer.headers["Upload-Offset"])

    assert ask("PUT", data[:500_000], **{"Upload-Offset": "0"}) == (204, 500_000)
    cut_off(line, address, {**with_csrf, "Upload-Token": begun["token"], "Upload-Offset": "500000"}, data[500_000:])
    line.close()
    offset, asked = ask("HEAD")[1], 1
    assert 500_000 <= offset < len(data)
    while offset < len(data):  # half a piece may still be on its way in: then the answer says where to go on
        offset, asked = ask("PUT", data[offset:], **{"Upload-Offset": str(offset)})[1], asked + 1
    assert asked < 6
    with open_upload(Upload.objects.get()) as whole:
        assert whole.read() == data


def cut_off(line: http.client.HTTPConnection, address: str, headers: dict[str, str], piece: bytes) -> None:
    """Says that it sends `piece`, sends half of it and hangs up."""
    with socket.create_connection((line.host, line.port), timeout=20) as wire:
        head = "".join(
            f"{name}: {value}\r\n" for name, value in {**headers, "Host": f"{line.host}:{line.port}"}.items()
        )
        wire.sendall(f"PUT {address} HTTP/1.1\r\n{head}Content-Length: {len(piece)}\r\n\r\n".encode())
        wire.sendall(piece[: len(piece) // 2])
