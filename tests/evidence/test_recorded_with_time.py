"""An outside time is asked for where one was configured, through the command line and a real authority."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any

import pytest
from tsa import Authority, served

from atesta.cli import main

pytestmark = pytest.mark.needs("openssl", "apt-get install openssl")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ATESTA_LANG", "en")
    monkeypatch.chdir(tmp_path)
    with wave.open("call.wav", "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(48000))


def record(capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(["record", "--rehearse", "call.wav", "--out", "acta.zip", *more]) == 0
    return capsys.readouterr().out


def verified(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    main(["verify", "acta.zip", "--json"])
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_a_configured_authority_stamps_the_seal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    authority = Authority(tmp_path / "authority")
    main(["keys", "init"])
    (tmp_path / "home" / "tsa.pem").write_bytes(authority.anchor)
    with served(authority) as url:
        monkeypatch.setenv("ATESTA_TSA", url)
        assert "no outside time" not in record(capsys)
    verdict = verified(capsys)
    assert (verdict["answer"], verdict["bundle"]["stamped"] is None) == ("unchanged", False)


def test_an_authority_out_of_reach_loses_no_seal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATESTA_TSA", "http://127.0.0.1:9/tsr")
    assert "there is no outside time" in record(capsys)
    verdict = verified(capsys)
    assert (verdict["answer"], verdict["bundle"]["stamped"]) == ("unchanged", None)


def test_a_rehearsal_that_ran_ahead_of_time_is_not_stamped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(Authority(tmp_path / "authority")) as url:
        monkeypatch.setenv("ATESTA_TSA", url)
        assert "there is no outside time" in record(capsys, "--fast")
