"""`atesta store check | backup | restore | rank-cases | publish-board | remove-board`: what is kept or shown, tried and
copied."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from atesta.cli.extract import write_new
from atesta.cli.pages import set_up
from atesta.cli.words import words_for_verb
from atesta.locale import Catalogue
from atesta.web_settings import WebSettings


def run(arguments: argparse.Namespace) -> int:
    words, settings = words_for_verb(arguments.lang), set_up()
    if arguments.what == "backup":
        return _backup(settings, Path(arguments.file), words)
    if arguments.what == "restore":
        return _restore(settings, Path(arguments.file), words)
    if arguments.what == "rank-cases":
        return _rank_cases(arguments.period, Path(arguments.file), words)
    if arguments.what == "publish-board":
        return _publish(settings, Path(arguments.file), words)
    if arguments.what == "remove-board":
        return _remove(settings, arguments, words)
    return _check(words)


def _backup(settings: WebSettings, file: Path, words: Catalogue) -> int:
    from atesta.store.backup import back_up
    from atesta.store.jobs import utc_now

    count = back_up(settings, file, utc_now())
    sys.stdout.write(words.say("store.backed_up", n=count, file=file) + "\n")
    return 0


def _restore(settings: WebSettings, file: Path, words: Catalogue) -> int:
    from atesta.store.backup import restore
    from atesta.store.preparing import prepare

    count = restore(settings, file)
    prepare()
    sys.stdout.write(words.say("store.restored", n=count, folder=settings.folder) + "\n")
    return 0


def _rank_cases(period: str, file: Path, words: Catalogue) -> int:
    """What the desk decided, as the table that `atesta rank` reads."""
    from atesta.action.ranking.case import FIELDS
    from atesta.action.ranking.period import read_quarter
    from atesta.store.ranking_rows import cases_for_ranking, of_firms, without_firm

    quarter = read_quarter(period)
    rows, left = of_firms(cases_for_ranking(quarter.first, quarter.last))
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, FIELDS)
    table.writeheader()
    table.writerows(rows)
    write_new(file, text.getvalue().encode())
    sys.stdout.write(words.say("board.cases_written", n=len(rows), file=file.name) + "\n")
    if left:
        sys.stdout.write(words.say("board.cases_left", ids=", ".join(left)) + "\n")
    if unnamed := without_firm(quarter.first, quarter.last):
        sys.stdout.write(words.say("board.cases_no_firm", ids=", ".join(unnamed)) + "\n")
    return 0


def _publish(settings: WebSettings, folder: Path, words: Catalogue) -> int:
    from atesta.store.jobs import utc_now
    from atesta.store.preparing import prepare
    from atesta.store.publishing import publish_board

    prepare()
    board = publish_board(settings, folder, utc_now())
    sys.stdout.write(words.say("board.published", period=board.period, version=board.version) + "\n")
    if not settings.board:
        sys.stdout.write(words.say("board.off") + "\n")
    return 0


def _remove(settings: WebSettings, arguments: argparse.Namespace, words: Catalogue) -> int:
    from atesta.action.ranking.case import By, Reason
    from atesta.action.ranking.period import read_quarter
    from atesta.store.jobs import utc_now
    from atesta.store.preparing import prepare
    from atesta.store.publishing import remove_board

    prepare()
    quarter, version = read_quarter(arguments.period), arguments.version
    remove_board(settings, quarter, version, Reason(arguments.reason), By(arguments.by), utc_now())
    sys.stdout.write(words.say("board.removed", period=quarter, version=version) + "\n")
    return 0


def _check(words: Catalogue) -> int:
    """Exit 0 where everything is whole, 3 where something is not: each line names what."""
    from atesta.store.checking import complaints
    from atesta.store.jobs import utc_now

    found = [words.say(f"store.{kind}", **values) for kind, values in complaints(utc_now())]
    lines = (*(found or [words.say("store.whole")]), *_outside_time(words))
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 3 if found else 0


def _outside_time(words: Catalogue) -> Iterator[str]:
    """Which head of the log is stamped, by whom and when, and what still waits."""
    from atesta.store.jobs import utc_now
    from atesta.store.stamping import standing
    from atesta.telling.say import say_moment
    from atesta.telling.visible import visible

    found = standing(utc_now())
    for one in filter(None, (found.log, found.behind if found.behind != found.log else None)):
        yield words.say(
            f"outside_time.store.{one.state.value}",
            time=say_moment(one.at, words.lang) if one.at else "",
            name=visible(one.authority),
            reason=one.reason,
            seq=one.seq,
            end=found.end,
        )
    if found.seals:
        yield words.say("outside_time.store.seals", n=found.seals)
