"""vCon (draft-ietf-vcon-vcon-core, 0.0.1 to 0.4.0): the transcript among its analyses, or a dialog that is text.

The draft leaves the body of a transcript to its vendor. Read are our own, the World Transcription Format
(draft-howe-vcon-wtf-extension), Deepgram's, Whisper's, and plain lists of turns. Another body is refused. A vendor's
speaker numbers are no parties: only a channel of its own, a label or a party's role says whose voice it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from atesta.contact.transcript import SpokenTurn, Transcript, Voice, Word
from atesta.errors import Where
from atesta.intake.fields import refuse
from atesta.intake.transcript_fields import (
    check_count,
    joined,
    parse_json,
    read_confidence,
    read_lang,
    read_text,
    read_times,
    read_words,
    together,
    voice_of,
)

TYPES = ("transcript", "wtf_transcription", "wtf-transcription", "transcription")
_PAUSE = 0.8  # seconds after which words of one voice are another turn
Object = Mapping[str, Any]
Part = tuple[object, SpokenTurn]


@dataclass(frozen=True, slots=True)
class _Body:
    """One analysis, or the dialogs of text: its parts, how many channels, and its language."""

    parts: Sequence[Part]
    lang: str | None = None
    channels: int = 1


def is_vcon(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("vcon"), str) and ("parties" in value or "uuid" in value)


def read_vcon(value: Object, where: Where, read_ours: Callable[[Object, Where], Transcript]) -> Transcript:
    """The first transcript in it. Several recordings of one vCon are several calls: give each its own."""
    parties = [party if isinstance(party, Mapping) else {} for party in _list(value, "parties")]
    dialogs = [dialog if isinstance(dialog, Mapping) else {} for dialog in _list(value, "dialog")]
    for number, analysis in enumerate(_list(value, "analysis")):
        if isinstance(analysis, Mapping) and analysis.get("type") in TYPES:
            place = where.at("field", f"analysis[{number}]")
            body = _opened(analysis, place)
            if isinstance(body, Mapping) and isinstance(body.get("schema"), str):
                return read_ours(body, place)
            return _made(_read_body(body, _roles(parties, dialogs, analysis), place), place)
    text = [dialog for dialog in dialogs if dialog.get("type") == "text"]
    if text:
        return _made(_written(text, parties, where.at("field", "dialog")), where)
    _refuse(where)


def _refuse(where: Where) -> NoReturn:
    why, do = "There are no words to review.", "Give the recording, or a transcript as WebVTT or JSON."
    refuse(where, "there is no transcript of a form that is read here", why, do, "vcon_no_transcript")


def _list(value: Object, field: str) -> list[Any]:
    found = value.get(field)
    return found if isinstance(found, list) else []


def _made(body: _Body, where: Where) -> Transcript:
    turns = joined(body.parts, _PAUSE)
    check_count(turns, where)
    return Transcript(turns, body.lang, body.channels)


def _opened(analysis: Object, where: Where) -> Any:
    """The body as a value: written as JSON in a text, or as it is."""
    body = analysis.get("body")
    if isinstance(body, str) and body.lstrip()[:1] in ("{", "["):
        return parse_json(body.encode("utf-8", "surrogatepass"), where)
    return body


def _roles(parties: Sequence[Object], dialogs: Sequence[Object], analysis: Object) -> tuple[Voice, ...]:
    """The voice of each channel: the parties of the dialog, in the order in which the draft gives them channels."""
    which = analysis.get("dialog", 0)
    which = which[0] if isinstance(which, list) and which else which
    dialog = dialogs[which] if type(which) is int and 0 <= which < len(dialogs) else {}
    given = dialog.get("parties")
    order = given if isinstance(given, list) else range(len(parties))
    return tuple(_party(parties, index) for index in order)


def _party(parties: Sequence[Object], index: object) -> Voice:
    if type(index) is not int or not 0 <= index < len(parties):
        return Voice.UNKNOWN
    return voice_of(parties[index].get("role")) or Voice.UNKNOWN


def _read_body(body: Any, channels: tuple[Voice, ...], where: Where) -> _Body:
    if isinstance(body, list):
        return _Body(list(_segments(body, {}, where)))
    if not isinstance(body, Mapping):
        _refuse(where)
    results = body.get("results")
    if isinstance(results, Mapping):
        return _deepgram(results, channels, where)
    words = body.get("words")
    if isinstance(body.get("transcript"), str) and isinstance(words, list):
        return _Body(list(_grouped(words, Voice.UNKNOWN, where)))
    for field in ("segments", "turns", "utterances"):
        if isinstance(body.get(field), list):
            lang = body["transcript"].get("language") if isinstance(body.get("transcript"), Mapping) else None
            labels = _labels(body.get("speakers"))
            parts = list(_segments(_with_words(body[field], words, where), labels, where))
            return _Body(parts, read_lang(lang or body.get("language") or body.get("lang")))
    _refuse(where)


def _labels(speakers: Any) -> Mapping[str, str]:
    """WTF: what the maker calls each speaker."""
    if not isinstance(speakers, Mapping):
        return {}
    named = {str(key): one.get("label") for key, one in speakers.items() if isinstance(one, Mapping)}
    return {key: label for key, label in named.items() if isinstance(label, str)}


def _with_words(segments: list[Any], words: Any, where: Where) -> list[Any]:
    """WTF: a segment names its words by number."""
    if not isinstance(words, list):
        return segments
    by_id = {word.get("id"): word for word in words if isinstance(word, Mapping) and type(word.get("id")) is int}
    found = []
    for segment in segments:
        numbers = segment.get("words") if isinstance(segment, Mapping) else None
        if isinstance(numbers, list) and all(type(number) is int for number in numbers):
            if any(number not in by_id for number in numbers):
                why, do = "Their times are read one by one.", "Export it again."
                refuse(where, "its words are no list", why, do, "turn_words")
            found.append({**segment, "words": [by_id[number] for number in numbers]})
        else:
            found.append(segment)
    return found


def _segments(segments: list[Any], labels: Mapping[str, str], where: Where) -> Iterator[Part]:
    check_count(segments, where)
    for number, segment in enumerate(segments):
        place = where.at("turn", number)
        if not isinstance(segment, Mapping):
            refuse(place, "there is no text", "It could not be read.", 'Give every turn a "text".', "turn_without_text")
        speaker = segment.get("speaker")
        name = labels.get(str(speaker), speaker)
        start, end = read_times(segment, place)
        text = read_text(segment, "text" if "text" in segment else "transcript", place).strip()
        words = tuple(_words(segment.get("words"), place))
        confidence = read_confidence(segment.get("confidence"), place)
        yield str(name), SpokenTurn(voice_of(name) or Voice.UNKNOWN, text, start, end, confidence, words)


def _words(words: Any, where: Where) -> Iterator[Word]:
    """Words under their makers' names for them: text, word, punctuated_word; confidence or probability."""
    if not isinstance(words, list):
        yield from read_words(words, where)
        return
    for word in words:
        if not isinstance(word, Mapping):
            read_words([word], where)
        text = next((name for name in ("punctuated_word", "text", "word") if isinstance(word.get(name), str)), "text")
        start, end = read_times(word, where)
        given = word.get("confidence", word.get("probability"))
        yield Word(read_text(word, text, where).strip(), start, end, read_confidence(given, where))


def _deepgram(results: Object, roles: tuple[Voice, ...], where: Where) -> _Body:
    """`results.channels[n].alternatives[0].words`: each channel is a party where there is more than one."""
    channels = results.get("channels")
    if not isinstance(channels, list) or not channels:
        _refuse(where)
    own = len(channels) > 1
    parts: list[Part] = []
    lang = None
    for number, channel in enumerate(channels):
        best = _first(channel)
        if best is None or not isinstance(best.get("words"), list):
            _refuse(where)
        voice = roles[number] if own and number < len(roles) else Voice.UNKNOWN
        parts += [((number, name), turn) for name, turn in _grouped(best["words"], voice, where)]
        lang = lang or read_lang(channel.get("detected_language"))
    parts.sort(key=lambda part: part[1].start or 0.0)
    return _Body(parts, lang, 2 if len(channels) == 2 and Voice.UNKNOWN not in roles[:2] else 1)


def _first(channel: Any) -> Object | None:
    alternatives = channel.get("alternatives") if isinstance(channel, Mapping) else None
    best = alternatives[0] if isinstance(alternatives, list) and alternatives else None
    return best if isinstance(best, Mapping) else None


def _grouped(words: list[Any], voice: Voice, where: Where) -> Iterator[Part]:
    """Words with speaker numbers, put together to turns."""
    read = list(_words(words, where))
    begin = 0
    for at in range(1, len(read) + 1):
        if (
            at < len(read)
            and words[at].get("speaker") == words[begin].get("speaker")
            and not _pause(read[at - 1 : at + 1])
        ):
            continue
        part = tuple(read[begin:at])
        text = together([word.text for word in part])
        yield str(words[begin].get("speaker")), SpokenTurn(voice, text, part[0].start, part[-1].end, None, part)
        begin = at


def _pause(pair: Sequence[Word]) -> bool:
    before, after = pair
    return before.end is not None and after.start is not None and after.start - before.end >= _PAUSE


def _written(dialogs: Sequence[Object], parties: Sequence[Object], where: Where) -> _Body:
    """Dialogs of text: each is a turn of its first party, without times in a recording."""
    parts: list[Part] = []
    for number, dialog in enumerate(dialogs):
        given = dialog.get("parties")
        party = dialog.get("originator", given[0] if isinstance(given, list) and given else given)
        parts.append(
            (str(party), SpokenTurn(_party(parties, party), read_text(dialog, "body", where.at("turn", number))))
        )
    return _Body(parts)
