"""Phrases that count only beside something else: posing beside a debt, taking things that nobody pledged."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from atesta.contact.message import Message
from atesta.review.conduct.labels import evidence
from atesta.review.truth import check_claims
from atesta.rules.phrase_files import load_phrases
from atesta.rules.phrasebook import PhraseBook
from atesta.rules.rulebook import load_rulebook

NOW = datetime(2026, 11, 15, 10, tzinfo=UTC)
BARE = [
    ("CN", "您好，这里是朝阳派出所反诈中心，请不要向陌生账户转账"),
    ("CN", "我是城东派出所民警，您报的案件已受理"),
    ("CN", "我是朝阳区法院书记员，您的案件已受理，请于周三到庭"),
    ("CN", "派出所通知您到所领取身份证"),
    ("MX", "Soy el oficial habilitado del juzgado, le entrego la citación"),
    ("ES", "Le habla la oficial judicial del juzgado número 3 para notificarle una resolución"),
    ("MX", "Soy el oficial mayor de Autofinanciera Sol"),
    ("US", "This is Sergeant Smith from the county sheriff, your report has been received"),
]
POSING = [
    ("CN", "喂，朝阳派出所，您的欠款今天必须处理"),
    ("CN", "我是城东派出所民警，请马上转账到这个账户"),
    ("CN", "我是朝阳区法院的法官，请立即还清借款"),
    ("MX", "Soy el oficial Ramírez, tiene que pagar hoy su adeudo"),
    ("MX", "Le habla el licenciado Ruiz, del juzgado, por su tarjeta"),
    ("US", "This is Sergeant Smith from the county sheriff, pay your loan today"),
]
LENDERS_OWN = [
    ("CN", "您好，【晨曦银行】您的信用卡账户已被冻结，请于本月25日前还款以恢复使用。"),
    ("CN", "因您逾期，我行已冻结您的信用卡账户"),
    ("CN", "您的借款账户已冻结，无法继续借款"),
    ("MX", "Su cuenta de crédito fue congelada"),
    ("US", "We will freeze your account with us and apply its balance"),
]
PLEDGED = [
    ("CN", "按照融资租赁合同，我们可以收回车辆"),
    ("CN", "我们可以收回车辆"),
    ("CN", "您的车辆明天将被我们拖走"),
    ("MX", "Vamos a recoger su carro"),
    ("GB", "We will repossess your hire purchase car without a court"),
]
NEVER_PLEDGED = [
    ("CN", "我们今天收走您的房子和工资卡"),
    ("CN", "您的信用卡已冻结，您名下所有银行卡明天也将被冻结"),
    ("CN", "我们明天冻结您的微信和银行卡"),
    ("MX", "Vamos a llevarnos su carro y sus muebles"),
    ("US", "We will freeze all your bank accounts"),
    ("US", "Your furniture will be taken without a court"),
]


@cache
def book() -> PhraseBook:
    return PhraseBook(load_phrases())


def labels(place: str, text: str) -> set[str]:
    reading = book().read(text)
    truth = check_claims(reading, Message(text, text.encode(), received=NOW), None, load_rulebook(), place)
    return {entry.label for entry in evidence(reading, truth)}


@pytest.mark.parametrize(("place", "text"), [*BARE, *PLEDGED])
def test_an_introduction_and_a_pledge_are_no_false_legal_claim(place: str, text: str) -> None:
    assert "false_legal_claim" not in labels(place, text)


@pytest.mark.parametrize(("place", "text"), LENDERS_OWN)
def test_a_lender_may_block_its_own_account(place: str, text: str) -> None:
    assert not labels(place, text) & {"false_legal_claim", "threat"}


@pytest.mark.parametrize(("place", "text"), [*POSING, *NEVER_PLEDGED])
def test_an_officer_who_asks_for_money_and_things_that_nobody_pledged_are_one(place: str, text: str) -> None:
    assert "false_legal_claim" in labels(place, text)


def test_taking_what_the_contract_names_is_no_threat() -> None:
    assert "threat" not in labels("CN", "按照融资租赁合同，我们可以收回车辆")
    assert "threat" in labels("CN", "您的车辆明天将被我们拖走")
