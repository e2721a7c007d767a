"""The eight courtesies (B2.1), room to speak (B2.2), the banned sentences (B2.3) and the order (B2.4), from one text.

Each is met, missing, breach, or not_applicable where one text cannot show it. They earn no label: a benign text may
lack a greeting, and a threat may be polite.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from atesta.contact.message import Message
from atesta.kept import late
from atesta.review.conduct.cite import Cite
from atesta.review.conduct.labels import SENTENCE_END, Evidence
from atesta.review.finding import Finding, Truth
from atesta.rules.phrase import Hit, Reading

OPENING_LATIN, OPENING_HAN = 120, 45
"""How much text a person says in the first sentences, in characters: about ten seconds of speech, twice B2.1.6, because
a written name stands after the sign of the firm and the greeting."""
LONG_LATIN, LONG_HAN = 480, 160
"""B2.1.8 "concise": three short messages of 160 characters (GSM 03.38), and as much in Han characters."""

_SHOUTED = late(r"[!！]{2,}|(?:[!！][^!！]{0,40}){4,}")
_LATIN_WORD = late(r"[^\W\d_]{2,}")
_HAN = late("[㐀-鿿]")
_SIGN = late(r"^\s*[【\[](?P<name>[^】\]]{2,20})[】\]]|[【\[](?P<last>[^】\]]{2,20})[】\]]\s*$")
_RUDE = ("profanity", "shaming_or_belittling")
_HARD = (*_RUDE, "accusation", "authoritarian_demand", "threat", "arrest_threat")
_DATE_OR_DAYS = ("days_late", "deadline")
_WORD = late(r"<?[^\W\d_]+>?")
_FIRM_WORDS = """
banco financiera despacho cobranza cobranzas cobros recobros equipo departamento área area grupo cooperativa caja
crédito credito créditos creditos finanzas préstamos prestamos servicio servicios soluciones gestoría gestoria
cartera agencia empresa oficina estudio bufete atención atencion recuperación recuperacion tarjeta bank banking
collection collections recovery recoveries finance financial credit services solutions team department group agency
loans lending capital office company management
"""
_OF_FIRMS = frozenset(_FIRM_WORDS.split())
"""Words of firms' names: what stands beside one of them is not a person's name."""


@dataclass(frozen=True, slots=True)
class Manner:
    """One text seen for its manner. `courtesy` are its hits of that family and `said` their labels; `han`, whether it
    has Chinese characters; `demands`, whether it asks for anything: what it must say clearly depends on that."""

    cite: Cite
    message: Message
    truth: Truth
    harsh: tuple[Evidence, ...]
    courtesy: tuple[Hit, ...]
    said: frozenset[str]
    han: bool
    demands: bool

    @classmethod
    def of(cls, cite: Cite, message: Message, truth: Truth, harsh: tuple[Evidence, ...]) -> Manner:
        text, courtesy = cite.reading.text, cite.reading.of("courtesy")
        han = not text.isascii() and _HAN.search(text) is not None
        said = frozenset([hit.phrase.label for hit in courtesy])
        demands = "demand" in said or any(claim.kind in ("amount", "deadline") for claim in truth.claims)
        return cls(cite, message, truth, harsh, courtesy, said, han, demands)

    @property
    def reading(self) -> Reading:
        return self.cite.reading

    def hits(self, *labels: str) -> list[Hit]:
        return [] if self.said.isdisjoint(labels) else [hit for hit in self.courtesy if hit.phrase.label in labels]

    @property
    def opening(self) -> int:
        """Where the first sentences end."""
        return OPENING_HAN if self.han else OPENING_LATIN


def courtesy_findings(manner: Manner) -> tuple[Finding, ...]:
    """Eight findings for B2.1, then room, order and the banned sentences; always in this order."""
    return (
        _by_words(manner, "house-courtesy-honorific", ("honorific",)),
        _greeting(manner),
        _professional(manner),
        _by_words(manner, "house-courtesy-polite-words", ("polite_word", "apology")),
        _soft_tone(manner),
        _identity(manner),
        manner.cite.finding("house-courtesy-calm", "house-courtesy-calm", "not_applicable"),
        _clear(manner),
        _room(manner),
        _acknowledged_first(manner),
        *_banned(manner),
    )


def _span(hit: Hit | Evidence) -> tuple[int, int]:
    return hit.start, hit.end


def _one(manner: Manner, rule: str, hits: Iterable[Hit], otherwise: str = "missing") -> Finding:
    first = next(iter(hits), None)
    return manner.cite.finding(rule, rule, "met" if first else otherwise, _span(first) if first else None)


def _by_words(manner: Manner, rule: str, labels: tuple[str, ...]) -> Finding:
    return _one(manner, rule, manner.hits(*labels))


def _greeting(manner: Manner) -> Finding:
    early = [hit for hit in manner.hits("greeting") if hit.start <= manner.opening]
    return _one(manner, "house-courtesy-greeting", early)


def _professional(manner: Manner) -> Finding:
    rule = "house-courtesy-professional"
    rude = [entry for entry in manner.harsh if entry.label in _RUDE and entry.start <= manner.opening]
    if rude:
        return manner.cite.finding(rule, rule, "breach", _span(rude[0]))
    words = manner.hits("professional", "greeting", "honorific", "identity_company", "polite_word")
    return _one(manner, rule, [hit for hit in words if hit.start <= manner.opening])


def _soft_tone(manner: Manner) -> Finding:
    rule, text = "house-courtesy-soft-tone", manner.reading.text
    shouted = _SHOUTED.search(text) if "!" in text or "！" in text else None
    if shouted:
        return manner.cite.finding(rule, rule, "breach", shouted.span(), {"seen": "exclamation_marks"})
    words = _LATIN_WORD.findall(text)
    capitals = sum(map(str.isupper, words))
    if len(words) >= 6 and capitals * 10 >= len(words) * 6:
        return manner.cite.finding(rule, rule, "breach", None, {"seen": "capitals", "words": capitals})
    hard = [entry for entry in manner.harsh if entry.label in _HARD]
    if hard:
        return manner.cite.finding(rule, rule, "breach", _span(hard[0]), {"seen": hard[0].label})
    return manner.cite.finding(rule, rule, "met")


def _identity(manner: Manner) -> Finding:
    """The firm and the person at once, in writing too; an agency first by whom and for what (B2.1.6).

    `lacks` names what is not there, so that a firm that is named without a person reads as just that.
    """
    rule = "house-courtesy-identity"
    company = [hit for hit in manner.hits("identity_company", "on_behalf") if _reads_as_a_name(manner, hit)]
    sign = _sign(manner.reading.text)
    said = {
        "company": bool(company or sign),
        "person": any(_reads_as_a_name(manner, hit) for hit in manner.hits("identity_person")),
        "on_behalf": bool(manner.hits("on_behalf")),
        "purpose": bool(manner.hits("purpose")) or manner.demands,
    }
    needed = ("company", "person", "on_behalf", "purpose") if manner.cite.party == "agency" else ("company", "person")
    first = _span(company[0]) if company else sign.span() if sign else None
    late = first is not None and first[0] > manner.opening and not (sign and sign["last"])
    lacks = [part for part in needed if not said[part]] + (["promptness"] if late else [])
    answer = "missing" if lacks else "met"
    return manner.cite.finding(rule, rule, answer, first, {**said, "late": late, "lacks": lacks})


def _sign(text: str) -> re.Match[str] | None:
    """The firm's sign that a text message begins or ends with."""
    return _SIGN.search(text) if "【" in text or "[" in text else None


def _reads_as_a_name(manner: Manner, hit: Hit) -> bool:
    return names_somebody(manner.reading.text, hit)


def names_somebody(text: str, hit: Hit) -> bool:
    """A phrase with `name = "capital"` takes any word for a name: a name is written with a capital, and the word of a
    firm ("Banco", "Recovery") names no person."""
    if hit.phrase.attrs.get("name") != "capital":
        return True
    said = _WORD.findall(text[hit.start : hit.end])[1:]
    of_firms = any(word.lower() in _OF_FIRMS for word in said)
    if hit.phrase.label == "identity_person":
        return not of_firms and any(word[0].isupper() or word[0] == "<" for word in said)
    return of_firms or any(word[0].isupper() or word[0] == "<" for word in said)


def _clear(manner: Manner) -> Finding:
    rule = "house-courtesy-clear"
    if not manner.demands:
        return manner.cite.finding(rule, rule, "not_applicable")
    kinds = {claim.kind for claim in manner.truth.claims}
    long = len(manner.reading.text) > (LONG_HAN if manner.han else LONG_LATIN)
    said = {"amount": "amount" in kinds, "date": not kinds.isdisjoint(_DATE_OR_DAYS), "long": long}
    return manner.cite.finding(rule, rule, "met" if said["amount"] and not long else "missing", None, said)


def _room(manner: Manner) -> Finding:
    """A question, an invitation or a way to answer leaves room to express, indicate and explain (B2.2).

    Relief that is merely announced asks nobody anything, a firm's name offers nothing ("晨曦分期" is no instalment
    plan), and a question beside a threat or an insult is none.
    """
    rule = "house-room-to-speak"
    said = _outside_names(manner, manner.hits("question", "offer"))
    spoken = [hit for hit in said if not _soured(manner, hit)]
    invited = [hit for hit in spoken if hit.phrase.attrs.get("room") != "no"]
    measured = {"invited": bool(invited), "offered": any(hit.phrase.label == "offer" for hit in spoken)}
    return manner.cite.finding(
        rule, rule, "met" if invited else "missing", _span(invited[0]) if invited else None, measured
    )


def _outside_names(manner: Manner, hits: list[Hit]) -> list[Hit]:
    """Those that do not lie in a name: not in any of those that begin before them, of which the farthest end counts."""
    sign = _sign(manner.reading.text)
    names = sorted([_span(named) for named in manner.hits("identity_company")] + ([sign.span()] if sign else []))
    starts, ends = [start for start, _ in names], [0, *accumulate((end for _, end in names), max)]
    return [hit for hit in hits if hit.end > ends[bisect_right(starts, hit.start)]]


def _soured(manner: Manner, hit: Hit) -> bool:
    """Hard words stand in the same sentence."""
    hard = [_span(entry) for entry in manner.harsh if entry.label in _HARD]
    return any(_one_sentence(manner.reading.text, _span(hit), other) for other in hard)


def _one_sentence(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """The mark that ends the first of them counts: a question ends with its own."""
    first, second = sorted((one, other))
    return SENTENCE_END.search(text, first[1] - 1, max(first[1] - 1, second[0])) is None


def _acknowledged_first(manner: Manner) -> Finding:
    """Understand and settle the other's feelings before asking for payment (B2.4)."""
    rule = "house-acknowledge-first"
    demands, acknowledged = manner.hits("demand"), manner.hits("acknowledgement", "apology")
    if not demands:
        return manner.cite.finding(rule, rule, "not_applicable")
    before = [hit for hit in acknowledged if hit.start < demands[0].start]
    measured = {"demand_at": demands[0].start, "acknowledged_at": acknowledged[0].start if acknowledged else None}
    span = _span(before[0]) if before else _span(demands[0])
    return manner.cite.finding(rule, rule, "met" if before else "missing", span, measured)


def _banned(manner: Manner) -> Iterable[Finding]:
    rule = "house-banned-sentences"
    hits = [hit for hit in manner.reading.of("conduct") if hit.phrase.label == "banned_sentence"]
    for hit in hits:
        yield manner.cite.finding(f"{rule}@{hit.start}", rule, "breach", _span(hit), {"phrase": hit.phrase.id})
