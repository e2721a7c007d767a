"""Which wording of the registry a text is: equal in normal form, with something fitting where a placeholder stands.

Only what fits: an amount where `{amount}` stands, a name where `{name}` does. A placeholder that took any words would
make every threat an approved wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Q

from atesta.action.gate import Reason
from atesta.action.gate.by_text import DECLINED as NOT_AGAIN
from atesta.action.gate.by_text import of_text
from atesta.contact.place import PLACES
from atesta.mandate.normal_form import GAP, normal_form
from atesta.store.announced_keys import form_of
from atesta.store.announced_text import CODE_HERE
from atesta.store.models import Agency, Creditor, Template
from atesta.store.wording import APPROVED, DECLINED
from atesta.store.wording_preview import PLACEHOLDER

MOST = 1_000
"""Wordings of one creditor that are compared, the newest decision first."""
MOST_OPEN, LONGEST = 16, 80
"""Placeholders of one wording, and characters of what fits into one; a firm's name is the longest."""
_HERE = "\ue000"
"""Stands for a placeholder while the normal form is made: of no script, and nothing that the form undoes."""
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|set|dic)[a-z]{0,7}\.?"
_DAY = (
    r"(?:(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]"
    r"|\d{1,4}[./\x1f-]\d{1,2}(?:[./\x1f-]\d{1,4})?"
    rf"|\d{{1,2}}(?:de)?{_MONTH}(?:de|,)?(?:\d{{4}})?"
    rf"|{_MONTH}\d{{1,2}}(?:st|nd|rd|th)?,?(?:\d{{4}})?)"
)
_FITS = {
    "amount": r"(?:[$€£¥]|[a-z]{2,3})?[\d.,]{1,18}(?:[$€£¥元]|[a-z]{3})?",
    "due": _DAY,
    "until": _DAY,
    "days": r"\d{1,4}",
    "name": r"(?:[\u3400-\u9fff·]{1,8}|(?:[^\W\d_\u3400-\u9fff]|[.'-]){1,30})",
    "code": r"[0-9a-z-]{4,11}",
}


def wordings_of(creditor: Creditor, agency: Agency | None) -> tuple[Template, ...]:
    """Those that somebody decided about and this house may have used: its own and the creditor's, newest first."""
    mine = Q(agency=None) | Q(agency=agency)
    rows = Template.objects.filter(mine, creditor=creditor, state__in=(APPROVED, DECLINED))
    return tuple(rows.select_related("creditor").order_by("-decided_at", "-id")[:MOST])


def wording_of(
    text: str, channel: str, wordings: Sequence[Template], creditor: Creditor, agency: Agency | None
) -> Template | None:
    """The first that it is. An approval is for its channel, a refusal is for all of them."""
    names = creditor.name, agency.name if agency else creditor.name
    for wording in wordings:
        if (wording.channel == channel or wording.state == DECLINED) and _is(wording.text, text, names):
            return wording
    return None


def _is(wording: str, text: str, names: tuple[str, str]) -> bool:
    """As both stand, or both without their code: it makes no other wording of the same words, wherever it is put."""
    for words, said in {(wording, text), (_codeless(wording), _codeless(text))}:
        form = form_of(said)
        pattern = _pattern(words, *names) if form else None
        if pattern is not None and pattern.matches(form):
            return True
    return False


def _codeless(text: str) -> str:
    return text.replace(CODE_HERE, " ")


def against_wording(wording: Template | None) -> tuple[Reason, ...]:
    """One that the creditor declined is put before a person of the creditor."""
    if wording is None or wording.state != DECLINED or wording.decided_at is None:
        return ()
    zone = ZoneInfo(PLACES[wording.creditor.place].zones[0])
    day = wording.decided_at.astimezone(zone).date()
    return (of_text(NOT_AGAIN, {"wording": wording.id, "on": day.isoformat()}),)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The words between the placeholders, and what fits into each of these."""

    words: tuple[str, ...]
    fits: tuple[re.Pattern[str], ...]

    def matches(self, form: str) -> bool:
        """Ends of what has been read so far, from one placeholder to the next: the time grows with both lengths, also
        for placeholders side by side, where one expression for all of them would try every way to share the text."""
        if not form.startswith(self.words[0]) or any(word not in form for word in self.words):
            return False
        ends = {len(self.words[0])}
        for fit, word in zip(self.fits, self.words[1:], strict=True):
            filled = {end for start in ends for end in _ends(fit, form, start)}
            ends = {end + len(word) for end in filled if form.startswith(word, end)}
            if not ends:
                return False
        return len(form) in ends


def _ends(fit: re.Pattern[str], form: str, start: int) -> Iterator[int]:
    """Where something that fits may end, a gap beside it or not."""
    for begin in {start, start + form.startswith(GAP, start)}:
        for end in range(begin + 1, min(len(form), begin + LONGEST) + 1):
            if fit.fullmatch(form, begin, end):
                yield end
                if form.startswith(GAP, end):
                    yield end + 1


@lru_cache(4096)
def _pattern(wording: str, creditor: str, agency: str) -> _Pattern | None:
    """None where so much is left open that it is no wording."""
    names = {"creditor": re.escape(normal_form(creditor)), "agency": re.escape(normal_form(agency))}
    fits = [names.get(name) or _FITS.get(name, r"[^\W\d]{1,20}") for name in PLACEHOLDER.findall(wording)]
    words = normal_form(PLACEHOLDER.sub(_HERE, wording)).split(_HERE)
    open_ = fits[: len(words) - 1]  # a footer may have taken the last of them with it
    if len(open_) > MOST_OPEN or not any(words) or words[1:-1].count("") > 2:
        return None
    return _Pattern(tuple(words), tuple(re.compile(fit) for fit in open_))
