"""Small towns, drawn by a seed: who owes whom, who complained; and a neighbour who knows all but the last.

The neighbour knows every debtor of every firm in her town, whole customer lists of firms that work only there, and who
moved in when; she has every version of every board. A person is found where what was published leaves no, or hardly
any, other choice: of the people whom a number can be about, at least four in five are in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from atesta.action.ranking.board import Board, make_board
from atesta.action.ranking.case import Adjudicator, Contacts, Evidence, Outcome, RankCase
from atesta.action.ranking.period import read_quarter

PERIOD = read_quarter("2026-Q3")
DAYS = (date(2026, 10, 10), date(2026, 10, 24), date(2026, 11, 7), date(2026, 11, 21))
"""Of counting: four versions, into which late cases come."""
NATIONAL = tuple(f"National {name} SA" for name in ("One", "Two", "Three"))
SURE = 0.8


@dataclass(frozen=True, slots=True)
class Debtor:
    person: str
    town: int
    firm: str
    complains_on: date | None
    known_from: date
    """The first day of counting on which the file has the case."""


def debtors(seed: int, towns: int = 25) -> list[Debtor]:
    chance = Random(seed)
    made = []
    for town in range(towns):
        sizes = {firm: chance.randint(1, 9) for firm in NATIONAL} | {f"Town {town} Cobros SC": chance.randint(1, 7)}
        likely = chance.uniform(0.05, 0.5)
        for firm, size in sizes.items():
            made += [_debtor(chance, town, firm, number, likely) for number in range(size)]
    return made


def _debtor(chance: Random, town: int, firm: str, number: int, likely: float) -> Debtor:
    day = PERIOD.first + timedelta(days=chance.randrange(92)) if chance.random() < likely else None
    known = chance.choices(DAYS, (85, 5, 5, 5))[0]
    return Debtor(f"{town}-{firm}-{number}", town, firm, day, known)


def cases(people: list[Debtor], on: date) -> list[RankCase]:
    return [_case(each) for each in people if each.complains_on and each.known_from <= on]


def _case(each: Debtor) -> RankCase:
    assert each.complains_on
    chance = Random(each.person)
    upheld = chance.random() < 0.5
    return RankCase(
        each.person,
        "MX",
        each.firm,
        f"Visits in town {each.town}",
        each.complains_on,
        each.complains_on if chance.random() < 0.6 else None,
        Outcome.UPHELD if upheld else Outcome.OPEN,
        Adjudicator.REGULATOR if upheld else None,
        Evidence.IMPORTED,
        each.person,
    )


def boards(people: list[Debtor]) -> list[Board]:
    known = {("MX", firm): Contacts(60_000, "register") for firm in NATIONAL}
    known |= {("MX", each.firm): Contacts(300, "register") for each in people if each.firm not in NATIONAL}
    made: list[Board] = []
    for day in DAYS:
        made.append(make_board(cases(people, day), known, PERIOD, day, earlier=tuple(made)))
    return made


Told = dict[tuple[str, str], int]
"""Numbers told exactly, by firm and campaign ("" for the firm itself)."""


def told(board: Board) -> Told:
    firms = {(row.company, ""): row.counts.received for row in board.rows if row.counts}
    campaigns = {(row.company, row.campaign): row.counts.received for row in board.campaigns}
    return {key: cell.low for key, cell in (firms | campaigns).items() if cell.exact}


def careless(people: list[Debtor]) -> list[Told]:
    """What a board without any of our rules would tell."""
    made: list[Told] = []
    for day in DAYS:
        numbers: Told = {}
        for case in cases(people, day):
            for key in ((case.company, ""), (case.company, case.campaign)):
                numbers[key] = numbers.get(key, 0) + 1
        made.append(numbers)
    return made


def found(people: list[Debtor], versions: list[Told]) -> set[str]:
    """Everybody whom the neighbour can name."""
    named: set[str] = set()
    for at, version in enumerate(versions):
        for key, number in version.items():
            named |= _sure(_about(people, key), number)
            for before in versions[:at]:
                if key in before:
                    late = [each for each in _about(people, key) if each.known_from > DAYS[0]]
                    named |= _sure(late, number - before[key])
    return named


def _about(people: list[Debtor], key: tuple[str, str]) -> list[Debtor]:
    """Whom a number can be about: debtors of the firm, of a campaign those in its town."""
    firm, campaign = key
    return [each for each in people if each.firm == firm and campaign in ("", f"Visits in town {each.town}")]


def _sure(some: list[Debtor], number: int) -> set[str]:
    return {each.person for each in some} if number > 0 and number >= SURE * len(some) else set()


def names_on(board: Board) -> Iterator[str]:
    for row in board.rows:
        yield from (row.company, row.source, *row.bodies)
    yield from (row.campaign for row in board.campaigns)
    yield from (entry.company for entry in board.log)
