"""The command line: thin over the library. Exit 0 done, 2 bad input (named on standard error), 1 our fault."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atesta.errors import AtestaError

OUR_FAULT, BAD_INPUT, STOPPED = 1, 2, 130
# `verify` answers with 0 to 3, so its failures have the numbers of sysexits.h.
OF_VERIFY = {OUR_FAULT: 70, BAD_INPUT: 64}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Errors are said once, on standard error, in the reader's language, without a traceback."""
    from atesta.cli.parser import build_parser
    from atesta.cli.usage import Parser

    Parser.given = sys.argv[1:] if argv is None else argv
    failure = OF_VERIFY if next(iter(Parser.given), "") == "verify" else {}
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit as stopped:
        raise SystemExit(failure.get(int(stopped.code or 0), stopped.code)) from None
    from atesta.errors import AtestaError

    try:
        return int(arguments.run(arguments))
    except AtestaError as error:
        answer = _refused(error, Parser.given)
        return failure.get(answer, answer)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return _stopped(Parser.given)
    except Exception as error:
        answer = _our_fault(error, Parser.given)
        return failure.get(answer, answer)


def _refused(error: AtestaError, given: Sequence[str]) -> int:
    from atesta.cli.words import words_for
    from atesta.telling.say_error import say_error
    from atesta.telling.visible import visible

    print(visible(say_error(error, words_for(given))), file=sys.stderr)
    return BAD_INPUT


def _stopped(given: Sequence[str]) -> int:
    from atesta.cli.words import words_for

    print(f"atesta: {words_for(given).say('stopped.now')}", file=sys.stderr)
    return STOPPED


def _our_fault(error: Exception, given: Sequence[str]) -> int:
    """Named by its kind only: its text could repeat what a person wrote."""
    from atesta.cli.words import words_for
    from atesta.config import read_settings
    from atesta.telling.say_error import say_refusal

    print(say_refusal("our_fault", words_for(given), kind=type(error).__name__), file=sys.stderr)
    if read_settings().debug:
        raise error
    return OUR_FAULT
