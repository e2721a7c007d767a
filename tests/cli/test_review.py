"""`atesta review`: the first case comes out as it was promised, in three languages (PRODUCT §4.1)."""

from __future__ import annotations

import pytest
from first_case import FILES, HEADER, MESSAGE, REVIEW, Atesta, Ran


@pytest.fixture
def first(atesta: Atesta) -> Ran:
    return atesta(*REVIEW, "--json")


CLAIMS = [
    ("lateness_grade", "逾期", "matches"),
    ("lateness_grade", "严重逾期", "exaggerated"),
    ("legal_step", "移交法务", "contradicted"),
    ("deadline", "今日18点前", "contradicted"),
    ("legal_step", "起诉", "exaggerated"),
    ("other_consequence", "风控核查", "cannot_be_checked"),
    ("third_party", "通知通讯录", "cannot_be_checked"),
]


@pytest.mark.parametrize(("kind", "quote", "answer"), CLAIMS)
def test_each_claim_of_the_first_case_gets_its_answer(first: Ran, kind: str, quote: str, answer: str):
    claims = [claim for claim in first.json["truth"]["claims"] if claim["quote"].startswith(quote)]
    assert [(claim["kind"], claim["answer"]) for claim in claims] == [(kind, answer)]


def test_nobody_can_vouch_for_the_sender_of_the_first_case(first: Ran):
    assert first.json["authenticity"]["answer"] == "cannot_be_vouched_for"


def test_the_first_case_is_three_days_late_with_412_60(first: Ran):
    overdue = next(claim for claim in first.json["truth"]["claims"] if claim["quote"] == "逾期")
    assert (overdue["measured"]["days"], overdue["measured"]["owed"]) == (3, "412.60 CNY")


def test_the_deadline_had_passed_3_hours_and_47_minutes_before(first: Ran):
    deadline = next(claim for claim in first.json["truth"]["claims"] if claim["kind"] == "deadline")
    assert deadline["measured"]["minutes_past"] == 3 * 60 + 47


def test_a_suit_gets_two_lines_can_they_and_have_they(first: Ran):
    suit = next(claim for claim in first.json["truth"]["claims"] if claim["quote"] == "起诉")
    assert (suit["measured"]["can_they"], suit["measured"]["have_they"]) == ("yes_after_default", "no_step_on_record")


def test_the_conduct_of_the_first_case_has_three_labels_with_the_exact_words(first: Ran):
    conduct, text = first.json["conduct"], MESSAGE.read_text(encoding="utf-8")
    assert set(conduct["labels"]) == {"threat", "third_party_disclosure", "pressure_deadline"}
    found = [finding for finding in conduct["findings"] if finding["span"]]
    assert found
    assert all(text[item["span"]["start"] : item["span"]["end"]] == item["quote"] for item in found)


def test_telling_others_is_against_a_standard_and_the_hour_is_within(first: Ran):
    limits = first.json["limits"]
    by_rule = {finding["rule"]: finding["answer"] for finding in limits["findings"]}
    assert (limits["answer"], by_rule["cn-quiet-hours"]) == ("benchmark_breach", "within")


HEADLINES = {
    "zh": ("无法证实", "夸大：2", "与记录不符：2", "违反推荐性标准、行业自律规定或本工具准则", "切勿忽略法院文书"),
    "es": ("No se puede avalar", "exagerado: 2", "desmentido: 2", "Contrario a una norma voluntaria", "nunca ignore"),
    "en": (
        "Cannot be vouched for",
        "exaggerated: 2",
        "contradicted: 2",
        "Against a voluntary standard",
        "never ignore",
    ),
}


@pytest.mark.parametrize("lang", HEADLINES)
def test_the_first_case_is_told_in_the_readers_language(atesta: Atesta, lang: str):
    shown = atesta(*REVIEW, "--lang", lang).out
    assert [headline for headline in HEADLINES[lang] if headline not in shown] == []


def test_the_language_of_an_answer_is_the_option_then_the_variable_then_the_locale_then_english(
    atesta: Atesta, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("ATESTA_LANG")
    assert "Who sent it?" in atesta(*REVIEW).out
    monkeypatch.setenv("LANG", "es_MX.UTF-8")
    assert "¿Quién lo envió?" in atesta(*REVIEW).out
    monkeypatch.setenv("ATESTA_LANG", "zh_CN")
    assert "是谁发的？" in atesta(*REVIEW).out
    assert "Who sent it?" in atesta(*REVIEW, "--lang", "en").out


def test_data_are_the_same_in_every_language_and_every_time(atesta: Atesta):
    assert len({atesta(*REVIEW, "--json", "--lang", lang).out for lang in ("zh", "es", "en", "en")}) == 1


def test_the_same_input_is_shown_with_the_same_words(atesta: Atesta):
    assert atesta(*REVIEW).out == atesta(*REVIEW).out


def test_a_message_from_standard_input_is_the_message_of_the_file(atesta: Atesta):
    piped = atesta("review", "-", *HEADER, *FILES, "--json", stdin=MESSAGE.read_bytes())
    assert piped.out == atesta(*REVIEW, "--json").out


def test_without_received_the_time_is_unknown_and_never_now(atesta: Atesta):
    review = atesta("review", MESSAGE, "--sender", "106955880231", *FILES, "--json").json
    hours = next(finding for finding in review["limits"]["findings"] if finding["rule"] == "cn-quiet-hours")
    deadline = next(claim for claim in review["truth"]["claims"] if claim["kind"] == "deadline")
    assert (hours["answer"], hours["measured"]["reason"]) == ("undetermined", "time_unknown")
    assert (deadline["answer"], deadline["measured"]["why"]) == ("cannot_be_checked", "no_time")
    assert review["authenticity"]["findings"][0]["measured"]["reason"] == "time_unknown"


def test_without_a_history_what_is_counted_is_undetermined_and_with_an_empty_one_it_is_not(atesta: Atesta):
    call = (*HEADER, "--channel", "call", "--account", FILES[1], "--json")
    counted = {
        name: {
            finding["answer"]
            for finding in atesta("review", MESSAGE, *call, *more).json["limits"]["findings"]
            if finding["rule"] in ("cn-attempts-per-day", "cn-conversations-per-day")
        }
        for name, more in {"unknown": (), "empty": ("--history", FILES[5])}.items()
    }
    assert "undetermined" in counted["unknown"] and "undetermined" not in counted["empty"]


def test_the_place_of_the_option_comes_before_the_accounts(atesta: Atesta):
    rules = {f["rule"] for f in atesta(*REVIEW, "--place", "MX", "--json").json["limits"]["findings"]}
    assert not any(rule.startswith("cn-") for rule in rules)


def test_a_public_register_is_shown_and_decides_nothing(atesta: Atesta, tmp_path):
    register = tmp_path / "register.csv"
    register.write_text("Despacho,Telefonos\nCobranza Falsa SC,106955880231\n", encoding="utf-8")
    asked = ("--register", register, "--register-as-of", "2026-10-01")
    review = atesta(*REVIEW, *asked, "--json").json
    reasons = [finding["measured"]["reason"] for finding in review["authenticity"]["findings"]]
    assert reasons == ["address_unlisted", "in_public_register"]
    assert review["authenticity"]["answer"] == "cannot_be_vouched_for"
    assert "public register as of 1 Oct 2026, under Cobranza Falsa SC" in " ".join(atesta(*REVIEW, *asked).out.split())


def test_distress_comes_first_with_a_line_and_scores_nothing(atesta: Atesta):
    words = "你们别再打了，我不想活了，今晚就去跳楼。".encode()
    given = ("review", "-", "--place", "CN")
    review = atesta(*given, "--json", stdin=words).json
    assert review["distress"] is True and review["conduct"]["labels"] == []
    assert review["next_steps"][0]["id"] == "reach_a_person"
    shown = atesta(*given, stdin=words).out
    assert shown.index("You matter more than any debt.") < shown.index("Who sent it?")


def steps(atesta: Atesta, text: str, *given: str) -> list[str]:
    return [step["id"] for step in atesta("review", "-", *given, "--json", stdin=text.encode()).json["next_steps"]]


def test_what_a_law_forbids_can_carry_a_complaint_without_a_label(atesta: Atesta):
    assert "keep_and_complain" in steps(atesta, "¿Por qué no ha pagado la cuota?", "--place", "CO")


@pytest.mark.parametrize(
    ("text", "place", "then"),
    [
        ("Debe 412,60 €. Pague hoy. Buenos días.", "ES", "keep_and_complain"),
        ("您已逾期，请还款412.60元。", "CN", "keep_and_complain"),
        ("Please ask him to call us back. Thank you.", "GB", "complain_if_it_goes_on"),
    ],
)
def test_who_is_not_the_debtor_is_never_told_to_pay_or_to_ask_about_the_account(
    atesta: Atesta, text: str, place: str, then: str
):
    wanted = ["not_the_debtor", "keep_message", then]
    assert steps(atesta, text, "--place", place, "--to", "third_party") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "【顺丰】您的快递已逾期未取",
        "不会起诉您，也不会联系您的家人，请放心",
        "Su paquete está vencido.",
        "Your library book is overdue.",
    ],
)
def test_the_hour_of_a_text_that_nothing_shows_to_be_about_a_debt_is_left_open(atesta: Atesta, text: str):
    given = ("review", "-", "--place", "CN", "--received", "2026-11-15T00:00:00+08:00", "--json")
    review = atesta(*given, stdin=text.encode()).json
    assert review["limits"]["answer"] == "undetermined"
    reasons = {finding["measured"].get("reason") for finding in review["limits"]["findings"]}
    assert "not_shown_to_be_about_a_debt" in reasons
    assert "keep_and_complain" not in [step["id"] for step in review["next_steps"]]


def test_a_demand_at_night_is_against_the_limits_with_nothing_held(atesta: Atesta):
    given = ("review", "-", "--place", "CN", "--received", "2026-11-15T00:00:00+08:00", "--json")
    assert atesta(*given, stdin="您的借款已逾期，请还款。".encode()).json["limits"]["answer"] == "benchmark_breach"


def test_a_claim_takes_at_most_two_lines_for_its_sources(atesta: Atesta, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "40")
    given = ("review", "-", "--place", "CN", "--received", "2026-11-15T10:00:00+08:00", "--lang", "zh")
    lines = atesta(*given, stdin="不还钱就把你列入失信被执行人名单。".encode()).out.splitlines()
    start = next(number for number, line in enumerate(lines) if "最高人民法院" in line)
    assert "…" in lines[start + 1]
    assert not lines[start + 2].strip()


@pytest.mark.parametrize(
    ("row", "reason"),
    [("云岭信服,106955880231,", "in_lender_list"), ("云岭信服,106955880231,2026-10-31", "lender_list_other_days")],
)
def test_a_list_that_the_lender_publishes_is_shown_and_decides_nothing(atesta: Atesta, tmp_path, row: str, reason: str):
    (tmp_path / "list.csv").write_text(f"机构名称,电话,结束日期\n{row}\n", encoding="utf-8")
    asked = ("--lender-list", tmp_path / "list.csv", "--lender-list-as-of", "2026-11-01")
    review = atesta(*REVIEW, *asked, "--json").json
    assert [finding["measured"]["reason"] for finding in review["authenticity"]["findings"]][1:] == [reason]
    assert review["authenticity"]["answer"] == "cannot_be_vouched_for"
    assert "published list of 1 Nov 2026" in " ".join(atesta(*REVIEW, *asked).out.split())
    assert "--lender-list-as-of" in atesta(*REVIEW, *asked[:2]).err
