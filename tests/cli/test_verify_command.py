"""`atesta verify`: one clear line, the reasons, what is not proven; as data; and its exit statuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from first_case import Atesta
from jsonschema import Draft202012Validator

from atesta.cli import verify as command
from atesta.evidence.verify_answer import ALWAYS_NOT_PROVEN
from atesta.locale import FOLDERS, catalogue
from atesta.schemas import schema
from atesta.telling.say_verdict import say_spans

EVIDENCE = Path(__file__).resolve().parents[1] / "evidence"
SOURCE = Path(command.__file__).resolve().parents[1] / "evidence"


@pytest.fixture(scope="module")
def bundles() -> Iterator[object]:
    sys.path.insert(0, str(EVIDENCE))
    import bundles as made  # noqa: PLC0415

    yield made
    sys.path.remove(str(EVIDENCE))


@pytest.fixture(scope="module")
def house(bundles: object, tmp_path_factory: pytest.TempPathFactory) -> object:
    return bundles.House(tmp_path_factory.mktemp("house"), name="Crédito 晨曦")  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def anchors(house: object) -> Path:
    return house.export(house.folder / "anchors")  # type: ignore[attr-defined, no-any-return]


@pytest.fixture(scope="module")
def whole(bundles: object, house: object) -> Path:
    return bundles.recording(house, house.folder / "whole.zip")  # type: ignore[attr-defined, no-any-return]


@pytest.fixture(scope="module")
def altered(bundles: object, whole: Path) -> Path:
    files = bundles.unpacked(whole.read_bytes())  # type: ignore[attr-defined]
    sound = bytearray(files["data/audio.wav"])
    sound[44 + 16000 * 7] ^= 1
    path = whole.with_name("altered.zip")
    path.write_bytes(bundles.repacked({**files, "data/audio.wav": bytes(sound)}))  # type: ignore[attr-defined]
    return path


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "home"))


FIRST = {
    "en": ("Unchanged since 15 Nov 2026 12:00:10 UTC", "CHANGED at 6–8 s.", "Cannot check: none of the keys you trust"),
    "es": ("Sin cambios desde 15 nov 2026 12:00:10 UTC", "CAMBIADO en 6–8 s.", "No se puede comprobar: ninguna de las"),
    "zh": (
        "按封存设备自身的时钟，自 2026年11月15日 12:00:10 UTC",
        "已改动：第 6–8 秒。",
        "无法核验：您信任的密钥都不认识签名者。",
    ),
}


@pytest.mark.parametrize("lang", FOLDERS)
def test_the_first_line_says_it_in_each_language(lang: str, atesta: Atesta, whole: Path, altered: Path, anchors: Path):
    ran = (
        atesta("verify", whole, "--anchors", anchors, "--lang", lang),
        atesta("verify", altered, "--anchors", anchors, "--lang", lang),
        atesta("verify", whole, "--lang", lang),
    )
    assert [one.status for one in ran] == [0, 1, 3]
    assert [one.out.startswith(said) for one, said in zip(ran, FIRST[lang], strict=True)] == [True] * 3
    assert "Crédito 晨曦" in " ".join(ran[0].out.split())


@pytest.mark.parametrize("lang", FOLDERS)
def test_every_answer_says_what_is_not_proven(lang: str, atesta: Atesta, whole: Path, altered: Path, anchors: Path):
    for bundle in (whole, altered, Path(__file__)):
        shown = "".join(atesta("verify", bundle, "--anchors", anchors, "--lang", lang).out.split())
        for always in ALWAYS_NOT_PROVEN:
            assert "".join(catalogue(lang).say(f"not_proven.{always}").split()) in shown


def test_an_incomplete_one_has_a_status_of_its_own(
    bundles: object, atesta: Atesta, whole: Path, anchors: Path, house: object
):
    session = house.record(id_="a" * 32)  # type: ignore[attr-defined]
    bundles.talk(session, house.clock, 4)  # type: ignore[attr-defined]
    house.clock.pass_ms(25_000)  # type: ignore[attr-defined]
    bundles.talk(session, house.clock, 4)  # type: ignore[attr-defined]
    session.end()
    sealed = house.seal(house.parts(session), whole.with_name("starved.zip"))  # type: ignore[attr-defined]
    ran = atesta("verify", sealed, "--anchors", anchors)
    assert (ran.status, ran.out.splitlines()[0]) == (2, "INCOMPLETE: at 6 s about 25 s of sound are missing.")


@pytest.mark.parametrize("lang", FOLDERS)
def test_as_data_it_has_its_shape(lang: str, atesta: Atesta, whole: Path, altered: Path, anchors: Path):
    shape = Draft202012Validator(schema("verify-1"))
    for bundle in (whole, altered, Path(__file__)):
        answer = atesta("verify", bundle, "--anchors", anchors, "--json", "--lang", lang).json
        assert [error.message for error in shape.iter_errors(answer)] == []
    assert atesta("verify", altered, "--anchors", anchors, "--json").json["changed"] == [[6.0, 8.0]]


def test_an_unpacked_folder_can_be_checked(bundles: object, atesta: Atesta, whole: Path, anchors: Path, tmp_path: Path):
    folder = bundles.to_folder(whole, tmp_path / "unpacked")  # type: ignore[attr-defined]
    assert atesta("verify", folder, "--anchors", anchors).status == 0


def test_anchors_inside_the_bundle_are_refused(bundles: object, atesta: Atesta, whole: Path, tmp_path: Path):
    folder = bundles.to_folder(whole, tmp_path / "unpacked")  # type: ignore[attr-defined]
    ran = atesta("verify", folder, "--anchors", folder / "seal")
    assert (ran.status, ran.out) == (64, "")
    assert "vouches for itself" in ran.err


@pytest.mark.parametrize(
    "arguments", [[], ["no-such-file"], ["--no-such-flag", "x"], [__file__, "--anchors", "no-such-folder"]]
)
def test_wrong_usage_has_the_status_that_is_no_answer(arguments: list[str], atesta: Atesta):
    ran = atesta("verify", *arguments)
    assert (ran.status, ran.out) == (64, "")
    assert ran.err


def test_anchors_that_cannot_be_read_are_wrong_usage(atesta: Atesta, whole: Path, tmp_path: Path):
    (tmp_path / "signers.pem").write_text("nonsense")
    assert atesta("verify", whole, "--anchors", tmp_path).status == 64


def test_a_fault_of_ours_has_a_status_of_its_own(atesta: Atesta, whole: Path, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(command, "verify", broken)
    assert atesta("verify", whole).status == 70


def test_help_is_no_failure(atesta: Atesta):
    assert atesta("verify", "--help").status == 0


def test_a_name_that_would_move_the_cursor_is_shown_as_points(bundles: object, atesta: Atesta, tmp_path: Path):
    stranger = bundles.House(tmp_path / "s", name="\x1b[31mA\u202eB")  # type: ignore[attr-defined]
    sealed = bundles.recording(stranger, tmp_path / "b.zip", 2)  # type: ignore[attr-defined]
    shown = atesta("verify", sealed, "--anchors", stranger.export(tmp_path / "anchors")).out
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def said_in_code(word: str) -> set[str]:
    """The ids that the steps can give as `word` (a call of Findings) or as a reason string."""
    import re  # noqa: PLC0415

    text = "".join(path.read_text("utf-8") for path in SOURCE.glob("*.py"))
    return set(re.findall(word, text))


@pytest.mark.parametrize("lang", FOLDERS)
def test_every_reason_has_a_sentence(lang: str):
    reasons = said_in_code(r'(?:cannot|changed|incomplete|note)\(\s*"(\w+)", "\w+"')
    reasons |= said_in_code(r'ContainerError\("(\w+)"') | said_in_code(r'(?<!key=)"(mandate_(?!absent)\w+)"')
    reasons |= said_in_code(r'Doubt\("(\w+)", "changed"') - {"time_nonce", "time_policy"}  # asked while sealing only
    reasons |= said_in_code(r'"(log_(?:two_\w+|shrunk|forked))"') | {"segment_changed", "block_changed"}
    doubts = said_in_code(r'Doubt\("(\w+)", "not_proven"') - {"time_none", "time_no_answer"}
    unproven = said_in_code(r'unproven\(\s*"(\w+)"') | doubts | set(ALWAYS_NOT_PROVEN)
    words = catalogue(lang)
    assert len(reasons) > 50
    assert [id_ for id_ in sorted(reasons) if not words.has(f"verdict_reason.{id_}")] == []
    assert [id_ for id_ in sorted(unproven) if not words.has(f"not_proven.{id_}")] == []


def test_a_hundred_changed_stretches_are_not_all_listed():
    spans = tuple((float(4 * n), float(4 * n + 2)) for n in range(100))
    assert say_spans(spans, catalogue("en")).endswith("44–46 s, 88 more stretches")


def test_json_is_one_line(atesta: Atesta, whole: Path, anchors: Path):
    out = atesta("verify", whole, "--anchors", anchors, "--json").out
    assert out.count("\n") == 1
    assert json.loads(out)["bundle"]["signer"] == "Crédito 晨曦"
