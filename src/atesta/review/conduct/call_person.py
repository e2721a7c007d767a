"""Who is on the line: identified before the debt, told of the recording, and nobody else told (A5.3, B1.4).

What the words say stands beside what the procedure sheet says. Where the two differ, a person looks.
"""

from __future__ import annotations

from collections.abc import Sequence

from atesta.contact.message import Recipient
from atesta.recording.notice import notice_in
from atesta.review.conduct import call_words as words
from atesta.review.conduct.call import first_debt, identified, owned_up
from atesta.review.conduct.call_judge import PERSON
from atesta.review.conduct.call_seen import Seen
from atesta.review.conduct.spoken import Place, milliseconds
from atesta.review.finding import Finding
from atesta.rules.rule import Citation, Confidence, Force


def person_findings(seen: Seen) -> Sequence[Finding]:
    return (_identified_first(seen), _notice(seen), *_voicemail(seen), *_somebody_else(seen))


def debt_place(seen: Seen) -> Place | None:
    """Where the agent first says that there is a debt."""
    field = next((one for one in seen.fields if one.name == "debt_mentioned_before_verification"), None)
    return Place(field.seen.turn, field.seen.start, field.seen.end) if field and field.seen else None


def _ms(seen: Seen, place: Place) -> int | None:
    found = seen.judge.spoken.seconds(place)
    return milliseconds(found[0]) if found else None


# --- identified before the debt -------------------------------------------------------------------------------------


def _identified_first(seen: Seen) -> Finding:
    rule, judge = "house-other-party-identified", seen.judge
    spoken = judge.spoken
    found, debt = identified(spoken.plain_turns()), debt_place(seen)
    sheet = seen.record.step("identity") if seen.record else None
    measured: dict[str, object] = {"by": found.by if found else None}
    if sheet:
        measured["sheet"] = sheet
    who = spoken.whole(found.turn) if found else None
    if who:
        measured["identified_ms"] = _ms(seen, who)
    unheard = spoken.doubt_about(range(max(0, who.turn - 1), who.turn)) if who else ""
    if who and unheard:
        return judge.open(rule, {**measured, "reason": unheard}, PERSON)
    if debt is None:
        doubt = spoken.doubt_about_agent()
        return judge.on_words(rule, "met", who, measured) if who else judge.absent(rule, measured, doubt=doubt)
    measured["debt_ms"] = _ms(seen, debt)
    if who and who.turn < debt.turn:
        return judge.on_words(rule, "met", who, measured)
    doubt = spoken.doubt_about(range(debt.turn))
    if sheet == "met" or doubt:
        return judge.on_words(rule, PERSON, debt, {**measured, "reason": doubt or "record_and_words_differ"})
    return judge.on_words(rule, "breach", debt, measured)


# --- told of the recording ------------------------------------------------------------------------------------------


def _notice(seen: Seen) -> Finding:
    """Where the place asks whoever records to say so. Who recorded is known from the sheet alone."""
    rule, judge = "house-recording-notice", seen.judge
    notice = notice_in(judge.texts.place, "firm")
    sheet = seen.record.step("notice") if seen.record else None
    measured: dict[str, object] = {"asks": notice.asks}
    if sheet:
        measured["sheet"] = sheet
    cited = _notice_cited(notice.force, notice.confidence, notice.text) if notice.asks == "yes" else ()
    said = next(judge.spoken.hits(seen.agent, "recording_notice"), None)
    if said:
        return judge.on_words(rule, "met", said.place, measured, cited=cited)
    if notice.asks != "yes" or judge.texts.place is None or sheet == "not_applicable":
        return judge.open(rule, measured)
    if sheet == "failed":
        return judge.nowhere(rule, measured, doubt=judge.spoken.doubt_about_agent(), cited=cited)
    reason = "record_and_words_differ" if sheet == "met" else "who_records_is_unknown"
    return judge.open(rule, {**measured, "reason": reason}, PERSON)


def _notice_cited(force: str, confidence: str, text: str) -> tuple[Citation, ...]:
    if force not in {one.value for one in Force}:
        return ()
    return (Citation(text, Force(force), Confidence(confidence)),)


# --- told to nobody else --------------------------------------------------------------------------------------------


def _place_cites(seen: Seen, kind: str, missions: tuple[str, ...] = ()) -> tuple[Citation, ...]:
    """Texts of the place, of that kind, that surely bind this caller."""
    texts = seen.judge.texts
    return tuple(
        version.citation
        for rule, version in texts.rulebook.applying(texts.day, texts.place, kind, texts.party)
        if rule.place == texts.place
        and version.surely_binds(texts.party, texts.lender)
        and version.for_lender(texts.lender)
        and (not missions or not set(missions).isdisjoint(rule.mission))
    )


def _voicemail(seen: Seen) -> Sequence[Finding]:
    """A debt left on voice mail is told to whoever plays it."""
    judge = seen.judge
    box = next((n for n in seen.others if words.any_of(words.VOICEMAIL, judge.spoken.turns[n].text)), None)
    if box is None:
        return ()
    rule, debt = "house-voicemail", debt_place(seen)
    if debt is None:
        return (judge.open(rule, {"voicemail_turn": box}),)
    cited = (*_place_cites(seen, "identification", ("B1.4",)), *_place_cites(seen, "third_party"))
    return (judge.on_words(rule, "breach", debt, {"voicemail_turn": box}, cited=cited),)


def is_voicemail(seen: Seen) -> bool:
    return any(words.any_of(words.VOICEMAIL, seen.judge.spoken.turns[n].text) for n in seen.others)


def _somebody_else(seen: Seen) -> Sequence[Finding]:
    """The debt was told to somebody who had said that she is not the debtor, or whom the file names as another."""
    rule, judge = "house-third-party", seen.judge
    debt = debt_place(seen)
    if debt is None or is_voicemail(seen):
        return ()
    cited = _place_cites(seen, "third_party")
    if seen.message.to is Recipient.THIRD_PARTY:
        return (judge.on_words(rule, "breach", debt, {"who": "third_party"}, cited=cited, id_=f"{rule}@{debt.turn}"),)
    turns = judge.spoken.plain_turns()
    other = next((n for n in seen.others if words.any_of(words.NOT_THE_DEBTOR, turns[n].text)), None)
    if other is None or identified(turns[:other]) is not None:
        return ()
    measured: dict[str, object] = {"who": "says_somebody_else", "other_turn": other}
    after = _debt_after(seen, other)
    if after is not None and not owned_up(turns, other, after.turn):
        return (judge.on_words(rule, "breach", after, measured, cited=cited, id_=f"{rule}@{after.turn}"),)
    told_before = debt.turn < other and identified(turns[:other]) is None
    if after is None and told_before:
        reason = {**measured, "reason": "told_before_they_said_so"}
        return (judge.on_words(rule, PERSON, debt, reason, cited=cited, id_=f"{rule}@{debt.turn}"),)
    return ()


def _debt_after(seen: Seen, turn: int) -> Place | None:
    found = first_debt(seen.judge.spoken.plain_turns(), turn)
    return Place(found.turn, found.start, found.end) if found else None
