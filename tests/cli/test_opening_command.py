"""`atesta opening`: what a collector reads aloud (B2.1.6)."""

import pytest

from atesta.cli import main

OWN = ["opening", "--firm", "Financiera Aurora", "--name", "Ana Ruiz"]
AGENCY = ["opening", "--firm", "云岭信服", "--name", "李敏", "--principal", "晨曦分期", "--place", "CN"]


def test_own_staff_gets_firm_and_name_with_their_seconds(capsys):
    assert main([*OWN, "--lang", "es", "--place", "MX"]) == 0
    told = capsys.readouterr().out
    assert "Buen día, le habla Ana Ruiz de Financiera Aurora." in told
    assert "2.6 s de 5 s" in told
    assert "mx-identification" in told


def test_an_agency_gets_by_whom_first(capsys):
    assert main([*AGENCY, "--lang", "zh"]) == 0
    told = capsys.readouterr().out
    assert "受晨曦分期委托有事要谈，我是云岭信服的李敏。" in told
    assert "4.4秒以" in told
    assert "cn-identification" in told


def test_names_that_are_too_long_are_said_with_their_seconds(capsys):
    firm = "Integrated Northern Account Solutions Limited"
    assert main(["opening", "--firm", firm, "--name", "Ana Ruiz", "--principal", "Aurora Finance", "--lang", "en"]) == 0
    assert "more than the 5 s" in capsys.readouterr().out


def test_a_place_that_asks_for_discretion_is_named(capsys):
    given = ["opening", "--firm", "Northern Services", "--name", "Ann Reed", "--principal", "Sun Bank"]
    assert main([*given, "--place", "US", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "us-third-party" in told
    assert told.index("my name is Ann Reed") < told.index("Northern Services")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["opening", "--firm", "", "--name", "Ana"], "--firm"),
        ([*OWN, "--kind", "agency"], "--principal"),
        ([*OWN, "--kind", "own", "--principal", "Banco Sol"], "--principal"),
        ([*OWN, "--place", "XX"], ""),
    ],
)
@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_what_cannot_be_an_opening_is_refused_in_the_readers_language(capsys, words, said, lang):
    assert main([*words, "--lang", lang]) == 2
    refused = capsys.readouterr().err
    assert said in refused
    assert len(refused.splitlines()) == 3
