"""Was this contact announced by that address before it was made? The second key of every yes (DESIGN decision 7).

A text: announced at most 72 h before receipt and never after, equal in normal form, for this channel and account, and
with the right code if one was handed in. A call: its window open at that time, for this account, and the code read by
the caller; a call that was announced by its text is compared like a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from atesta.contact.message import Channel, Message
from atesta.kept import Kept, late
from atesta.mandate.directory import Directory, Registration
from atesta.mandate.normal_form import normal_form

ANNOUNCED_AT_MOST = timedelta(hours=72)
MAX_COMPARED_CHARS = 4_000
MAX_DIFFERENCES = 8
MAX_SHOWN_CHARS = 80
SIMILAR = 0.6
SHORTEST_SPOKEN_CODE = 6

_WORD = late(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+(?:[.,:/@#%&=?_+-]+[^\W\u3400-\u9fff]+)*|[^\w\s]")
_CODE_LOOKS = str.maketrans({"O": "0", "I": "1", "L": "1"})

# From "nothing like it" to "this is it"; the one that came nearest is the one that is told.
ORDER = (
    "text_unregistered",
    "call_unregistered",
    "code_without_text",
    "text_differs",
    "other_channel",
    "other_account",
    "announced_at_unknown",
    "registered_too_early",
    "registered_after_receipt",
    "call_not_open",
    "code_missing",
    "code_differs",
    "call_registered",
    "text_registered",
)
YES = frozenset({"call_registered", "text_registered"})


@dataclass(frozen=True, slots=True)
class Announced:
    """How one contact compares with what was registered: a word of ORDER and what was seen, as JSON values."""

    word: str
    seen: dict[str, object] = field(default_factory=dict)

    @property
    def yes(self) -> bool:
        return self.word in YES


@dataclass(frozen=True, slots=True)
class _Wording:
    """The words of a text, as written and without case, and how often each is there."""

    words: tuple[str, ...]
    folded: tuple[str, ...]
    counts: Mapping[str, int]


_forms: Kept[Registration, str] = Kept(4096)
_wordings: Kept[Registration, _Wording] = Kept(4096)
_by_form: Kept[Directory, Mapping[str, tuple[Registration, ...]]] = Kept(64)


def announced(message: Message, form: str, registrations: tuple[Registration, ...], account: str | None) -> Announced:
    """The best of these registrations for this message, whose normal form is `form`; `message.received` is known."""
    compared = [_compare(message, form, registration, account) for registration in registrations]
    best = max(compared, key=lambda item: ORDER.index(item.word), default=None)
    if best is None or best.word in ("text_unregistered", "call_unregistered"):
        return _nearest_text(message, registrations) or best or Announced(_nothing(message))
    return best


def announced_by_anyone(message: Message, form: str, directory: Directory, account: str | None) -> bool:
    """Whether any address of the directory announced this contact."""
    known = _by_form.of(directory, _index_forms)
    found = known.get(form, ()) if form else ()
    if message.channel is Channel.CALL:
        found += known.get("", ())
    return any(_compare(message, form, registration, account).yes for registration in found)


def _index_forms(directory: Directory) -> Mapping[str, tuple[Registration, ...]]:
    """Registrations by the normal form of their text; under "" those without one, and those that match nothing."""
    found: dict[str, list[Registration]] = defaultdict(list)
    for registration in directory.registrations:
        found[_forms.of(registration, _form)].append(registration)
    return {form: tuple(entries) for form, entries in found.items()}


def _form(registration: Registration) -> str:
    return "" if registration.text is None else normal_form(registration.text)


def _nothing(message: Message) -> str:
    return "call_unregistered" if message.channel is Channel.CALL else "text_unregistered"


def _compare(message: Message, form: str, registration: Registration, account: str | None) -> Announced:
    if registration.text is None:
        return _compare_call(message, registration, account)
    if not form or _forms.of(registration, _form) != form:
        return Announced("text_unregistered")
    seen = _times(registration)
    window = registration.opens is not None or registration.closes is not None
    word = (
        _channel_or_account(message, registration, account)
        or _announced_in_time(message, registration)
        or ("call_not_open" if window and not _open(message, registration) else None)
        or _code_of_text(message, registration, window)
        or "text_registered"
    )
    return Announced(word, seen)


def _compare_call(message: Message, registration: Registration, account: str | None) -> Announced:
    if message.channel is not Channel.CALL or registration.opens is None:
        same = bool(registration.code) and message.code is not None and _same_code(message.code, registration.code)
        return Announced("code_without_text" if same else _nothing(message))
    seen = _times(registration)
    late = registration.at is not None and message.received is not None and registration.at > message.received
    word = (
        _channel_or_account(message, registration, account, needs_account=True)
        or ("registered_after_receipt" if late else None)
        or (None if _open(message, registration) else "call_not_open")
        or _code_of_call(message, registration)
        or "call_registered"
    )
    return Announced(word, seen)


def _channel_or_account(
    message: Message, registration: Registration, account: str | None, needs_account: bool = False
) -> str | None:
    if registration.channel is not None and registration.channel != message.channel:
        return "other_channel"
    if (registration.account is not None or needs_account) and (account is None or registration.account != account):
        return "other_account"
    return None


def _announced_in_time(message: Message, registration: Registration) -> str | None:
    if registration.at is None or message.received is None:
        return "announced_at_unknown"
    if registration.at > message.received:
        return "registered_after_receipt"
    return "registered_too_early" if message.received - registration.at > ANNOUNCED_AT_MOST else None


def _open(message: Message, registration: Registration) -> bool:
    opens, closes, at = registration.opens, registration.closes, message.received
    return opens is not None and closes is not None and at is not None and opens <= at <= closes


def _code_of_text(message: Message, registration: Registration, window: bool) -> str | None:
    """With a text the code may be left out. One that is handed in must be the one given for this very text."""
    if window:  # a call that was announced with its window is known by the code that the caller reads
        return _code_of_call(message, registration)
    if message.code is None or _same_code(message.code, registration.code):
        return None
    return "code_differs"


def _code_of_call(message: Message, registration: Registration) -> str | None:
    """The code that the caller reads: handed in, or heard in what was said."""
    if not _fold_code(registration.code):
        return "code_missing"
    if message.code is not None:
        return None if _same_code(message.code, registration.code) else "code_differs"
    return None if _spoken(registration.code, message.text) else "code_missing"


def _fold_code(code: str) -> str:
    """Codes are read aloud and typed: case, spaces and hyphens do not count, and O, I, L are digits (Crockford)."""
    plain = unicodedata.normalize("NFKC", code).upper().translate(_CODE_LOOKS)
    return re.sub(r"[\s\-‐-―]", "", plain)


def _same_code(given: str, registered: str) -> bool:
    return bool(_fold_code(given)) and _fold_code(given) == _fold_code(registered)


def _spoken(code: str, text: str) -> bool:
    folded = _fold_code(code)
    if not SHORTEST_SPOKEN_CODE <= len(folded) <= 64:
        return False
    plain = unicodedata.normalize("NFKC", text).upper().translate(_CODE_LOOKS)
    joined = r"[\s\-‐-―]?".join(map(re.escape, folded))
    return re.search(rf"(?<![0-9A-Z]){joined}(?![0-9A-Z])", plain) is not None


def _times(registration: Registration) -> dict[str, object]:
    times = {"at": registration.at, "opens": registration.opens, "closes": registration.closes}
    seen: dict[str, object] = {f"registered_{key}": _iso(value) for key, value in times.items() if value is not None}
    return seen


def _iso(value: datetime) -> str:
    return value.isoformat()


def _nearest_text(message: Message, registrations: Iterable[Registration]) -> Announced | None:
    """The announced text that this one resembles most, with the words that differ. For showing, never for a yes."""
    written = [registration for registration in registrations if registration.text is not None]
    words = _words(message.text) if written else []
    if not words:
        return None
    from difflib import SequenceMatcher  # noqa: PLC0415 - few reviews meet an announced text

    folded = [word.casefold() for word in words]
    ours = frozenset(folded)
    best: tuple[float, SequenceMatcher[str], tuple[str, ...]] | None = None
    for registration in written:
        theirs = _wordings.of(registration, _wording)
        floor = SIMILAR if best is None else best[0]
        if _at_most(theirs, ours, len(words)) < floor:
            continue
        matcher = SequenceMatcher(None, theirs.folded, folded, autojunk=False)
        if matcher.quick_ratio() >= floor and matcher.ratio() >= floor:
            best = (matcher.ratio(), matcher, theirs.words)
    if best is None:
        return None
    changed = [step for step in best[1].get_opcodes() if step[0] != "equal"][:MAX_DIFFERENCES]
    pairs = [{"registered": _shown(best[2][a:b]), "received": _shown(words[c:d])} for _, a, b, c, d in changed]
    return Announced("text_differs", {"differences": pairs})


def _at_most(theirs: _Wording, ours: frozenset[str], count: int) -> float:
    """An upper bound of SequenceMatcher.ratio that needs no matcher: every word that both have, as often as there."""
    shared = sum([theirs.counts[word] for word in ours.intersection(theirs.counts)])
    return 2.0 * shared / (len(theirs.words) + count)


def _wording(registration: Registration) -> _Wording:
    words = _words(registration.text or "")
    folded = tuple([word.casefold() for word in words])
    return _Wording(tuple(words), folded, Counter(folded))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text[:MAX_COMPARED_CHARS]))


def _shown(words: Sequence[str]) -> str:
    joined = ""
    for word in words:
        spaced = (
            bool(joined) and joined[-1].isascii() and word[0].isascii() and joined[-1].isalnum() and word[0].isalnum()
        )
        joined += (" " if spaced else "") + word
    return joined[:MAX_SHOWN_CHARS]
