"""Each attack of the list is done for real and gets its answer; docs/attacks.md says what was seen and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from itertools import chain
from pathlib import Path
from random import Random

import pytest
from attacks import cuts, edits, page
from attacks.registry import ATTACKS
from attacks.stand import COLUMNS, OWN, Grounds, resealed
from bundles import House
from sized import sized

from atesta.evidence.verify import verify
from atesta.evidence.verify_answer import ALWAYS_NOT_PROVEN
from atesta.locale import catalogue

HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "es", "zh")
CASES = page.cases()
BEYOND = {"29": "synthetic_voice", "30": "other_calls", "31": "early_end"}
NEEDED = {"13": "module:soundfile", "14": "module:soundfile", "44": "module:bagit", "55": "unshare"}
pytestmark = pytest.mark.needs("openssl", "apt-get install openssl")


def marked(case: page.Case) -> object:
    need = NEEDED.get(case.number)
    return pytest.param(case, id=case.number, marks=[pytest.mark.needs(need, "make .venv/.dev")] if need else [])


@pytest.fixture(scope="session")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Grounds:
    return Grounds(tmp_path_factory.mktemp("grounds"))


def test_all_sixty_are_here_and_each_is_done():
    numbers = {re.match(r"\d+(?=[a-z]?$)", case.number)[0] for case in CASES}  # type: ignore[index]
    assert numbers == {str(number) for number in range(1, 61)} - {"32"}
    assert "26b" in {case.number for case in CASES}  # the 32nd
    assert [case.number for case in CASES if case.number not in ATTACKS] == []
    assert sorted(ATTACKS) == sorted(case.number for case in CASES) == sorted(page.rows_of_the_page())


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_an_attack_gets_its_answer_and_stands_so_on_the_page(case: page.Case, grounds: Grounds):
    seen = page.measured(case.number, grounds)
    assert [column for column in COLUMNS if not page.fits(case.expected[column], seen[column])] == []
    assert page.row(case, seen) == page.rows_of_the_page()[case.number]
    for one in seen.values():
        assert one.verdict is None or set(ALWAYS_NOT_PROVEN) <= one.not_proven


def test_only_what_no_cryptography_notices_goes_unnoticed_with_outside_anchors():
    quiet = {case.number for case in CASES if case.expected["outside"] == ("unchanged", "nothing")}
    left_open = {case.number: case.expected["outside"][1] for case in CASES if "open: " in case.expected["outside"][1]}
    assert {number: left_open[number] for number in BEYOND} == {n: f"open: {id_}" for n, id_ in BEYOND.items()}
    harmless = {case.number for case in CASES if case.by in ("reader", "accident")} | {"58"}  # a guess that fails
    no_time = {number for number, must in left_open.items() if must.startswith("open: time_")}
    assert quiet <= harmless
    assert set(left_open) - set(BEYOND) - no_time <= harmless


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_stays_open_has_a_sentence(lang: str):
    opened = {must for case in CASES for _, must in case.expected.values() if must.startswith("open: ")}
    words = catalogue(lang)
    assert [must for must in sorted(opened) if not words.has(f"not_proven.{must.removeprefix('open: ')}")] == []


def test_a_thief_who_has_the_device_key_but_not_the_logs_is_noticed(grounds: Grounds):
    """The own log is of use all the same: to whoever keeps its key apart."""
    stand = grounds.stand(OWN)
    kept = stand.files()["seal/log.tlog-proof"]
    made = resealed({**stand.files(), "data/conversation.vcon.json": b"{}\n"}, stand.house)
    seen = stand.edited({**made, "seal/log.tlog-proof": kept})
    assert (seen.answer, ("log", "log_proof") in seen.noticed) == ("changed", True)


# Edits


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, bytes]:
    return edits.small_house(tmp_path_factory.mktemp("small"))


def test_the_small_bundle_has_all_that_there_can_be(small: tuple[House, bytes], tmp_path: Path):
    (tmp_path / "b.zip").write_bytes(small[1])
    verdict = verify(tmp_path / "b.zip", small[0].anchors)
    assert (verdict.answer.value, verdict.reasons) == ("unchanged", ())
    assert verdict.facts.stamped_utc_ms
    assert {"log_absent", "mandate_absent", "time_absent"}.isdisjoint(item.id for item in verdict.not_proven)


@pytest.mark.parametrize("seed", range(4))
def test_none_of_a_thousand_random_edits_is_taken_for_the_original(
    seed: int, small: tuple[House, bytes], tmp_path: Path
):
    assert not any(edits.passed(*small, tmp_path, seed, 250))


def test_no_edit_leaves_the_bytes_as_they_were(small: tuple[House, bytes]):
    assert all(edits.edit(small[1], Random(seed)) != small[1] for seed in range(200))


@pytest.mark.needs("zip", "apt-get install zip")
def test_no_other_packing_encoding_order_or_cut_is_taken_for_the_original(small: tuple[House, bytes], tmp_path: Path):
    passed, made = [], 0
    for what, data in edits.structured(small[1], tmp_path):
        (tmp_path / "b.zip").write_bytes(data)
        made += 1
        if data == small[1] or verify(tmp_path / "b.zip", small[0].anchors).answer.value == "unchanged":
            passed.append(what)
    assert (passed, made > 60) == ([], True)


@pytest.mark.sized
def test_no_byte_of_a_certificate_or_a_token_can_be_another_and_none_raises(small: tuple[House, bytes], tmp_path: Path):
    """What the libraries read late they refuse late, and with errors of every kind. One byte of five; each in
    `make soak`."""
    anchors, passed = small[0].anchors, []
    for what, data in edits.each_byte_of_what_is_der(small[1], Random(14), sized(5, 1)):
        (tmp_path / "b.zip").write_bytes(data)
        passed += [what] if verify(tmp_path / "b.zip", anchors).answer.value == "unchanged" else []
    assert passed == []


def test_without_the_logs_key_or_the_authority_no_edit_passes_either(small: tuple[House, bytes], tmp_path: Path):
    bare = replace(small[0].anchors, log=None, tsa=None)
    for run in range(250):
        (tmp_path / "b.zip").write_bytes(edits.edit(small[1], Random(f"bare {run}")))
        assert verify(tmp_path / "b.zip", bare).answer.value != "unchanged", run


# What fails while it is recorded


def test_a_cut_of_power_loses_what_was_acknowledged_only_without_the_syncs():
    found = {policy: list(cuts.cut(policy, 60, 5)) for policy in cuts.POLICIES}
    assert not any(one.wrong for one in chain(*found.values()))
    lost = [sum(one.lost for one in found[policy]) for policy in cuts.POLICIES]
    assert lost[0] == 0 and lost[1] > 50 and lost[2] > 50


def test_a_real_file_system_of_one_mebibyte_that_fills_up(tmp_path: Path):
    """In a mount namespace of its own, which takes the mount away with it."""
    mounted = 'mount -t tmpfs -o size=1m none "$1" && exec "$2" "$3" "$1"'
    script = str(HERE / "attacks" / "full_disk.py")
    for way in ("-rm", "-m"):
        command = ["unshare", way, "sh", "-c", mounted, "sh", str(tmp_path), sys.executable, script]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        if done.returncode == 0:
            break
    else:
        pytest.skip("needs unshare: a kernel that lets this user mount in a namespace")
    reason, acknowledged, kept, exact, recovered, ended = done.stdout.split()
    assert (reason, exact, ended) == ("no_space", "True", "True")
    assert int(acknowledged) == int(kept) == int(recovered) > 20


FAULTS = page.faults()


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["what"] for fault in FAULTS])
def test_each_fault_has_its_tests_and_its_sentences(fault: dict[str, list[str]]):
    for test in fault["tests"]:
        file, _, name = test.partition("::")
        assert f"def {name}(" in (HERE.parent / file).read_text("utf-8"), test
    said = {lang: [catalogue(lang).has(key) for key in fault["says"]] for lang in LANGUAGES}
    assert all(all(has) for has in said.values()), said


def test_the_page_has_the_faults_with_their_sentences():
    assert page.FAULTS + page.fault_table() + page.END in page.PAGE.read_text("utf-8")


@pytest.mark.parametrize("part", ["cuts", "edits"])
def test_the_soak_runs_and_stops_in_its_time(part: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOAK_MINUTES", "0.02")
    monkeypatch.setenv("SOAK_PARTS", part)
    script = HERE.parents[1] / "tools" / "soak.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, "all ok" in done.stdout) == (0, True), done.stdout + done.stderr
