"""They contacted someone else (PRODUCT §4.2): in 90 seconds a refusal with its time, by one who is not the debtor.

Nothing is looked up and nothing is kept: the answer is made of what was typed and of the rules of the place, so it is
the same whether or not anybody knows the number, the lender or the person who is looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse

from atesta.action.complaint.channel import State, channels_of
from atesta.action.requests import RELATIONS
from atesta.errors import AtestaError
from atesta.locale import Catalogue
from atesta.mandate.do_not_contact import RefusalKind
from atesta.pipeline import Knowledge, review_message
from atesta.rules.rulebook import load_rulebook
from atesta.store import house, stamping
from atesta.telling.answers_view import AnswersView
from atesta.telling.say import say_moment
from atesta.telling.say_others import answers_for_others
from atesta.web.access import Who
from atesta.web.desk import desk
from atesta.web.failures import refused
from atesta.web.field import Field, wrong_fields
from atesta.web.myfile import at_creditor
from atesta.web.myfile.at_creditor import HandIn, Typed
from atesta.web.paced import paced
from atesta.web.pages import Page
from atesta.web.sealing import seal_texts
from atesta.web.show import TAGS, settings, show, words_of
from atesta.web.third_party_form import (
    CHANNELS,
    MOST_LENDER,
    MOST_SENDER,
    Given,
    Refusal,
    local,
    message_of,
    refusal_of,
    wrong_of,
)

SALT = "atesta.refusal"
THIRD_PARTY = RefusalKind.THIRD_PARTY.value
TAKES_IT = {
    "CN": ("12321", "lender_desk", "nfra_12378"),
    "MX": ("condusef_redeco", "profeco"),
    "CO": ("sic_co", "sfc_co"),
    "CL": ("sernac",),
    "PE": ("indecopi", "lender_desk"),
    "ES": ("aepd", "lender_desk"),
    "US": ("cfpb", "ftc"),
    "GB": ("lender_desk", "fos_uk"),
}
"""Channels that somebody who is not the debtor may look at, the first first; what each takes, its own page says."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The form. `more` may all be left out; `wrong` are the fields that the list at the top names."""

    place: str
    relation: Field
    refuses: Field
    more: tuple[Field, ...]
    wrong: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ChannelLink:
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer. `tag` is the language of the letter for a browser; `proof` lets the same text be sealed with the
    same time; `again` are the fields; `view` is None where no message was given; `stamps`: an outside
    authority will be asked for the time of the seal; `hand`: to the
    creditor that runs these pages, None elsewhere."""

    place: str
    refusal: Refusal
    tag: str
    at: str
    proof: str
    again: tuple[tuple[str, str], ...]
    view: AnswersView | None
    channels: tuple[ChannelLink, ...]
    stamps: bool
    hand: HandIn | None


@paced("refusal")
def other(request: HttpRequest, place: str) -> HttpResponse:
    if request.method != "POST":
        return _form(request, place, Given(), {})
    given, now = Given.of(request.POST.dict()), datetime.now(UTC)
    wrong = wrong_of(given, place, now)
    if wrong:
        return _form(request, place, given, wrong)
    return _shown(request, place, given, now)


def _shown(
    request: HttpRequest, place: str, given: Given, now: datetime, hand: HandIn | None = None, status: int = 200
) -> HttpResponse:
    page = _answer(request, place, given, now, hand or _hand_in(request, place, Typed()))
    return show(
        request, "other_refused.html", page, place=place, again=given.fields, status=status, returns=status == 200
    )


def _hand_in(request: HttpRequest, place: str, typed: Typed, said: tuple[str, ...] = ()) -> HandIn | None:
    if not at_creditor.here():
        return None
    number = at_creditor.number_field(words_of(request), typed)
    return HandIn(
        "refusal",
        f"/{words_of(request).lang}/{place.lower()}/other/handed",
        not said,
        said,
        "",
        number,
        (number,) if typed.wrong else (),
    )


@paced("hand-in")
def handed(request: HttpRequest, place: str) -> HttpResponse:
    """The same refusal as an entry of the list of the creditor that runs these pages. The answer is the same whether or
    not the number was there before, and nothing but its hash is kept."""
    if not at_creditor.here():
        raise Http404
    given, now, words = Given.of(request.POST.dict()), datetime.now(UTC), words_of(request)
    wrong = wrong_of(given, place, now)
    if wrong:
        return _form(request, place, given, wrong)
    number = at_creditor.cleaned(request.POST.get("number", ""))
    try:
        house.enter(house.Entered(THIRD_PARTY, place, now, house.FROM_PAGE, number=number), None, now)
    except AtestaError as error:
        hand = _hand_in(request, place, Typed(number, at_creditor.wrong_number(error, words)))
        return _shown(request, place, given, now, hand, 422)
    return _shown(request, place, given, now, _hand_in(request, place, Typed(), (words.say("hand_in.refusal.handed"),)))


@paced("refusal")
def sealed(request: HttpRequest, place: str) -> HttpResponse:
    """The same refusal as a sealed bundle, made now and sent at once; another press makes another bundle of it."""
    given, now = Given.of(request.POST.dict()), datetime.now(UTC)
    wrong = wrong_of(given, place, now)
    if wrong:
        return _form(request, place, given, wrong)
    refusal = _refusal(request, place, given, now)
    texts = filter(None, (refusal.text, refusal.reading, given.message))
    try:
        bundle = seal_texts(texts, settings())
    except AtestaError as error:
        return refused(request, error, 503)
    stamping.stamp_later(bundle.seal, now)
    answer = HttpResponse(bundle.data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{bundle.name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _form(request: HttpRequest, place: str, given: Given, wrong: dict[str, str]) -> HttpResponse:
    words = words_of(request)
    said = {name: words.say(f"third.wrong.{word}") for name, word in wrong.items()}
    relation = _field("relation", given.relation, said, words, kind="radio", choices=_relations(words), required=True)
    refuses = _field("refuses", given.refuses, said, words, kind="check", required=True)
    more = _more(given, said, words)
    page = Asking(place, relation, refuses, more, wrong_fields((relation, refuses, *more)))
    again = given.fields if wrong else None
    status = 422 if wrong else 200
    return show(request, "other.html", page, place=place, again=again, status=status, returns=bool(wrong))


def _more(given: Given, said: dict[str, str], words: Catalogue) -> tuple[Field, ...]:
    channels = tuple((channel.value, words.say(f"third.by.{channel.value}")) for channel in CHANNELS)
    return (
        _field("lender", given.lender, said, words, maxlength=MOST_LENDER),
        _field("sender", given.sender, said, words, maxlength=MOST_SENDER),
        _field("when", given.when, said, words, kind="datetime-local"),
        _field("channel", given.channel, said, words, kind="select", choices=channels),
        _field("message", given.message, said, words, kind="textarea"),
    )


def _field(  # what differs from field to field
    name: str,
    value: str,
    said: dict[str, str],
    words: Catalogue,
    *,
    kind: str = "text",
    choices: tuple[tuple[str, str], ...] = (),
    required: bool = False,
    maxlength: int | None = None,
) -> Field:
    hint = words.say(f"third.{name}_hint") if words.has(f"third.{name}_hint") else ""
    label = words.say(f"third.{name}")
    return Field(name, label, value, kind, hint, said.get(name, ""), choices, required, maxlength=maxlength)


def _relations(words: Catalogue) -> tuple[tuple[str, str], ...]:
    return tuple((relation, words.say(f"third.who.{relation}")) for relation in RELATIONS)


def _answer(request: HttpRequest, place: str, given: Given, now: datetime, hand: HandIn | None) -> Refused:
    words = words_of(request)
    refusal = _refusal(request, place, given, now)
    at = _at(request, refusal, now)
    return Refused(
        place=place,
        refusal=refusal,
        tag=TAGS[refusal.lang],
        at=say_moment(local(at, place), words.lang),
        proof=_proof(at, refusal),
        again=tuple(given.fields.items()),
        view=_view(given, place, words),
        channels=_channels(place, words),
        stamps=stamping.configured(),
        hand=hand,
    )


def _view(given: Given, place: str, words: Catalogue) -> AnswersView | None:
    """Nothing is held beside the message, so that no answer can tell what anybody holds."""
    message = message_of(given, place)
    if message is None:
        return None
    knowledge, opened = Knowledge.of(place=place), desk()
    review = review_message(message, knowledge, opened)
    return answers_for_others(review, message, knowledge, opened.rulebook, words)


def _channels(place: str, words: Catalogue) -> tuple[ChannelLink, ...]:
    open_ = {one.id: one for one in channels_of(place) if one.state is not State.PRESUMED_CLOSED}
    shown = (open_[id_] for id_ in TAKES_IT[place] if id_ in open_)
    return tuple(ChannelLink(one.names[words.lang], f"channels/{one.id}") for one in shown)


def _refusal(request: HttpRequest, place: str, given: Given, now: datetime) -> Refusal:
    """With the time of the page that she read, where this very text was on it; else with the time of now."""
    words, rulebook = words_of(request), load_rulebook()
    before = _proven(request.POST.get("proof", ""))
    if before:
        at, digest = before
        found = refusal_of(given, place, words.lang, rulebook, at)
        if found.sha256 == digest:
            return found
    return refusal_of(given, place, words.lang, rulebook, now)


def _at(request: HttpRequest, refusal: Refusal, now: datetime) -> datetime:
    before = _proven(request.POST.get("proof", ""))
    return before[0] if before and before[1] == refusal.sha256 else now


def _proof(at: datetime, refusal: Refusal) -> str:
    """Signed by this server: nobody can give a text an earlier time than it had."""
    return signing.Signer(salt=SALT).sign(f"{at.isoformat()} {refusal.sha256}")


def _proven(proof: str) -> tuple[datetime, str] | None:
    try:
        at, digest = signing.Signer(salt=SALT).unsign(proof).split(" ")
        return datetime.fromisoformat(at), digest
    except (signing.BadSignature, ValueError):
        return None


PAGES = (
    Page("<str:place>/other", other, "other", Who.ANYONE, ("GET", "POST")),
    Page("<str:place>/other/handed", handed, "other-handed", Who.ANYONE, ("POST",)),
    Page("<str:place>/other/sealed", sealed, "other-sealed", Who.ANYONE, ("POST",)),
)
