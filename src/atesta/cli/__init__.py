"""The command line: thin over the library. Exit 0 done, 2 bad input (named on standard error), 1 our fault."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from atesta.errors import AtestaError

OUR_FAULT, BAD_INPUT = 1, 2
# `verify` answers with 0 to 3, so its failures have the numbers of sysexits.h.
OF_VERIFY = {OUR_FAULT: 70, BAD_INPUT: 64}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Errors are said once, on standard error, without a traceback."""
    from atesta.cli.parser import build_parser

    words = sys.argv[1:] if argv is None else argv
    failure = OF_VERIFY if next(iter(words), "") == "verify" else {}
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit as stopped:
        raise SystemExit(failure.get(int(stopped.code or 0), stopped.code)) from None
    try:
        return int(arguments.run(arguments))
    except AtestaError as error:
        from atesta.cli.layout import visible

        print(visible(f"atesta: {error.what}\n  {error.why}\n  {error.do}"), file=sys.stderr)
        return failure.get(BAD_INPUT, BAD_INPUT)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("atesta: stopped", file=sys.stderr)
        return 130
    except Exception as error:
        print(
            f"atesta: something of ours failed ({type(error).__name__}).\n"
            "  No answer was given, and nothing of yours was changed.\n"
            "  Run it again with ATESTA_DEBUG=1 to see where, and report that.",
            file=sys.stderr,
        )
        if _debugging():
            raise
        return failure.get(OUR_FAULT, OUR_FAULT)


def _debugging() -> bool:
    from atesta.config import read_settings

    return read_settings().debug
