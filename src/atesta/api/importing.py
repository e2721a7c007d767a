"""Files of lines, read in with a dry run first: what each would do, and what is wrong with which line."""

from __future__ import annotations

from atesta.api import mine, shapes
from atesta.api.caller import Caller
from atesta.locale import Catalogue
from atesta.telling.say_error import PARTS

MOST_ERRORS = 200
"""That are told one by one; `refused` counts all."""


def placements(caller: Caller, given: shapes.ImportIn) -> shapes.ImportOut:
    from atesta.store import placing  # noqa: PLC0415

    seen = placing.preview(caller.creditor, given.csv.encode(), given.mapping, mine.today(caller))
    counts = {"placed": seen.placed, "recalled": seen.recalled, "moved": seen.moved}
    out = shapes.ImportOut(
        dry_run=given.dry_run,
        taken=seen.changes,
        unchanged=seen.unchanged,
        refused=len(seen.errors),
        counts=counts,
        errors=[line_error(each.line, each.key, caller.words) for each in seen.errors[:MOST_ERRORS]],
    )
    if not given.dry_run and (given.take_good or not seen.errors):
        placing.take(caller.creditor, seen, None, caller.now, good_lines=given.take_good)
        return out
    return out if given.dry_run else out.model_copy(update={"taken": 0})


def line_error(line: int, key: str, words: Catalogue) -> shapes.ErrorOut:
    said = {part: words.say(f"error.{key}.{part}", n=None, line=line) for part in PARTS}
    return shapes.ErrorOut(id=key, line=line, **said)
