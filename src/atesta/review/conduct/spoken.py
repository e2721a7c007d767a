"""A call as it is judged: its turns as they were read, where words stand in time, and what was too bad to judge.

Two things hold everywhere (REVIEW §4.3): nothing is met on words that nobody could make out, and nothing is missing
where it may have been said in a stretch that cannot be judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from atesta.contact.transcript import SpokenTurn, Stretch, Transcript, Voice
from atesta.contact.turn import Speaker, Turn
from atesta.review.conduct.call_hollow import acknowledges_nothing
from atesta.review.conduct.call_mask import masked
from atesta.review.conduct.call_offered import only_offered, only_told
from atesta.review.conduct.labels import SENTENCE_END
from atesta.review.finding import Span, TextSpan, TimeSpan
from atesta.rules.phrase import Hit, Reading
from atesta.transcript.acoustics import Acoustics
from atesta.transcript.reviewable import judge_span

LEAST_SNR = 10.0
"""dB. Below it the recogniser invents words (REVIEW §0.7, §5)."""
LEAST_CONFIDENCE = 0.35
"""Mean over the words that carry a finding and their neighbours: what the recogniser doubts more is no ground."""
NEIGHBOURS = 3
HEARD_AS_IT_IS = 100
"""What had to be put right to be a phrase goes to a person: one in a hundred is a likeness by chance (decision 023)."""
REVIEWED = ("es", "zh", "en")
"""Languages whose words are judged; None counts as one of them, a typed transcript seldom says."""
OVERLAP = 0.5
"""Seconds of somebody's speech that nobody could make out: in so many something may have been said."""
NO_TALK = ("music_or_tone", "no_speech_found", "codec")
"""Reasons that say themselves that nobody spoke there, or that stand for the whole file."""

THREATS = ("threat", "arrest_threat", "veiled_threat", "mockery")
_OFFERS = ("申请", "办理", "可以", "能", "做", "给您", "帮您", "为您", "选择", "个性化", "的", "再")


class Place(NamedTuple):
    """Words of one turn: its number, half-open code points of its text."""

    turn: int
    start: int
    end: int


class Hitting(NamedTuple):
    """A phrase in a turn."""

    turn: int
    hit: Hit

    @property
    def place(self) -> Place:
        return Place(self.turn, self.hit.start, self.hit.end)


@dataclass(frozen=True, slots=True)
class Spoken:
    """`shown` is the transcript with identifiers masked: quotes are cut from it. `readings` has one for each turn."""

    transcript: Transcript
    readings: tuple[Reading, ...]
    acoustics: Acoustics | None
    shown: Transcript

    @classmethod
    def of(cls, transcript: Transcript, readings: Sequence[Reading], acoustics: Acoustics | None) -> Spoken:
        return cls(transcript, tuple(readings), acoustics, masked(transcript))

    @property
    def turns(self) -> tuple[SpokenTurn, ...]:
        return self.transcript.turns

    def plain_turns(self) -> tuple[Turn, ...]:
        return tuple(turn.as_turn() for turn in self.turns)

    @property
    def speaker_unknown(self) -> bool:
        """Nobody could say who is the agent: then every turn may be."""
        return bool(self.turns) and all(turn.voice in (Voice.UNKNOWN, Voice.OTHER) for turn in self.turns)

    @property
    def probable(self) -> bool:
        split = self.acoustics is not None and self.acoustics.source == "split"
        return split or any(turn.voice.probable for turn in self.turns)

    def of_agent(self) -> tuple[int, ...]:
        """Turns in which the collector speaks, or may."""
        if self.speaker_unknown:
            return tuple(n for n, turn in enumerate(self.turns) if turn.voice is Voice.UNKNOWN)
        return tuple(n for n, turn in enumerate(self.turns) if turn.voice.speaker is Speaker.AGENT)

    def of_others(self) -> tuple[int, ...]:
        if self.speaker_unknown:
            return ()
        return tuple(n for n, turn in enumerate(self.turns) if turn.voice.speaker is not Speaker.AGENT)

    def hits(self, turns: Sequence[int], *labels: str) -> Iterator[Hitting]:
        """In the order of the call."""
        for number in turns:
            for hit in self.readings[number].hits:
                if hit.phrase.label in labels and not self._means_else(number, hit):
                    yield Hitting(number, hit)

    def _means_else(self, number: int, hit: Hit) -> bool:
        text, label = self.turns[number].text, hit.phrase.label
        if label == "demand" and (only_offered(text, hit.start, hit.end) or only_told(text, hit.start, hit.end)):
            return True
        return self._only_a_name(number, hit) or self._soured(number, hit)

    def _only_a_name(self, number: int, hit: Hit) -> bool:
        """ "晨曦分期" offers no instalments: the word alone counts only behind a verb that offers it."""
        text = self.turns[number].text
        if hit.phrase.label != "offer" or text[hit.start : hit.end] != "分期":
            return False
        return not text[: hit.start].endswith(_OFFERS)

    def _soured(self, number: int, hit: Hit) -> bool:
        """ "Sabemos dónde trabaja su esposo" understands nothing: a sentence that threatens, or only shows what is
        known of her life, acknowledges nobody."""
        if hit.phrase.label != "acknowledgement":
            return False
        text = self.turns[number].text
        if acknowledges_nothing(text, hit.start, hit.end):
            return True
        threats = [one for one in self.readings[number].hits if one.phrase.label in THREATS]
        return any(
            SENTENCE_END.search(text, min(one.end, hit.end) - 1, max(one.start, hit.start)) is None for one in threats
        )

    # --- when -------------------------------------------------------------------------------------------------------

    def seconds(self, place: Place) -> tuple[float, float] | None:
        """From the first of these words to the last, as exact as it is known: else the whole turn, else None."""
        turn = self.turns[place.turn]
        timed = [
            word
            for word, (start, end) in zip(turn.words, turn.word_spans(), strict=True)
            if start < place.end and place.start < end and word.start is not None and word.end is not None
        ]
        if timed:
            return min(w.start for w in timed if w.start is not None), max(w.end for w in timed if w.end is not None)
        if turn.start is None or turn.end is None:
            return None
        return turn.start, turn.end

    def has_words(self, place: Place) -> bool:
        """Whether each of these words has its own times."""
        turn = self.turns[place.turn]
        spans = zip(turn.words, turn.word_spans(), strict=True)
        return any(s < place.end and place.start < e and w.end is not None for w, (s, e) in spans)

    def span(self, place: Place) -> Span:
        found = self.seconds(place)
        if found is None:
            return TextSpan(place.start, place.end, place.turn)
        start, end = milliseconds(found[0]), milliseconds(found[1])
        return TimeSpan(start, max(end, start), place.turn, place.start, place.end)

    def whole(self, turn: int) -> Place:
        return Place(turn, 0, len(self.turns[turn].text))

    def quote(self, place: Place) -> str:
        return self.shown.turns[place.turn].text[place.start : place.end]

    # --- what could not be judged -----------------------------------------------------------------------------------

    def stretches(self) -> tuple[Stretch, ...]:
        heard = self.acoustics.not_reviewable if self.acoustics else ()
        return (*self.transcript.not_reviewable, *heard)

    def doubt(self, place: Place) -> str:
        """Why these words cannot carry a finding; "" where they can."""
        turn = self.turns[place.turn]
        if (turn.lang or self.transcript.lang or "es") not in REVIEWED:
            return "other_language"
        if self.noisy(turn.voice.speaker):
            return "low_snr"
        found = self.seconds(place)
        within = found and self.doubt_between(*found, speaker=_channel(turn.voice))
        if within:
            return within
        sure = self._confidence(place)
        return "low_confidence" if sure is not None and sure < LEAST_CONFIDENCE else ""

    def misheard(self, place: Place) -> str:
        """Whether all that was found there only sounds like a phrase: against somebody that is not enough."""
        reading = self.readings[place.turn]
        found = [reading.ratio(hit) for hit in reading.hits if hit.start < place.end and place.start < hit.end]
        return "sounds_like" if found and max(found) < HEARD_AS_IT_IS else ""

    def doubt_between(
        self, start: float, end: float, at_least: float = 0.0, speaker: Speaker | None = Speaker.AGENT
    ) -> str:
        """The reason of a stretch that shares more than `at_least` seconds with these, in which that speaker speaks;
        None for a voice that may be anybody's."""
        long = [one for one in self.stretches() if min(one.end, end) - max(one.start, start) > at_least]
        return judge_span(long, start, end, speaker) or ""

    def noisy(self, speaker: Speaker) -> bool:
        if self.acoustics is None:
            return False
        snr = self.acoustics.side(speaker).snr
        return snr is not None and snr < LEAST_SNR

    def doubt_about(self, turns: Sequence[int]) -> str:
        """Why it cannot be said that something is nowhere in these turns."""
        return next((doubt for number in turns if (doubt := self.doubt(self.whole(number)))), "")

    def doubt_about_agent(self) -> str:
        """Why it cannot be said that the agent never said something."""
        if self.speaker_unknown:
            return "speaker_unknown"
        if self.noisy(Speaker.AGENT):
            return "low_snr"
        if not any(self.turns[number].text.strip() for number in self.of_agent()):
            return "no_speech_found"
        talk = self.acoustics.side(Speaker.AGENT).talk if self.acoustics else ()
        heard = next((doubt for start, end in talk if (doubt := self.doubt_between(start, end, OVERLAP))), "")
        unknown = any(turn.voice is Voice.UNKNOWN for turn in self.turns)
        known = heard or self.doubt_about(self.of_agent()) or self.ends_unheard(Speaker.AGENT)
        return known or ("speaker_unknown" if unknown else "")

    def ends_unheard(self, speaker: Speaker) -> str:
        """Why something may have been said after the last words: the file breaks off before its end, or nobody could
        make out what came behind the talk."""
        sides = self.acoustics.sides if self.acoustics else ()
        ends = [side.talk[-1][1] for side in sides if side.talk] + [t.end for t in self.turns if t.end is not None]
        last = max(ends, default=0.0)
        for one in self.stretches():
            behind = one.start >= last and one.end - one.start > OVERLAP and one.reason not in NO_TALK
            if one.reason == "truncated" or (behind and one.speaker in (None, speaker)):
                return one.reason
        return ""

    def doubt_about_others(self) -> str:
        """Why it cannot be said that the other party never said something. Silence of hers is no doubt."""
        if self.speaker_unknown:
            return "speaker_unknown"
        return self.doubt_about(self.of_others()) or self.ends_unheard(Speaker.DEBTOR)

    def _confidence(self, place: Place) -> float | None:
        turn = self.turns[place.turn]
        spans = turn.word_spans()
        inside = [n for n, (start, end) in enumerate(spans) if start < place.end and place.start < end]
        if not inside:
            return turn.confidence
        near = turn.words[max(0, inside[0] - NEIGHBOURS) : inside[-1] + 1 + NEIGHBOURS]
        known = [word.confidence for word in near if word.confidence is not None]
        return sum(known) / len(known) if known else turn.confidence

    # --- the beginning ----------------------------------------------------------------------------------------------

    def onset(self) -> tuple[float, str] | None:
        """When the agent begins to speak, and who says so: the sound, a turn, or the times of words (REVIEW §4.3)."""
        talk = self.acoustics.side(Speaker.AGENT).talk if self.acoustics else ()
        if talk:
            return talk[0][0], "sound"
        for number in self.of_agent():
            turn = self.turns[number]
            if turn.start is not None:
                return turn.start, "turn"
            timed = [word.start for word in turn.words if word.start is not None]
            if timed:
                return min(timed), "words"
        return None


def _channel(voice: Voice) -> Speaker | None:
    """Whose channel a turn is on; nobody knows it of a voice that nobody can name."""
    return None if voice is Voice.UNKNOWN else voice.speaker


def milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1000))
