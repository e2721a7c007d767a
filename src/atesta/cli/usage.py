"""A command line that cannot be read, said in the reader's language. What was typed is not repeated: it may be a
number or a name that belongs to somebody."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from atesta.kept import late

# The sentences of argparse, as the Python versions that we run on write them; the groups are ours to say again.
_SAID = (
    ("usage_needed", late(r"the following arguments are required: (?P<names>.+)")),
    (
        "usage_choice",
        late(r"argument (?P<names>[^:]+): invalid choice: .*\(choose from (?P<choices>[^()]+)\)", re.DOTALL),
    ),
    ("usage_no_value", late(r"argument (?P<names>[^:]+): expected (?:one|at least one) argument")),
    ("usage_no_number", late(r"argument (?P<names>[^:]+): invalid int value: .*", re.DOTALL)),
    ("usage_extra_value", late(r"argument (?P<names>[^:]+): ignored explicit argument .*", re.DOTALL)),
    ("usage_ambiguous", late(r"ambiguous option: .* could match (?P<choices>.+)", re.DOTALL)),
)
_UNKNOWN = late(r"unrecognized arguments: (?P<names>.*)", re.DOTALL)
_OPTION = late(r"--?[a-z][a-z-]{0,30}")


class Parser(argparse.ArgumentParser):
    """argparse with its errors in three languages. `given` is what it was asked to read."""

    given: Sequence[str] = ()

    def error(self, message: str) -> NoReturn:
        """What is wrong, why it matters and what to do, on standard error; exit 2."""
        from atesta.cli.layout import visible
        from atesta.cli.say_error import say_refusal, words_for

        key, values = read(message)
        words = words_for(Parser.given or sys.argv[1:])
        print(visible(say_refusal(key, words, verb=self.prog, **values)), file=sys.stderr)
        raise SystemExit(2)


def read(message: str) -> tuple[str, dict[str, str]]:
    """The key of the sentence that says the same, with the names of options and choices in it."""
    for key, pattern in _SAID:
        found = pattern.fullmatch(message)
        if found is not None:
            return key, {name: value.replace("'", "") for name, value in found.groupdict().items()}
    unknown = _UNKNOWN.fullmatch(message)
    options = [word for word in unknown["names"].split() if _OPTION.fullmatch(word)] if unknown else []
    if options:
        return "usage_unknown_option", {"names": ", ".join(options)}
    return ("usage_too_many" if unknown else "usage_other"), {}
