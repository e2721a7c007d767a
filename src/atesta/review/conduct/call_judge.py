"""Makes the findings of a call, and keeps the two promises of `spoken` in one place.

A finding that rests on words or seconds that cannot be judged, or, being adverse, on a guess of who spoke, is
`not_reviewable`, with the reason and the answer that it would have had for a person to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from atesta.review.conduct.cite import Texts
from atesta.review.conduct.spoken import Place, Spoken
from atesta.review.finding import Finding, Span
from atesta.review.quote import tidy
from atesta.rules.rule import Citation

ADVERSE = frozenset({"breach", "missing"})
PERSON = "not_reviewable"


REASONS = (
    *("low_snr", "clipped", "low_confidence", "other_language", "mixed_language", "no_speech_found", "invented_words"),
    *("codec", "music_or_tone", "truncated", "one_channel_empty", "same_channels"),
    *("words_elsewhere", "sides_in_doubt"),
    *("probable_speaker", "speaker_unknown", "speech_not_recognised", "times_unknown", "times_disagree"),
    *("within_half_a_second", "contradicts_itself", "nobody_answers", "told_before_they_said_so"),
    *("record_and_words_differ", "who_records_is_unknown", "a_person_decides", "sounds_like"),
    *("introduction_unclear",),
)
"""Every `measured["reason"]` of a call's finding: the first two lines are those of a stretch (contact.transcript)."""


@dataclass(frozen=True, slots=True)
class Judge:
    """`texts`: what may be cited that day, there, for that party. `agencies` and `creditors`: names that the account
    and the directory hold."""

    spoken: Spoken
    texts: Texts
    agencies: tuple[str, ...] = ()
    creditors: tuple[str, ...] = ()

    def on_words(
        self,
        rule: str,
        answer: str,
        place: Place,
        measured: Mapping[str, object] | None = None,
        *,
        id_: str = "",
        cited: tuple[Citation, ...] = (),
    ) -> Finding:
        """A finding that rests on these words."""
        start, end = tidy(self.spoken.turns[place.turn].text, place.start, place.end)
        kept = Place(place.turn, start, end)
        doubt = self.spoken.doubt(kept) or (self.spoken.misheard(kept) if answer in ADVERSE else "")
        answer, seen = self.sure(answer, doubt, dict(measured or {}))
        return self._finding(id_ or rule, rule, answer, self.spoken.span(kept), self.spoken.quote(kept), seen, cited)

    def on_sound(
        self, rule: str, answer: str, span: Span | None, measured: Mapping[str, object], doubt: str = ""
    ) -> Finding:
        """A finding that rests on the sound alone."""
        answer, seen = self.sure(answer, doubt, dict(measured))
        return self._finding(rule, rule, answer, span, "", seen, ())

    def nowhere(
        self, rule: str, measured: Mapping[str, object] | None = None, *, doubt: str, cited: tuple[Citation, ...] = ()
    ) -> Finding:
        """Something is missing, unless it may have been said where nobody could make it out."""
        answer, seen = self.sure("missing", doubt, dict(measured or {}))
        return self._finding(rule, rule, answer, None, "", seen, cited)

    def absent(self, rule: str, measured: Mapping[str, object] | None = None, *, doubt: str) -> Finding:
        """What the rule speaks of did not happen, so the rule does not apply; unless nobody could make out whether."""
        if doubt:
            return self.open(rule, {**(measured or {}), "reason": doubt, "otherwise": "unknown"}, PERSON)
        return self.open(rule, measured)

    def open(self, rule: str, measured: Mapping[str, object] | None = None, answer: str = "not_applicable") -> Finding:
        return self._finding(rule, rule, answer, None, "", dict(measured or {}), ())

    def sure(self, answer: str, doubt: str, measured: dict[str, object]) -> tuple[str, dict[str, object]]:
        """The answer as far as words and speaker are sure, with the reason where they are not."""
        reason = doubt
        if not reason and self.spoken.speaker_unknown:
            reason = "speaker_unknown"
        if not reason and answer in ADVERSE and self.spoken.probable:
            reason = "probable_speaker"
        if not reason or answer in (PERSON, "not_applicable"):
            return answer, measured
        return PERSON, {**measured, "reason": reason, "otherwise": answer if reason in _GUESSED else "unknown"}

    def _finding(
        self,
        id_: str,
        rule: str,
        answer: str,
        span: Span | None,
        quote: str,
        measured: Mapping[str, object],
        cited: tuple[Citation, ...],
    ) -> Finding:
        version, citations = self.texts.of(rule, ())
        texts = tuple(dict.fromkeys((*citations, *cited)))
        return Finding(id_, rule, version, answer, span, quote, texts, measured)


_GUESSED = frozenset({"probable_speaker", "speaker_unknown", "sounds_like"})
"""Here the words are there, and only who said them, or whether they were these very words, is not known."""
