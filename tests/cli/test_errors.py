"""Bad input is a clear error that names the file, line or field, or a first-class answer: exit 2, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from first_case import FIRST, HEADER, MESSAGE, REVIEW, Atesta

ACCOUNT = (FIRST / "account.toml").read_text(encoding="utf-8")
CALL = '{"at": "2026-11-14T10:02:00+08:00", "channel": "call", "outcome": "no_answer", "by": "own", "to": "debtor"}\n'


def refused(ran, *named: str) -> bool:
    """One error, in three parts, on standard error only, with every one of these words in it."""
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("atesta: ") and ran.err.count("\n") == 3 and "Traceback" not in ran.err
    missing = [word for word in named if word not in ran.err]
    assert not missing, ran.err
    return True


MESSAGES = {
    "empty": (b"", "m.txt is empty"),
    "blank": (b" \n\t ", "m.txt is empty"),
    "ten megabytes": ("逾期".encode() * 1_700_000, "m.txt has 10200000 bytes"),
    "a cut character": ("您已逾期".encode()[:-1] + b"\x81\xff", "m.txt is in no encoding that we know"),
    "half of UTF-16": (b"\xff\xfe\x00\xd8abc\x81\x00", "m.txt says that it is UTF-16-LE"),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_that_cannot_be_read_is_refused_by_its_file_name(atesta: Atesta, tmp_path: Path, monkeypatch, name):
    data, named = MESSAGES[name]
    monkeypatch.chdir(tmp_path)
    Path("m.txt").write_bytes(data)
    assert refused(atesta("review", "m.txt"), named)


def test_empty_standard_input_is_refused(atesta: Atesta):
    assert refused(atesta("review", "-"), "standard input is empty")


@pytest.mark.parametrize(
    "data", [MESSAGE.read_bytes().decode().encode("gb18030"), b"\xef\xbb\xbf" + MESSAGE.read_bytes()]
)
def test_another_encoding_that_can_be_told_gives_the_same_claims(atesta: Atesta, tmp_path: Path, data: bytes):
    (tmp_path / "m.txt").write_bytes(data)
    again = atesta("review", tmp_path / "m.txt", *REVIEW[2:], "--json").json
    assert again["truth"] == atesta(*REVIEW, "--json").json["truth"]


HOSTILE = "You owe \u202e06.214\u202c CNY,\x00 \x1b[31moverdue\x1b[0m 3 days.\u2066\x07\u2028 Pay by 18:00 today\u2069"


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_control_and_direction_characters_are_answered_and_never_reach_the_terminal(atesta: Atesta, lang: str):
    shown = atesta("review", "-", *HEADER, "--lang", lang, stdin=HOSTILE.encode())
    assert shown.status == 0
    assert not set("\u202e\u202c\x00\x1b\u2066\u2069\x07\u2028") & set(shown.out)


def test_offsets_count_the_code_points_of_the_text_as_given(atesta: Atesta):
    review = atesta("review", "-", *HEADER, "--json", stdin=HOSTILE.encode()).json
    assert review["truth"]["claims"]
    assert all(HOSTILE[claim["start"] : claim["end"]] == claim["quote"] for claim in review["truth"]["claims"])


@pytest.mark.parametrize(
    ("option", "given", "named"),
    [
        ("--received", "2026-11-15T21:47:00", "--received has no offset"),
        ("--received", "2026-11-15", "--received has no offset"),
        ("--received", "yesterday", "--received is not a time"),
        ("--received", "", "--received is not a time"),
        ("--received", "0001-01-01T00:00:00+14:00", "--received is not between 1970 and 2200"),
        ("--received", "9999-12-31T23:59:59-12:00", "--received is not between 1970 and 2200"),
        ("--place", "XX", "The place 'XX' is not known"),
        ("--place", "", "The place '' is not known"),
        ("--register", "x.csv", "--register and --register-as-of belong together"),
        ("--register-as-of", "2026-10-01", "--register and --register-as-of belong together"),
    ],
)
def test_an_option_that_cannot_be_used_is_named(atesta: Atesta, option: str, given: str, named: str):
    assert refused(atesta("review", MESSAGE, option, given), named)


def test_a_day_that_is_none_is_named(atesta: Atesta):
    assert refused(atesta("rules", "--on", "2026-02-30"), "--on is not a date")


def changed(old: str, new: str) -> str:
    assert old in ACCOUNT
    return ACCOUNT.replace(old, new, 1)


ACCOUNTS = {
    "no zone": (changed("T06:00:00+08:00", "T06:00:00"), "account.toml", "'as_of' has no zone"),
    "no number": (changed('"412.60"', '"NaN"'), "account.toml, [[instalment]] 1", "'amount'"),
    "infinite": (changed('"412.60"', '"1e999999"'), "account.toml, [[instalment]] 1", "'amount'"),
    "rounded": (changed('"412.60"', "412.60"), "account.toml, [[instalment]] 1", "'amount'"),
    "unknown place": (changed('"CN"', '"XX"'), "account.toml", "'place'"),
    "misspelt": (ACCOUNT + "[[instalmentt]]\ndue = 2026-11-12\n", "account.toml", "'instalmentt' is not known"),
    "not TOML": ("as_of = [", "account.toml", "not TOML"),
    "end of the calendar": (changed("as_of = 2026", "as_of = 9999"), "account.toml", "'as_of'"),
    "empty": ("", "account.toml", "is missing"),
}


@pytest.mark.parametrize("name", ACCOUNTS)
def test_an_account_that_cannot_be_used_is_refused_by_file_and_field(atesta: Atesta, tmp_path: Path, name: str):
    text, *named = ACCOUNTS[name]
    (tmp_path / "account.toml").write_text(text, encoding="utf-8")
    assert refused(atesta("review", MESSAGE, *HEADER, "--account", tmp_path / "account.toml"), *named)


def test_an_account_in_another_currency_is_an_answer(atesta: Atesta, tmp_path: Path):
    (tmp_path / "eur.toml").write_text(changed('"CNY"', '"EUR"'), encoding="utf-8")
    asked = ("review", "-", *HEADER, "--account", tmp_path / "eur.toml", "--json")
    (claim,) = atesta(*asked, stdin="您欠款412.60元，请还款。".encode()).json["truth"]["claims"]
    assert (claim["kind"], claim["answer"]) == ("amount", "contradicted")


HISTORIES = {
    "a bad line 3": (CALL + "\n" + '{"at": "2026-11-15T10:02:00", "channel": "call"}\n', "line 3", "'at' has no zone"),
    "a line cut off": (CALL + CALL + CALL[:40], "line 3"),
    "an unknown word": (CALL.replace("no_answer", "shouted"), "line 1", "'outcome'"),
    "a list": ("[]\n", "line 1"),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_with_a_bad_line_is_refused_by_its_number(atesta: Atesta, tmp_path: Path, name: str):
    text, *named = HISTORIES[name]
    (tmp_path / "history.jsonl").write_text(text, encoding="utf-8")
    assert refused(atesta("review", MESSAGE, "--history", tmp_path / "history.jsonl"), "history.jsonl", *named)


@pytest.mark.parametrize("option", ["--account", "--directory", "--history"])
@pytest.mark.parametrize("data", [b"\xff\xfe= [", b"\x00", b"{{{{"], ids=["UTF-16", "NUL", "brackets"])
def test_a_file_of_another_kind_is_refused_by_name(atesta: Atesta, tmp_path: Path, option: str, data: bytes):
    (tmp_path / "held").write_bytes(data)
    assert refused(atesta("review", MESSAGE, option, tmp_path / "held"), "held")


@pytest.mark.parametrize("option", [None, "--account", "--directory", "--history"])
def test_a_folder_or_a_missing_file_is_refused_by_name(atesta: Atesta, tmp_path: Path, option: str | None):
    folder = () if option is None else (tmp_path,)  # a folder given for review is an unpacked bundle
    for wrong in (*folder, tmp_path / "nothing-there"):
        arguments = (wrong,) if option is None else (MESSAGE, option, wrong)
        assert refused(atesta("review", *arguments), f"{wrong} cannot be read")


def test_a_folder_that_is_no_bundle_is_refused_by_name(atesta: Atesta, tmp_path: Path):
    assert refused(atesta("review", tmp_path), tmp_path.name)


def test_a_file_that_may_not_be_read_is_refused_by_name(atesta: Atesta, monkeypatch: pytest.MonkeyPatch):
    def denied(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)  # file modes do not stop the administrator, who may run this
    assert refused(atesta("review", "m.txt"), "m.txt cannot be read: the system does not permit it")


def test_an_unknown_word_of_an_option_is_refused_with_the_words_there_are(atesta: Atesta):
    ran = atesta("review", MESSAGE, "--channel", "fax")
    assert ran.status == 2 and "sms" in ran.err


def test_a_fault_of_ours_is_exit_1_without_a_traceback(atesta: Atesta, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("atesta.cli.review.review_message", lambda *_: 1 / 0)
    ran = atesta(*REVIEW)
    assert ran.status == 1 and "Traceback" not in ran.err and "ATESTA_DEBUG=1" in ran.err


def test_a_fault_of_ours_shows_itself_where_it_is_asked_for(atesta: Atesta, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("atesta.cli.review.review_message", lambda *_: 1 / 0)
    monkeypatch.setenv("ATESTA_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        atesta(*REVIEW)


def test_an_error_never_repeats_what_a_file_says(atesta: Atesta, tmp_path: Path):
    (tmp_path / "account.toml").write_text(changed('"412.60"', '"Lin Xiaomei 13800000000"'), encoding="utf-8")
    ran = atesta("review", MESSAGE, "--account", tmp_path / "account.toml")
    assert ran.status == 2 and "Lin" not in ran.err and "138" not in ran.err
