"""One call of 58 seconds in three languages, as a review, its words and its sound would be. All names are invented.

The agent says the firm too late, threatens in passing, is told that the bill is paid, and ends politely.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from atesta.contact.call import Call
from atesta.contact.transcript import SpokenTurn, Stretch, Transcript, Voice, Word
from atesta.contact.turn import Speaker
from atesta.pipeline import Knowledge
from atesta.review.finding import (
    Authenticity,
    CallReview,
    Claim,
    Conduct,
    Finding,
    Integrity,
    Limits,
    Moment,
    Review,
    TimeSpan,
    Truth,
)
from atesta.rules.rule import Citation, Confidence, Force
from atesta.rules.rulebook import Rulebook, load_rulebook
from atesta.transcript.acoustics import Acoustics, Interruption, Loud, Side

LENGTH = 58.0
TURNS = (
    (Voice.DEBTOR, 1.2, 1.9),
    (Voice.AGENT, 2.4, 9.4),
    (Voice.DEBTOR, 9.9, 12.8),
    (Voice.AGENT, 12.2, 20.4),
    (Voice.DEBTOR, 21.0, 26.6),
    (Voice.AGENT, 25.4, 33.0),
    (Voice.DEBTOR, 36.0, 41.5),
    (Voice.AGENT, 42.0, 50.5),
    (Voice.DEBTOR, 51.0, 54.0),
    (Voice.AGENT, 54.4, 57.2),
)
WORDS = {
    "es": (
        "¿Bueno?",
        "Buenas tardes, ¿hablo con la señora Rosa? Mire, esto ya es urgente. Le llamo de Gestoría Cumbre.",
        "Sí, soy yo. Mi clave es •••• ••••.",
        "Usted debe mil novecientos pesos y el viernes la demandamos. Sería una pena que se enterara su familia.",
        "Pero si ya pagué el martes, tengo el comprobante. Nadie me contesta cuando llamo.",
        "Eso no me importa, todos dicen lo mismo. Tiene que pagar hoy.",
        "Puedo pagar quinientos el día veinte, si me dejan hablar con alguien.",
        "Disculpe, señora. Anoto su queja y le envío por escrito las opciones. Gracias por decírmelo.",
        "De acuerdo. Gracias.",
        "Que tenga buena tarde.",
    ),
    "en": (
        "Hello?",
        "Good afternoon, am I speaking with Mrs Reyes? Listen, this is urgent now. I am calling from Summit Recovery.",
        "Yes, speaking. My number is •••• ••••.",
        "You owe nineteen hundred and on Friday we sue you. It would be a pity if your family found out.",
        "But I paid on Tuesday, I have the receipt. Nobody answers when I call you.",
        "I do not care about that, everybody says the same. You have to pay today.",
        "I can pay five hundred on the twentieth, if somebody lets me speak.",
        "I am sorry, Mrs Reyes. I note your complaint and send you the options in writing. Thank you for telling me.",
        "All right. Thank you.",
        "Have a good afternoon.",
    ),
    "zh": (
        "喂？",
        "您好，请问是王女士吗？这件事已经很急了。我是云岭信服的。",
        "是我。我的尾号是 ••••。",
        "你欠了一千九百块，星期五我们就起诉你。要是你家人知道了，那多可惜。",
        "可是我星期二已经还了，我有凭证。我打电话都没人接。",
        "我不管，每个人都这么说。你今天必须还。",
        "我二十号可以还五百，只要有人肯听我说。",
        "对不起，王女士。我把您的投诉记下来，把方案书面发给您。谢谢您告诉我。",
        "好的，谢谢。",
        "祝您下午愉快。",
    ),
}
QUOTES = {
    "es": (
        "Sería una pena que se enterara su familia",
        "Tiene que pagar hoy",
        "todos dicen lo mismo",
        "el viernes la demandamos",
        "mil novecientos pesos",
        "Nadie me contesta cuando llamo",
        "Puedo pagar quinientos el día veinte",
        "señora Rosa",
        "Buenas tardes",
        "Le llamo de Gestoría Cumbre",
        "Disculpe",
    ),
    "en": (
        "It would be a pity if your family found out",
        "You have to pay today",
        "everybody says the same",
        "on Friday we sue you",
        "nineteen hundred",
        "Nobody answers when I call you",
        "I can pay five hundred on the twentieth",
        "Mrs Reyes",
        "Good afternoon",
        "I am calling from Summit Recovery",
        "I am sorry",
    ),
    "zh": (
        "要是你家人知道了，那多可惜",
        "你今天必须还",
        "每个人都这么说",
        "星期五我们就起诉你",
        "一千九百块",
        "我打电话都没人接",
        "我二十号可以还五百",
        "王女士",
        "您好",
        "我是云岭信服的",
        "对不起",
    ),
}
THREAT, ORDER, ACCUSED, SUIT, SUM, GRIEVANCE, PROMISE, HONORIFIC, GREETING, FIRM, SORRY = range(11)
NOTES = {
    "es": (
        ("Sería una pena que se enterara su familia.", "Esto queda entre usted y nosotros."),
        (
            "Buenas tardes, ¿hablo con la señora Rosa?",
            "Buenas tardes, soy Ana Ruiz, de Gestoría Cumbre. ¿Hablo con la señora Rosa?",
        ),
        ("Tiene que pagar hoy.", "¿Qué fecha le permitiría resolverlo? Puedo explicarle las opciones."),
    ),
    "en": (
        ("It would be a pity if your family found out.", "This stays between you and us."),
        (
            "Good afternoon, am I speaking with Mrs Reyes?",
            "Good afternoon, this is Ana Ruiz from Summit Recovery. Am I speaking with Mrs Reyes?",
        ),
        ("You have to pay today.", "Which date would work for you? I can explain the options."),
    ),
    "zh": (
        ("要是你家人知道了，那多可惜。", "这件事只在您和我们之间。"),
        ("您好，请问是王女士吗？", "您好，我是云岭信服的李敏，请问是王女士吗？"),
        ("你今天必须还。", "您看哪一天方便？我可以说明有哪些办法。"),
    ),
}
HOUSE = Citation("B2.2", Force.HOUSE, Confidence.V)
LAW = Citation("CONDUSEF, Disposiciones, art. 12", Force.REGULATION, Confidence.VQ)


@dataclass(frozen=True, slots=True)
class SaidBetter:
    said: str
    better: str
    mission: str
    lang: str
    start_ms: int | None = None
    why: str = ""
    for_person: bool = False


@dataclass(frozen=True, slots=True)
class ACall:
    """The arguments of a page, in its order."""

    review: Review
    call: Call
    acoustics: Acoustics | None
    knowledge: Knowledge
    rulebook: Rulebook
    notes: tuple[SaidBetter, ...]

    def but(self, **changes: object) -> ACall:
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def all(self) -> tuple[Review, Call, Acoustics | None, Knowledge, Rulebook, tuple[SaidBetter, ...]]:
        return self.review, self.call, self.acoustics, self.knowledge, self.rulebook, self.notes


@cache
def a_call(lang: str = "es") -> ACall:
    transcript = Transcript(
        tuple(_turn(*row, text, lang) for row, text in zip(TURNS, WORDS[lang], strict=True)),
        lang,
        2,
        (Stretch(33.2, 35.6, "low_snr"),),
    )
    call = Call(transcript, "sha256:3f9a1c2077be" + "0" * 52, "+52 55 5550 1234", BEGAN)
    return ACall(a_review(transcript, lang), call, sound(), Knowledge.of(place="MX"), load_rulebook(), _notes(lang))


BEGAN = datetime.fromisoformat("2026-11-20T17:42:00-06:00")


def _turn(voice: Voice, start: float, end: float, text: str, lang: str) -> SpokenTurn:
    said = text.split() if lang != "zh" else [text[at : at + 2] for at in range(0, len(text), 2)]
    step = (end - start) / len(said)
    words = tuple(
        Word(word, round(start + step * at, 3), round(start + step * (at + 1), 3), 0.9) for at, word in enumerate(said)
    )
    return SpokenTurn(voice, text, start, end, 0.9, words, lang)


def _place(transcript: Transcript, quote: str) -> TimeSpan:
    number = next(number for number, turn in enumerate(transcript.turns) if quote in turn.text)
    turn = transcript.turns[number]
    at, end = turn.text.index(quote), turn.text.index(quote) + len(quote)
    within = [word for word, (a, b) in zip(turn.words, turn.word_spans(), strict=True) if a < end and at < b]
    return TimeSpan(round(1000 * (within[0].start or 0)), round(1000 * (within[-1].end or 0)), number, at, end)


@dataclass(frozen=True, slots=True)
class _Words:
    """The passages of one call, found by their words."""

    transcript: Transcript
    quotes: tuple[str, ...]

    def found(self, rule: str, answer: str, quote: int | None = None, **measured: object) -> Finding:
        span = None if quote is None else _place(self.transcript, self.quotes[quote])
        said = "" if quote is None else self.quotes[quote]
        return Finding(f"{rule}:{quote}", rule, "2019-03-15", answer, span, said, (HOUSE,), measured)

    def claim(self, kind: str, quote: int, said: str, on_file: str, **measured: object) -> Claim:
        span = _place(self.transcript, self.quotes[quote])
        start, end = span.start or 0, span.end or 0
        claim = Claim(kind, self.quotes[quote], start, end, "exaggerated", said, on_file, "account", (LAW,), measured)
        return replace(claim, turn=span.turn, start_ms=span.start_ms, end_ms=span.end_ms)

    def moment(self, kind: str, quote: int, by: str, **measured: object) -> Moment:
        return Moment(kind, _place(self.transcript, self.quotes[quote]), by, self.quotes[quote], measured)


def _courtesies(said: _Words) -> tuple[Finding, ...]:
    return (
        said.found("house-courtesy-honorific", "met", HONORIFIC),
        said.found("house-courtesy-greeting", "met", GREETING),
        said.found("house-courtesy-professional", "met", GREETING),
        said.found("house-courtesy-polite-words", "met", SORRY),
        said.found("house-courtesy-soft-tone", "not_reviewable", ORDER),
        said.found("house-courtesy-identity", "missing", FIRM, lacks=["person", "promptness"]),
        said.found("house-courtesy-calm", "not_applicable"),
        said.found("house-courtesy-clear", "met", SUM),
    )


def a_review(transcript: Transcript, lang: str) -> Review:
    said = _Words(transcript, QUOTES[lang])
    courtesies = _courtesies(said)
    threat = said.found("house-threat", "not_reviewable", THREAT, label="threat")
    against = (
        said.found("house-authoritarian-demand", "breach", ORDER, label="authoritarian_demand"),
        said.found("house-accusation", "breach", ACCUSED, label="accusation"),
    )
    rest = (said.found("house-room-to-speak", "missing"), said.found("house-acknowledge-first", "missing"))
    claims = (
        said.claim("amount", SUM, "1900.00 MXN", "1245.00 MXN", basis="instalment"),
        said.claim("legal_step", SUIT, "filed:certain", "", stage="filed", mood="certain"),
    )
    moments = (
        said.moment("grievance", GRIEVANCE, "debtor"),
        said.moment("promise", PROMISE, "debtor", amount="500.00 MXN"),
        said.moment("apology", SORRY, "agent"),
    )
    return Review(
        input="sha256:" + "a" * 64,
        rulebook="sha256:" + "b" * 64,
        authenticity=Authenticity("cannot_be_vouched_for"),
        truth=Truth(claims),
        integrity=Integrity(),
        conduct=Conduct(("threat",), (*courtesies, *against, *rest), (threat,)),
        limits=Limits("within"),
        distress=False,
        next_steps=("pay_only_in_lenders_channel", "send_your_receipt", "keep_and_complain"),
        provenance="imported",
        call=CallReview(transcript, None, courtesies, moments, (threat.id, *(one.id for one in against))),
    )


def sound(length: float = LENGTH) -> Acoustics:
    """Talk where the turns are, louder where the agent orders."""
    agent, debtor = (tuple((a, b) for voice, a, b in TURNS if voice is who) for who in (Voice.AGENT, Voice.DEBTOR))
    loud = (Loud(29.0, 33.0, -17.0, 7.4),)
    return Acoustics(
        length,
        2,
        (_side(Speaker.AGENT, agent, loud, length), _side(Speaker.DEBTOR, debtor, (), length)),
        overtalk=((12.2, 12.8), (25.4, 26.6)),
        overtalk_seconds=1.8,
        silence=((0.0, 1.2), (20.4, 21.0), (33.0, 36.0)),
        silence_seconds=4.8,
        interruptions=(Interruption(12.2, Speaker.AGENT, 0.6), Interruption(25.4, Speaker.AGENT, 1.2)),
    )


def _side(who: Speaker, talk: tuple[tuple[float, float], ...], loud: tuple[Loud, ...], length: float) -> Side:
    tenths = range(int(length * 10))
    speaks = [any(a <= at / 10 < b for a, b in talk) for at in tenths]
    over = [any(one.start <= at / 10 < one.end for one in loud) for at in tenths]
    shape = [0.25 + 0.2 * abs(math.sin(at * 1.7) * math.sin(at * 0.31)) for at in tenths]
    peaks = tuple((shape[at] * (1.9 if over[at] else 1.0) if speaks[at] else 0.004 + 0.003 * (at % 3)) for at in tenths)
    levels = tuple((-25 + 4 * math.sin(at / 5) + 7 * over[at]) if speaks[at] else None for at in tenths)
    seconds = sum(b - a for a, b in talk)
    return Side(who, talk, seconds, seconds / 51.3, max(talk), -25.0, loud, 31.0, -56.0, (), peaks, levels)


def _notes(lang: str) -> tuple[SaidBetter, ...]:
    missions, times = ("B2.2", "B2.1.6", "B2.2"), (16_900, 2_400, 31_000)
    said = zip(NOTES[lang], missions, times, strict=True)
    return tuple(SaidBetter(*pair, mission, lang, at) for pair, mission, at in said)
