"""Labels rest on words and rules; courtesies are seen one by one (B2.1 to B2.4)."""

from __future__ import annotations

from datetime import date

import pytest

from atesta.contact.message import Channel, Message
from atesta.review.conduct import LABELS, check_conduct, texts
from atesta.review.conduct.distress import found
from atesta.review.conduct.labels import RULES
from atesta.review.conduct.thresholds import load_thresholds
from atesta.review.finding import Claim, Conduct, Truth
from atesta.rules.phrase import Phrase
from atesta.rules.phrasebook import PhraseBook
from atesta.rules.rulebook import load_rulebook

DAY = date(2026, 11, 15)
WORDS = {
    ("conduct", "threat"): "se va a arrepentir",
    ("conduct", "arrest_threat"): "ira a la carcel",
    ("conduct", "profanity"): "mierda",
    ("conduct", "accusation"): "se esconde",
    ("conduct", "banned_sentence"): "segun la ley",
    ("conduct", "urgent"): "de inmediato",
    ("conduct", "denial"): "nadie dice que",
    ("conduct", "pressure_deadline"): "ultimo aviso",
    ("courtesy", "greeting"): "buenos dias",
    ("courtesy", "honorific"): "estimad[oa]",
    ("courtesy", "polite_word"): "por favor",
    ("courtesy", "identity_company"): "de banco levante",
    ("courtesy", "identity_person"): "soy ana",
    ("courtesy", "on_behalf"): "por encargo de",
    ("courtesy", "question"): "como podemos ayudarle",
    ("courtesy", "acknowledgement"): "entendemos su situacion",
    ("courtesy", "demand"): "le pedimos pagar",
    ("distress", "self_harm"): "no quiero vivir",
}
BOOK = PhraseBook(
    Phrase(f"{label}.es.t", "es", family, label, RULES.get(label, "house-banned-sentences"), pattern)
    for (family, label), pattern in WORDS.items()
)


def conduct(
    text: str,
    *claims: Claim,
    scores: dict[str, float] | None = None,
    party: str | None = "own",
    channel: Channel = Channel.SMS,
) -> Conduct:
    message = Message(text, text.encode(), channel=channel)
    cited = texts(load_rulebook(), "ES", DAY, party)
    return check_conduct(BOOK.read(text), message, Truth(claims), cited, scores)


def claim(kind: str, quote: str, text: str, answer: str = "cannot_be_checked") -> Claim:
    start = text.index(quote)
    return Claim(kind, quote, start, start + len(quote), answer)


def answer(text: str, rule: str, **given: object) -> str:
    (finding,) = [f for f in conduct(text, **given).findings if f.rule == rule]  # type: ignore[arg-type]
    return finding.answer


def test_a_text_without_any_label_is_benign() -> None:
    assert conduct("Buenos días, su cuota vence el lunes.").labels == ("benign",)


def test_a_label_quotes_its_words_and_cites_its_rule() -> None:
    text = "Pague o SE VA A ARREPENTIR."
    (finding,) = [f for f in conduct(text).findings if f.measured.get("label")]
    assert (finding.quote, finding.rule, finding.answer) == ("SE VA A ARREPENTIR", "house-threat", "breach")
    assert finding.span is not None
    assert text[finding.span.start : finding.span.end] == finding.quote
    assert [citation.text for citation in finding.citations] == ["A4"]


def test_an_arrest_threat_is_a_threat() -> None:
    assert conduct("Irá a la cárcel.").labels == ("threat", "arrest_threat")


def test_labels_come_in_one_order_and_benign_only_alone() -> None:
    labels = conduct("Mierda, se esconde, se va a arrepentir.").labels
    assert labels == ("threat", "profanity", "accusation")


def test_immediately_alone_is_no_pressing_deadline() -> None:
    assert conduct("Llámenos de inmediato.").labels == ("benign",)


def test_immediately_beside_an_announced_step_is_a_pressing_deadline() -> None:
    text = "Pague de inmediato o presentaremos demanda."
    assert conduct(text, claim("legal_step", "presentaremos demanda", text)).labels == ("pressure_deadline",)


def test_immediately_far_from_the_announced_step_is_none() -> None:
    text = "Presentaremos demanda. Es lo habitual. Gracias por todo. Llámenos de inmediato."
    assert conduct(text, claim("legal_step", "Presentaremos demanda", text)).labels == ("benign",)


def test_an_arrest_that_is_claimed_is_an_arrest_threat_and_false_in_law() -> None:
    text = "Hay orden de captura."
    labels = conduct(text, claim("arrest", "orden de captura", text, "impossible_in_law")).labels
    assert labels == ("threat", "false_legal_claim", "arrest_threat")


def test_telling_others_is_disclosure() -> None:
    text = "Avisaremos a su jefe."
    assert "third_party_disclosure" in conduct(text, claim("third_party", "Avisaremos a su jefe", text)).labels


def test_a_banned_sentence_is_a_finding_of_the_house_and_no_label() -> None:
    given = conduct("Según la ley, pague.")
    assert given.labels == ("benign",)
    assert [f.quote for f in given.findings if f.rule == "house-banned-sentences"] == ["Según la ley"]


def test_the_eight_courtesies_are_always_there() -> None:
    rules = [f.rule for f in conduct("Hola").findings if f.rule.startswith("house-courtesy-")]
    assert len(rules) == len(set(rules)) == 8


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        ("Estimada Ana", "honorific", "met"),
        ("Ana", "honorific", "missing"),
        ("Buenos días", "greeting", "met"),
        ("x " * 80 + "Buenos días", "greeting", "missing"),
        ("Por favor, llámenos", "polite-words", "met"),
        ("Mierda, pague", "professional", "breach"),
        ("PAGUE USTED AHORA MISMO SU DEUDA", "soft-tone", "breach"),
        ("Pague ya!!!", "soft-tone", "breach"),
        ("Su cuota vence el lunes.", "soft-tone", "met"),
        ("Se esconde usted.", "soft-tone", "breach"),
        ("Le escribimos de Banco Levante, soy Ana", "identity", "met"),
        ("Le escribimos de Banco Levante", "identity", "missing"),
        ("【晨曦分期】您好", "identity", "missing"),
        ("Le escribimos", "identity", "missing"),
        ("Hola", "calm", "not_applicable"),
        ("Hola", "clear", "not_applicable"),
    ],
)
def test_a_courtesy(text: str, rule: str, expected: str) -> None:
    assert answer(text, f"house-courtesy-{rule}") == expected


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.CALL])
def test_a_firm_without_a_person_is_half_an_introduction(channel: Channel) -> None:
    (finding,) = [
        f for f in conduct("Le llamo de Banco Levante", channel=channel).findings if f.rule == "house-courtesy-identity"
    ]
    assert (finding.answer, finding.quote, finding.measured["lacks"]) == ("missing", "de Banco Levante", ["person"])


def test_an_agency_says_by_whom_it_was_entrusted_and_for_what() -> None:
    text, rule = "Le escribimos de Banco Levante, soy Ana", "house-courtesy-identity"
    assert answer(text, rule, party="agency") == "missing"
    assert answer(f"{text}, por encargo de otro", rule, party="agency") == "missing"
    assert answer(f"{text}, por encargo de otro. Le pedimos pagar", rule, party="agency") == "met"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Entendemos su situación. Le pedimos pagar.", "met"),
        ("Le pedimos pagar. Entendemos su situación.", "missing"),
        ("Le pedimos pagar.", "missing"),
        ("Buenos días.", "not_applicable"),
    ],
)
def test_what_was_felt_comes_before_the_demand(text: str, expected: str) -> None:
    assert answer(text, "house-acknowledge-first") == expected


def test_a_question_leaves_room() -> None:
    assert answer("¿Cómo podemos ayudarle?", "house-room-to-speak") == "met"
    assert answer("Pague.", "house-room-to-speak") == "missing"


def test_a_paraphrase_far_above_its_threshold_is_a_label() -> None:
    high = load_thresholds().threshold["threat"] + 0.05
    assert conduct("Piense en sus hijos.", scores={"threat": round(high, 2)}).labels == ("threat",)


def test_a_paraphrase_near_its_threshold_goes_to_a_person() -> None:
    near = load_thresholds().threshold["threat"] + 0.01
    given = conduct("Piense en sus hijos.", scores={"threat": round(near, 2)})
    assert given.labels == ("benign",)
    assert [f.answer for f in given.not_reviewable] == ["not_reviewable"]


def test_beside_another_label_a_lower_score_is_enough() -> None:
    scores = {"threat": load_thresholds().beside}
    assert conduct("Piense en sus hijos.", scores=scores).labels == ("benign",)
    assert conduct("Mierda, piense en sus hijos.", scores=scores).labels == ("threat", "profanity")


def test_a_reproach_that_the_whole_text_does_not_bear_out_goes_to_a_person() -> None:
    given = conduct("Se esconde la luna.", scores={"accusation": 0.01})
    assert given.labels == ("benign",)
    assert [f.quote for f in given.not_reviewable] == ["Se esconde"]


def test_a_threat_in_words_needs_no_score() -> None:
    assert conduct("Se va a arrepentir.", scores={"threat": 0.0}).labels == ("threat",)


def test_what_is_denied_is_not_said() -> None:
    assert conduct("Nadie dice que se esconde.", scores={"accusation": 0.99}).labels == ("benign",)
    assert conduct("Nadie dice que pague, pero se va a arrepentir.").labels == ("threat",)


def test_every_label_has_a_house_rule_and_a_threshold() -> None:
    files = load_rulebook().files
    assert [label for label in LABELS if RULES[label] not in files] == []
    assert set(load_thresholds().threshold) == set(LABELS)


def test_the_writers_own_words_are_distress_and_a_collectors_are_conduct() -> None:
    assert found(BOOK.read("Ya no quiero vivir."))
    assert not found(BOOK.read("Se va a arrepentir."))


def test_the_same_text_gives_the_same_findings() -> None:
    assert conduct("Mierda, se va a arrepentir.") == conduct("Mierda, se va a arrepentir.")
