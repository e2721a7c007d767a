"""Claims about what is owed: amounts, days late, lateness grades, each beside what the file shows for that day."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from atesta.contact.account import LatenessGrade, Standing, grade_for
from atesta.contact.place import PLACES
from atesta.kept import late
from atesta.review.finding import Claim
from atesta.review.truth.amounts import Amount, find_amounts, find_unmarked, may_be_spoken
from atesta.review.truth.beside import Beside
from atesta.review.truth.lateness import days_late, worlds
from atesta.review.truth.plain import Plain
from atesta.review.truth.words import Taken, Verdict, inside, make, own_words
from atesta.rules.phrase import Hit

_BORDER = 12  # a comma between an amount and a word weighs as much as so many characters
_FAR = 70
_ABOUT = Decimal("0.05")
_ANNOUNCED = ("legal_step", "arrest", "lateness_grade", "court_list", "credit_report", "third_party", "visit")


# --- is it about a debt? --------------------------------------------------------------------------------------------


def about_a_debt(plain: Plain, hits: tuple[Hit, ...], creditor: str) -> bool:
    """Does the text speak of something owed at all? A parcel that is `逾期` and a delayed flight are not."""
    known = bool(creditor) and creditor.lower() in plain.reading.folded.lower()
    if not hits:
        return known
    cues = [hit.phrase.attrs for hit in hits if hit.phrase.label == "amount"]
    roles = {attrs.get("role") for attrs in cues}
    strong = any(attrs.get("strong") for attrs in cues)
    if "elsewhere" in roles and not strong:
        return False
    labels = {hit.phrase.label for hit in hits}
    announces = not labels.isdisjoint(_ANNOUNCED)
    pays = "pay" in roles and "payment_instruction" in labels
    return "owed" in roles or strong or announces or known or pays


_ACT = late(
    r"处理|解决|协商|\bpag(?:ue|a|ar)\b|\bliquid|\bregulari|\batiend|\bresuelv|\bcomuniq|\bpon(?:ga|te)\w* al corriente"
    r"|\brespond\b|\bcontact us\b|\bresolve\b|\bbring your account\b"
)


def _roles(hits: tuple[Hit, ...]) -> set[str | None]:
    return {hit.phrase.attrs.get("role") for hit in hits if hit.phrase.label == "amount"}


def asks_to_act(plain: Plain, hits: tuple[Hit, ...]) -> bool:
    """`Pay by Nov 15.`, `请于今天上午9点前处理`: said to somebody whose account is at hand, that is about the"
    " account."""
    roles = _roles(hits)
    return roles.isdisjoint(("elsewhere", "other")) and ("pay" in roles or _ACT.search(plain.text) is not None)


def speaks_of_money(hits: tuple[Hit, ...]) -> bool:
    """Not of a parcel or a flight: those ask for money too, but not for this account's."""
    return "elsewhere" not in _roles(hits)


def owed_claims(plain: Plain, hits: tuple[Hit, ...], beside: Beside) -> Iterator[Claim]:
    """Every amount, count of days and grade that the text states about the debt."""
    mine = own_words(plain)
    yield from _amounts(plain, hits, beside, mine)
    counted = tuple(days_late(plain, beside, mine))
    yield from (claim for claim, _, _ in counted)
    yield from _grades(plain, hits, beside, mine, Taken((start, end) for _, start, end in counted))


def late_claims(plain: Plain, beside: Beside) -> Iterator[Claim]:
    """The counts of days alone: `3 days late. 3 days to pay.` names no debt, but the account at hand is one."""
    yield from (claim for claim, _, _ in days_late(plain, beside, own_words(plain)))


# --- amounts --------------------------------------------------------------------------------------------------------


def _amounts(plain: Plain, hits: tuple[Hit, ...], beside: Beside, mine: tuple[tuple[int, int], ...]) -> Iterator[Claim]:
    cues = tuple(hit for hit in hits if hit.phrase.label == "amount")
    found = list(find_amounts(plain))
    if plain.has_digit or may_be_spoken(plain):
        found += _unmarked_after(plain, cues, found)
    sole = len(found) == 1
    for amount in found:
        role = _role(plain, amount, cues, sole)
        if role in ("owed", "pay", "fee", "part") and amount.values[0] and not inside(mine, amount.start):
            yield _amount_claim(plain, amount, role, beside)


def _unmarked_after(plain: Plain, cues: tuple[Hit, ...], marked: list[Amount]) -> list[Amount]:
    found: list[Amount] = []
    taken = Taken((amount.start, amount.end) for amount in marked)
    for cue in cues:
        if cue.phrase.attrs.get("role") != "owed":
            continue
        amount = find_unmarked(plain, cue.fend)
        if amount and _is_whole(amount) and not cue.phrase.attrs.get("strong"):
            continue  # `factura 1234`, `account 00123`: more often a number than a sum
        if amount and not taken.meets(amount.start, amount.end):
            taken.add(amount.start, amount.end)
            found.append(amount)
    return found


def _is_whole(amount: Amount) -> bool:
    return amount.values[0] == amount.values[0].to_integral() and amount.values[0].as_tuple().exponent == 0


def _role(plain: Plain, amount: Amount, cues: tuple[Hit, ...], sole: bool) -> str:
    """What the nearest word of the sentence says the amount is; words before it weigh more than words behind."""
    left, right = plain.sentence(amount.start)
    best, role = _FAR, ""
    first = bisect_left(cues, amount.start - _FAR, key=lambda cue: cue.fend)
    last = bisect_left(cues, amount.end + _FAR, key=lambda cue: cue.fstart)
    for cue in cues[first:last]:
        if not (left <= cue.fstart < right):
            continue
        distance = _distance(plain.text, amount, cue)
        if cue.phrase.attrs.get("rules") == "clause" and distance < _BORDER + 25:
            return "other"  # `we have received your payment of …`: the whole clause is about money that came
        if distance < best or (distance == best and cue.phrase.attrs.get("role") == "other"):
            best, role = distance, cue.phrase.attrs.get("role", "")
    if role:
        return role
    strong = any(cue.phrase.attrs.get("strong") for cue in cues)
    others = any(cue.phrase.attrs.get("role") == "other" for cue in cues)
    return "owed" if strong and sole and not others else ""


def _distance(text: str, amount: Amount, cue: Hit) -> int:
    if cue.fend <= amount.start:
        between, extra = text[cue.fend : amount.start], 0
    elif cue.fstart >= amount.end:
        between, extra = text[amount.end : cue.fstart], 3
    else:
        return 0
    return len(between) + extra + _BORDER * len(re.findall(r"[,:](?!\d)", between))


def _amount_claim(plain: Plain, amount: Amount, role: str, beside: Beside) -> Claim:
    account = beside.account
    currency = account.currency if account else _currency_of(amount, beside.place)
    said = f"{figure(amount.values[0])} {_said_currency(amount, currency)}".strip()
    measured: dict[str, object] = {"near": amount.near} if amount.near else {}
    span = (amount.start, amount.end)
    if beside.standing is None:
        verdict = Verdict("cannot_be_checked", said, measured={**measured, "why": beside.why_not})
        return make(plain, "amount", span, verdict)
    compared = [_compare(amount, role, world) for world in worlds(beside)]
    answer, on_file, source = _of_two_witnesses(beside, compared)
    measured |= {"as_of": beside.as_of, "role": role} | compared[0].measured(amount)
    return make(plain, "amount", span, Verdict(answer, said, on_file, source, measured=measured))


def _currency_of(amount: Amount, place: str | None) -> str:
    """Without an account: what the mark says, and where it says several things, the money of the place."""
    known = PLACES[place].currency if place and place in PLACES else ""
    return amount.currencies[0] if len(amount.currencies) == 1 else known if known in amount.currencies else ""


def figure(value: Decimal) -> str:
    """At least two decimals, so that one amount is always written one way."""
    return str(value.quantize(Decimal("0.01")) if value == round(value, 2) else value)


def _said_currency(amount: Amount, currency: str) -> str:
    """A mark of several moneys (`$`) is never settled by a guess."""
    if not amount.currencies or currency in amount.currencies:
        return currency
    return amount.currencies[0] if len(amount.currencies) == 1 else ""


def _owed_text(standing: Standing) -> str:
    return f"{figure(standing.owed or standing.remaining)} {standing.currency}"


@dataclass(frozen=True, slots=True)
class _Compared:
    """One witness's answer, and the sum of the file that the amount was compared with: its name and its figure."""

    answer: str
    basis: str
    value: Decimal
    currency: str

    @property
    def on_file(self) -> str:
        return f"{figure(self.value)} {self.currency}" if self.basis else ""

    def measured(self, amount: Amount) -> dict[str, object]:
        if not self.basis:
            return {}
        if self.answer == "matches":
            return {"basis": self.basis, "owed": self.on_file}
        if self.basis == "currency":
            return {"basis": self.basis}
        return {"basis": self.basis, "difference": figure(amount.values[0] - self.value)}


def _of_two_witnesses(beside: Beside, compared: list[_Compared]) -> tuple[str, str, str]:
    """One answer where both agree, else the conflict with both figures."""
    if len({one.answer for one in compared}) == 1:
        return compared[0].answer, compared[0].on_file, beside.source
    return "conflict", " / ".join(one.on_file for one in compared), f"{beside.source}, receipt"


BASES = (
    *("overdue", "instalment", "overdue_with_fees", "instalment_with_fees", "remaining", "remaining_with_fees"),
    *("instalment_to_come", "overdue_less_unallocated_payment", "fees"),
)
"""The names of the sums that an amount is compared with; each has its words in the catalogue."""


def _bases(standing: Standing) -> Iterator[tuple[str, Decimal]]:
    """Every sum that the file would call what is owed, by name (INTERFACES: the answer says which)."""
    yield "overdue", standing.owed
    for part in standing.overdue:
        yield "instalment", part.left
    yield "overdue_with_fees", standing.owed + standing.fees
    for part in standing.overdue:
        yield "instalment_with_fees", part.left + standing.fees
    yield "remaining", standing.remaining
    yield "remaining_with_fees", standing.remaining + standing.fees
    for part in standing.to_come:
        yield "instalment_to_come", part.left
    if standing.unallocated:
        yield "overdue_less_unallocated_payment", standing.owed - standing.unallocated


def _compare(amount: Amount, role: str, standing: Standing) -> _Compared:
    """One witness's answer, beside the sum that it matches, or else the one that it should have been."""
    if amount.currencies and standing.currency not in amount.currencies:
        return _Compared("contradicted", "currency", standing.owed or standing.remaining, standing.currency)
    bases = [("fees", standing.fees)] if role == "fee" else []
    bases += [(name, value) for name, value in _bases(standing) if value > 0]
    for value in amount.values:
        for name, base in bases:
            if _same(value, base, amount.near):
                return _Compared("matches", name, base, standing.currency)
    value = amount.values[0]
    if role == "part":  # no file of ours tells principal from interest, or a minimum payment
        return _Compared("cannot_be_checked", "", Decimal(0), standing.currency)
    name, base = _meant(value, role, standing)
    return _Compared("exaggerated" if value > base else "contradicted", name, base, standing.currency)


def _meant(value: Decimal, role: str, standing: Standing) -> tuple[str, Decimal]:
    """What an amount that matches nothing is measured by: the fees, what is overdue, or, where nothing is overdue and
    more than everything is asked for, the whole."""
    if role == "fee":
        return "fees", standing.fees
    if not standing.owed and value > standing.remaining > 0:
        return "remaining", standing.remaining
    return "overdue", standing.owed


def _same(value: Decimal, base: Decimal, near: str) -> bool:
    if near == "about":
        return abs(value - base) <= base * _ABOUT
    if near == "over":
        return value <= base <= value * 2
    if near == "under":
        return base <= value <= base * 2
    return value == base


# --- grades ---------------------------------------------------------------------------------------------------------

_SERIOUS = late(r"serious|severe|grave|critical|default|严重|重度|高|损失|可疑|次级|m[3-9]", re.IGNORECASE)
_CONDITION_BEFORE = late(
    r"(?:listas?|listado|registro|ficheros?|boletin|relacion)(?: \w+)? de $|"
    r"(?:如果?|若|倘若|一旦|避免|以免|免|防止|即将|将要|未|没有?|不|首次|临近|快要?|会|将|造成|产生|的)(?:发生"
    r"|出现|继续|再次|再|有|会)?$"
    r"|(?:por|evit\w*(?: caer| entrar)?|si |sin|no (?:esta|se encuentra|tiene)|antes de(?: que)?"
    r"|interes(?:es)?(?: de| por)?|cargos? por"
    r"|para no (?:caer|entrar)|futur[oa]s?|riesgo de|caer|entrar|causas? del|motivos? del)(?: (?:su|el|la|de|se"
    r"|caer|entrar|en))* ?$"
    r"|(?:\bif|\bbefore|\bbecom\w+|\bavoid\w*|\bnot|n't|\bwill be|\bwould be|\bmay be|\bgo|\bgoes|\bonce"
    r"|\bprevent\w*|\bnever|\bno longer)"
    r"(?: (?:it|your|the|account|payment|is|are|being|becomes?|a|further|any|you|fall|going))* ?$"
)
_CONDITION_AFTER = late(
    r"(?:未(?:还|处理|缴)|仍?不(?:还|处理|缴))?(?:将|会|后果|后将|者|则|即|费|罚息|利息|违约金|产生|一[天日]|可能|的话)"
    r"|(?:一天|一日)?(?:未还|未处理|不还|不处理)?(?:将|会|,将|,会|的话)"
)


def _grades(
    plain: Plain,
    hits: tuple[Hit, ...],
    beside: Beside,
    mine: tuple[tuple[int, int], ...],
    counted: Taken,
) -> Iterator[Claim]:
    """`Overdue` without a number, and the harder words for it. Words already read with a number are left out."""
    for hit in hits:
        if hit.phrase.label != "lateness_grade" or inside(mine, hit.fstart):
            continue
        grade = hit.phrase.attrs.get("grade", "overdue")
        if grade == "class":
            grade = plain.text[hit.fstart : hit.fstart + 2]
        if grade == "overdue" and (counted.meets(hit.fstart, hit.fend) or _condition(plain, hit)):
            continue
        if grade != "overdue" and _CONDITION_BEFORE.search(plain.text, max(0, hit.fstart - 30), hit.fstart):
            continue
        yield make(plain, "lateness_grade", (hit.fstart, hit.fend), _grade_verdict(grade, beside))


def _condition(plain: Plain, hit: Hit) -> bool:
    """`如逾期`, `逾期将…`, `por vencer`, `before it becomes overdue`: a condition or a warning, no statement."""
    before = _CONDITION_BEFORE.search(plain.text, max(0, hit.fstart - 30), hit.fstart)
    hard = re.search(r"(?:严重|恶意|已|经)$", plain.text[max(0, hit.fstart - 2) : hit.fstart])
    return before is not None or (hard is None and _CONDITION_AFTER.match(plain.text, hit.fend) is not None)


def _grade_verdict(grade: str, beside: Beside) -> Verdict:
    account = beside.account
    if beside.standing is None or account is None:
        return Verdict("cannot_be_checked", grade, measured={"why": beside.why_not})
    answers = [_compare_grade(grade, world, account.lateness_grades) for world in worlds(beside)]
    days = beside.standing.days_late
    own = grade_for(account, days) if days else None
    on_file = own.grade if own else "overdue" if days else "not_overdue"
    measured = {"as_of": beside.as_of, "days": days, "owed": _owed_text(beside.standing)}
    if len(set(answers)) > 1:
        return Verdict("conflict", grade, on_file, f"{beside.source}, receipt", measured=measured)
    return Verdict(answers[0], grade, on_file, beside.source, measured=measured)


def _compare_grade(grade: str, standing: Standing, grades: tuple[LatenessGrade, ...]) -> str:
    late = standing.days_late
    if late == 0:
        return "contradicted"
    if grade == "overdue":
        return "matches"
    if grade[0] == "m" and grade[1:].isdigit():  # the trade's classes by thirty days: M1 is 1 to 30 days late
        low = 30 * (int(grade[1:]) - 1)
        return "matches" if low < late <= low + 30 else "exaggerated" if late <= low else "contradicted"
    if not grades:
        return "cannot_be_checked"
    ladder = sorted(grades, key=lambda g: g.from_day)
    serious = next((g for g in ladder if _SERIOUS.search(g.grade)), ladder[-1])
    if grade == "serious":
        return "matches" if late >= serious.from_day else "exaggerated"
    lowest = ladder[0]
    return "matches" if lowest.to_day is None or late <= lowest.to_day else "contradicted"
